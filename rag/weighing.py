"""How well every sentence answers a question, and how surely the best one does.

A linear model ranks the sentences by a handful of features, among them what the network says of
those that rank highest without it, and a logistic model decides whether the best one answers. Both
are fitted by `rag.training.reading` and stored as readable numbers in `reading.json`.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from rag.candidates import POINTED, Candidates, read_candidates
from rag.comparing import Comparison, Features, compare
from rag.decision import decision_features
from rag.features import ranking_features, weigh
from rag.languages import Language
from rag.questions import Kind
from rag.retrieval import Retriever


@dataclass(frozen=True, slots=True)
class ReadingModel:
    """The fitted numbers: a weight a feature, and where an answer becomes a refusal.

    By the `first` weights those sentences are chosen that the network reads; then all are ranked.
    The threshold is chosen for each language of the question, in which alone scores compare.
    """

    first: dict[str, float]
    ranking: dict[str, float]
    decision: dict[str, float]
    intercept: float
    threshold: dict[str, float]
    second: float


@cache
def reading_model() -> ReadingModel:
    """Return the numbers of `reading.json`."""
    stored: dict[str, Any] = json.loads(files("rag").joinpath("reading.json").read_text("utf-8"))
    return ReadingModel(**stored)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A question compared with a collection, and how well every sentence answers it."""

    compared: Comparison
    ranking: dict[str, Features]
    candidates: Candidates
    first: Features
    scores: Features


def weigh_sentences(question: str, language: Language, kind: Kind, retriever: Retriever) -> Weighed:
    """Compare a question with a collection and rank its sentences."""
    evidence = retriever.gather(question, language)
    compared = compare(question, language, kind, evidence, retriever.collection)
    model = reading_model()
    described = ranking_features(compared)
    first = weigh(described, model.first)
    candidates = read_candidates(compared, described, first)
    ranking = {**described, POINTED: candidates.ranking_feature(len(compared.formed))}
    return Weighed(compared, ranking, candidates, first, weigh(ranking, model.ranking))


def confidence_of(weighed: Weighed, scores: Features) -> float:
    """Return the calibrated probability that the sentence with the best score answers."""
    model = reading_model()
    seen = decision_features(weighed.compared, weighed.ranking, scores, weighed.candidates)
    logit = model.intercept + sum(weight * seen[name] for name, weight in model.decision.items())
    return float(1 / (1 + np.exp(-logit)))
