"""The decision, fitted."""

import numpy as np
import pytest
from numpy.typing import NDArray

from rag.training.fitting import HARMFUL, HELPFUL, SEEN, choose_threshold, decision_of

COUNT = 600
Rows = NDArray[np.float32]


def seen(**columns: NDArray[np.float64]) -> Rows:
    """Return rows in which only the named columns are not zero."""
    rows = np.zeros((COUNT, len(SEEN)), dtype=np.float32)
    for name, values in columns.items():
        rows[:, SEEN.index(name)] = values
    return rows


def test_what_decides_has_the_weight() -> None:
    """Probabilities of a logistic model give its weights back, a little smaller, and no other."""
    generator = np.random.default_rng(0)
    pointed, worst = generator.uniform(-3, 3, COUNT), generator.uniform(0, 2, COUNT)
    logits = 1.0 + 2.0 * pointed - 1.5 * worst
    labels = (1 / (1 + np.exp(-logits))).astype(np.float32)
    weights, intercept = decision_of(seen(pointed=pointed, worst_met=worst), labels)
    assert weights["pointed"] == pytest.approx(2.0, abs=0.02)
    assert weights["worst_met"] == pytest.approx(-1.5, abs=0.02)
    assert intercept == pytest.approx(1.0, abs=0.02)
    others = set(SEEN) - {"pointed", "worst_met"}
    assert {weights[name] for name in others} == {0.0}


def test_nothing_that_speaks_for_an_answer_is_held_against_it() -> None:
    """Whatever the examples say."""
    met = np.linspace(0, 1, COUNT)
    rows = seen(met_near=met, worst_met=met)
    for labels in (met > 0.5, met < 0.5):
        weights, _ = decision_of(rows, labels.astype(np.float32))
        assert all(weights[name] >= 0 for name in HELPFUL)
        assert all(weights[name] <= 0 for name in HARMFUL)
        assert list(weights) == list(SEEN)


def test_the_threshold_refuses_its_share_of_what_has_no_answer() -> None:
    """Three in four of those below it."""
    probabilities = np.array([0.1, 0.2, 0.3, 0.4, 0.5])
    assert choose_threshold(probabilities, 0.75) == pytest.approx(0.4)
