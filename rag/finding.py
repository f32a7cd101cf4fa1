"""Passages for words that are looked for: those that are near, and nothing where none is."""

from dataclasses import dataclass

import numpy as np

from rag.article import Interval
from rag.comparing import CONTENT, met_in, softly, word_shares
from rag.languages import Language
from rag.lexical import matched_intervals
from rag.retrieval import Evidence, Hit, Retriever

# A passage is near from this share of the query that its words meet: set on half of the invented
# news, measured on the other (`ponte evaluate search`, docs/evaluation.md).
_NEAR = 0.45
# What meets less than this part of what the nearest passage meets only distracts from it.
_BESIDE = 0.6
# A word of a passage is marked where it answers to one of the query at least so well.
_MARKED = 0.5


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that is near to a query, and the intervals of its text that answer to its words."""

    hit: Hit
    nearness: float
    marks: tuple[Interval, ...]


def find_near(
    query: str, spoken: Language, reader: Language, retriever: Retriever, limit: int
) -> tuple[Found, ...]:
    """Return the passages near to a query, best first, in the words of the reader's edition."""
    evidence = retriever.gather(query, spoken)
    nearness = {
        index: _nearness(evidence, retriever, index) for index in retriever.ranked(evidence)
    }
    least = max(_NEAR, _BESIDE * max(nearness.values(), default=0.0))
    found: list[Found] = []
    for index in [index for index, near in nearness.items() if near >= least]:
        hit = retriever.hit(evidence, index, reader)
        marks = _marks(evidence, retriever, index, hit.language)
        # After the nearest, a passage that shows no reason to be there is none.
        if marks or not found:
            found.append(Found(hit, nearness[index], marks))
    return tuple(found[:limit])


def _nearness(evidence: Evidence, retriever: Retriever, index: int) -> float:
    met = met_in(evidence, retriever.collection.passages[index])
    return float(np.dot(word_shares(evidence), softly(met)))


def _marks(
    evidence: Evidence, retriever: Retriever, index: int, language: Language
) -> tuple[Interval, ...]:
    shares = word_shares(evidence)
    telling = [
        match
        for match, share in zip(evidence.matches, shares, strict=True)
        if share >= min(CONTENT, shares.max())
    ]
    row = retriever.collection.passages[index].rows[language]
    return matched_intervals(row, telling, retriever.lexicon, least=_MARKED)
