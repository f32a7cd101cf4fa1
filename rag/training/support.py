"""Fit the score of the check: `python -m rag.training.support SET`.

The articles at even places of the set's sorted ids are fitted on. What must agree is looked at
first; the logistic model sees only what is left, across languages, where words do not repeat.
"""

import argparse
import json
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from rag.altering import Claim
from rag.checking import Case, cases_of
from rag.datasets import Rows
from rag.embedding import bundled_embedder
from rag.evaluation import half_of, read_questions
from rag.faults import faults
from rag.support import measures, score_of
from rag.training.minimising import minimise

# What lowers a score may not raise it, and the other way round.
_SIGNS = {
    "cover": 1, "clause": 1, "clause_met": 1, "cosine": 1, "clause_cosine": 1, "astray": -1,
}  # fmt: skip
# Within a language, so much of what is unsupported stays below the threshold; across languages,
# where fewer words are met, so much of what is true stays above it.
_CAUGHT, _PASSED = 0.9, 0.93
_DECAY = 0.002

Item = tuple[dict[str, float], Claim]


def main() -> None:
    """Fit the model and write `rag/support.json`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("set", type=Path)
    rows = half_of(read_questions(parser.parse_args().set), "even")
    target = Path(str(files("rag").joinpath("support.json")))
    target.write_text(json.dumps(fitted(rows), indent=1) + "\n")


def fitted(rows: Rows) -> dict[str, dict[str, float]]:
    """Return the weights and the thresholds that the claims of some articles give."""
    items = [item for case in cases_of(rows) for item in faultless(case)]
    weights = fit([item for item in items if item[1].language != item[1].edition])
    return {"weights": weights, "threshold": thresholds(items, weights)}


def thresholds(items: Sequence[Item], weights: dict[str, float]) -> dict[str, float]:
    """Return the least score that holds, within a language and across languages."""
    unsupported = [
        score_of(seen, weights)
        for seen, claim in items
        if claim.language == claim.edition and claim.kind in ("clause", "citation")
    ]
    true = [
        score_of(seen, weights)
        for seen, claim in items
        if claim.language != claim.edition and claim.holds
    ]
    return {
        "same": round(float(np.quantile(unsupported, _CAUGHT)), 3),
        "across": round(float(np.quantile(true, 1 - _PASSED)), 3),
    }


def faultless(case: Case) -> list[Item]:
    """Measure a claim against its best proof among those with which everything agrees, if any."""
    seen = [
        measures(case.said, proof, case.lexicon, bundled_embedder())
        for proof in case.proofs
        if not faults(case.said, proof, case.lexicon)
    ]
    best = max(seen, key=lambda each: each["clause"] + each["cosine"], default=None)
    return [(best, case.claim)] if best else []


def fit(items: Sequence[Item]) -> dict[str, float]:
    """Return the weights of the measures; the logit is that of a balanced set."""
    import torch

    names = [*_SIGNS, "constant"]
    table = torch.tensor([[seen[name] for name in names] for seen, _ in items])
    labels = torch.tensor([float(claim.holds) for _, claim in items])
    balance = torch.where(labels > 0, 0.5 / labels.mean(), 0.5 / (1 - labels.mean()))
    signs = torch.tensor([float(sign) for sign in _SIGNS.values()])
    raw = torch.full((len(names),), 0.5, requires_grad=True)

    def weights() -> Any:
        return torch.cat([signs * raw[:-1].abs(), raw[-1:]])

    def loss() -> Any:
        fitted = torch.nn.functional.binary_cross_entropy_with_logits(
            table @ weights(), labels, weight=balance
        )
        return fitted + _DECAY * (raw[:-1] ** 2).sum()

    minimise(loss, [raw])
    return {
        name: round(float(value), 3) for name, value in zip(names, weights().detach(), strict=True)
    }


if __name__ == "__main__":
    main()
