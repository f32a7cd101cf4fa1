"""Answers and hits as they stand in a terminal."""

from dataclasses import replace

import pytest
from helpers import edition_of

from rag.answering import (
    Answer,
    Certainty,
    Citation,
    Closest,
    Status,
    Translation,
    Writing,
)
from rag.article import Interval
from rag.retrieval import Hit
from rag.terminal import answer_pieces, certainty_line, hit_pieces

EDITION = edition_of("Sono oltre\r\n400 istituti. Piove.", "it")
CITATION = Citation(
    number=1,
    article="a",
    title="Titolo",
    passage=3,
    sentence=1,
    start=0,
    end=25,
    quote="Sono oltre\r\n400 istituti.",
    language="it",
    marks=(Interval(16, 24), Interval(12, 18)),
    edition=EDITION,
)
ANSWER = Answer(
    question="Quanti?",
    language="en",
    status="answered",
    text="There are more than 400 institutes. [1]",
    short="more than 400",
    confidence=0.9,
    citations=(CITATION,),
    closest=None,
    elapsed_ms=1.0,
)


def plain(answer: Answer) -> str:
    """Return the text of an answer's pieces."""
    return "".join(text for text, _ in answer_pieces(answer))


def test_an_answer_is_followed_by_its_proof() -> None:
    """The quote is on one line, between guillemets, in the article's own language."""
    assert plain(ANSWER) == (
        "There are more than 400 institutes. [1]\n"
        "\n"
        "  [1] Titolo · passage 3 · it\n"
        "      «Sono oltre  400 istituti.»\n"
    )


def test_a_translation_by_a_model_is_marked() -> None:
    """Under the quote, with the model's name."""
    told = Translation("en", "There are more than 400 institutes.", "tiny")
    citation = replace(CITATION, translation=told, edition=EDITION)
    assert plain(replace(ANSWER, citations=(citation,))).endswith(
        "      «Sono oltre  400 istituti.»\n"
        "      Translated by tiny: There are more than 400 institutes.\n"
    )


def test_who_wrote_an_answer_is_told_under_it() -> None:
    """The model, where the text went, and what was left out."""
    writing = Writing("tiny", "models.example", kept=1, replaced=0, dropped=1, notice="One less.")
    assert plain(replace(ANSWER, writing=writing)).startswith(
        "There are more than 400 institutes. [1]\n"
        "  One less. Worded by tiny, every sentence checked against the article. "
        "The question and the passages are sent to models.example.\n"
    )


def test_the_short_answer_stands_out() -> None:
    """Its words are bold where they stand in the text."""
    assert ("more than 400", "bold") in list(answer_pieces(ANSWER))


def test_a_short_answer_that_is_not_in_the_text_changes_nothing() -> None:
    """The text is whole all the same."""
    assert plain(replace(ANSWER, short="elsewhere")) == plain(ANSWER)
    assert plain(replace(ANSWER, short=None)) == plain(ANSWER)


def test_words_that_met_the_question_are_marked_once() -> None:
    """Marks that overlap are one; nothing is lost or repeated."""
    marked = [text for text, style in answer_pieces(ANSWER) if style == "bold yellow"]
    assert marked == ["400 istituti"]


def test_a_refusal_shows_the_closest_passage() -> None:
    """On one line, as a reference that `ponte show` understands."""
    refusal = replace(
        ANSWER,
        status="not_found",
        text="The article does not say.",
        short=None,
        citations=(),
        closest=Closest("a", 3, "Due\nrighe.", "it"),
    )
    assert plain(refusal) == (
        "The article does not say.\n\n  Closest passage: a#3\n      «Due righe.»\n"
    )


def test_closest_passage_is_read_in_the_edition_of_the_reader_too() -> None:
    """Under the original, which the reference names."""
    told = Translation("en", "Two\nlines.")
    closest = Closest("a", 3, "Due righe.", "it", told)
    refusal = replace(ANSWER, status="not_found", text="No.", citations=(), closest=closest)
    assert plain(refusal).endswith("a#3\n      «Due righe.»\n      Two lines.\n")


@pytest.mark.parametrize(
    ("status", "certainty", "line"),
    [
        ("answered", "sure", ""),
        ("answered", "likely", "Probably the answer"),
        ("answered", "unsure", "Not certain: check the proof"),
        ("not_found", "unsure", "The closest passage may say it in other words."),
        ("not_found", "sure", ""),
    ],
)
def test_what_is_not_sure_is_said_in_words(status: Status, certainty: Certainty, line: str) -> None:
    """And nothing of what is."""
    answer = replace(ANSWER, status=status, certainty=certainty, language="en")
    assert certainty_line(answer) == line
    assert (f"\n  {line}\n" in plain(answer)) == bool(line)


def test_hits_are_numbered() -> None:
    """Reference, language and score, then the text on one line."""
    hit = Hit("a", 3, "it", 0, 10, "Due\nrighe.", 1.0, 0.5, 1.5)
    text = "".join(piece for piece, _ in hit_pieces([hit, replace(hit, passage=4)]))
    assert text == "1. a#3 · it · 1.50\n   Due righe.\n2. a#4 · it · 1.50\n   Due righe.\n"
