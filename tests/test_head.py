"""What the page adds to its head."""

import json
import re
from pathlib import Path

from helpers import article_of, edition_of

from rag.languages import LANGUAGES
from rag.library import library_of
from ui.head import head_html, page_facts, static_path

ARTICLE = article_of(edition_of("The lighthouse was lit.", title="</script><script>alert(1)"))
LIBRARY = library_of([ARTICLE])


def test_every_language_has_the_same_words() -> None:
    """None of them empty."""
    words = page_facts(LIBRARY)["words"]
    assert isinstance(words, dict)
    assert tuple(words) == LANGUAGES
    assert {tuple(said) for said in words.values()} == {tuple(words["it"])}
    assert all(text for said in words.values() for text in said.values())


def test_facts_cannot_end_their_element() -> None:
    """A title with markup in it stays data."""
    head = head_html(LIBRARY, "/ui/1")
    facts = re.findall(r'<script id="facts" type="application/json">(.*?)</script>', head)
    assert json.loads(facts[0]) == page_facts(LIBRARY)
    assert "<script>alert" not in head


def test_changed_files_have_another_address(tmp_path: Path) -> None:
    """No browser mixes an old file with a new one."""
    (tmp_path / "app.js").write_text("one", "utf-8")
    first = static_path(tmp_path)
    assert re.fullmatch(r"/ui/[0-9a-f]{12}", first)
    assert f'src="{first}/app.js"' in head_html(LIBRARY, first)
    (tmp_path / "words.js").write_text("two", "utf-8")
    assert static_path(tmp_path) != first
