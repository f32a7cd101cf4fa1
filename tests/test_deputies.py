"""A deputy does not meet the post of whom it stands in for, unless it is asked for."""

import numpy as np
import pytest

from rag.deputies import deputies_in, kindred_but_to_deputies, met_but_by_deputies
from rag.embedding import bundled_embedder
from rag.languages import Language
from rag.lexical import build_lexicon, match_question, met_strengths
from rag.library import Library

TEXTS: list[tuple[str, Language]] = [
    ("The vice-mayor of Lima, Ana Diaz, spoke.", "en"),
    ("The mayor and the vice-mayor spoke.", "en"),
    ("Ha parlato la vicesindaca di Lima.", "it"),
    ("A vicenda hanno parlato il vice sindaco e la giunta.", "it"),
    ("利马市副市长讲了话。", "zh"),
    ("副产品很多。", "zh"),
]


def met(question: str, language: Language, word: str) -> list[float]:
    """Return how well a word of a question is met in each of the texts."""
    texts, languages = [text for text, _ in TEXTS], [spoken for _, spoken in TEXTS]
    lexicon = build_lexicon(texts, languages, bundled_embedder())
    matches = match_question(question, language, lexicon, bundled_embedder())
    found = met_but_by_deputies(
        met_strengths(matches, lexicon),
        (question, language),
        matches,
        deputies_in(texts, languages, lexicon),
    )
    (row,) = (
        values for match, values in zip(matches, found, strict=True) if match.word.form == word
    )
    return [round(float(value), 2) for value in row]


def test_the_texts_that_name_deputies_are_known() -> None:
    """By a hyphen, a space or nothing between; what only begins alike is none."""
    texts, languages = [text for text, _ in TEXTS], [spoken for _, spoken in TEXTS]
    lexicon = build_lexicon(texts, languages, bundled_embedder())
    assert [each.row for each in deputies_in(texts, languages, lexicon)] == [0, 1, 2, 3, 4]


def test_a_deputy_does_not_meet_the_post() -> None:
    """Where somebody holds the post itself, it is met; and a deputy who is asked for is."""
    asked = met("Who is the mayor?", "en", "mayor")
    assert asked[1] == 1.0
    assert max(asked[0], *asked[2:5]) < 0.5
    assert met("Who is the vice-mayor?", "en", "mayor")[0] == 1.0


@pytest.mark.parametrize(
    ("question", "kinship"),
    [("Who is the mayor?", [1, 1, 0]), ("Who is the deputy mayor?", [1] * 3)],
)
def test_tokens_of_the_post_are_not_kindred(question: str, kinship: list[int]) -> None:
    """Only those, and only where no deputy is asked for."""
    tokens = np.array([[0, 3], [4, 8], [9, 14]])
    sentence: tuple[str, Language] = ("The vice-mayor spoke.", "en")
    whole = np.ones((1, 3), dtype=np.float32)
    assert kindred_but_to_deputies(whole, (question, "en"), sentence, tokens).tolist() == [kinship]
    assert whole.tolist() == [[1, 1, 1]]


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("Who is the mayor of Beijing?", "not_found"),
        ("Chi è il sindaco di Pechino?", "not_found"),
        ("北京市长是谁？", "not_found"),
        ("Who is the vice-mayor of Beijing?", "answered"),
        ("Chi è il vicesindaco di Pechino?", "answered"),
        ("北京副市长是谁？", "answered"),
    ],
)
def test_who_is_asked_for_is_who_is_named(
    question: str, status: str, bundled_library: Library
) -> None:
    """The article names the vice-mayor alone."""
    assert bundled_library.ask(question).status == status
