"""How near the words that a question is about stand to words of the form that it wants."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rag.article import Interval
from rag.lexical import Lexicon, Match

Shares = NDArray[np.float32]

# A likeness up to the first is chance, and from the sum of both on as good as sameness.
_CHANCE, _RANGE = 0.15, 0.6
# Over how many words nearness fades: for all of the question, and for what it counts.
_FAR, _CLOSE = 4.0, 1.5


def likeness(matches: tuple[Match, ...], terms: NDArray[np.int64]) -> Shares:
    """Return how well each word of the question is met by each term: shape (words, terms)."""
    kinship = np.stack([match.kinship[terms] for match in matches])
    stretched: Shares = np.clip((kinship - _CHANCE) / _RANGE, 0.0, 1.0)
    return stretched


def nearness(
    spans: Sequence[Interval],
    row: int,
    lexicon: Lexicon,
    matches: tuple[Match, ...],
    shares: tuple[Shares, Shares],
) -> tuple[float, float]:
    """Return how much of a question, and of what it counts, stands near one of the spans of a row.

    `shares` are those of the question's words in all of it and in what it counts.
    """
    words = lexicon.words_in(row)
    if not matches or words.stop == words.start:
        return 0.0, 0.0
    met = likeness(matches, lexicon.sequence[words])
    places = lexicon.places[words]
    best = [0.0, 0.0]
    for span in spans:
        gaps = _gaps(span, places)
        for number, (share, reach) in enumerate(zip(shares, (_FAR, _CLOSE), strict=True)):
            fading = np.where(gaps > 0, np.exp(-(gaps - 1) / reach), 0.0)
            best[number] = max(best[number], float(share @ (met * fading).max(axis=1)))
    return best[0], best[1]


def _gaps(span: Interval, places: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many words lie from a span to each word of a text; 0 for those inside it."""
    inside = (places[:, 0] < span.end) & (places[:, 1] > span.start)
    order = np.arange(len(places))
    held = order[inside] if inside.any() else np.searchsorted(places[:, 0], [span.start])
    gaps = np.maximum(held.min() - order, order - held.max())
    return np.where(inside, 0, np.maximum(gaps, 1))
