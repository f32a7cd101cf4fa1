"""Retrofitting: the vectors of words drawn towards those of their neighbours in the dictionaries.

    python -m rag.training.retrofitting --data DIR --model DIR

Training sees each dictionary pair a few times among sentences; afterwards a word may still lie far
from a synonym. Here each word becomes part itself, part the mean of its neighbours, a few times
over (Faruqui et al. 2015, "Retrofitting Word Vectors to Semantic Lexicons"). Lengths, which weigh
the words, stay as they were trained, but for their mean: the lexical bridge compares them with a
constant.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rag.embedding import load_static_embedder
from rag.errors import PonteError
from rag.training.config import SHIPPED, ConfigError, read_config
from rag.training.corpus import read_corpus
from rag.training.export import float_table, write_table
from rag.training.held_out import terms_of
from rag.training.pairs import WORDS, PairSet, TrainingDataError
from rag.training.sources import Kind
from rag.training.synonyms import pivot_sets

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix
    from tokenizers import Tokenizer

Matrix = NDArray[np.float32]
Edge = tuple[int, int, float]

# What a word keeps of itself, and how often it moves. With more of the neighbours, sentences lose.
KEPT, ROUNDS = 0.5, 3
# A word of a definition says less of a lemma than a translation; words this short weigh nothing.
DEFINITION, IDLE, FULL = 0.15, 0.6, 0.8
MOST_DEFINING = 8
MEAN_LENGTH = 1.7
WORD = re.compile(r"[^\W\d_]{3,}")


def retrofit(table: Matrix, tokenizer: Tokenizer, sets: Iterable[PairSet]) -> Matrix:
    """Return the table with the directions of whole words drawn to their neighbours'.

    `table` has shape (tokens, dimension); sets that are no dictionaries join nothing.
    """
    lengths = np.linalg.norm(table, axis=1, keepdims=True)
    own = table / np.maximum(lengths, 1e-9)
    graph = neighbour_graph(tokenizer, lengths[:, 0], sets)
    degrees = np.asarray(graph.sum(axis=1))
    means = graph.multiply(1 / np.maximum(degrees, 1e-9)).tocsr()
    # A word of few neighbours trusts them less.
    drawn = (1 - KEPT) * degrees / (degrees + 1)
    moved = own
    for _ in range(ROUNDS):
        moved = (1 - drawn) * own + drawn * (means @ moved)
        moved /= np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9)
    fitted: Matrix = (moved * lengths * (MEAN_LENGTH / lengths.mean())).astype(np.float32)
    return fitted


def neighbour_graph(
    tokenizer: Tokenizer, lengths: NDArray[np.float32], sets: Iterable[PairSet]
) -> csr_matrix:
    """Return how strongly whole words are joined, by their tokens: shape (tokens, tokens)."""
    from scipy.sparse import coo_matrix

    kept = [pair_set for pair_set in sets if pair_set.kind in WORDS]
    tokens = word_tokens(tokenizer, kept)
    edges = np.array(
        [edge for pair_set in kept for edge in pair_edges(pair_set, tokens, lengths)]
    ).reshape(-1, 3)
    first, second = edges[:, 0].astype(np.int64), edges[:, 1].astype(np.int64)
    both = np.concatenate([first, second]), np.concatenate([second, first])
    shape = (len(lengths), len(lengths))
    return coo_matrix((np.tile(edges[:, 2], 2).astype(np.float32), both), shape=shape).tocsr()


def word_tokens(tokenizer: Tokenizer, sets: Sequence[PairSet]) -> dict[str, int]:
    """Return the token of every dictionary word that is a single one."""
    words = sorted(
        {
            word
            for pair_set in sets
            for pair in pair_set.pairs
            for word in _words(pair_set.kind, pair)
        }
    )
    encodings = tokenizer.encode_batch_fast(words, add_special_tokens=False)
    return {
        word: encoding.ids[0]
        for word, encoding in zip(words, encodings, strict=True)
        if len(encoding.ids) == 1
    }


def _words(kind: Kind, pair: tuple[str, str]) -> Iterator[str]:
    for side in pair:
        yield from terms_of(side)
    if kind is Kind.GLOSS:
        yield from WORD.findall(_definition(pair))


def _definition(pair: tuple[str, str]) -> str:
    text = " ".join(side.partition(": ")[2] for side in pair)
    return (text or pair[1]).lower()


def pair_edges(
    pair_set: PairSet, tokens: dict[str, int], lengths: NDArray[np.float32]
) -> Iterator[Edge]:
    """Yield the joined tokens of a dictionary's pairs."""
    for pair in pair_set.pairs:
        left = [tokens[term] for term in terms_of(pair[0]) if term in tokens]
        right = [tokens[term] for term in terms_of(pair[1]) if term in tokens]
        weight = pair_set.share / max(len(left) * len(right), 1) ** 0.5
        yield from ((one, two, weight) for one in left for two in right if one != two)
        if pair_set.kind is Kind.GLOSS:
            yield from _definition_edges(pair, left or right, tokens, lengths)


def _definition_edges(
    pair: tuple[str, str], lemmas: list[int], tokens: dict[str, int], lengths: NDArray[np.float32]
) -> Iterator[Edge]:
    said = [tokens[word] for word in WORD.findall(_definition(pair)) if word in tokens]
    telling = [token for token in dict.fromkeys(said) if lengths[token] > 1.0][:MOST_DEFINING]
    for token in telling:
        weight = DEFINITION * min((lengths[token] - IDLE) / FULL, 1.0) / len(telling) ** 0.5
        yield from ((lemma, token, float(weight)) for lemma in lemmas[:4] if lemma != token)


def main(arguments: Sequence[str] | None = None) -> int:
    """Retrofit a model in its folder and return the exit code: 2 for bad data or a bad model."""
    parser = argparse.ArgumentParser(
        prog="python -m rag.training.retrofitting", description=__doc__
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of *.jsonl.gz sources")
    parser.add_argument("--model", type=Path, required=True, help="folder of a trained model")
    parser.add_argument("--config", type=Path, default=SHIPPED, help="TOML file (default: shipped)")
    options = parser.parse_args(arguments)
    try:
        config = read_config(options.config)
        sets = read_corpus(options.data, config.sources, config.derived)
        embedder = load_static_embedder(options.model)
        joined = [*sets, *pivot_sets(sets, config.derived)]
        write_table(retrofit(float_table(embedder), embedder.tokenizer, joined), options.model)
    except (ConfigError, TrainingDataError, PonteError) as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
