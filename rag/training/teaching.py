"""Teaching the network: batches of exercises, and passes over them."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from rag.embedding import bundled_embedder
from rag.languages import LANGUAGES
from rag.network import Array
from rag.pointing import Text, classes_and_runs, token_texts
from rag.training.exercises import Candidate, Exercise
from rag.training.torch_network import Batch, loss_of, scores_of

Progress = Callable[[float], None]
# Exercises of about one length make a batch; so many batches are sorted at a time.
_SORTED = 20
# Good runs are told from others by the power of their worth.
_SHARPNESS = 8
_CLIPPED = 1.0
# The learning rate rises over so many steps, and then falls to this share (Loshchilov and Hutter
# 2017).
_WARM, _LAST = 100, 0.05


@dataclass(frozen=True, slots=True)
class Course:
    """How the network is taught.

    Of each question so many sentences are shown; from a share of the questions, those that answer
    are kept back, so that none does.
    """

    passes: int
    rate: float
    kept_back: float
    dropout: float
    shown: int = 7
    batch: int = 24
    decay: float = 0.01
    seed: int = 0


@dataclass(slots=True)
class Vocabulary:
    """The tokens of all sentences seen, as rows of a table of their vectors, and what they are."""

    rows: dict[str, int] = field(default_factory=dict)
    _tokens: dict[Text, NDArray[np.int64]] = field(default_factory=dict)
    _read: dict[Text, tuple[Array, NDArray[np.bool_]]] = field(default_factory=dict)

    def classes_and_runs(self, candidate: Candidate) -> tuple[Array, NDArray[np.bool_]]:
        """Return the classes of a sentence's tokens and its possible runs, worked out once."""
        if candidate.sentence not in self._read:
            self._read[candidate.sentence] = classes_and_runs(candidate.sentence)
        return self._read[candidate.sentence]

    def tokens_of(self, candidate: Candidate) -> NDArray[np.int64]:
        """Return the rows of a sentence's tokens, new ones at the end."""
        if candidate.sentence not in self._tokens:
            said = token_texts(candidate.sentence)
            rows = [self.rows.setdefault(token, len(self.rows)) for token in said]
            self._tokens[candidate.sentence] = np.array(rows, dtype=np.int64)
        return self._tokens[candidate.sentence]

    def table(self) -> Tensor:
        """Return the vectors of all tokens."""
        return torch.from_numpy(bundled_embedder().token_sums(list(self.rows)))


def vocabulary_of(exercises: Sequence[Exercise]) -> Vocabulary:
    """Return the tokens of some exercises."""
    vocabulary = Vocabulary()
    for exercise in exercises:
        for candidate in exercise.candidates:
            vocabulary.tokens_of(candidate)
    return vocabulary


def teach(
    weights: Mapping[str, Tensor],
    exercises: Sequence[Exercise],
    vocabulary: Vocabulary,
    course: Course,
    progress: Progress,
) -> None:
    """Teach the network in place: AdamW, its rate warmed and then falling as a cosine."""
    torch.manual_seed(course.seed)
    table = vocabulary.table()
    parameters = list(weights.values())
    optimiser = torch.optim.AdamW(parameters, lr=course.rate, weight_decay=course.decay)
    generator = random.Random(course.seed)
    steps = course.passes * math.ceil(len(exercises) / course.batch)
    taught = (
        group for _ in range(course.passes) for group in _groups(exercises, course, generator)
    )
    for step, group in enumerate(taught):
        shown = [(each, _shown(each, course, generator)) for each in group]
        runs, none = scores_of(
            (batch := batch_of(shown, vocabulary)), weights, table, course.dropout
        )
        loss = loss_of(batch, runs, none)
        falling = _LAST + (1 - _LAST) * 0.5 * (1 + math.cos(math.pi * step / steps))
        optimiser.param_groups[0]["lr"] = course.rate * min(1.0, (step + 1) / _WARM) * falling
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it so
        torch.nn.utils.clip_grad_norm_(parameters, _CLIPPED)
        optimiser.step()
        progress(loss.detach().item())


def steps_of(exercises: Sequence[Exercise], course: Course) -> int:
    """Return how many batches a course has, or a few fewer."""
    return course.passes * math.ceil(len(exercises) / course.batch)


def _groups(
    exercises: Sequence[Exercise], course: Course, generator: random.Random
) -> Iterator[list[Exercise]]:
    """Yield the batches of one pass, in random order."""
    order = list(exercises)
    generator.shuffle(order)
    groups = []
    for start in range(0, len(order), course.batch * _SORTED):
        some = sorted(order[start : start + course.batch * _SORTED], key=_longest)
        groups += [some[at : at + course.batch] for at in range(0, len(some), course.batch)]
    generator.shuffle(groups)
    yield from groups


def _longest(exercise: Exercise) -> int:
    return max(int(each.kinship.shape[1]) for each in exercise.candidates)


def _shown(exercise: Exercise, course: Course, generator: random.Random) -> list[Candidate]:
    """Return the sentences that answer, or none of them, and some of the others."""
    right = [each for each in exercise.candidates if each.answers]
    others = [each for each in exercise.candidates if not each.answers]
    if right and generator.random() < course.kept_back and len(others) > 1:
        right = []
    others = others[: course.shown + 3]
    generator.shuffle(others)
    return right + others[: max(0, course.shown - len(right))]


def batch_of(shown: Sequence[tuple[Exercise, list[Candidate]]], vocabulary: Vocabulary) -> Batch:
    """Return some questions, each with some sentences, as one batch."""
    wordiest = max(len(each.numbers.vectors) for each, _ in shown)
    words = np.zeros((len(shown), wordiest, len(shown[0][0].numbers.vectors[0])), np.float32)
    signs = np.zeros((len(shown), wordiest, 3), np.float32)
    for number, (exercise, _) in enumerate(shown):
        count = len(exercise.numbers.vectors)
        words[number, :count], signs[number, :count] = (
            exercise.numbers.vectors,
            exercise.numbers.signs,
        )
    counts = [len(each.numbers.vectors) for each, _ in shown]
    candidates = [each for _, own in shown for each in own]
    arrays = _sentence_arrays(candidates, wordiest, vocabulary)
    owner = np.repeat(np.arange(len(shown)), [len(own) for _, own in shown])
    worded = [any(len(each.worth) for each in own) for _, own in shown]
    return Batch(
        words=torch.from_numpy(words),
        signs=torch.from_numpy(signs),
        said=torch.from_numpy(np.arange(wordiest)[None, :] < np.array(counts)[:, None]),
        want=torch.tensor([each.numbers.want for each, _ in shown]),
        owner=torch.from_numpy(owner),
        worded=torch.tensor(worded),
        **{name: torch.from_numpy(array) for name, array in arrays.items()},
    )


def _sentence_arrays(
    candidates: Sequence[Candidate], wordiest: int, vocabulary: Vocabulary
) -> dict[str, NDArray[Any]]:
    read = [vocabulary.classes_and_runs(each) for each in candidates]
    longest = max(len(classes) for classes, _ in read)
    shape = (len(candidates), longest)
    runs = (*shape, read[0][1].shape[1])
    arrays: dict[str, NDArray[Any]] = {
        "tokens": np.zeros(shape, np.int64),
        "classes": np.zeros((*shape, read[0][0].shape[1]), np.float32),
        "kinship": np.zeros((len(candidates), wordiest, longest), np.float32),
        "present": np.zeros(shape, np.bool_),
        "places": np.zeros(shape, np.float32),
        "possible": np.zeros(runs, np.bool_),
        "worth": np.zeros(runs, np.float32),
        "language": np.array([LANGUAGES.index(each.sentence.language) for each in candidates]),
        "features": np.stack([each.told.features for each in candidates]),
        "met": np.zeros((len(candidates), 2, wordiest), np.float32),
        "answers": np.array([each.answers for each in candidates]),
    }
    for row, (candidate, (classes, possible)) in enumerate(zip(candidates, read, strict=True)):
        count = len(classes)
        arrays["tokens"][row, :count] = vocabulary.tokens_of(candidate)
        arrays["classes"][row, :count] = classes
        arrays["kinship"][row, : len(candidate.kinship), :count] = candidate.kinship
        asked = len(candidate.kinship)
        arrays["met"][row, :, :asked] = candidate.told.met[:, :asked]
        arrays["present"][row, :count] = True
        arrays["places"][row, :count] = np.arange(count) / count
        arrays["possible"][row, :count] = possible
        if len(candidate.worth):
            worth = candidate.worth.astype(np.float32)
            arrays["worth"][row, :count] = (worth / worth.max()) ** _SHARPNESS
    return arrays
