"""Answers and articles as safe HTML: escaping, chips, proofs, dates."""

import html
import re
from dataclasses import replace

import pytest

from rag.answering import Answer, Citation, Closest, Translation
from rag.article import Edition
from rag.languages import Language
from rag.viewing import Listed, ReadingView, ViewBlock, ViewSentence
from ui.render import (
    answer_html,
    articles_html,
    entries_html,
    escape,
    format_date,
    notice_html,
    question_html,
)

ORIGINAL = Edition(
    language="it",
    title="Il faro <b>",
    source="",
    text="Il faro fu acceso nel 1874. Il guardiano era Sanna.",
    headings=(),
    paragraphs=(),
)
HOSTILE = (
    "<img src=x onerror=alert(1)> **b** [1](javascript:alert(1)) `c` ~~d~~ $e$ | # \\ http://x.y @z"
)


def cite(number: int, quote: str, translation: str = "") -> Citation:
    """Make a citation of the original, with an English translation where one is given."""
    start = ORIGINAL.text.index(quote)
    return Citation(
        number=number,
        article="faro",
        title=ORIGINAL.title,
        passage=1,
        sentence=number,
        start=start,
        end=start + len(quote),
        quote=quote,
        language="it",
        translation=Translation("en", translation) if translation else None,
        edition=ORIGINAL,
    )


def answer(
    text: str,
    *citations: Citation,
    short: str | None = None,
    language: Language = "en",
    closest: Closest | None = None,
) -> Answer:
    """Make an answer, or a refusal where there is a closest passage."""
    return Answer(
        question="?",
        language=language,
        status="not_found" if closest else "answered",
        text=text,
        short=short,
        confidence=0.9,
        citations=citations,
        closest=closest,
        elapsed_ms=1.0,
    )


def visible(markup: str) -> str:
    """Return what a reader sees of some markup."""
    return html.unescape(re.sub(r"<[^>]*>", "", markup)).replace("\u2060", "")


LIT = cite(1, "Il faro fu acceso nel 1874.", "The lighthouse was lit in 1874.")
KEEPER = cite(2, "Il guardiano era Sanna.", "The keeper was Sanna.")
LIT_ANSWER = answer("The lighthouse was lit in 1874. [1]", LIT, short="in 1874")


def test_escaped_text_holds_no_active_sign() -> None:
    """Escaping leaves nothing that HTML or Markdown would act on, and loses nothing."""
    escaped = escape(HOSTILE)
    assert not re.search(r"[<>\"'*_\[\](){}`~$|\\:@./!+=^-]", re.sub(r"&#\d+;", "", escaped))
    assert html.unescape(escaped) == HOSTILE


@pytest.mark.parametrize("sign", ["\n\n", "\r\n\r\n", "\u2028", "\x85", "\x00", "\x1b"])
def test_escaped_text_is_one_line_without_controls(sign: str) -> None:
    """A blank line cannot end the block and let Markdown in."""
    assert escape(f"a{sign}b").isprintable()


def test_question_keeps_its_lines() -> None:
    """A question of several lines is shown on several lines."""
    shown = '<div class="asked lang-en">one<br>two</div>'
    assert question_html(" one\n\ntwo ", "en") == shown


def test_marker_becomes_a_chip_that_stays_with_its_word() -> None:
    """The chip links to the sentence and cannot wrap away from the last word."""
    markup = answer_html(LIT_ANSWER, {})
    held = re.search(r'<span class="held">(.*?)</span>', markup)
    assert held is not None
    assert html.unescape(held[1]).startswith('<strong>1874</strong>.\u2060<a class="cite"')
    assert html.unescape(markup).count('href="#faro--1-1"') == 2
    assert visible(markup).startswith("The lighthouse was lit in 1874.1")


def test_short_answer_is_set_off_once() -> None:
    """The short answer is marked inside the sentence, and never said twice."""
    markup = answer_html(LIT_ANSWER, {})
    assert visible(markup).count("in 1874.1") == 1
    assert "".join(re.findall(r"<strong>(.*?)</strong>", markup)) == "in 1874"


def test_each_part_has_its_short_answer_set_off() -> None:
    """In its own sentence, even where an earlier one says the same words."""
    text = "The lighthouse was lit in 1874. [1] In 1874 the keeper was Sanna. [2]"
    keeper = cite(2, "Il guardiano era Sanna.")
    for further, shown in [
        (((2, "Sanna"),), ["1874", "Sanna"]),
        (((2, "1874"),), ["1874", "1874"]),
        (((1, "lit"), (2, "Sanna")), ["lit", "1874", "Sanna"]),
        (((1, "in 1874"), (3, "Sanna"), (2, "nobody")), ["1874"]),
    ]:
        parts = replace(answer(text, LIT, keeper, short="1874"), further=further)
        markup = answer_html(parts, {})
        assert re.findall(r"<strong>(.*?)</strong>", markup) == shown
        assert visible(markup).startswith("The lighthouse was lit in 1874.1 In 1874 the")


def test_chip_names_its_article_where_there_are_several() -> None:
    """And not where the title says nothing."""
    alone, several = ({"faro": "Il faro"}, {"faro": "Il faro", "molo": "Il molo"})
    assert 'title="passage 1' in html.unescape(answer_html(LIT_ANSWER, alone))
    assert 'title="Il faro <b> · passage 1' in html.unescape(answer_html(LIT_ANSWER, several))


def test_question_names_the_one_article_it_is_about() -> None:
    """In a class, where a name cannot do anything else."""
    assert 'class="asked lang-en of-il-faro"' in question_html("?", "en", "il-faro")
    assert 'class="asked lang-en of-灯塔"' in question_html("?", "en", "灯塔")
    assert 'class="asked lang-en"' in question_html("?", "en", 'x" onclick="y')


def test_articles_to_choose_from_are_inert_links() -> None:
    """One of them chosen; the script is told of others in classes."""
    faro = Listed("il-faro", ORIGINAL.title, "", "", ("it",), 1)
    held = [faro, replace(faro, id="molo")]
    assert entries_html(held, "molo", "more lost-2").startswith('<div class="all more lost-2">')
    markup = html.unescape(entries_html(held, "molo"))
    assert markup.count('class="entry lang-it"') == markup.count('class="entry lang-it chosen"')
    assert 'chosen" href="#molo">Il faro <b></a>' in markup
    assert "<b>" not in entries_html(held, "molo")


def test_short_answer_the_text_lacks_comes_first() -> None:
    """A short answer in other words stands before the sentence."""
    markup = answer_html(answer("It says so. [1]", LIT, short="1874"), {})
    assert '<div class="line"><strong>1874</strong> It' in markup


@pytest.mark.parametrize("marker", ["[0]", "[3]", "[99]", "[12"])
def test_marker_without_citation_stays_text(marker: str) -> None:
    """A number that names no citation never becomes a link."""
    markup = answer_html(answer(f"Said {marker}", LIT, KEEPER), {})
    assert 'class="cite"' not in markup
    assert marker in visible(markup)


def test_adjacent_markers_make_two_chips() -> None:
    """Two markers after one sentence are two chips, with the stop after them."""
    markup = answer_html(answer("Both [1][2]. Then", LIT, KEEPER), {})
    assert markup.count('class="cite"') == 2
    assert visible(markup).startswith("Both12. Then")


def test_proof_quotes_the_original_in_its_language() -> None:
    """Under a translated answer stands the article's own sentence, marked as Italian."""
    markup = answer_html(LIT_ANSWER, {})
    assert 'class="quote lang-it"' in markup
    assert "«Il faro fu acceso nel 1874.»" in visible(markup)
    assert "passage 1 · Italian" in visible(markup)


def test_translation_by_a_model_is_marked_and_inert() -> None:
    """Under the article's own sentence, with the model's name; an edition's is not there."""
    told = Translation("en", "The lighthouse <b>was lit</b> in 1874.", "tiny")
    lit = replace(cite(1, "Il faro fu acceso nel 1874."), translation=told, edition=ORIGINAL)
    markup = answer_html(answer("It was lit in 1874. [1]", lit), {})
    assert "Translated by tiny The lighthouse <b>was lit</b> in 1874." in visible(markup)
    assert "<b>" not in markup
    assert 'class="translation' not in answer_html(LIT_ANSWER, {})


def test_proof_does_not_repeat_the_answer() -> None:
    """Where the answer is the quote, the proof names the place only."""
    markup = answer_html(answer("Il guardiano era Sanna. [2]", KEEPER, language="it"), {})
    assert 'class="quote' not in markup
    assert "passaggio 1" in visible(markup)


def test_refusal_offers_the_closest_passage() -> None:
    """A refusal has no chip and no proof: a label, the place and its words."""
    closest = Closest("faro", 2, "Il guardiano era Sanna.", "it")
    markup = answer_html(answer("The article does not say.", closest=closest), {"faro": "Il faro"})
    assert 'class="said not_found lang-en"' in markup
    assert "cite" not in markup
    assert "Closest passageIl faropassage 2 · Italian" in visible(markup)
    assert html.unescape(markup).count('href="#faro--2"') == 1


@pytest.mark.parametrize(
    "markup",
    [
        question_html(HOSTILE, "en"),
        notice_html(HOSTILE, "en"),
        answer_html(answer(HOSTILE, short="**b**", closest=Closest("a", 1, HOSTILE, "en")), {}),
        articles_html(
            [
                ReadingView(
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
            ],
            "en",
        ),
    ],
    ids=["question", "notice", "answer", "article"],
)
def test_hostile_text_stays_text(markup: str) -> None:
    """Whatever a text holds, the only tags and attributes are ours."""
    tags = {tag.lower() for tag in re.findall(r"</?\s*(\w+)", markup)}
    assert tags <= {"div", "span", "strong", "a", "h2", "h3", "br"}
    names = set(re.findall(r'\s([\w-]+)="', markup))
    assert names <= {"class", "href", "id", "tabindex", "title"}
    assert "<img src=x onerror=alert(1)>" in visible(markup)


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
