"""How well the network tells the sentence that answers from others, and an answer from none."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from rag.embedding import bundled_embedder
from rag.languages import LANGUAGES
from rag.network import SentenceNumbers, Weights, run_scores
from rag.pointing import Pointed, classes_and_runs, token_texts
from rag.training.exercises import Candidate, Exercise


def totals_of(exercise: Exercise, weights: Weights) -> tuple[list[float], float]:
    """Return what the network says of each candidate of an exercise, and of no answer."""
    read = [_numbers(each) for each in exercise.candidates]
    runs, none = run_scores(exercise.numbers, read, weights)
    return [Pointed(each, none).total for each in runs], none


def _numbers(candidate: Candidate) -> SentenceNumbers:
    classes, possible = classes_and_runs(candidate.sentence)
    return SentenceNumbers(
        classes,
        bundled_embedder().token_sums(token_texts(candidate.sentence)),
        candidate.kinship.astype(np.float32),
        possible,
        LANGUAGES.index(candidate.sentence.language),
        candidate.told.features,
        candidate.told.met[:, : len(candidate.kinship)],
    )


def report(exercises: Sequence[Exercise], weights: Weights) -> Iterator[str]:
    """Yield a line a group of languages: the right sentence first, and right told from none."""
    groups: dict[str, list[Exercise]] = {}
    for exercise in exercises:
        same = exercise.asked.language == exercise.candidates[0].sentence.language
        groups.setdefault("same language" if same else "another language", []).append(exercise)
    for group, members in sorted(groups.items(), reverse=True):
        first, sure, unsure = [], [], []
        for exercise in members:
            totals, none = totals_of(exercise, weights)
            best = int(np.argmax(totals))
            right = exercise.candidates[best].answers
            if any(each.answers for each in exercise.candidates):
                first.append(right)
                sure += [totals[best] - none] * right
            else:
                unsure.append(totals[best] - none)
        share = area(np.array(sure), np.array(unsure))
        yield f"{group}: right first {np.mean(first):.3f}, area under the curve {share:.3f}"


def area(above: NDArray[np.float64], below: NDArray[np.float64]) -> float:
    """Return how often one of the first is above one of the second (Hanley and McNeil 1982)."""
    ordered = np.sort(below)
    under = np.searchsorted(ordered, above, "left") + np.searchsorted(ordered, above, "right")
    return float(under.mean() / (2 * max(len(ordered), 1))) if len(above) else 0.0
