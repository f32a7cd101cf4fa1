"""What a reader sees of markup, and what may be in it."""

import html
import re

HOSTILE = (
    "<img src=x onerror=alert(1)> **b** [1](javascript:alert(1)) `c` ~~d~~ $e$ | # \\ http://x.y @z"
)


def visible(markup: str) -> str:
    """Return what a reader sees of some markup."""
    return html.unescape(re.sub(r"<[^>]*>", "", markup)).replace("\u2060", "")


def assert_inert(markup: str) -> None:
    """Check that hostile text is only text: the only tags and attributes are ours."""
    tags = {tag.lower() for tag in re.findall(r"</?\s*(\w+)", markup)}
    assert tags <= {"div", "span", "strong", "em", "a", "h2", "h3", "br", "details", "summary"}
    names = set(re.findall(r'\s([\w-]+)="', markup))
    assert names <= {"class", "href", "id", "tabindex", "title"}
    assert "<img src=x onerror=alert(1)>" in visible(markup)
