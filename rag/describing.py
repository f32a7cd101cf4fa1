"""What a name is also called: 'Beijing, the capital of China,' makes 'the Chinese capital' Beijing.

In Italian and English, whose commas set such words off from a name; Chinese has no mark for them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from rag.collection import Collection
from rag.embedding import StaticEmbedder
from rag.lexical import Lexicon, Match, question_weights
from rag.wording import wording

Strengths = NDArray[np.float32]

# One word says too little of a name ('the company'), and many more than is said again.
_SAID = (2, 3)
# A word of a question or a text that is at least so like a name, or a word said of it, is the same.
_SAME_NAME, _SAME_WORD = 0.75, 0.5
# A word that says something has at least so much weight.
_TELLING = 0.3


@dataclass(frozen=True, slots=True)
class Description:
    """A name's term, the terms of what is said of it, and the rows of one article that say it.

    `rows` are sentences that say it without the name, `strengths` in (0, 1] how clearly.
    """

    name: int
    said: NDArray[np.int64]
    rows: NDArray[np.int64]
    strengths: Strengths


def descriptions_in(
    collection: Collection, lexicon: Lexicon, embedder: StaticEmbedder
) -> tuple[Description, ...]:
    """Find what the articles say of their names, and where they say it in place of the name."""
    sides: dict[tuple[int, str], list[int]] = {}
    for unit in collection.sentences.entries:
        for language, row in unit.rows.items():
            sides.setdefault((unit.article, language), []).append(row)
    return tuple(
        _described(name, said, np.array(rows), lexicon)
        for rows in sides.values()
        for row in rows
        for name, said in _said_of_names(row, collection, lexicon, embedder)
    )


def _described(
    name: int, said: NDArray[np.int64], rows: NDArray[np.int64], lexicon: Lexicon
) -> Description:
    words = [lexicon.words_in(row) for row in rows.tolist()]
    terms = np.concatenate([lexicon.sequence[each] for each in words])
    sizes = np.array([each.stop - each.start for each in words])
    spoken, firsts = sizes > 0, np.cumsum(sizes) - sizes
    cosines = lexicon.directions[said] @ lexicon.directions.T
    # A text holds what was said as well as the word of it that it holds worst.
    strengths, named = np.zeros(len(rows), dtype=np.float32), np.zeros(len(rows), dtype=np.bool_)
    if spoken.any():
        held = np.maximum.reduceat(cosines[:, terms], firsts[spoken], axis=1)
        strengths[spoken] = held.min(axis=0).clip(0.0, 1.0)
        named[spoken] = np.logical_or.reduceat(terms == name, firsts[spoken])
    says = (strengths >= _SAME_WORD) & ~named
    return Description(name, said, rows[says], strengths[says])


def named_by_description(
    matches: Sequence[Match], descriptions: Sequence[Description]
) -> tuple[Match, ...]:
    """Return the words of a question, kindred to a name where all that is said of it is said."""
    kindred = list(matches)
    for described in descriptions:
        # How well each word of the question answers to each word of what is said of the name.
        saying = np.array([match.kinship[described.said] for match in matches])
        if not len(saying) or saying.max(axis=0).min() < _SAME_WORD:
            continue
        for index, strength in enumerate(saying.max(axis=1).tolist()):
            if strength >= _SAME_WORD:
                kinship = kindred[index].kinship.copy()
                kinship[described.name] = max(strength, float(kinship[described.name]))
                kindred[index] = replace(kindred[index], kinship=kinship)
    return tuple(kindred)


def met_as_described(
    met: Strengths, matches: Sequence[Match], descriptions: Sequence[Description]
) -> Strengths:
    """Return how well question words are met (words, rows), names by what they are too."""
    raised = met.copy()
    for described in descriptions:
        for index, match in enumerate(matches):
            if match.kinship[described.name] >= _SAME_NAME:
                held = raised[index, described.rows]
                raised[index, described.rows] = np.maximum(held, described.strengths)
    return raised


def _said_of_names(
    row: int, collection: Collection, lexicon: Lexicon, embedder: StaticEmbedder
) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """Yield the terms of names in a text, each with the terms of the words that describe it."""
    text, words = collection.texts[row], lexicon.words_in(row)
    terms, places = lexicon.sequence[words], lexicon.places[words]
    for alternative in wording()["described"][collection.languages[row]]:
        for found in re.finditer(alternative, text):
            name = terms[_inside(places, found.span("name"))]
            said = _inside(places, found.span("said"))
            spelled = [text[start:end] for start, end in places[said]]
            telling = question_weights(embedder.token_sums(spelled)) >= _TELLING
            if len(name) and _SAID[0] <= telling.sum() <= _SAID[1]:
                yield int(name[-1]), terms[said][telling]


def _inside(places: NDArray[np.int64], span: tuple[int, int]) -> NDArray[np.bool_]:
    """Tell which words of a text lie in a part of it."""
    inside: NDArray[np.bool_] = (places[:, 0] >= span[0]) & (places[:, 1] <= span[1])
    return inside
