"""What the page adds to its head."""

import json
import re
from dataclasses import replace
from pathlib import Path

from helpers import article_of, edition_of

from rag.languages import LANGUAGES
from rag.library import Library, library_of
from ui.head import head_html, intro_html, page_facts, static_path

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


def test_page_is_named_by_its_article(bundled_library: Library) -> None:
    """In the visitor's language, with what it is for; a title with markup in it stays text."""
    intros = [intro_html(bundled_library, language) for language in LANGUAGES]
    titles = [re.findall("<title>(.*?) · Ponte</title>", intro)[0] for intro in intros]
    assert len(set(titles)) == 3
    for title, intro in zip(titles, intros, strict=True):
        told = re.findall('<meta name="description" content="([^"]*)">', intro)[0]
        assert title in told
        assert 50 < len(told) < 300
    hostile = intro_html(LIBRARY, "en")
    assert hostile.startswith("<title>&lt;/script&gt;&lt;script&gt;alert(1) · Ponte</title>")
    assert "<script>" not in hostile


def test_page_of_several_articles_says_how_many() -> None:
    """None of them names it."""
    library = library_of([ARTICLE, replace(ARTICLE, id="other")])
    intro = intro_html(library, "it")
    assert intro.startswith("<title>Ponte</title>")
    assert "risposte su 2 articoli" in intro
