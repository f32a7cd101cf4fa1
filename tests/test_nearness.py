"""How near the question's words stand to what is wanted."""

import numpy as np
import pytest

from rag.amounts import formed_spans
from rag.embedding import bundled_embedder
from rag.lexical import Lexicon, Match, build_lexicon, match_question
from rag.nearness import likeness, nearness

TEXTS = [
    "The city has 400 institutes, and nearly all of its many old universities are private.",
    "The city has many institutes, and nearly all of its 400 universities are private.",
    "",
]


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    """Return the words of the texts."""
    return build_lexicon(TEXTS, ["en"] * len(TEXTS), bundled_embedder())


@pytest.fixture(scope="module")
def matches(lexicon: Lexicon) -> tuple[Match, ...]:
    """Return what answers to the one word that the question counts."""
    return match_question("institutes", "en", lexicon, bundled_embedder())


def near(row: int, lexicon: Lexicon, matches: tuple[Match, ...]) -> tuple[float, float]:
    """Return how near the word stands to the number of a text."""
    share = np.ones(1, dtype=np.float32)
    spans = formed_spans("count", TEXTS[row], "en")
    return nearness(spans, row, lexicon, matches, (share, share))


def test_a_word_beside_the_number_is_as_near_as_can_be(
    lexicon: Lexicon, matches: tuple[Match, ...]
) -> None:
    """'400 institutes' has the whole of the question beside the number."""
    assert near(0, lexicon, matches) == (1.0, 1.0)


def test_nearness_fades_with_the_words_between(
    lexicon: Lexicon, matches: tuple[Match, ...]
) -> None:
    """Six words lie between: e to the power of -5/4, and of -5/1.5, but for kindred words."""
    far, close = near(1, lexicon, matches)
    assert np.exp(-5 / 4) <= far < 1.0
    assert close < far


def test_a_text_without_words_is_near_nothing(lexicon: Lexicon, matches: tuple[Match, ...]) -> None:
    """And so is a question without any."""
    share = np.ones(1, dtype=np.float32)
    assert nearness([], 2, lexicon, matches, (share, share)) == (0.0, 0.0)
    assert near(0, lexicon, ()) == (0.0, 0.0)


def test_likeness_is_none_by_chance_and_full_for_the_word_itself(
    lexicon: Lexicon, matches: tuple[Match, ...]
) -> None:
    """It is the cosine between .15 and .75, stretched to 0 to 1."""
    terms = np.arange(len(lexicon.directions))
    stretched = np.clip((matches[0].kinship - 0.15) / 0.6, 0, 1)
    assert likeness(matches, terms)[0] == pytest.approx(stretched)
    assert likeness(matches, lexicon.forms["institutes"])[0, 0] == 1.0
