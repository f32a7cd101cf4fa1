"""From which agreement on a short answer is given, for each thing that can be wanted."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rag.questions import Wanted
from rag.training.answer_fitting import WANTED

# What it costs that one kind of question differs from all; steps of Newton's method.
_OWN, _STEPS = 4.0, 30


def thresholds_of(
    wants: Sequence[Wanted],
    agreements: NDArray[np.float64],
    scores: NDArray[np.float64],
    least: float,
) -> dict[str, float]:
    """Return the thresholds that give the most answers whose mean F1 is at least so high.

    The F1 to expect is a logistic function of the agreement, with a level for each thing wanted.
    An answer is given where that reaches one bound, the lowest that keeps the mean.
    """
    kinds = np.array([WANTED.index(want) for want in wants])
    levels, slope = _expectation(kinds, agreements, scores)
    expected = levels[kinds] + slope * agreements
    order = np.argsort(-expected, kind="stable")
    means = np.cumsum(scores[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(means >= least)
    bound = expected[order[enough[-1]]] if len(enough) else np.inf
    found = np.clip((bound - levels) / max(slope, 1e-9), 0.0, 1.01)
    return {want: round(float(threshold), 3) for want, threshold in zip(WANTED, found, strict=True)}


def _expectation(
    kinds: NDArray[np.int64], agreements: NDArray[np.float64], scores: NDArray[np.float64]
) -> tuple[NDArray[np.float64], float]:
    """Fit the F1 to expect: the logistic of a level for each kind and a slope for all."""
    features = np.column_stack([np.eye(len(WANTED))[kinds], np.ones(len(kinds)), agreements - 0.5])
    costs = np.diag([_OWN] * len(WANTED) + [1e-3, 1e-3])
    weights = np.zeros(features.shape[1])
    for _ in range(_STEPS):
        expected = 1 / (1 + np.exp(-features @ weights))
        slopes = expected * (1 - expected)
        curvature = (features * slopes[:, None]).T @ features + costs
        gradient = features.T @ (scores - expected) - costs @ weights
        weights = weights + np.linalg.solve(curvature, gradient)
    levels: NDArray[np.float64] = weights[: len(WANTED)] + weights[-2] - 0.5 * weights[-1]
    return levels, float(weights[-1])
