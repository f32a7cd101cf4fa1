"""The network that points at answers: numbers of a question and of sentences in, scores out.

Each token of a sentence is described by its classes, its vector, what of the question is like it
and how much of the question it meets; three gated convolutions let it see its neighbours, told what
is asked. A run of tokens scores as its first, its last, those inside and its length do; the whole
sentence adds its own, and the question says what finding no answer scores. All share one scale,
so that runs of different sentences and "no answer" compare: shared normalisation, as in Clark and
Gardner 2018, "Simple and Effective Multi-Paragraph Reading Comprehension". The aligned question is
that of Chen et al. 2017, "Reading Wikipedia to Answer Open-Domain Questions".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
Weights = Mapping[str, Array]

# The tokens between the outer ones that a convolution sees at once; zeros between sentences are as
# many as the widest reaches.
DILATIONS = (1, 2, 4)
KERNELS = (5, 3, 3)
_GAP = 4
# A gate below is as good as shut, and its exponential still a number.
_SHUT = np.float32(-60)
# A word of the question is met from this kinship on; log 0 is none.
MET, FAINT = 0.35, 0.05
# One of less kinship than the first is lacking in a sentence, one of more than the second is not.
LACKED = (0.25, 0.75)


@dataclass(frozen=True, slots=True)
class AskedNumbers:
    """A question: vectors of its words, shape (words, dimension), and signs, shape (words, 3).

    The signs are a word's weight, whether it only asks, and whether it is what is counted or
    chosen; `want` is an index.
    """

    vectors: Array
    signs: Array
    want: int


@dataclass(frozen=True, slots=True)
class SentenceNumbers:
    """A sentence: a row a token of classes and vectors, kinship of shape (words asked, tokens).

    `possible[i, k]` tells whether the tokens i to i + k may be an answer; `language` is an index;
    `features` say how the sentence as a whole compares with the question, and `met`, of shape (2,
    words asked), how well each word is met in the sentence and in its passage.
    """

    classes: Array
    vectors: Array
    kinship: Array
    possible: NDArray[np.bool_]
    language: int
    features: Array
    met: Array


def run_scores(
    asked: AskedNumbers, sentences: Sequence[SentenceNumbers], weights: Weights
) -> tuple[list[Array], float]:
    """Return the score of every run of each sentence, minus infinity where none may be.

    Beside them the score of no answer; all are logarithms on one scale.
    """
    words = asked.vectors @ weights["project"]
    told = np.concatenate([words, asked.signs], axis=1) @ weights["attend"] + weights["attend_bias"]
    whole = _softmax(told[:, 0]) @ words
    asking = np.tanh((words * asked.signs[:, 1:2]).sum(axis=0) @ weights["asking"]
                     + weights["asking_bias"])  # fmt: skip
    said = np.concatenate([whole, weights["want"][asked.want] + asking])
    none = float(said @ weights["none"][:, 0] + weights["none_bias"][0])
    states = _question_states(said, asked.signs, words, sentences, weights)
    owner = np.repeat(np.arange(len(sentences)), [len(each.classes) for each in sentences])
    hidden = _tokens(asked, words, whole, sentences, weights)
    told = states @ weights["token_asked"] + weights["token_asked_bias"]
    hidden = _convolved(_relu(hidden + told[owner]), states, owner, weights)
    lengths = weights["lengths"][asked.want]
    return [
        _runs(hidden[owner == number], states[number], each, lengths, weights)
        for number, each in enumerate(sentences)
    ], none


def _question_states(
    said: Array, signs: Array, words: Array, sentences: Sequence[SentenceNumbers], weights: Weights
) -> Array:
    """Return the state of the question beside each sentence, and beside what that lacks of it."""
    languages = weights["language"][[each.language for each in sentences]]
    features = np.stack([each.features for each in sentences])
    asked = np.repeat(said[None], len(sentences), axis=0)
    few, many = LACKED
    met = np.clip((np.stack([each.met for each in sentences]) - few) / (many - few), 0.0, 1.0)
    lacked = ((1 - met) * signs[:, 0] * (1 - signs[:, 1])) @ words
    told = [asked, languages, features, lacked.reshape(len(sentences), -1)]
    each = np.concatenate(told, axis=1).astype(np.float32)
    return _relu(each @ weights["asked"] + weights["asked_bias"])


def _tokens(
    asked: AskedNumbers,
    words: Array,
    whole: Array,
    sentences: Sequence[SentenceNumbers],
    weights: Weights,
) -> Array:
    """Return each token of all sentences beside what of the question is like it."""
    vectors = np.concatenate([each.vectors for each in sentences]) @ weights["project"]
    kinship = np.concatenate([each.kinship for each in sentences], axis=1)
    weight = asked.signs[:, :1]
    likeness = kinship * weights["sharpness"] + np.log(FAINT + weight)
    nothing = np.full((1, likeness.shape[1]), weights["nothing"][0], dtype=np.float32)
    shares = _softmax(np.concatenate([likeness, nothing]))[:-1]
    aligned = shares.T @ words
    met = kinship * weight * (1 - asked.signs[:, 1:2])
    signs = [
        met.max(axis=0),
        (met * asked.signs[:, 2:]).max(axis=0),
        ((met > MET) * weight).sum(axis=0),
        np.concatenate([np.arange(len(each.classes)) / len(each.classes) for each in sentences]),
    ]
    seen = [np.concatenate([each.classes for each in sentences]), vectors, aligned]
    seen += [vectors * aligned, vectors * whole, np.stack(signs, axis=1)]
    hidden: Array = np.concatenate(seen, axis=1).astype(np.float32) @ weights["token"]
    return hidden + weights["token_bias"]


def _convolved(hidden: Array, states: Array, owner: NDArray[np.int64], weights: Weights) -> Array:
    """Let every token see its neighbours in its sentence, farther with each layer."""
    at = np.arange(len(hidden)) + _GAP * (owner + 1)
    spread = np.zeros((int(at[-1]) + 1 + _GAP, hidden.shape[1]), dtype=np.float32)
    for layer, (dilation, kernel) in enumerate(zip(DILATIONS, KERNELS, strict=True)):
        spread[at] = hidden
        reach = dilation * (kernel - 1) // 2
        steps = range(-reach, reach + 1, dilation)
        window = np.concatenate([spread[at + step] for step in steps], axis=1)
        own = states @ weights[f"asked_{layer}"] + weights[f"asked_{layer}_bias"]
        mixed = window @ weights[f"kernel_{layer}"] + own[owner]
        value, gate = np.split(mixed, 2, axis=1)
        hidden = _normal(
            hidden + value / (1 + np.exp(-np.maximum(gate, _SHUT))),
            weights[f"scale_{layer}"],
            weights[f"shift_{layer}"],
        )
    return hidden


def _runs(
    hidden: Array, state: Array, sentence: SentenceNumbers, lengths: Array, weights: Weights
) -> Array:
    """Return the score of every run of one sentence."""
    marks = hidden @ weights["mark"] + weights["mark_bias"]
    possible = sentence.possible
    count, longest = possible.shape
    ends = np.minimum(np.arange(count)[:, None] + np.arange(longest)[None, :], count - 1)
    sums = np.concatenate([np.zeros(1, dtype=np.float32), np.cumsum(marks[:, 2])])
    inside = sums[ends + 1] - sums[:count, None]
    summary = np.concatenate([hidden.max(axis=0), state])
    own = summary @ weights["sentence"][:, 0] + weights["sentence_bias"][0]
    own = own + sentence.features @ weights["features"][:, 0] + weights["features_bias"][0]
    scores = marks[:, :1] + marks[:, 1][ends] + inside + lengths[:longest] + own
    runs: Array = np.where(possible, scores, -np.inf).astype(np.float32)
    return runs


def _softmax(scores: Array) -> Array:
    """Return shares that add up to 1 along the first axis."""
    shares: Array = np.exp(scores - scores.max(axis=0))
    shares /= shares.sum(axis=0)
    return shares


def _relu(values: Array) -> Array:
    positive: Array = np.maximum(values, np.float32(0))
    return positive


def _normal(values: Array, scale: Array, shift: Array) -> Array:
    """Return rows of mean 0 and variance 1, scaled and shifted (Ba et al. 2016)."""
    centred = values - values.mean(axis=1, keepdims=True)
    variance = (centred**2).mean(axis=1, keepdims=True)
    normal: Array = centred / np.sqrt(variance + np.float32(1e-5)) * scale + shift
    return normal
