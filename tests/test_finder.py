"""Passages found as safe HTML: links, marked words, a plain word when there are none."""

import html
import re

from rag.article import Interval
from rag.finding import Found
from rag.retrieval import Hit
from ui.finder import found_html

TITLES = {"faro": "Il faro"}
HOSTILE = '<img src=x onerror="alert(1)"> **b** [1](javascript:alert(1))'


def found(text: str, *marks: str, language: str = "en", article: str = "faro") -> Found:
    """Make a passage found by some of its words."""
    assert language in ("en", "zh")
    places = [Interval(text.index(mark), text.index(mark) + len(mark)) for mark in marks]
    spoken = "zh" if language == "zh" else "en"
    hit = Hit(article, 3, spoken, 0, len(text), text, 1.0, 1.0, 1.0)
    return Found(hit, 0.9, tuple(places))


def visible(markup: str) -> str:
    """Return what a reader sees of some markup."""
    return html.unescape(re.sub(r"<[^>]*>", "|", markup))


def test_a_passage_found_is_a_link_with_its_words_marked() -> None:
    """Named in the reader's language, quoted in its own."""
    markup = found_html(" luce \n faro", [found("The lamp was lit.", "lamp", "lit")], TITLES, "it")
    assert html.unescape(markup) == (
        '<div class="nears lang-it"><div class="told">Passaggi vicini a «luce faro»: 1</div>'
        '<a class="near" href="#faro--3"><span class="at">passaggio 3</span>'
        '<span class="said-there lang-en">The <strong>lamp</strong> was <strong>lit</strong>.'
        "</span></a></div>"
    )


def test_nothing_near_is_said_plainly() -> None:
    """In one line, without a link."""
    assert visible(found_html("恐龙", [], TITLES, "en")) == "||No passage comes near “恐龙”.||"


def test_a_long_passage_opens_a_little_before_the_first_word() -> None:
    """Between two words, with an ellipsis; Chinese anywhere."""
    western = found("one two " * 40 + "lamp, and so on", "lamp")
    assert "|… two one two" in visible(found_html("lamp", [western], TITLES, "en"))
    assert "one two |lamp|, and so on" in visible(found_html("lamp", [western], TITLES, "en"))
    chinese = found("灯" + "很多字" * 30 + "塔，等等", "塔", language="zh")
    shown = visible(found_html("塔", [chinese], TITLES, "zh"))
    assert "|…" + "很多字" * 8 + "|塔|，等等" in shown


def test_a_long_passage_ends_between_two_words() -> None:
    """With an ellipsis, and so does Chinese, anywhere."""
    western = visible(found_html("lamp", [found("lamp " + "further " * 60, "lamp")], TITLES, "en"))
    assert western.endswith("|lamp| " + "further " * 25 + "…|||")
    chinese = visible(
        found_html("塔", [found("塔" + "很多字" * 60, "塔", language="zh")], TITLES, "zh")
    )
    assert chinese.endswith("|塔|" + "很多字" * 29 + "很多…|||")


def test_the_title_is_named_among_several() -> None:
    """With one article open it would say nothing."""
    titles = {**TITLES, "porto": "Il *porto*"}
    assert "|Il *porto* · passage 3|" in visible(
        found_html("x", [found("The lamp.", article="porto")], titles, "en")
    )


def test_hostile_texts_stay_text() -> None:
    """Query, passage and title: the only tags and attributes are ours."""
    markup = found_html(HOSTILE, [found(HOSTILE, "img")], {"faro": HOSTILE, "b": "b"}, "en")
    assert {tag.lower() for tag in re.findall(r"</?\s*(\w+)", markup)} <= {
        "div",
        "a",
        "span",
        "strong",
    }
    assert set(re.findall(r'\s([\w-]+)="', markup)) <= {"class", "href"}
    assert not re.search(r"[*_\[\]`]", markup)
