"""Answers and articles as safe HTML: escaping, chips, proofs."""

import html
import re
from dataclasses import replace

import pytest
from markup import HOSTILE, assert_inert, visible

from rag.answering import Answer, Certainty, Citation, Closest, Translation
from rag.article import Edition, Interval
from rag.languages import Language
from ui.escaping import escape
from ui.render import answer_html, next_html, notice_html, question_html

ORIGINAL = Edition(
    language="it",
    title="Il faro <b>",
    source="",
    text="Il faro fu acceso nel 1874. Il guardiano era Sanna.",
    headings=(),
    paragraphs=(),
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


def test_proof_names_its_article_where_there_are_several() -> None:
    """And not where the title says nothing."""
    alone, several = ({"faro": "Il faro"}, {"faro": "Il faro", "molo": "Il molo"})
    assert "Il faro <b>" not in visible(answer_html(LIT_ANSWER, alone))
    assert "Il faro <b>passage 1" in visible(answer_html(LIT_ANSWER, several))


def test_question_names_the_one_article_it_is_about() -> None:
    """In a class, where a name cannot do anything else."""
    assert 'class="asked lang-en of-il-faro"' in question_html("?", "en", "il-faro")
    assert 'class="asked lang-en of-灯塔"' in question_html("?", "en", "灯塔")
    assert 'class="asked lang-en"' in question_html("?", "en", 'x" onclick="y')


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
    assert "passage 1 · original in Italian" in visible(markup)


def test_translation_by_a_model_is_marked_and_inert() -> None:
    """Under the article's own sentence, with the model's name; an edition's is not there."""
    told = Translation("en", "The lighthouse <b>was lit</b> in 1874.", "tiny")
    lit = replace(cite(1, "Il faro fu acceso nel 1874."), translation=told, edition=ORIGINAL)
    markup = answer_html(answer("It was lit in 1874. [1]", lit), {})
    assert "Translated by tiny The lighthouse <b>was lit</b> in 1874." in visible(markup)
    assert "<b>" not in markup
    assert 'class="translation' not in answer_html(LIT_ANSWER, {})


def test_proof_does_not_repeat_the_answer() -> None:
    """Where the answer is the quote, it is there for paper and for a look only."""
    markup = answer_html(answer("Il guardiano era Sanna. [2]", KEEPER, language="it"), {})
    assert re.findall(r'class="quote([^"]*)"', markup) == [" same lang-it"]
    assert re.findall(r'class="quote([^"]*)"', answer_html(LIT_ANSWER, {})) == [" lang-it"]
    assert "passaggio 1" in visible(markup)


def test_refusal_offers_the_closest_passage() -> None:
    """A refusal has no chip and no proof: a label, the place and its words."""
    closest = Closest("faro", 2, "Il guardiano era Sanna.", "it")
    markup = answer_html(answer("The article does not say.", closest=closest), {"faro": "Il faro"})
    assert 'class="said not_found lang-en"' in markup
    assert "cite" not in markup
    assert "Closest passagepassage 2 · original in Italian«Il guardiano" in visible(markup)
    assert html.unescape(markup).count('href="#faro--2"') == 1
    assert "<details" not in markup


def test_closest_passage_is_shown_in_the_edition_of_the_reader() -> None:
    """The original is one step away, and named as what it is."""
    told = Translation("en", "The keeper was *Sanna*.")
    closest = Closest("faro", 2, "Il guardiano era Sanna.", "it", told)
    titles = {"faro": "Il faro", "molo": "Il molo"}
    markup = answer_html(answer("The article does not say.", closest=closest), titles)
    shown = "Closest passageIl faropassage 2“The keeper was *Sanna*.”original in Italian«Il guardia"
    assert shown in visible(markup)
    assert re.findall(r'class="quote lang-(..)"', markup) == ["en", "it"]
    assert markup.index("<details") < markup.index("lang-it", markup.index("<details"))


@pytest.mark.parametrize(
    ("certainty", "refused", "told"),
    [
        ("sure", False, ""),
        ("likely", False, "Probably the answer"),
        ("unsure", False, "Not certain: check the proof"),
        ("sure", True, ""),
        ("unsure", True, "The closest passage may say it in other words."),
    ],
)
def test_only_what_is_not_sure_is_said_to_be_so(
    certainty: Certainty, refused: bool, told: str
) -> None:
    """In words, under the answer or the refusal."""
    closest = Closest("faro", 2, "Il guardiano era Sanna.", "it") if refused else None
    said = replace(answer("It was lit. [1]", LIT, closest=closest), certainty=certainty)
    assert re.findall(r'"certainty">(.*?)</div>', html.unescape(answer_html(said, {}))) == (
        [told] if told else []
    )


def test_words_that_met_the_question_are_marked() -> None:
    """In the quote, and in what the reader's edition says, which the script looks for."""
    told = Translation("en", "The lighthouse was lit in 1874.", marks=(Interval(4, 14),))
    lit = replace(LIT, translation=told, marks=(Interval(3, 7), Interval(3, 5)), edition=ORIGINAL)
    markup = answer_html(answer("The lighthouse was lit in 1874. [1]", lit), {})
    assert re.findall(r'<em class="met">(.*?)</em>', markup) == ["faro", "lighthouse"]
    assert "«Il faro fu acceso nel 1874.»" in visible(markup)
    assert re.findall(r'class="there lang-(..)"', markup) == ["en"]


def test_proofs_beyond_three_are_folded() -> None:
    """All of them are there."""
    for count in (3, 4):
        text = " ".join(f"Said [{number}]." for number in range(1, count + 1))
        cited = [cite(number, "Il guardiano era Sanna.") for number in range(1, count + 1)]
        markup = answer_html(answer(text, *cited), {})
        assert markup.count('class="proof"') == count
        assert ('class="proofs folded"' in markup) == (count > 3)


def test_questions_to_go_on_with_stand_under_a_label() -> None:
    """In the language of the answer; no question, no label."""
    markup = next_html(("Chi?", "Quando?"), "it")
    assert markup.startswith('<div class="next lang-it"><span class="label">')
    assert re.findall(r'"to-ask">(.*?)</', markup) == ["Chi?", "Quando?"]
    assert next_html((), "it") == ""


@pytest.mark.parametrize(
    "markup",
    [
        question_html(HOSTILE, "en"),
        next_html((HOSTILE,), "en"),
        notice_html(HOSTILE, "en"),
        answer_html(answer(HOSTILE, short="**b**", closest=Closest("a", 1, HOSTILE, "en")), {}),
    ],
    ids=["question", "next", "notice", "answer"],
)
def test_hostile_text_stays_text(markup: str) -> None:
    """Whatever a text holds, the only tags and attributes are ours."""
    assert_inert(markup)


def test_quote_in_another_language_is_marked_as_such() -> None:
    """Within the answer's own line, up to its chip, the short answer set off in it."""
    quote = "Il faro fu acceso nel 1874."
    text = f"1874. The article, in Italian: «{quote}» [1]"
    markup = html.unescape(answer_html(answer(text, cite(1, quote), short="1874"), {}))
    assert visible(markup).startswith(text.replace(" [1]", "1"))
    assert (
        'Italian: «<span class="lang-it">Il faro fu acceso nel </span><span class="held">'
        '<span class="lang-it">1874.</span>»' in markup
    )
    own = answer_html(answer(f"{quote} [1]", cite(1, quote), language="it"), {})
    assert 'class="lang-it"' not in own
