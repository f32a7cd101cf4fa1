"""Reading: which sentence answers a question, and whether any does.

A linear model ranks the sentences by a handful of features, and a logistic model decides whether
the best one answers. Both are fitted by `rag.training.reading` and stored as
readable numbers in `reading.json`.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from rag.article import Interval
from rag.asking import ask
from rag.collection import Collection, Unit
from rag.decision import decision_features
from rag.features import ranking_features, weigh
from rag.languages import Language
from rag.questions import Kind, question_kind
from rag.retrieval import Evidence, Retriever

# A word is marked where it meets, so firmly, a word of the question that weighs so much.
_FIRM, _TELLING = 0.5, 0.25


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found: the sentences that answer, best first, or none; and the nearest passage.

    Sentences and passages are indexes of the collection's units; `confidence` is the calibrated
    probability that the best sentence answers; `marks` are, for each sentence, the intervals of its
    original's words that met the question's.
    """

    kind: Kind
    confidence: float
    sentences: tuple[int, ...]
    closest: int
    marks: tuple[tuple[Interval, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class ReadingModel:
    """The fitted numbers: a weight a feature, and where an answer becomes a refusal.

    The threshold is chosen for each language of the question, in which alone scores compare.
    """

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


def read(question: str, language: Language, retriever: Retriever) -> Reading:
    """Find the sentences that answer a question, or decide that none does."""
    model = reading_model()
    collection = retriever.collection
    kind = question_kind(question, language)
    evidence = retriever.gather(question, language)
    asking = ask(question, language, kind, evidence, collection)
    ranking = ranking_features(asking)
    scores = weigh(ranking, model.ranking)
    order = np.argsort(-scores, kind="stable")
    best = int(order[0])
    closest = int(collection.passage_of[best])
    if kind == "whole":
        return Reading(kind, 1.0, _opening(collection, closest), closest)
    decision = decision_features(asking, ranking, scores)
    logit = model.intercept + sum(model.decision[name] * decision[name] for name in model.decision)
    confidence = float(1 / (1 + np.exp(-logit)))
    if confidence < model.threshold[language]:
        return Reading(kind, confidence, (), closest)
    chosen = [best]
    if len(order) > 1 and scores[best] - scores[order[1]] < model.second:
        chosen.append(int(order[1]))
    marks = tuple(_marks(collection.sentences[index], evidence, retriever) for index in chosen)
    return Reading(kind, confidence, tuple(chosen), closest, marks)


def _marks(unit: Unit, evidence: Evidence, retriever: Retriever) -> tuple[Interval, ...]:
    """Return the words of a sentence's original that met a telling word of the question."""
    telling = [match for match in evidence.matches if match.weight > _TELLING]
    row = next(iter(unit.rows.values()))
    return retriever.words_meeting(row, telling, least=_FIRM)


def _opening(collection: Collection, closest: int) -> tuple[int, ...]:
    """Return the first sentences of the nearest article: what it says of itself."""
    article = collection.passages[closest].article
    inside = [
        index for index, unit in enumerate(collection.sentences.entries) if unit.article == article
    ]
    return tuple(inside[:3])
