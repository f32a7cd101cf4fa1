"""Training of the token table with sentence-transformers' StaticEmbedding and its loss."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rag.training.batches import Integers, Texts, TokenisedSet, epoch_batches

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer
    from torch import Tensor

logger = logging.getLogger(__name__)

# Tokens more frequent than this share of all lose weight at the start, as in Arora et al. 2017.
SMOOTHING = 1e-3

Progress = Callable[[int, int, float], None]


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a training run can be told."""

    seed: int = 0
    dimension: int = 256
    epochs: int = 3
    batch_size: int = 2048
    learning_rate: float = 5e-3
    scale: float = 20.0


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
    sets: Sequence[TokenisedSet], tokenizer: Tokenizer, recipe: Recipe, progress: Progress
) -> SentenceTransformer:
    """Train a table so that pairs lie closer than all other texts of their batch."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
    from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding

    torch.manual_seed(recipe.seed)
    embedding = StaticEmbedding(tokenizer, initial_table(sets, tokenizer, recipe))
    model = SentenceTransformer(modules=[embedding, Normalize()], device="cpu")
    loss = MultipleNegativesRankingLoss(
        model,
        scale=recipe.scale,
        directions=("query_to_doc", "doc_to_query"),
        partition_mode="per_direction",
    )
    batches = list(_all_batches(sets, recipe))
    parameters = list(model.parameters())
    optimizer = torch.optim.Adam(parameters, lr=recipe.learning_rate, fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, recipe.learning_rate, total_steps=len(batches), cycle_momentum=False
    )
    for step, (number, rows) in enumerate(batches, start=1):
        optimizer.zero_grad(set_to_none=False)
        pairs = [_features(texts, rows) for texts in (sets[number].left, sets[number].right)]
        value = loss(pairs, torch.zeros(0))
        value.backward()
        optimizer.step()
        schedule.step()
        progress(step, len(batches), float(value.detach()))
    with torch.no_grad():
        embedding.embedding.weight[0] = 0.0
    return model


def _all_batches(sets: Sequence[TokenisedSet], recipe: Recipe) -> Iterator[tuple[int, Integers]]:
    """Yield the batches of every epoch."""
    generator = np.random.default_rng(recipe.seed)
    for _ in range(recipe.epochs):
        yield from epoch_batches(sets, recipe.batch_size, generator)


def _features(texts: Texts, rows: Integers) -> dict[str, Tensor]:
    """Return the input that StaticEmbedding's own preprocessing would make."""
    import torch

    ids, offsets = texts.take(rows)
    return {"input_ids": torch.from_numpy(ids), "offsets": torch.from_numpy(offsets)}
