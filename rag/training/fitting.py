"""Fitting the two linear models of the reader by maximum likelihood."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from rag.candidates import POINTED
from rag.decision import decision_features
from rag.features import DEFINES, RANKED, weigh
from rag.training.cases import Case, PointedCase
from rag.training.minimising import minimise

# Features that may only speak for an answer when they grow, and those that may only speak against.
HELPFUL = (
    "cosine", "crosses", "met_here", "full_here", "met_near", "met_anywhere", "focus", "holds_kind",
    "pointed", "pointed_any", "near", "near_lead", "certainty", "lead", "words",
)  # fmt: skip
HARMFUL = (
    "sentences", "worst_here", "worst_met", "worst_anywhere", "elsewhere", "asks_form",
    "lacks_money", "lacks_percent", "lacks_count", "lacks_duration", "lacks_when", "lacks_who",
    "nameless", "name_elsewhere", "missing_name", "missing_same",
)  # fmt: skip
SEEN = (*HELPFUL, *HARMFUL)
# How strongly weights are held back, and where all are fitted from.
_RIDGE, _START = 1e-4, 0.3


def fit_ranking(cases: Sequence[Case]) -> dict[str, float]:
    """Fit the weights under which the sentence that answers comes first, by maximum likelihood.

    What the network says is among what is weighed where all of the cases have it.
    """
    import torch

    names: tuple[str, ...] = (*RANKED, DEFINES)
    if all(POINTED in case.ranking for case in cases):
        names = (*names, POINTED)
    answerable = [case for case in cases if case.gold]
    longest = max(len(case.ranking["dense"]) for case in answerable)
    features = np.zeros((len(answerable), longest, len(names)), dtype=np.float32)
    absent = np.full((len(answerable), longest), -1e9, dtype=np.float32)
    wrong = np.full((len(answerable), longest), -1e9, dtype=np.float32)
    for row, case in enumerate(answerable):
        held = np.stack([case.ranking[name] for name in names], axis=1)
        features[row, : len(held)] = held
        absent[row, : len(held)] = 0.0
        wrong[row, list(case.gold)] = 0.0
    weights = torch.zeros(len(names), requires_grad=True)
    tensors = [torch.from_numpy(array) for array in (features, absent, wrong)]

    def loss() -> torch.Tensor:
        scores = tensors[0] @ weights
        gap = torch.logsumexp(scores + tensors[1], 1) - torch.logsumexp(scores + tensors[2], 1)
        return gap.mean() + 1e-3 * (weights**2).sum()

    minimise(loss, [weights])
    return {
        name: round(float(weight), 3) for name, weight in zip(names, weights.tolist(), strict=True)
    }


def fit_decision(
    cases: Sequence[PointedCase], ranking: dict[str, float]
) -> tuple[dict[str, float], float]:
    """Fit the probability that the article answers; signs are held to what reason demands.

    Questions that it answers elsewhere than in the best sentence teach nothing here: left out.
    """
    rows, labels = decision_table(cases, ranking)
    telling = [bool(label) or not case.gold for label, case in zip(labels, cases, strict=True)]
    return decision_of(rows[telling], labels[telling])


def decision_of(
    rows: NDArray[np.float32], labels: NDArray[np.float32]
) -> tuple[dict[str, float], float]:
    """Return the weights and the intercept of a logistic model of labels by what was seen.

    Fitted by L-BFGS-B (Byrd et al. 1995), whose bounds are the signs.
    """
    from scipy.optimize import minimize

    signs = np.array([1.0] * len(HELPFUL) + [-1.0] * len(HARMFUL) + [1.0])
    held = np.column_stack([rows, np.ones(len(rows))]) * signs

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        logits, inner = held @ weights, np.append(weights[:-1], 0.0)
        entropy = np.mean(np.logaddexp(0, logits) - labels * logits)
        slope = held.T @ (1 / (1 + np.exp(-logits)) - labels) / len(held)
        return float(entropy + _RIDGE * (inner**2).sum()), slope + 2 * _RIDGE * inner

    bounds = [(0, None)] * len(SEEN) + [(None, None)]
    steps = {"maxiter": 5000, "maxfun": 10000}
    start = np.append(np.full(len(SEEN), _START), 0.0)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options=steps)
    *weights, intercept = (found.x * signs).round(3).tolist()
    return dict(zip(SEEN, weights, strict=True)), intercept


def decision_table(
    cases: Sequence[PointedCase], ranking: dict[str, float]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the decision features of every case, and 1 where the best sentence answers."""
    rows, labels = [], []
    for case in cases:
        scores = weigh(case.ranking, ranking)
        features = decision_features(case.compared, case.ranking, scores, case.candidates)
        rows.append([features[name] for name in SEEN])
        labels.append(float(int(np.argmax(scores)) in case.gold))
    return np.array(rows, dtype=np.float32), np.array(labels, dtype=np.float32)


def choose_threshold(probabilities: NDArray[np.float64], refused: float) -> float:
    """Return the probability under which the wanted share of some questions falls."""
    return round(float(np.quantile(probabilities, refused)), 3)


def probabilities_of(
    cases: Sequence[PointedCase],
    ranking: dict[str, float],
    decision: Mapping[str, float],
    intercept: float,
) -> NDArray[np.float64]:
    """Return the fitted probability that each case's best sentence answers."""
    rows, _ = decision_table(cases, ranking)
    logits = rows @ np.array([decision[name] for name in SEEN]) + intercept
    probabilities: NDArray[np.float64] = 1 / (1 + np.exp(-logits))
    return probabilities
