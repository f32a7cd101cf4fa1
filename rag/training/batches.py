"""Tokenised pairs, and batches of them that never mix two sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rag.training.pairs import WORDS, PairSet
from rag.training.sources import Kind

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Integers = NDArray[np.int64]
LONGEST_TEXT = 200
SMALLEST_SET = 1500
SMALLEST_BATCH = 16


@dataclass(frozen=True, slots=True)
class Texts:
    """Token ids of many texts in one row, with the start of each text and the end of the last."""

    ids: Integers
    starts: Integers

    def take(self, rows: Integers) -> tuple[Integers, Integers]:
        """Return the ids of some texts joined, and their offsets."""
        lengths = self.starts[rows + 1] - self.starts[rows]
        ends = np.cumsum(lengths)
        offsets = ends - lengths
        positions = np.arange(lengths.sum()) - np.repeat(offsets, lengths)
        return self.ids[positions + np.repeat(self.starts[rows], lengths)], offsets


@dataclass(frozen=True, slots=True)
class TokenisedSet:
    """The two sides of a pair set; equal keys are equal texts.

    `negatives`, where there are any, has the same number of texts for every pair, in order.
    """

    left: Texts
    right: Texts
    left_keys: Integers
    right_keys: Integers
    share: float
    words: bool
    negatives: Texts | None = None


def tokenise_texts(tokenizer: Tokenizer, texts: Sequence[str]) -> Texts:
    """Encode texts, shortened to the longest length used."""
    encodings = tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
    rows = [encoding.ids[:LONGEST_TEXT] for encoding in encodings]
    starts = np.cumsum([0, *map(len, rows)], dtype=np.int64)
    ids = np.fromiter((token for row in rows for token in row), np.int64, int(starts[-1]))
    return Texts(ids, starts)


def tokenise_sets(tokenizer: Tokenizer, sets: Sequence[PairSet]) -> list[TokenisedSet]:
    """Tokenise pair sets, each distinct text once."""
    sides = [[pair[side] for pair in pair_set.pairs] for pair_set in sets for side in (0, 1)]
    apart = [list(chain(*pair_set.negatives)) for pair_set in sets]
    numbers = {text: number for number, text in enumerate(dict.fromkeys(chain(*sides, *apart)))}
    texts = tokenise_texts(tokenizer, list(numbers))
    taken, others = (
        [_select(texts, np.array([numbers[text] for text in side], np.int64)) for side in group]
        for group in (sides, apart)
    )
    keys = [_keys(side) for side in sides]
    return [
        TokenisedSet(
            taken[2 * place],
            taken[2 * place + 1],
            keys[2 * place],
            keys[2 * place + 1],
            pair_set.share,
            pair_set.kind in WORDS,
            others[place] if pair_set.negatives else None,
        )
        for place, pair_set in enumerate(sets)
    ]


def _select(texts: Texts, rows: Integers) -> Texts:
    """Return some texts in a given order."""
    ids, offsets = texts.take(rows)
    return Texts(ids, np.append(offsets, len(ids)))


def _keys(texts: Sequence[str]) -> Integers:
    """Number the distinct texts in order of appearance, whatever their case."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(text.lower(), len(numbers)) for text in texts], np.int64)


def merge_small(sets: Iterable[PairSet]) -> list[PairSet]:
    """Join small sets of one kind and one pair of languages: negatives need company."""
    kept: list[PairSet] = []
    small: dict[tuple[Kind, tuple[str, str]], list[PairSet]] = {}
    for pair_set in sets:
        if len(pair_set.pairs) >= SMALLEST_SET or pair_set.kind is Kind.QUESTION:
            kept.append(pair_set)
        else:
            small.setdefault((pair_set.kind, pair_set.languages), []).append(pair_set)
    for (kind, languages), parts in small.items():
        pairs = tuple(pair for part in parts for pair in part.pairs)
        share = sum(part.share * len(part.pairs) for part in parts) / len(pairs)
        kept.append(PairSet("small sources", kind, languages, pairs, share))
    return kept


def epoch_batches(
    sets: Sequence[TokenisedSet], size: int, generator: np.random.Generator
) -> list[tuple[int, Integers]]:
    """Return one epoch's batches in random order: the number of a set and rows of it."""
    batches = [
        (number, rows)
        for number, tokenised in enumerate(sets)
        for rows in _set_batches(tokenised, size, generator)
    ]
    return [batches[place] for place in generator.permutation(len(batches))]


def _set_batches(
    tokenised: TokenisedSet, size: int, generator: np.random.Generator
) -> Iterator[Integers]:
    """Yield batches in which no text occurs twice, for a second copy would be a false negative."""
    count = len(tokenised.left_keys)
    wanted = max(int(count * tokenised.share), 1)
    rounds = -(-wanted // count)
    order = np.concatenate([generator.permutation(count) for _ in range(rounds)])[:wanted]
    for start in range(0, wanted, size):
        rows = order[start : start + size]
        for keys in (tokenised.left_keys, tokenised.right_keys):
            _, first = np.unique(keys[rows], return_index=True)
            rows = rows[np.sort(first)]
        if len(rows) >= min(SMALLEST_BATCH, count):
            yield rows
