"""A question against a collection: what each of its words weighs, and where it is met."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.amounts import FORMS, formed_spans
from rag.article import Interval
from rag.collection import Collection, Unit
from rag.languages import Language
from rag.nearness import nearness
from rag.questions import Kind, Wanted, focus_interval, implied_words, is_interrogative, wanted
from rag.retrieval import Evidence, best_edition

Features = NDArray[np.float32]

# The share from which a word of the question counts as content.
CONTENT = 0.08
# How well words are met: a likeness up to the first is chance, and one above the second is firm.
_FIRM, _SOFT = (0.25, 0.75), (0.1, 0.5)

# How well a name must be met.
_NAME_MET = 0.5
# How well a word is met that what is wanted implies: a date says when something "is held".
_IMPLIED = 0.75


@dataclass(frozen=True, slots=True)
class Comparison:
    """A question with its evidence, described word by word and sentence by sentence.

    `met` has shape (question words, sentences). `shares` says how much of the question each word
    is, `telling` the same with words that many sentences meet counted less, `focus` how much of
    what it counts, chooses or has done. A value a sentence: `formed`, whether it holds words of the
    form that is wanted; `near` and `near_focus`, how near to those the question's words stand.
    """

    question: str
    language: Language
    kind: Kind
    want: Wanted
    evidence: Evidence
    collection: Collection
    met: Features
    shares: Features
    telling: Features
    focus: Features
    formed: Features
    near: Features
    near_focus: Features


def compare(
    question: str, language: Language, kind: Kind, evidence: Evidence, collection: Collection
) -> Comparison:
    """Weigh the words of a question, and look for what it wants in every sentence."""
    want = wanted(question, kind, language)
    shares = word_shares(evidence)
    focus = _focus_shares(question, language, kind, evidence, shares)
    formed, near, near_focus = _forms(want, language, evidence, collection, (shares, focus))
    met = best_edition(evidence.met, collection.sentences)
    implied = _implied(question, want, language, evidence)
    met = np.maximum(met, implied[:, None] * formed * np.float32(_IMPLIED))
    return Comparison(
        question=question,
        language=language,
        kind=kind,
        want=want,
        evidence=evidence,
        collection=collection,
        met=met,
        shares=shares,
        telling=telling_shares(shares, met),
        focus=focus,
        formed=formed,
        near=near,
        near_focus=near_focus,
    )


def firmly(met: Features) -> Features:
    """Return how well words are met with chance likenesses taken as none, and firm ones as full."""
    return _clipped(met, *_FIRM)


def softly(met: Features) -> Features:
    """Return how well words are met where kindred words count too."""
    return _clipped(met, *_SOFT)


def _clipped(met: Features, chance: float, full: float) -> Features:
    clipped: Features = np.clip((met - chance) / (full - chance), 0.0, 1.0)
    return clipped


def word_shares(evidence: Evidence) -> Features:
    """Return the share of each word of the question in what it asks; the shares add up to 1."""
    weights = np.array(
        [0.0 if is_interrogative(match.word.form) else match.weight for match in evidence.matches],
        dtype=np.float32,
    )
    return weights / max(float(weights.sum()), 1e-9)


def telling_shares(shares: Features, met: Features) -> Features:
    """Return the word shares with words that many sentences meet counted less: a soft idf."""
    frequency = met.sum(axis=1)
    rarity = np.log1p((met.shape[1] - frequency + 0.5) / (frequency + 0.5))
    weights = shares * np.maximum(rarity, 0.05)
    telling: Features = (weights / max(float(weights.sum()), 1e-9)).astype(np.float32)
    return telling


def misses_name(compared: Comparison, met: Features) -> bool:
    """Tell whether a name or number of the question is not among the words that are met."""
    for match, strength in zip(compared.evidence.matches, met, strict=True):
        word = compared.question[match.word.start : match.word.end]
        # One letter is a pronoun, or names nothing by itself.
        named = match.word.start > 0 and len(word) > 1 and word[0].isupper()
        if (named or word[0].isdigit()) and strength < _NAME_MET:
            return True
    return False


def met_in(evidence: Evidence, unit: Unit) -> Features:
    """Return how well each word of the question is met in a unit, in its best edition."""
    best: Features = evidence.met[:, list(unit.rows.values())].max(axis=1)
    return best


def met_around(compared: Comparison, index: int) -> tuple[Features, Features, Features]:
    """Return what a sentence meets, what it meets with the one before, and what its passage does.

    The sentence before counts only where it is of the same passage.
    """
    collection, here = compared.collection, compared.met[:, index]
    position = int(collection.passage_of[index])
    before = index - 1 if index and collection.passage_of[index - 1] == position else index
    around = met_in(compared.evidence, collection.passages[position])
    return here, np.maximum(here, compared.met[:, before]), np.maximum(here, around)


def spoken_edition(unit: Unit, language: Language) -> tuple[Language, int]:
    """Return the language in which a unit is read, the reader's if it is there, and its row."""
    spoken = language if language in unit.rows else next(iter(unit.rows))
    return spoken, unit.rows[spoken]


def _focus_shares(
    question: str, language: Language, kind: Kind, evidence: Evidence, shares: Features
) -> Features:
    """Return the shares of what is counted, chosen or done: the content words that come next.

    After 'who' that is one word, the verb; after 'how many' and 'which' a noun and its adjective.
    """
    window = focus_interval(question, language)
    inside = [
        index
        for index, match in enumerate(evidence.matches)
        if window.start <= match.word.start < window.end and shares[index] > CONTENT
    ]
    focus = np.zeros(len(shares), dtype=np.float32)
    kept = inside[: 1 if kind == "who" else 2]
    focus[kept] = shares[kept]
    return focus / np.float32(max(float(focus.sum()), 1e-9))


def _implied(question: str, want: Wanted, language: Language, evidence: Evidence) -> Features:
    """Tell which words of a question need not be repeated by words of the form wanted."""
    implied = implied_words(question, want, language)
    return np.array(
        [
            any(word.overlaps(Interval(match.word.start, match.word.end)) for word in implied)
            for match in evidence.matches
        ],
        dtype=np.float32,
    )


def _forms(
    want: Wanted,
    language: Language,
    evidence: Evidence,
    collection: Collection,
    shares: tuple[Features, Features],
) -> tuple[Features, Features, Features]:
    """Return which sentences hold the form wanted, and how near the question stands to it."""
    found = np.zeros((3, len(collection.sentences)), dtype=np.float32)
    for index, unit in enumerate(collection.sentences.entries if want in FORMS else ()):
        spoken, row = spoken_edition(unit, language)
        spans = formed_spans(want, collection.texts[row], spoken)
        if spans:
            near = nearness(spans, row, evidence.lexicon, evidence.matches, shares)
            found[:, index] = (1.0, *near)
    return found[0], found[1], found[2]
