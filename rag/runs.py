"""Every run of tokens of a sentence, as what could be its short answer: what is seen of each.

A run is described by the tokens it begins and ends with and those around it, by what it holds, and
by how near it stands to the words that met the question's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from rag.article import Interval
from rag.languages import Language
from rag.tokens import Token, tokens_of

Array = NDArray[np.float32]

CLASSES = (
    "determiner", "of", "preposition", "by", "for", "until", "and", "but", "relative", "being",
    "having", "pronoun", "not", "reason", "saying", "such_as", "currency", "percent", "measure",
    "comma", "colon", "semicolon", "open", "close", "bracket", "dash", "stop", "digits", "number",
    "date", "period", "opening", "capital", "foreign", "other", "edge",
    "finite", "participle", "infinitive", "gerund", "adverb", "plural",
)  # fmt: skip
HELD = (
    "number", "date", "period", "currency", "percent", "measure", "capital", "foreign", "reason",
    "being", "having", "not", "comma", "and", "relative", "other",
)  # fmt: skip
LENGTHS = (1, 2, 3, 4, 6, 8, 11, 15, 20)
LONGEST = 24


def _names(*places: str) -> tuple[str, ...]:
    return tuple(f"{place}:{name}" for place in places for name in CLASSES)


# The names of the features, by group: first token, last token, tokens inside, what is held, length.
FEATURE_NAMES = (
    (*_names("before", "first"), "met_before", "focus_before", "met_first"),
    (*_names("after", "last"), "met_after", "focus_after", "met_last"),
    (*_names("inside"), "met_inside", "focus_inside"),
    tuple(f"holds:{name}" for name in HELD),
    tuple(f"tokens:{least}" for least in LENGTHS),
)
_ROW = {name: number for number, name in enumerate(CLASSES)}
_NO_ITEM = [_ROW[name] for name in ("such_as", "relative", "comma", "colon")]
_GOES_ON = [_ROW[name] for name in ("comma", "and")]
_ENDS = [
    _ROW[name]
    for name in (
        "stop",
        "semicolon",
        "colon",
        "but",
        "relative",
        "being",
        "having",
        "close",
        "open",
    )
]
_OPENING, _CLOSING = frozenset("(（[［«“「『《〈"), frozenset(")）]］»”」』》〉")
_HELD_ROWS = [_ROW[name] for name in HELD]
_NEVER_FIRST = [
    _ROW[name] for name in ("comma", "colon", "semicolon", "close", "stop", "dash", "and")
]
_NEVER_LAST = [
    _ROW[name]
    for name in ("comma", "colon", "semicolon", "open", "stop", "dash", "and", "of", "determiner")
]


@dataclass(frozen=True, slots=True)
class Met:
    """A word of a sentence that meets a word of the question: how well, by its weight there.

    `focal` tells that the question's word is what it counts or chooses.
    """

    place: Interval
    strength: float
    focal: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """The tokens of a sentence as arrays: where they stand, their classes, and which runs exist.

    `possible[i, k]` tells whether the tokens i to i + k may be an answer.
    """

    places: NDArray[np.int64]
    classes: Array
    possible: NDArray[np.bool_]
    held: Array


@lru_cache(maxsize=1024)
def layout_of(text: str, language: Language) -> Layout:
    """Return the tokens of a sentence as arrays."""
    tokens = tokens_of(text, language)
    count = len(tokens)
    classes = np.zeros((count, len(CLASSES)), dtype=np.float32)
    held_by = [len(token.classes) for token in tokens]
    named = [_ROW[name] for token in tokens for name in token.classes]
    classes[np.repeat(np.arange(count), held_by), named] = 1.0
    places = np.array([(token.start, token.end) for token in tokens], dtype=np.int64)
    joined = np.array([token.joined for token in tokens] + [False])
    longest = min(LONGEST, max(count, 1))
    first = ~(joined[:count] | classes[:, _NEVER_FIRST].any(axis=1))
    last = ~(joined[1:] | classes[:, _NEVER_LAST].any(axis=1))
    ends = np.arange(count)[:, None] + np.arange(longest)[None, :]
    inside = ends < count
    ends = np.minimum(ends, count - 1)
    depths = _depths(text, tokens)
    closed = depths[ends + 1] == depths[:count, None]
    possible = inside & first[:, None] & last[ends] & closed
    sums = np.vstack([np.zeros((1, len(CLASSES)), dtype=np.float32), classes.cumsum(axis=0)])
    held = (sums[ends + 1] - sums[:count, None])[:, :, _HELD_ROWS] > 0
    return Layout(places.reshape(-1, 2), classes, possible, held.astype(np.float32))


def _depths(text: str, tokens: Sequence[Token]) -> NDArray[np.int64]:
    """Return how many brackets and quotation marks are open before each token, and at the end."""
    steps = [0]
    for token in tokens:
        sign = text[token.start : token.end]
        steps.append((sign in _OPENING) - (sign in _CLOSING))
    return np.cumsum(steps)


def whole_run(layout: Layout, first: int, last: int) -> tuple[int, int]:
    """Return the first and last token of a run with the rest of the list that it is cut from.

    'Including' belongs to no list; a list goes on over commas and 'and' to the end of its clause,
    and begins after ', including' where its clause has that.
    """
    rows = layout.classes
    while first < last and rows[first, _NO_ITEM].any():
        first += 1
    if not rows[first:last, _ROW["comma"]].any():
        return first, last
    before = np.flatnonzero(rows[:first, [*_ENDS, _ROW["such_as"]]].any(axis=1))
    opening = int(before[-1]) if len(before) else 0
    # "Like his father" opens no list.
    if opening and rows[opening, _ROW["such_as"]] and rows[opening - 1, _ROW["comma"]]:
        first = opening + 1
    end = last + 1
    if end < len(rows) and rows[end, _GOES_ON].any():
        while end < len(rows) and not rows[end, _ENDS].any():
            end += 1
        last = end - 1
    return first, last


def shares(layout: Layout, met: Sequence[Met], *, focal: bool) -> Array:
    """Return the share of the question that each token meets."""
    found = np.zeros(len(layout.places), dtype=np.float32)
    for word in met:
        if word.focal or not focal:
            over = (layout.places[:, 0] < word.place.end) & (layout.places[:, 1] > word.place.start)
            found[over] = np.maximum(found[over], word.strength)
    return found


def nearness(share: Array, reach: float) -> tuple[Array, Array]:
    """Return how much is met before each token and after it, less the farther it stands."""
    count = len(share)
    gaps = np.arange(count)[None, :] - np.arange(count)[:, None]
    fading = np.exp(-(np.abs(gaps) - 1) / reach)
    before = np.where(gaps < 0, fading, 0.0) @ share
    after = np.where(gaps > 0, fading, 0.0) @ share
    return before.astype(np.float32), after.astype(np.float32)


def boundary_features(layout: Layout, met: Sequence[Met]) -> tuple[Array, Array, Array]:
    """Describe each token as the first of a run, as the last of one, and as inside one."""
    count = len(layout.places)
    edge = np.zeros((1, len(CLASSES)), dtype=np.float32)
    edge[0, _ROW["edge"]] = 1.0
    share, focus = shares(layout, met, focal=False), shares(layout, met, focal=True)
    before, after = nearness(share, 4.0)
    focus_before, focus_after = nearness(focus, 1.5)
    previous = np.vstack([edge, layout.classes])[:count]
    following = np.vstack([layout.classes, edge])[1:]
    first = np.column_stack([previous, layout.classes, before, focus_before, share])
    last = np.column_stack([following, layout.classes, after, focus_after, share])
    inside = np.column_stack([layout.classes, share, focus])
    return first, last, inside


def length_bins(longest: int) -> Array:
    """Return which length each number of tokens counts as: shape (tokens, lengths)."""
    bins = np.zeros((longest, len(LENGTHS)), dtype=np.float32)
    bins[
        np.arange(longest), np.searchsorted(LENGTHS, np.arange(1, longest + 1), side="right") - 1
    ] = 1
    return bins
