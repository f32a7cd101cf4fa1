"""What the page adds to its head."""

import json
import re
from pathlib import Path

from helpers import article_of, edition_of

from rag.languages import LANGUAGES
from ui.head import head_html, page_facts

ARTICLE = article_of(edition_of("The lighthouse was lit.", title="</script><script>alert(1)"))


def test_every_language_has_the_same_words() -> None:
    """None of them empty."""
    words = page_facts([ARTICLE])["words"]
    assert isinstance(words, dict)
    assert tuple(words) == LANGUAGES
    assert {tuple(said) for said in words.values()} == {tuple(words["it"])}
    assert all(text for said in words.values() for text in said.values())


def test_facts_cannot_end_their_element(tmp_path: Path) -> None:
    """A title with markup in it stays data; a changed file has another address."""
    for name in ("app.css", "app.js"):
        (tmp_path / name).write_text("one", "utf-8")
    head = head_html([ARTICLE], tmp_path)
    facts = re.findall(r'<script id="facts" type="application/json">(.*?)</script>', head)
    assert json.loads(facts[0]) == page_facts([ARTICLE])
    assert "<script>alert" not in head
    (tmp_path / "app.js").write_text("two", "utf-8")
    scripts = [
        re.findall(r"/ui/app.js\?v=\w{12}", each) for each in (head, head_html([ARTICLE], tmp_path))
    ]
    assert scripts[0] != scripts[1]
