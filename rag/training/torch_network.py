"""The network of rag/network.py in torch, so that it can learn: the same weights by name."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from rag.candidates import TOLD
from rag.languages import LANGUAGES
from rag.network import DILATIONS, FAINT, KERNELS, LACKED, MET, Array, Weights
from rag.pointing import WANTED
from rag.runs import CLASSES, LONGEST

# Signs of a word of the question, and of a token beside a question (see rag/network.py).
_WORD_SIGNS, _TOKEN_SIGNS = 3, 4
_OF_WANT, _OF_LANGUAGE = 12, 4
# A score that no run reaches.
_OUT = -1e4


@dataclass(frozen=True, slots=True)
class Sizes:
    """How wide the network is: the vectors it is given, what they become, and its states."""

    vector: int = 256
    projected: int = 48
    state: int = 64


@dataclass(frozen=True, slots=True)
class Batch:
    """Some exercises as tensors: questions padded to their most words, sentences to most tokens.

    `owner` is the question of each sentence; `worth` how good an answer each run is, to a power;
    `answers` which sentences answer, and `worded` for which questions the words are known.
    """

    words: Tensor
    signs: Tensor
    said: Tensor
    want: Tensor
    owner: Tensor
    tokens: Tensor
    classes: Tensor
    kinship: Tensor
    present: Tensor
    places: Tensor
    possible: Tensor
    language: Tensor
    features: Tensor
    met: Tensor
    worth: Tensor
    answers: Tensor
    worded: Tensor


def first_weights(sizes: Sizes, seed: int) -> dict[str, Tensor]:
    """Return random weights, as small as the many that are added up need; biases are zero."""
    generator = np.random.default_rng(seed)
    p, d = sizes.projected, sizes.state
    seen = len(CLASSES) + 4 * p + _TOKEN_SIGNS
    shapes = {
        "project": (sizes.vector, p), "attend": (p + _WORD_SIGNS, 1), "asking": (p, _OF_WANT),
        "want": (len(WANTED), _OF_WANT), "language": (len(LANGUAGES), _OF_LANGUAGE),
        "none": (p + _OF_WANT, 1), "asked": (3 * p + _OF_WANT + _OF_LANGUAGE + len(TOLD), d),
        "token": (seen, d), "token_asked": (d, d), "mark": (d, 3), "sentence": (2 * d, 1),
        "features": (len(TOLD), 1),
        **{f"asked_{layer}": (d, 2 * d) for layer in range(len(KERNELS))},
        **{f"kernel_{layer}": (size * d, 2 * d) for layer, size in enumerate(KERNELS)},
    }  # fmt: skip
    weights = {
        name: generator.uniform(-1, 1, shape) / math.sqrt(shape[0])
        for name, shape in shapes.items()
    }
    weights |= {"want": generator.standard_normal(shapes["want"]),
                "language": generator.standard_normal(shapes["language"])}  # fmt: skip
    for name in ("attend", "asking", "none", "asked", "token", "token_asked", "mark", "sentence",
                 "features", *(f"asked_{layer}" for layer in range(len(KERNELS)))):  # fmt: skip
        weights[f"{name}_bias"] = np.zeros(shapes[name][1])
    for layer in range(len(KERNELS)):
        weights[f"scale_{layer}"], weights[f"shift_{layer}"] = np.ones(d), np.zeros(d)
    weights["lengths"] = np.zeros((len(WANTED), LONGEST))
    weights["sharpness"], weights["nothing"] = np.full(1, 6.0), np.ones(1)
    return {
        name: torch.tensor(weight, dtype=torch.float32, requires_grad=True)
        for name, weight in weights.items()
    }


def stored(weights: Mapping[str, Tensor]) -> Weights:
    """Return weights as they are stored and computed with, in half precision."""
    return {
        name: weight.detach().numpy().astype(np.float16).astype(np.float32)
        for name, weight in weights.items()
    }


def scores_of(
    batch: Batch, weights: Mapping[str, Tensor], table: Tensor, dropout: float = 0.0
) -> tuple[Tensor, Tensor]:
    """Return the score of every run, shape (sentences, tokens, lengths), and of no answer."""
    drop = _Dropping(dropout)
    words = batch.words @ weights["project"]
    told = torch.cat([words, batch.signs], -1) @ weights["attend"] + weights["attend_bias"]
    shares = told[..., 0].masked_fill(~batch.said, -1e9).softmax(-1)
    whole = drop((shares[..., None] * words).sum(1))
    asks = (words * batch.signs[..., 1:2]).sum(1)
    asking = torch.tanh(asks @ weights["asking"] + weights["asking_bias"])
    said = torch.cat([whole, weights["want"][batch.want] + asking], -1)
    none = (said @ weights["none"] + weights["none_bias"])[:, 0]
    language = weights["language"][batch.language]
    lacked = _lacked(batch, words)
    owned = torch.cat([said[batch.owner], language, batch.features, lacked], -1)
    state = torch.relu(owned @ weights["asked"] + weights["asked_bias"])
    hidden = _tokens(batch, words, whole, weights, table, drop)
    hidden = hidden + (state @ weights["token_asked"] + weights["token_asked_bias"])[:, None]
    hidden = _convolved(torch.relu(hidden), state, batch.present, weights, drop)
    return _runs(hidden, state, batch, weights), none


@dataclass(frozen=True, slots=True)
class _Dropping:
    """Leaves values out at random while learning (Srivastava et al. 2014)."""

    share: float

    def __call__(self, values: Tensor) -> Tensor:
        return functional.dropout(values, self.share, training=self.share > 0)


def _lacked(batch: Batch, words: Tensor) -> Tensor:
    """Return what of the question each sentence lacks, and its passage."""
    few, many = LACKED
    missing = 1 - ((batch.met - few) / (many - few)).clamp(0, 1)
    weight = (batch.signs[..., 0] * (1 - batch.signs[..., 1]))[batch.owner]
    return torch.bmm(missing * weight[:, None], words[batch.owner]).flatten(1)


def _tokens(
    batch: Batch,
    words: Tensor,
    whole: Tensor,
    weights: Mapping[str, Tensor],
    table: Tensor,
    drop: _Dropping,
) -> Tensor:
    vectors = drop(table[batch.tokens] @ weights["project"])
    signs, words = batch.signs[batch.owner], words[batch.owner]
    weight = signs[..., :1]
    likeness = batch.kinship * weights["sharpness"] + torch.log(FAINT + weight)
    likeness = likeness.masked_fill(~batch.said[batch.owner][..., None], -1e9)
    nothing = weights["nothing"].expand(len(words), 1, likeness.shape[2])
    shares = torch.cat([likeness, nothing], 1).softmax(1)[:, :-1]
    aligned = torch.einsum("nqt,nqp->ntp", shares, words)
    met = batch.kinship * weight * (1 - signs[..., 1:2])
    told = [met.amax(1), (met * signs[..., 2:]).amax(1), ((met > MET) * weight).sum(1)]
    seen = [batch.classes, vectors, aligned, vectors * aligned]
    seen += [vectors * whole[batch.owner][:, None], torch.stack([*told, batch.places], -1)]
    return torch.cat(seen, -1) @ weights["token"] + weights["token_bias"]


def _convolved(
    hidden: Tensor, state: Tensor, present: Tensor, weights: Mapping[str, Tensor], drop: _Dropping
) -> Tensor:
    here = present[..., None].float()
    hidden = hidden * here
    width = hidden.shape[2]
    for layer, (dilation, size) in enumerate(zip(DILATIONS, KERNELS, strict=True)):
        kernel = weights[f"kernel_{layer}"].reshape(size, width, -1).permute(2, 1, 0)
        reach = dilation * (size - 1) // 2
        mixed = functional.conv1d(hidden.mT, kernel, padding=reach, dilation=dilation).mT
        own = state @ weights[f"asked_{layer}"] + weights[f"asked_{layer}_bias"]
        value, gate = (mixed + own[:, None]).chunk(2, -1)
        hidden = functional.layer_norm(
            hidden + drop(value * torch.sigmoid(gate)),
            (width,),
            weights[f"scale_{layer}"],
            weights[f"shift_{layer}"],
        )
        hidden = hidden * here
    return hidden


def _runs(hidden: Tensor, state: Tensor, batch: Batch, weights: Mapping[str, Tensor]) -> Tensor:
    marks = hidden @ weights["mark"] + weights["mark_bias"]
    count, longest = batch.possible.shape[1:]
    ends = (torch.arange(count)[:, None] + torch.arange(longest)).clamp(max=count - 1)
    sums = functional.pad((marks[..., 2] * batch.present).cumsum(1), (1, 0))
    inside = sums[:, ends + 1] - sums[:, :count, None]
    lengths = weights["lengths"][batch.want[batch.owner]][:, None]
    highest = hidden.masked_fill(~batch.present[..., None], _OUT).amax(1)
    own = torch.cat([highest, state], -1) @ weights["sentence"] + weights["sentence_bias"]
    own = own + batch.features @ weights["features"] + weights["features_bias"]
    scores = marks[..., :1] + marks[..., 1][:, ends] + inside + lengths + own[:, None]
    return scores.masked_fill(~batch.possible, _OUT)


def loss_of(batch: Batch, runs: Tensor, none: Tensor) -> Tensor:
    """Return how unlikely the right runs are among all of the question's and no answer.

    Where only the sentence is known any of its runs is right; where none answers, no answer is.
    """
    questions, sentences = len(none), len(runs)
    flat = runs.reshape(sentences, -1)
    good = flat + torch.log(batch.worth.reshape(sentences, -1) + 1e-9)
    good = good.masked_fill(~batch.possible.reshape(sentences, -1), -1e9)
    mine = batch.owner == torch.arange(questions)[:, None]

    def together(scores: Tensor, kept: Tensor) -> Tensor:
        return scores.expand(questions, -1).masked_fill(~kept, -1e9).logsumexp(1)

    total = torch.logaddexp(together(flat.logsumexp(1), mine), none)
    right = mine & batch.answers
    worded = together(good.logsumexp(1), right)
    found = torch.where(batch.worded, worded, together(flat.logsumexp(1), right))
    found = torch.where(right.any(1), found, none)
    return (total - found).clamp(max=30).mean()


def as_table(rows: Array) -> Tensor:
    """Return the vectors of tokens as a tensor, a row a token."""
    return torch.from_numpy(rows)
