"""Who stands in for somebody is not that person: 'vice-mayor' does not meet 'mayor'."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.article import Interval
from rag.languages import Language
from rag.lexical import Lexicon, Match
from rag.wording import wording

Strengths = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Deputies:
    """A text that names deputies: its row, and the terms of all but the posts they stand in for."""

    row: int
    rest: NDArray[np.int64]


def deputies_in(
    texts: Sequence[str], languages: Sequence[Language], lexicon: Lexicon
) -> tuple[Deputies, ...]:
    """Find the texts that name deputies."""
    found = []
    for row, (text, language) in enumerate(zip(texts, languages, strict=True)):
        heads = list(_heads(text, language))
        if heads:
            words = lexicon.words_in(row)
            terms, places = lexicon.sequence[words], lexicon.places[words]
            found.append(Deputies(row, terms[~_inside(heads, places)]))
    return tuple(found)


def met_but_by_deputies(
    met: Strengths,
    question: tuple[str, Language],
    matches: Sequence[Match],
    deputies: Sequence[Deputies],
) -> Strengths:
    """Return how well question words are met (words, rows), by what is no deputy's post.

    A question that names a deputy itself is met by deputies too.
    """
    if not deputies or any(_heads(*question)):
        return met
    lowered = met.copy()
    for each in deputies:
        for index, match in enumerate(matches):
            lowered[index, each.row] = match.kinship[each.rest].max(initial=0.0)
    return lowered


def kindred_but_to_deputies(
    kinship: Strengths,
    question: tuple[str, Language],
    sentence: tuple[str, Language],
    tokens: NDArray[np.int64],
) -> Strengths:
    """Return how kindred tokens are to question words (words, tokens), posts of deputies not.

    `tokens` are their places in the sentence, shape (tokens, 2).
    """
    heads = list(_heads(*sentence))
    if not heads or any(_heads(*question)):
        return kinship
    lowered = kinship.copy()
    lowered[:, _inside(heads, tokens)] = 0.0
    return lowered


def _inside(heads: Sequence[Interval], places: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell which places touch a head."""
    inside = np.zeros(len(places), dtype=np.bool_)
    for head in heads:
        inside |= (places[:, 0] < head.end) & (places[:, 1] > head.start)
    return inside


def _heads(text: str, language: Language) -> Iterator[Interval]:
    """Yield where a text says for whom a deputy stands in."""
    for alternative in wording()["deputies"][language]:
        for found in re.finditer(alternative, text):
            yield Interval(*found.span("head"))
