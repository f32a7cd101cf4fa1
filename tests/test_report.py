"""An evaluation as one HTML page."""

import re
from dataclasses import replace
from html.parser import HTMLParser

from test_figures import ALL, FOOLED, REFUSED, RIGHT, WRONG

from rag.report import Report, report_figure, report_html

VOID = {"meta", "link", "path", "polyline", "circle", "rect"}


class Balance(HTMLParser):
    """A parser that fails where a tag is closed out of turn."""

    def __init__(self) -> None:
        """Start with nothing open."""
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember what is open."""
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close what was opened last."""
        if tag not in VOID:
            assert self.open.pop() == tag


def text_of(page: str) -> str:
    """Return a page's words, without tags."""
    return re.sub(r"<[^>]+>", " ", page)


def test_the_page_is_whole_and_asks_for_nothing() -> None:
    """Tags are balanced; no script, no address, no style from elsewhere."""
    page = report_html(Report("A set", tuple(ALL)))
    parser = Balance()
    parser.feed(page)
    assert parser.open == []
    assert page.startswith("<!doctype html>")
    assert not re.search(r"https?:|url\(|<script|@import|src=", page)
    assert '<html lang="en">' in page
    assert "<title>A set</title>" in page
    assert page.count("<h1>") == 1


def test_the_page_has_light_and_dark() -> None:
    """By the reader's own setting, the charts too."""
    page = report_html(Report("A set", tuple(ALL)))
    assert page.count("prefers-color-scheme: dark") == 2
    assert "color-scheme: light dark" in page


def test_figures_are_by_languages_then_by_group() -> None:
    """The article's, and the question's."""
    words = " ".join(text_of(report_html(Report("A set", tuple(ALL)))).split())
    assert "article ← question asked near misses right first" in words
    assert "it ← it 4 2 .500 .250 .500 .500 .750 .500 same language 4 2 .500" in words


def test_each_failure_tells_what_should_have_been() -> None:
    """The question, what was cited, the evidence and its passage."""
    wrong = replace(
        WRONG,
        question="Chi <guida>?",
        spoken="it",
        editions=("en",),
        found="Rain fell.",
        expected="Yu led.",
        passage="It was May. Yu led.",
        short="Rain",
        accepted=("Yu", "余"),
    )
    page = report_html(Report("A set", (RIGHT, wrong)))
    assert '<h3 lang="it">Chi &lt;guida&gt;?</h3>' in page
    assert '<dt>cited</dt><dd class="bad" lang="en">Rain fell.</dd>' in page
    assert '<dt>should have been</dt><dd class="good" lang="en">Yu led.</dd>' in page
    assert '<dt>passage</dt><dd class="soft" lang="en">It was May. Yu led.</dd>' in page
    assert '<dt>accepted</dt><dd class="" lang="it">Yu / 余</dd>' in page
    assert "Article in English; question in Italian: 1" in page
    assert "1 of 2 answers." in page


def test_a_refusal_shows_the_sentence_that_was_best() -> None:
    """And whether that was right; a near miss should have been refused."""
    page = report_html(Report("A set", (replace(REFUSED, found="Yu led."), FOOLED)))
    assert '<dt>best sentence</dt><dd class="good" lang="it">Yu led.</dd>' in page
    assert '<dd class="good" lang="en">“The article does not say”</dd>' in page
    assert page.count("<article>") == 2


def test_failures_may_be_left_out() -> None:
    """For a half that nobody should tune on."""
    page = report_html(Report("A set", tuple(ALL), with_failures=False))
    assert "Failures" not in page
    assert WRONG.question not in text_of(page)


def test_the_confusion_counts_by_group() -> None:
    """What a near miss cannot be is a dash."""
    words = " ".join(text_of(report_html(Report("A set", tuple(ALL)))).split())
    assert "same language question 1 2 1" in words
    assert "same language near miss – 1 1" in words
    assert "same language follow-up 1 0 1" in words


def test_the_figure_is_both_charts() -> None:
    """As one file; with nothing to draw, empty ones."""
    assert report_figure(ALL).count("<svg") == 3
    assert report_figure([]).count("<svg") == 3
