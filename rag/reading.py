"""Reading: which sentence answers a question, and whether any does.

Every sentence gets a handful of features; a linear model ranks the sentences, and a logistic model
decides whether the best one answers. Both are fitted by `rag.training.reading` and stored as
readable numbers in `reading.json`.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.article import Interval
from rag.collection import Collection, Unit
from rag.languages import Language
from rag.questions import Kind, focus_interval, is_interrogative, question_kind
from rag.retrieval import Evidence, Retriever, best_edition, combine, standardise
from rag.spans import has_kind

Features = NDArray[np.float32]

# How well a word must be met to count as met, and how well a name.
_FIRM, _NAME_MET = 0.5, 0.5
# The weight from which a word of the question says something.
_TELLING = 0.25
# The share from which a word of the question counts as content, and under which it is not met.
_CONTENT, _UNMET = 0.08, 0.2


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
    """The fitted numbers: a weight a feature, and where an answer becomes a refusal."""

    ranking: dict[str, float]
    decision: dict[str, float]
    intercept: float
    threshold: float
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
    ranking = ranking_features(question, language, kind, evidence, collection)
    scores = weigh(ranking, model.ranking)
    order = np.argsort(-scores, kind="stable")
    best = int(order[0])
    closest = int(collection.passage_of[best])
    if kind == "whole":
        return Reading(kind, 1.0, _opening(collection, closest), closest)
    decision = decision_features(question, language, kind, evidence, collection, ranking, scores)
    logit = model.intercept + sum(model.decision[name] * decision[name] for name in model.decision)
    confidence = float(1 / (1 + np.exp(-logit)))
    if confidence < model.threshold:
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


def weigh(features: dict[str, Features], weights: dict[str, float]) -> Features:
    """Return the weighted sum of named features."""
    weighted = [weight * features[name] for name, weight in weights.items()]
    total: Features = np.sum(weighted, axis=0, dtype=np.float32)
    return total


def ranking_features(
    question: str, language: Language, kind: Kind, evidence: Evidence, collection: Collection
) -> dict[str, Features]:
    """Describe every sentence of the collection: a value a sentence for each feature."""
    units, positions = collection.sentences, collection.passage_of
    met = best_edition(evidence.met, units)
    shares = word_shares(evidence)
    telling = telling_shares(evidence, met)
    held = np.array(
        [_holds_kind(unit, kind, language, collection) for unit in units.entries], dtype=np.float32
    )
    focus = _focus_shares(question, language, evidence)
    return {
        "dense": evidence.sentence_dense,
        "lexical": evidence.sentence_lexical,
        "kinship": combine(shares @ evidence.met, units, language),
        "passage_dense": evidence.passage_dense[positions],
        "passage_lexical": evidence.passage_lexical[positions],
        "telling": standardise(telling @ met),
        "telling_near": standardise(telling @ _neighbourhood(met, positions)),
        "holds_number": held if kind in ("how_many", "how_long") else held * 0,
        "holds_date": held if kind == "when" else held * 0,
        "holds_name": held if kind == "who" else held * 0,
        "holds_place": held if kind == "where" else held * 0,
        "holds_reason": held if kind == "why" else held * 0,
        "meets_focus": standardise(focus @ met),
        "opens_with": _opens_with(evidence, kind, collection),
    }


def decision_features(
    question: str,
    language: Language,
    kind: Kind,
    evidence: Evidence,
    collection: Collection,
    ranking: dict[str, Features],
    scores: Features,
) -> dict[str, float]:
    """Describe how well the best sentence answers; larger is better, but for the last four."""
    best = int(np.argmax(scores))
    unit = collection.sentences[best]
    passage = collection.passages[int(collection.passage_of[best])]
    shares = telling_shares(evidence, best_edition(evidence.met, collection.sentences))
    met, around = firmly(_met_in(evidence, unit)), firmly(_met_in(evidence, passage))
    anywhere = evidence.met.max(axis=1, initial=0.0)
    focus = _focus_shares(question, language, evidence)
    content = word_shares(evidence) > _CONTENT
    return {
        "cosine": float(max(evidence.cosines[row] for row in unit.rows.values())),
        "crosses": float(language not in unit.rows),
        "coverage": float(shares @ met),
        "passage_coverage": float(shares @ around),
        "article_coverage": float(shares @ firmly(anywhere)),
        "focus": float(focus @ met) if focus.any() else 0.5,
        "holds_kind": float(_holds_kind(unit, kind, language, collection)),
        "certainty": float(1 / np.exp(scores - scores[best]).sum()),
        "lead": float(standardise(scores)[best]),
        "words": float(content.sum()),
        "unmet_words": float((content & (around < _UNMET)).sum()),
        "worst_met": float(np.max(shares * (1 - around), initial=0.0)),
        "worst_anywhere": float(np.max(shares * (1 - firmly(anywhere)), initial=0.0)),
        "missing_name": float(_misses_name(question, evidence, anywhere)),
    }


def firmly(met: Features) -> Features:
    """Return how well words are met with chance likenesses taken as none, and firm ones as full."""
    firm: Features = np.clip((met - 0.25) / 0.5, 0.0, 1.0)
    return firm


def word_shares(evidence: Evidence) -> Features:
    """Return the share of each word of the question in what it asks; the shares add up to 1."""
    weights = np.array(
        [0.0 if is_interrogative(match.word.form) else match.weight for match in evidence.matches],
        dtype=np.float32,
    )
    return weights / max(float(weights.sum()), 1e-9)


def telling_shares(evidence: Evidence, met: Features) -> Features:
    """Return the word shares with words that many sentences meet counted less: a soft idf."""
    frequency = met.sum(axis=1)
    rarity = np.log1p((met.shape[1] - frequency + 0.5) / (frequency + 0.5))
    weights = word_shares(evidence) * np.maximum(rarity, 0.05)
    shares: Features = (weights / max(float(weights.sum()), 1e-9)).astype(np.float32)
    return shares


def _neighbourhood(met: Features, positions: NDArray[np.int64]) -> Features:
    """Return what each sentence meets together with the one before it in its passage."""
    near = met.copy()
    for index in range(1, met.shape[1]):
        if positions[index] == positions[index - 1]:
            near[:, index] = np.maximum(met[:, index], 0.7 * met[:, index - 1])
    return near


def _met_in(evidence: Evidence, unit: Unit) -> Features:
    """Return how well each word of the question is met in a unit, in its best edition."""
    best: Features = evidence.met[:, list(unit.rows.values())].max(axis=1)
    return best


def _holds_kind(unit: Unit, kind: Kind, language: Language, collection: Collection) -> bool:
    spoken = language if language in unit.rows else next(iter(unit.rows))
    return has_kind(kind, collection.texts[unit.rows[spoken]], spoken)


def _focus_shares(question: str, language: Language, evidence: Evidence) -> Features:
    """Return the shares of the words right after the interrogative: what is counted or chosen."""
    window = focus_interval(question, language)
    shares = word_shares(evidence)
    inside = np.array(
        [window.start <= match.word.start < window.end for match in evidence.matches], dtype=bool
    )
    focus: Features = np.where(inside, shares, 0.0).astype(np.float32)
    return focus / np.float32(max(float(focus.sum()), 1e-9))


def _opens_with(evidence: Evidence, kind: Kind, collection: Collection) -> Features:
    """Tell which sentences begin with what a definition asks for."""
    opening = np.zeros(len(collection.sentences), dtype=np.float32)
    if kind != "definition" or not evidence.matches:
        return opening
    heaviest = max(evidence.matches, key=lambda match: match.weight).word.form
    for index, unit in enumerate(collection.sentences.entries):
        texts = [collection.texts[row].lower() for row in unit.rows.values()]
        opening[index] = any(0 <= text.find(heaviest) <= 0.12 * len(text) for text in texts)
    return opening


def _misses_name(question: str, evidence: Evidence, anywhere: Features) -> bool:
    """Tell whether a name or number of the question stands nowhere in the articles."""
    for match, strength in zip(evidence.matches, anywhere, strict=True):
        word = question[match.word.start : match.word.end]
        named = match.word.start > 0 and word[0].isupper()
        if (named or word[0].isdigit()) and strength < _NAME_MET:
            return True
    return False


def _opening(collection: Collection, closest: int) -> tuple[int, ...]:
    """Return the first sentences of the nearest article: what it says of itself."""
    article = collection.passages[closest].article
    inside = [
        index for index, unit in enumerate(collection.sentences.entries) if unit.article == article
    ]
    return tuple(inside[:3])
