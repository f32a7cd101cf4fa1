"""What decides whether the best sentence answers: a few numbers for it, and the rest beside it."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from rag.amounts import FORMS
from rag.choosing import Asked, choose, met_words
from rag.comparing import (
    CONTENT,
    Comparison,
    Features,
    firmly,
    met_in,
    softly,
    spoken_edition,
)
from rag.features import holds_kind
from rag.pointing import Text
from rag.retrieval import standardise

# How well a name must be met.
_NAME_MET = 0.5
# What counts where a question says neither what it counts nor what was done.
_NO_FOCUS = 0.5


def decision_features(
    compared: Comparison,
    ranking: dict[str, Features],
    scores: Features,
    choosing: Mapping[str, Any] | None = None,
) -> dict[str, float]:
    """Describe how well the best sentence answers: first what speaks for it, then against.

    `choosing` are weights of the short answer other than the stored ones.
    """
    collection, evidence = compared.collection, compared.evidence
    best = int(np.argmax(scores))
    unit = collection.sentences[best]
    passage = collection.passages[int(collection.passage_of[best])]
    here = compared.met[:, best]
    around = np.maximum(here, met_in(evidence, passage))
    anywhere = compared.met.max(axis=1, initial=0.0)
    telling = compared.telling
    return {
        "cosine": float(max(evidence.cosines[row] for row in unit.rows.values())),
        "crosses": float(compared.language not in unit.rows),
        "met_here": float(telling @ softly(here)),
        "met_near": float(telling @ softly(_with_one_before(compared, best))),
        "focus": _focus_met(compared, firmly(here), float(ranking["opens_with"][best])),
        "holds_kind": holds_kind(unit, compared),
        "agreement": _agreement(compared, best, choosing),
        "near": float(compared.near[best]),
        "near_lead": float(compared.near[best] - np.delete(compared.near, best).max(initial=0.0)),
        "certainty": float(1 / np.exp(scores - scores[best]).sum()),
        "lead": float(standardise(scores)[best]),
        "words": float((compared.shares > CONTENT).sum()),
        "worst_met": float(np.max(telling * (1 - firmly(around)), initial=0.0)),
        "elsewhere": float(telling @ (firmly(anywhere) - firmly(here))),
        "asks_form": float(compared.want in FORMS),
        **_lacks(compared, best),
        "name_elsewhere": float(_misses_name(compared, around)),
        "missing_name": float(_misses_name(compared, anywhere)),
    }


def _agreement(compared: Comparison, best: int, choosing: Mapping[str, Any] | None) -> float:
    """Return how far the runs of words that could be the short answer agree."""
    asked, read = asked_of(compared), text_of(compared, best)
    met = met_words(asked, read.text, read.language, compared.evidence.lexicon)
    return choose(asked, compared.want, read.text, read.language, met, choosing).agreement


def asked_of(compared: Comparison) -> Asked:
    """Return a question as it was understood."""
    matches = compared.evidence.matches
    return Asked(compared.question, compared.language, compared.kind, matches)


def text_of(compared: Comparison, index: int) -> Text:
    """Return a sentence in the language in which it is read."""
    language, row = spoken_edition(compared.collection.sentences[index], compared.language)
    return Text(compared.collection.texts[row], language)


def _lacks(compared: Comparison, best: int) -> dict[str, float]:
    """Tell that the best sentence holds no words of the form that is wanted, by form."""
    return {
        f"lacks_{form}": float(compared.want == form and not compared.formed[best])
        for form in FORMS
    }


def _with_one_before(compared: Comparison, best: int) -> Features:
    """Return what a sentence meets together with the one before it in its passage."""
    passages = compared.collection.passage_of
    if best and passages[best] == passages[best - 1]:
        both: Features = np.maximum(compared.met[:, best], compared.met[:, best - 1])
        return both
    alone: Features = compared.met[:, best]
    return alone


def _focus_met(compared: Comparison, met: Features, defined: float) -> float:
    """Return how well a sentence meets what is asked for; for a definition, whether it defines."""
    if compared.kind == "definition":
        return defined
    return float(compared.focus @ met) if compared.focus.any() else _NO_FOCUS


def _misses_name(compared: Comparison, met: Features) -> bool:
    """Tell whether a name or number of the question is not met."""
    for match, strength in zip(compared.evidence.matches, met, strict=True):
        word = compared.question[match.word.start : match.word.end]
        named = match.word.start > 0 and word[0].isupper()
        if (named or word[0].isdigit()) and strength < _NAME_MET:
            return True
    return False
