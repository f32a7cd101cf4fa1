"""Fitting the two linear models of the reader by maximum likelihood."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rag.decision import decision_features
from rag.features import RANKED, weigh
from rag.training.cases import Case
from rag.training.minimising import minimise

# Features that may only speak for an answer when they grow, and those that may only speak against.
HELPFUL = (
    "cosine", "crosses", "met_here", "met_near", "focus", "holds_kind", "agreement", "near",
    "near_lead", "certainty", "lead", "words",
)  # fmt: skip
HARMFUL = (
    "worst_met", "elsewhere", "asks_form", "lacks_money", "lacks_percent", "lacks_count",
    "lacks_duration", "lacks_when", "lacks_who", "name_elsewhere", "missing_name",
)  # fmt: skip


def fit_ranking(cases: Sequence[Case]) -> dict[str, float]:
    """Fit the weights under which the sentence that answers comes first, by maximum likelihood."""
    import torch

    answerable = [case for case in cases if case.gold]
    longest = max(len(case.ranking["dense"]) for case in answerable)
    features = np.zeros((len(answerable), longest, len(RANKED)), dtype=np.float32)
    absent = np.full((len(answerable), longest), -1e9, dtype=np.float32)
    wrong = np.full((len(answerable), longest), -1e9, dtype=np.float32)
    for row, case in enumerate(answerable):
        held = np.stack([case.ranking[name] for name in RANKED], axis=1)
        features[row, : len(held)] = held
        absent[row, : len(held)] = 0.0
        wrong[row, list(case.gold)] = 0.0
    weights = torch.zeros(len(RANKED), requires_grad=True)
    tensors = [torch.from_numpy(array) for array in (features, absent, wrong)]

    def loss() -> torch.Tensor:
        scores = tensors[0] @ weights
        gap = torch.logsumexp(scores + tensors[1], 1) - torch.logsumexp(scores + tensors[2], 1)
        return gap.mean() + 1e-3 * (weights**2).sum()

    minimise(loss, [weights])
    return {
        name: round(float(weight), 3) for name, weight in zip(RANKED, weights.tolist(), strict=True)
    }


def fit_decision(
    cases: Sequence[Case], ranking: dict[str, float]
) -> tuple[dict[str, float], float]:
    """Fit the probability that the article answers; signs are held to what reason demands.

    Questions that it answers elsewhere than in the best sentence teach nothing here: left out.
    """
    import torch

    names = (*HELPFUL, *HARMFUL)
    rows, labels = decision_table(cases, ranking)
    telling = [bool(label) or not case.gold for label, case in zip(labels, cases, strict=True)]
    rows, labels = rows[telling], labels[telling]
    signs = torch.tensor([1.0] * len(HELPFUL) + [-1.0] * len(HARMFUL))
    raw = torch.full((len(names),), -1.0, requires_grad=True)
    intercept = torch.zeros(1, requires_grad=True)
    features, targets = torch.from_numpy(rows), torch.from_numpy(labels)

    def loss() -> torch.Tensor:
        weights = torch.nn.functional.softplus(raw) * signs
        logits = features @ weights + intercept
        cross_entropy = torch.nn.functional.binary_cross_entropy_with_logits(logits, targets)
        return cross_entropy + 1e-4 * (weights**2).sum()

    minimise(loss, [raw, intercept])
    weights = (torch.nn.functional.softplus(raw) * signs).detach().numpy()
    fitted = {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)}
    return fitted, round(float(intercept.item()), 3)


def decision_table(
    cases: Sequence[Case], ranking: dict[str, float]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the decision features of every case, and 1 where the best sentence answers."""
    rows, labels = [], []
    for case in cases:
        scores = weigh(case.ranking, ranking)
        features = decision_features(case.compared, case.ranking, scores, case.choosing)
        rows.append([features[name] for name in (*HELPFUL, *HARMFUL)])
        labels.append(float(int(np.argmax(scores)) in case.gold))
    return np.array(rows, dtype=np.float32), np.array(labels, dtype=np.float32)


def choose_threshold(
    probabilities: NDArray[np.float64], answerable: NDArray[np.bool_], refused: float
) -> float:
    """Return the probability under which the wanted share of the unanswerable falls."""
    return round(float(np.quantile(probabilities[~answerable], refused)), 3)


def probabilities_of(
    cases: Sequence[Case], ranking: dict[str, float], decision: dict[str, float], intercept: float
) -> NDArray[np.float64]:
    """Return the fitted probability that each case's best sentence answers."""
    rows, _ = decision_table(cases, ranking)
    logits = rows @ np.array([decision[name] for name in (*HELPFUL, *HARMFUL)]) + intercept
    probabilities: NDArray[np.float64] = 1 / (1 + np.exp(-logits))
    return probabilities
