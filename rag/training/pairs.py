"""Pairs of texts that should lie close together: what every source becomes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rag.training.held_out import is_held_out
from rag.training.sources import Kind, Source

LANGUAGES = ("it", "en", "zh")
MAXIMUM_CHARACTERS = 800
WORDS = (Kind.LEXICON, Kind.GLOSS)

Row = dict[str, object]
Pair = tuple[str, str]


class TrainingDataError(Exception):
    """Report that the training data cannot be read."""


@dataclass(frozen=True, slots=True)
class PairSet:
    """Pairs of one source in one pair of languages: a batch never mixes two of them.

    `negatives` is empty, or has for every pair as many texts that its left side is told apart from.
    """

    name: str
    kind: Kind
    languages: tuple[str, str]
    pairs: tuple[Pair, ...]
    share: float
    negatives: tuple[tuple[str, ...], ...] = ()


def make_set(source: Source, languages: tuple[str, str], pairs: Iterable[Pair]) -> PairSet:
    """Return the distinct pairs, thinned evenly where the share or the cap asks for it."""
    distinct = list(dict.fromkeys(pairs))
    if source.kind in WORDS:
        distinct = [pair for pair in distinct if not is_held_out(*pair)]
    count = round(len(distinct) * min(source.share, 1.0))
    if source.cap is not None:
        count = min(count, source.cap)
    kept = tuple(distinct[place * len(distinct) // count] for place in range(count))
    return PairSet(source.name, source.kind, languages, kept, max(source.share, 1.0))
