"""Links between the sentences of two texts that say the same, in the same order.

Dynamic programming over embedding similarity and length, in the manner of Gale and Church (1993),
and of vecalign (Thompson and Koehn, 2019), from which also comes the way through long texts: first
coarsely, pairs of sentences taken as one, then in detail.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.embedding import Matrix, unit_rows

# The groups tried at each step: sentences of the source, of the target. A distance counts once a
# pair of sentences, as in vecalign: else one merger would be cheaper than two good pairs.
_STEPS = ((1, 1), (1, 2), (2, 1), (1, 0), (0, 1))
# What leaving a sentence out costs, and what a difference in length costs beside one in meaning.
_LEFT_OUT, _LENGTH_WEIGHT = 0.6, 0.3
# Sentences of one text times those of the other, up to which all is compared with all.
_MOST_CELLS = 5_000_000
# How many sentences around a cut are looked at for where exactly to make it.
_WINDOW = 40

Lengths = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Link:
    """A run of source sentences and the run of target sentences that says the same, as indexes."""

    source: tuple[int, ...]
    target: tuple[int, ...]

    @property
    def is_pair(self) -> bool:
        """Tell whether one sentence says what one sentence says."""
        return len(self.source) == len(self.target) == 1

    def moved(self, rows: int, columns: int) -> "Link":
        """Return the link with its indexes counted from farther back."""
        source = tuple(index + rows for index in self.source)
        return Link(source, tuple(index + columns for index in self.target))


@dataclass(frozen=True, slots=True)
class _Side:
    """The sentences of one text: unit rows, and lengths in the same measure as the other text's."""

    rows: Matrix
    lengths: Lengths

    def __len__(self) -> int:
        return len(self.rows)

    def part(self, start: int, end: int | None = None) -> "_Side":
        return _Side(self.rows[start:end], self.lengths[start:end])

    def runs(self, size: int) -> "_Side":
        """Return every run of so many sentences as one sentence."""
        ends = len(self) - size + 1
        rows = sum(self.rows[start : start + ends] for start in range(size))
        lengths = sum(self.lengths[start : start + ends] for start in range(size))
        return _Side(unit_rows(np.asarray(rows)), np.asarray(lengths))

    def halved(self) -> "_Side":
        """Return pairs of sentences as one sentence each; the last may be alone."""
        starts = np.arange(0, len(self), 2)
        rows = np.add.reduceat(self.rows, starts, axis=0)
        return _Side(unit_rows(rows), np.add.reduceat(self.lengths, starts))


def align(
    source: Matrix, target: Matrix, source_lengths: Sequence[int], target_lengths: Sequence[int]
) -> tuple[Link, ...]:
    """Align two texts' sentences, given their unit rows and lengths in characters.

    Every sentence is in one link, and the links keep the order of both texts.
    """
    ratio = max(1, sum(target_lengths)) / max(1, sum(source_lengths))
    left = _Side(source, ratio * np.asarray(source_lengths, dtype=np.float32))
    right = _Side(target, np.asarray(target_lengths, dtype=np.float32))
    return tuple(_linked(left, right))


def _linked(source: _Side, target: _Side) -> list[Link]:
    if len(source) * len(target) <= _MOST_CELLS:
        return _all_with_all(source, target)
    row, column = _cut(source, target)
    before = _linked(source.part(0, row), target.part(0, column))
    after = _linked(source.part(row), target.part(column))
    return [*before, *(link.moved(row, column) for link in after)]


def _cut(source: _Side, target: _Side) -> tuple[int, int]:
    """Return where to part both texts: before a sure pair of sentences about their middle."""
    row, column = _surest(source.halved(), target.halved())
    top, left = max(0, 2 * row - _WINDOW), max(0, 2 * column - _WINDOW)
    near = source.part(top, top + 2 * _WINDOW), target.part(left, left + 2 * _WINDOW)
    row, column = _surest(*near)
    return top + row, left + column


def _surest(source: _Side, target: _Side) -> tuple[int, int]:
    """Return the pair of most alike sentences in the middle third, or the middle without one."""
    third = len(source) // 3
    pairs = [
        (link.source[0], link.target[0])
        for link in _linked(source, target)
        if link.is_pair and third <= link.source[0] <= 2 * third and link.target[0]
    ]
    alike = {pair: float(source.rows[pair[0]] @ target.rows[pair[1]]) for pair in pairs}
    return max(alike, key=alike.__getitem__, default=(len(source) // 2, len(target) // 2))


def _all_with_all(source: _Side, target: _Side) -> list[Link]:
    """Find the cheapest way through, diagonal by diagonal: each needs only those before it."""
    rows, columns = len(source), len(target)
    costs = {step: _costs(source, target, *step) for step in _STEPS if all(step)}
    total = np.full((rows + 1) * (columns + 1), np.inf, dtype=np.float32)
    came = np.zeros(len(total), dtype=np.int8)
    total[0] = 0.0
    for diagonal in range(1, rows + columns + 1):
        first, last = max(0, diagonal - columns), min(rows, diagonal)
        here = _on_diagonal(diagonal, first, last, columns + 1)
        best, by = total[here], came[here]
        for place, (down, right) in enumerate(_STEPS):
            low, high = max(first, down), min(last, diagonal - right)
            if low > high:
                continue
            back = diagonal - down - right
            reached = total[_on_diagonal(back, low - down, high - down, columns + 1)]
            if down and right:
                width = columns - right + 1
                cost = costs[down, right][_on_diagonal(back, low - down, high - down, width)]
                reached = reached + cost
            else:
                reached = reached + np.float32(_LEFT_OUT)
            inside = slice(low - first, high - first + 1)
            cheaper = reached < best[inside]
            best[inside][cheaper] = reached[cheaper]
            by[inside][cheaper] = place
    return _trace(came.reshape(rows + 1, columns + 1))


def _on_diagonal(diagonal: int, first: int, last: int, width: int) -> slice:
    """Return where row `first` to row `last` of a diagonal stand in a flattened table."""
    start, step = diagonal + first * (width - 1), max(width - 1, 1)
    return slice(start, start + (last - first) * step + 1, step)


def _costs(source: _Side, target: _Side, down: int, right: int) -> NDArray[np.float32]:
    """Return what linking every run of the source with every run of the target costs, flattened."""
    if len(source) < down or len(target) < right:
        return np.zeros(0, dtype=np.float32)
    left, across = source.runs(down), target.runs(right)
    cost = np.float32(1.0) - left.rows @ across.rows.T
    longer = np.maximum(np.maximum.outer(left.lengths, across.lengths), np.float32(1.0))
    cost += np.float32(_LENGTH_WEIGHT) * np.abs(left.lengths[:, None] - across.lengths) / longer
    flat: NDArray[np.float32] = (np.float32(down * right) * cost).ravel()
    return flat


def _trace(came: NDArray[np.int8]) -> list[Link]:
    row, column = came.shape[0] - 1, came.shape[1] - 1
    links = []
    while row or column:
        down, right = _STEPS[came[row, column]]
        links.append(Link(tuple(range(row - down, row)), tuple(range(column - right, column))))
        row, column = row - down, column - right
    return links[::-1]
