"""Passages for words that are looked for: those that are near, and nothing where none is."""

from dataclasses import dataclass

from rag.article import Interval
from rag.comparing import CONTENT, Features, softly, word_shares
from rag.languages import Language
from rag.lexical import Match, matched_intervals
from rag.retrieval import Evidence, Hit, Retriever, best_edition

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
    passages = retriever.collection.passages
    shares = word_shares(evidence)
    nearness = shares @ softly(best_edition(evidence.met, passages))
    least = max(_NEAR, _BESIDE * float(nearness.max(initial=0.0)))
    telling = _telling(evidence, shares)
    found: list[Found] = []
    for index in [index for index in retriever.ranked(evidence) if nearness[index] >= least]:
        hit = retriever.hit(evidence, index, reader)
        row = passages[index].rows[hit.language]
        marks = matched_intervals(row, telling, retriever.lexicon, least=_MARKED)
        # After the nearest, a passage that shows no reason to be there is none.
        if marks or not found:
            found.append(Found(hit, float(nearness[index]), marks))
    return tuple(found[:limit])


def _telling(evidence: Evidence, shares: Features) -> list[Match]:
    """Return the words of a query that are content, or its heaviest where none is."""
    least = min(CONTENT, float(shares.max(initial=0.0)))
    pairs = zip(evidence.matches, shares, strict=True)
    return [match for match, share in pairs if share >= least]
