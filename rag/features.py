"""What the reader sees of a sentence and of a question: a few numbers each.

The ranking features describe every sentence of a collection, the decision features the best one.
"""

import re

import numpy as np
from numpy.typing import NDArray

from rag.collection import Collection, Unit
from rag.languages import Language
from rag.questions import Kind, focus_interval, is_interrogative
from rag.retrieval import Evidence, best_edition, combine, standardise
from rag.spans import kind_strength

Features = NDArray[np.float32]

# "Is" and its like, between a thing and what it is.
_COPULAS = r"(?<=\W)(?:è|sono|is|are)\b|是"
# How well a name must be met.
_NAME_MET = 0.5
# Kinds whose answers have a form of their own.
_NUMERIC: tuple[Kind, ...] = ("how_many", "how_long", "when")
# The share from which a word of the question counts as content, and under which it is not met.
_CONTENT, _UNMET = 0.08, 0.2


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
    focus = _focus_shares(question, language, kind, evidence)
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
    """Describe how well the best sentence answers; larger is better, but for the last six."""
    best = int(np.argmax(scores))
    unit = collection.sentences[best]
    passage = collection.passages[int(collection.passage_of[best])]
    shares = telling_shares(evidence, best_edition(evidence.met, collection.sentences))
    met, around = firmly(_met_in(evidence, unit)), firmly(_met_in(evidence, passage))
    anywhere = evidence.met.max(axis=1, initial=0.0)
    focus = _focus_shares(question, language, kind, evidence)
    content = word_shares(evidence) > _CONTENT
    held = _holds_kind(unit, kind, language, collection)
    firm_anywhere = firmly(anywhere)
    return {
        "cosine": float(max(evidence.cosines[row] for row in unit.rows.values())),
        "crosses": float(language not in unit.rows),
        "coverage": float(shares @ met),
        "passage_coverage": float(shares @ around),
        "article_coverage": float(shares @ firm_anywhere),
        "focus": _focus_met(kind, focus, met, float(ranking["opens_with"][best])),
        "holds_kind": float(held),
        "certainty": float(1 / np.exp(scores - scores[best]).sum()),
        "lead": float(standardise(scores)[best]),
        "words": float(content.sum()),
        "unmet_words": float((content & (around < _UNMET)).sum()),
        "worst_met": float(np.max(shares * (1 - around), initial=0.0)),
        "worst_anywhere": float(np.max(shares * (1 - firm_anywhere), initial=0.0)),
        "lacks_number": float(kind in _NUMERIC and not held),
        "name_elsewhere": float(_misses_name(question, evidence, around)),
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


def _holds_kind(unit: Unit, kind: Kind, language: Language, collection: Collection) -> float:
    spoken = language if language in unit.rows else next(iter(unit.rows))
    return kind_strength(kind, collection.texts[unit.rows[spoken]], spoken)


def _focus_shares(question: str, language: Language, kind: Kind, evidence: Evidence) -> Features:
    """Return the shares of what is counted, chosen or done: the content words that come next.

    After 'who' that is one word, the verb; after 'how many' and 'which' a noun and its adjective.
    """
    window = focus_interval(question, language)
    shares = word_shares(evidence)
    inside = [
        index
        for index, match in enumerate(evidence.matches)
        if window.start <= match.word.start < window.end and shares[index] > _CONTENT
    ]
    focus = np.zeros(len(shares), dtype=np.float32)
    kept = inside[: 1 if kind == "who" else 2]
    focus[kept] = shares[kept]
    return focus / np.float32(max(float(focus.sum()), 1e-9))


def _focus_met(kind: Kind, focus: Features, met: Features, defined: float) -> float:
    """Return how well a sentence meets what is asked for; for a definition, whether it defines."""
    if kind == "definition":
        return defined
    return float(focus @ met) if focus.any() else 0.5


def _opens_with(evidence: Evidence, kind: Kind, collection: Collection) -> Features:
    """Tell which sentences begin with what a definition asks for, and go on to say what it is."""
    opening = np.zeros(len(collection.sentences), dtype=np.float32)
    if kind != "definition" or not evidence.matches:
        return opening
    name = re.escape(max(evidence.matches, key=lambda match: match.weight).word.form)
    found = re.compile(rf"^.{{0,24}}?{name}\W{{0,3}}(?P<says>[,，（(:：]|{_COPULAS})?")
    for index, unit in enumerate(collection.sentences.entries):
        matches = [found.search(collection.texts[row].lower()) for row in unit.rows.values()]
        opening[index] = max(
            (0.5 + 0.5 * bool(match["says"]) for match in matches if match), default=0.0
        )
    return opening


def _misses_name(question: str, evidence: Evidence, anywhere: Features) -> bool:
    """Tell whether a name or number of the question stands nowhere in the articles."""
    for match, strength in zip(evidence.matches, anywhere, strict=True):
        word = question[match.word.start : match.word.end]
        named = match.word.start > 0 and word[0].isupper()
        if (named or word[0].isdigit()) and strength < _NAME_MET:
            return True
    return False
