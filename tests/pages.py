"""What the end-to-end tests share: questions, and what a visitor does in the browser."""

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Locator, Page, expect

from rag.languages import Language

LOCALES: dict[Language, str] = {"it": "it-IT", "en": "en-GB", "zh": "zh-CN"}
INSTITUTES: dict[Language, str] = {
    "it": "Quanti istituti di ricerca ci sono a Pechino?",
    "en": "How many research institutes are there in Beijing?",
    "zh": "北京有多少家科研机构？",
}
FOOTBALL: dict[Language, str] = {
    "it": "Chi ha vinto il campionato di calcio?",
    "en": "Who won the football championship?",
    "zh": "谁赢得了足球锦标赛冠军？",
}
# Refused, with a passage that is near.
PEOPLE: dict[Language, str] = {
    "it": "Quanto costa partecipare al forum?",
    "en": "How many students does the Politecnico have?",
    "zh": "北京有多少人口？",
}
LABORATORIES = "How many key laboratories operate in Beijing?"

Opened = Callable[..., Page]
Visitors = Callable[[Language, tuple[int, int]], BrowserContext]


def ask(page: Page, question: str) -> None:
    """Write a question and send it with Enter."""
    box = page.locator("#q textarea")
    box.fill(question)
    box.press("Enter")


def target_of(page: Page, link: Locator) -> Locator:
    """Return the part of the article that a link names."""
    href = link.get_attribute("href") or ""
    return page.locator(f'[id="{href.removeprefix("#")}"]')


def expect_shown(part: Locator) -> None:
    """Expect a part of the article to be highlighted and in view."""
    expect(part).to_have_class(re.compile(r"\bhit\b"))
    expect(part).to_be_in_viewport()


def reload(page: Page) -> None:
    """Load the page again and wait until it is shown."""
    page.reload()
    expect(page.locator("html.ready")).to_have_count(1)


def spoken_lines(page: Page) -> list[str]:
    """Return what was asked and said, line by line."""
    return page.locator("#chat .asked, #chat .line, #chat .quote").all_inner_texts()


def find(page: Page, query: str) -> Locator:
    """Look a passage up with Enter, and return the links found."""
    box = page.locator("#query textarea, #query input")
    box.fill(query)
    box.press("Enter")
    expect(page.locator("#found .told")).to_contain_text(query)
    return page.locator("#found .near")


def clipboard(page: Page) -> str:
    """Return what was copied."""
    copied: str = page.evaluate("navigator.clipboard.readText()")
    return copied


def listen(page: Page) -> None:
    """Write down from now on what is said to whoever listens to the page."""
    page.evaluate(
        """() => {
          window.heard = [];
          const status = document.querySelector("#told");
          new MutationObserver(() => status.textContent
            && window.heard.push(`${status.lang}: ${status.textContent}`))
            .observe(status, {childList: true, characterData: true, subtree: true});
        }"""
    )


def heard(page: Page) -> list[str]:
    """Return what was said since then, each with its language."""
    said: list[str] = page.evaluate("window.heard")
    return said
