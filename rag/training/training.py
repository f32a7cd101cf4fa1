"""Training of the token table of sentence-transformers' StaticEmbedding."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rag.training.batches import Integers, TokenisedSet, epoch_batches

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer
    from torch import Tensor
    from torch.nn import EmbeddingBag
    from torch.optim import Adam

    from rag.training.checkpoint import Checkpoint

# Tokens more frequent than this share of all lose weight at the start, as in Arora et al. 2017.
SMOOTHING = 1e-3
# One cycle (Smith and Topin 2017): the learning rate rises for this share of the steps, then falls.
WARM, FIRST_DIVISOR, LAST_DIVISOR = 0.3, 25.0, 2.5e5
# Shorter texts lose no token: a word is all that a dictionary row has.
SHORTEST_DROPPED = 6

Progress = Callable[[int, int, float], None]


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a training run can be told."""

    seed: int = 0
    dimension: int = 256
    epochs: int = 3
    batch_size: int = 1024
    learning_rate: float = 5e-3
    scale: float = 20.0
    dropout: float = 0.0
    finish_rate: float = 0.0
    """Learning rate of a last pass over prose and questions; 0 for none."""
    finish_words: float = 0.0
    """Share of the dictionaries in that pass."""


def initial_table(
    sets: Sequence[TokenisedSet], tokenizer: Tokenizer, recipe: Recipe
) -> NDArray[np.float32]:
    """Return random directions whose lengths fall with the token's frequency."""
    size = tokenizer.get_vocab_size()
    counts = np.zeros(size)
    for tokenised in sets:
        for texts in (tokenised.left, tokenised.right):
            counts += np.bincount(texts.ids, minlength=size) * tokenised.share
    frequency = counts / max(counts.sum(), 1.0)
    directions = np.random.default_rng(recipe.seed).standard_normal((size, recipe.dimension))
    lengths = SMOOTHING / (SMOOTHING + frequency)
    table = directions / np.linalg.norm(directions, axis=1, keepdims=True) * lengths[:, None]
    # Row 0 is the unknown token: it never says anything.
    table[0] = 0.0
    result: NDArray[np.float32] = table.astype(np.float32)
    return result


def train_table(
    sets: Sequence[TokenisedSet],
    tokenizer: Tokenizer,
    recipe: Recipe,
    progress: Progress,
    checkpoint: Checkpoint | None = None,
    start: NDArray[np.float32] | None = None,
) -> SentenceTransformer:
    """Train a table so that pairs lie closer than all other texts of their batch."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding

    first = initial_table(sets, tokenizer, recipe) if start is None else start
    module = StaticEmbedding(tokenizer, first)
    table: EmbeddingBag = module.embedding
    optimizer = torch.optim.Adam(table.parameters(), lr=recipe.learning_rate, fused=True)
    batches = _all_batches(sets, recipe)
    done = checkpoint.restore(table, optimizer) if checkpoint else 0
    for step, (number, rows, rate) in enumerate(batches[done:], start=done):
        optimizer.param_groups[0]["lr"] = rate
        # Its own generator a step: a run that goes on from a checkpoint draws the same.
        generator = np.random.default_rng((recipe.seed, step))
        loss = _step(table, optimizer, sets[number], rows, recipe, generator)
        progress(step + 1, len(batches), loss)
        if checkpoint:
            checkpoint.save_if_due(step + 1, table, optimizer)
    with torch.no_grad():
        table.weight[0] = 0.0
    return SentenceTransformer(modules=[module, Normalize()], device="cpu")


def _all_batches(sets: Sequence[TokenisedSet], recipe: Recipe) -> list[tuple[int, Integers, float]]:
    """Return the batches of every pass with their learning rates, and those of the last pass."""
    generator = np.random.default_rng(recipe.seed)
    size = recipe.batch_size
    main = [batch for _ in range(recipe.epochs) for batch in epoch_batches(sets, size, generator)]
    phases = [(main, recipe.learning_rate)]
    if recipe.finish_rate:
        fewer = fewer_words(sets, recipe.finish_words)
        phases.append((epoch_batches(fewer, size, generator), recipe.finish_rate))
    return [
        (number, rows, learning_rate_at(step, len(batches), highest))
        for batches, highest in phases
        for step, (number, rows) in enumerate(batches)
    ]


def fewer_words(sets: Sequence[TokenisedSet], share: float) -> list[TokenisedSet]:
    """Return the sets with the dictionaries shown so much less often."""
    return [replace(each, share=each.share * share) if each.words else each for each in sets]


def learning_rate_at(step: int, steps: int, highest: float) -> float:
    """Return the learning rate of a step counted from 0: a cosine up, and a longer one down."""
    top = max(WARM * steps - 1, 1.0)
    if step <= top:
        start, end, way = highest / FIRST_DIVISOR, highest, step / top
    else:
        start, end = highest, highest / LAST_DIVISOR
        way = (step - top) / max(steps - 1 - top, 1.0)
    return end + (start - end) * (1 + math.cos(math.pi * way)) / 2


def _step(
    table: EmbeddingBag,
    optimizer: Adam,
    tokenised: TokenisedSet,
    rows: Integers,
    recipe: Recipe,
    generator: np.random.Generator,
) -> float:
    """Learn from one batch and return its loss."""
    optimizer.zero_grad(set_to_none=False)
    sides = (tokenised.left, tokenised.right)
    parts = [_thinned(*texts.take(rows), recipe.dropout, generator) for texts in sides]
    if tokenised.negatives:
        parts.append(tokenised.negatives.take(_negative_rows(tokenised, rows)))
    left, right, *others = unit_vectors(table, parts)
    loss = contrastive_loss(left, right, others[0] if others else None, recipe.scale)
    backward: Callable[[], None] = loss.backward
    backward()
    optimizer.step()
    return float(loss.detach())


def _negative_rows(tokenised: TokenisedSet, rows: Integers) -> Integers:
    """Return the rows of the negatives of some pairs: as many for each pair, in order."""
    texts = len(tokenised.negatives.starts) - 1 if tokenised.negatives else 0
    each = texts // len(tokenised.left_keys)
    return (rows[:, None] * each + np.arange(each)).ravel()


def _thinned(
    ids: Integers, offsets: Integers, share: float, generator: np.random.Generator
) -> tuple[Integers, Integers]:
    """Leave out a share of the tokens of the longer texts."""
    if not share:
        return ids, offsets
    lengths = np.diff(offsets, append=len(ids))
    kept = generator.random(len(ids)) >= share
    kept |= np.repeat(lengths < SHORTEST_DROPPED, lengths)
    before: Integers = np.cumsum(kept) - kept
    starts = np.append(before, kept.sum())[np.minimum(offsets, len(ids))]
    return ids[kept], starts


def unit_vectors(
    sums_of: Callable[[Tensor, Tensor], Tensor], parts: Sequence[tuple[Integers, Integers]]
) -> Sequence[Tensor]:
    """Return the unit vectors of groups of texts, each as joined ids and offsets.

    `sums_of` looks ids up with offsets, once for all: every look-up costs a whole gradient of the
    table. A text without tokens gets the zero vector.
    """
    import torch

    before = np.cumsum([0, *(len(ids) for ids, _ in parts[:-1])])
    ids = np.concatenate([ids for ids, _ in parts])
    starts = [offsets + first for (_, offsets), first in zip(parts, before, strict=True)]
    sums = sums_of(torch.from_numpy(ids), torch.from_numpy(np.concatenate(starts)))
    sizes = [len(offsets) for _, offsets in parts]
    return torch.split(torch.nn.functional.normalize(sums, dim=-1), sizes)


def contrastive_loss(left: Tensor, right: Tensor, others: Tensor | None, scale: float) -> Tensor:
    """Return InfoNCE both ways: the right side among the batch's, and among its row's `others`.

    Without `others` it is MultipleNegativesRankingLoss; those of other rows are no wrong answers
    here, for one may be the right answer of another row.
    """
    import torch

    scores = left @ right.T * scale
    targets = torch.arange(len(left))
    forward = scores
    if others is not None:
        near = torch.einsum("bd,bnd->bn", left, others.view(len(left), -1, left.shape[1])) * scale
        forward = torch.cat([scores, near], dim=1)
    entropy = torch.nn.functional.cross_entropy
    return (entropy(forward, targets) + entropy(scores.T, targets)) / 2
