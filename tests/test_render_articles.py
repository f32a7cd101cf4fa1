"""Articles as safe HTML: what there is to choose from, the reading view, dates."""

import html
import re
from dataclasses import replace

import pytest
from markup import HOSTILE, assert_inert, visible

from rag.languages import Language
from rag.viewing import Listed, ReadingView, ViewBlock, ViewSentence
from ui.render_articles import articles_html, entries_html, format_date


def test_articles_to_choose_from_are_inert_links() -> None:
    """One of them chosen; the script is told of others in classes."""
    faro = Listed("il-faro", "Il faro <b>", "", "", ("it",), 1)
    held = [faro, replace(faro, id="molo")]
    assert entries_html(held, "molo", "more lost-2").startswith('<div class="all more lost-2">')
    markup = html.unescape(entries_html(held, "molo"))
    assert markup.count('class="entry lang-it"') == markup.count('class="entry lang-it chosen"')
    assert 'chosen" href="#molo">Il faro <b></a>' in markup
    assert "<b>" not in entries_html(held, "molo")


def test_hostile_article_stays_text() -> None:
    """Whatever a text holds, the only tags and attributes are ours."""
    view = ReadingView(
        article="a",
        language="en",
        title=HOSTILE,
        date=HOSTILE,
        source=HOSTILE,
        original="en",
        languages=("en",),
        blocks=(
            ViewBlock(HOSTILE, 0, ()),
            ViewBlock("", 1, (ViewSentence('a--1-1" onclick="x', HOSTILE),)),
        ),
    )
    assert_inert(articles_html([view], "en"))


def test_article_gives_each_sentence_its_anchor() -> None:
    """Headings, numbered passages and sentences stand in order under their ids."""
    blocks = (
        ViewBlock("Il faro", 0, ()),
        ViewBlock("Storia", 0, ()),
        ViewBlock("", 1, (ViewSentence("faro--1-1", "Uno."), ViewSentence("faro--1-2", "Due."))),
    )
    view = ReadingView("faro", "it", "Il faro", "1874-05-03", "", "it", ("it",), blocks)
    markup = html.unescape(articles_html([view], "en"))
    assert visible(markup) == "Il faro3 May 1874Storia1Uno. Due."
    assert re.findall(r'id="([^"]*)"', markup) == ["faro--1", "faro--1-1", "faro--1-2"]


@pytest.mark.parametrize(
    ("date", "reader", "shown"),
    [
        ("2023-09", "it", "settembre 2023"),
        ("2023-09", "en", "September 2023"),
        ("2023-09", "zh", "2023年9月"),
        ("2024-05-10", "it", "10 maggio 2024"),
        ("2024-05-10", "zh", "2024年5月10日"),
        ("2024", "zh", "2024年"),
        ("2024-13", "en", "2024"),
        ("last spring", "en", "last spring"),
        ("", "en", ""),
    ],
)
def test_date_is_written_as_its_reader_writes_it(date: str, reader: Language, shown: str) -> None:
    """Whole and partial dates are put into the reader's language; others are left alone."""
    assert format_date(date, reader) == shown


def test_what_the_page_says_of_an_article_is_in_the_readers_language() -> None:
    """Its date, whatever it is written in, and the name the page gives to pasted text."""
    view = ReadingView("a", "en", "粘贴的文本", "2023-09", "Gazette", "en", ("en",), ())
    markup = html.unescape(articles_html([view], "it"))
    assert '<div class="article lang-en"><h2 class="title lang-zh">粘贴的文本</h2>' in markup
    assert '<span class="date lang-it">settembre 2023</span>' in markup
    assert '<span class="origin">Gazette</span>' in markup
    pasted = Listed("a", "Pasted text", "", "", ("zh",), 1)
    assert 'class="entry lang-en chosen"' in entries_html([pasted], "a")
