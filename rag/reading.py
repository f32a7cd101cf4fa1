"""Reading: which sentence answers a question, and whether any does.

Every sentence gets a handful of features; a linear model ranks the sentences, a logistic model
decides whether the best one answers. Both are fitted by `rag.training.reading` and stored as
readable numbers in `reading.json`.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from rag.languages import Language
from rag.questions import Kind, question_kind
from rag.retrieval import Collection, Evidence, Retriever, Unit
from rag.spans import has_kind

Features = NDArray[np.float32]

RANKING_FEATURES = (
    "sentence_dense", "sentence_lexical", "passage_dense", "passage_lexical", "coverage", "has_kind",
)  # fmt: skip


def rank_features(evidence: Evidence, kind: Kind, collection: Collection) -> Features:
    """Describe every sentence of the collection, shape (sentences, len(RANKING_FEATURES))."""
    passage_of = _passage_positions(collection)
    weights = word_weights(evidence)
    met = met_by_sentence(evidence, collection.sentences)
    held = [sentence_has_kind(unit, kind, collection) for unit in collection.sentences]
    return np.stack(
        [
            evidence.sentence_dense,
            evidence.sentence_lexical,
            evidence.passage_dense[passage_of],
            evidence.passage_lexical[passage_of],
            weights @ met,
            np.array(held, dtype=np.float32),
        ],
        axis=1,
    ).astype(np.float32)


def word_weights(evidence: Evidence) -> Features:
    """Return the share of each word of the question in what it asks; the shares add up to 1."""
    weights = np.array([match.weight for match in evidence.matches], dtype=np.float32)
    return weights / max(float(weights.sum()), 1e-9)


def met_by_sentence(evidence: Evidence, units: tuple[Unit, ...]) -> Features:
    """Return how well each question word is met in each unit, in its best edition."""
    columns = [evidence.met[:, list(unit.rows.values())].max(axis=1) for unit in units]
    return np.stack(columns, axis=1)


def sentence_has_kind(unit: Unit, kind: Kind, collection: Collection) -> bool:
    """Tell whether any edition of a sentence holds what the question asks for."""
    return any(
        has_kind(kind, collection.texts[row], language) for language, row in unit.rows.items()
    )


def _passage_positions(collection: Collection) -> NDArray[np.int64]:
    place = {(unit.article, unit.passage): index for index, unit in enumerate(collection.passages)}
    return np.array([place[unit.article, unit.passage] for unit in collection.sentences])


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found: the sentences that answer, best first, or none; and the nearest passage."""

    kind: Kind
    confidence: float
    sentences: tuple[int, ...]
    closest: int


def read(question: str, language: Language, retriever: Retriever) -> Reading:
    kind = question_kind(question, language)
    evidence = retriever.gather(question, language)
    X = rank_features(evidence, kind, retriever.collection)
    s = X @ np.array([1,1,0,0,2,1],dtype=np.float32)
    best=int(s.argmax())
    pos=_passage_positions(retriever.collection)
    return Reading(kind, 0.9, (best,), int(pos[best]))

def short_answer(question, kind, text, language):
    return None
