"""What decides whether the best sentence answers: a few numbers for it, and the rest beside it."""

import numpy as np

from rag.amounts import FORMS
from rag.candidates import Candidates
from rag.comparing import (
    CONTENT,
    Comparison,
    Features,
    firmly,
    met_around,
    misses_name,
    softly,
)
from rag.features import holds_kind
from rag.retrieval import standardise

# What counts where a question says neither what it counts nor what was done.
_NO_FOCUS = 0.5
# The best of many sentences looks better than the best of a few; the articles fitted on have about
# so few and so many, and others count as these.
_COUNTED = (6, 40)
# From what share of a question on a sentence holds nearly all of it, which says more than a share.
_NEARLY_ALL = 0.8


def decision_features(
    compared: Comparison,
    ranking: dict[str, Features],
    scores: Features,
    candidates: Candidates,
) -> dict[str, float]:
    """Describe how well the best sentence answers: first what speaks for it, then against."""
    collection, evidence = compared.collection, compared.evidence
    best = int(np.argmax(scores))
    unit = collection.sentences[best]
    here, near, around = met_around(compared, best)
    anywhere = compared.met.max(axis=1, initial=0.0)
    telling = compared.telling
    met_here = float(telling @ softly(here))
    crosses = compared.language not in unit.rows
    return {
        "cosine": float(max(evidence.cosines[row] for row in unit.rows.values())),
        "crosses": float(crosses),
        "met_here": met_here,
        "full_here": max(0.0, (met_here - _NEARLY_ALL) / (1 - _NEARLY_ALL)),
        "met_near": float(telling @ softly(near)),
        "focus": _focus_met(compared, firmly(here), float(ranking["opens_with"][best])),
        "holds_kind": holds_kind(unit, compared),
        "pointed": candidates.answers(best),
        "pointed_any": candidates.any_answers,
        "near": float(compared.near[best]),
        "near_lead": float(compared.near[best] - np.delete(compared.near, best).max(initial=0.0)),
        "certainty": float(1 / np.exp(scores - scores[best]).sum()),
        "lead": float(standardise(scores)[best]),
        "words": float((compared.shares > CONTENT).sum()),
        "sentences": float(np.log(np.clip(len(scores), *_COUNTED))),
        "worst_here": float(np.max(telling * (1 - firmly(here)), initial=0.0)),
        "worst_met": float(np.max(telling * (1 - firmly(around)), initial=0.0)),
        **_anywhere(telling, here, anywhere),
        "asks_form": float(compared.want in FORMS),
        **_lacks(compared, best),
        **_names_missed(compared, (here, around, anywhere), crosses),
    }


def _names_missed(
    compared: Comparison, wider: tuple[Features, ...], crosses: bool
) -> dict[str, float]:
    """Tell whether a name of the question is missing here, around here, and anywhere.

    In the question's own language it would be written the same way.
    """
    names = ("nameless", "name_elsewhere", "missing_name")
    missed = dict(zip(names, (misses_name(compared, met) for met in wider), strict=True))
    missed["missing_same"] = missed["missing_name"] and not crosses
    return {name: float(missing) for name, missing in missed.items()}


def _anywhere(telling: Features, here: Features, anywhere: Features) -> dict[str, float]:
    """Tell how much of a question is met in the article at all, and how much but not here."""
    return {
        "met_anywhere": float(telling @ softly(anywhere)),
        "worst_anywhere": float(np.max(telling * (1 - firmly(anywhere)), initial=0.0)),
        "elsewhere": float(telling @ (firmly(anywhere) - firmly(here))),
    }


def _lacks(compared: Comparison, best: int) -> dict[str, float]:
    """Tell that the best sentence holds no words of the form that is wanted, by form."""
    return {
        f"lacks_{form}": float(compared.want == form and not compared.formed[best])
        for form in FORMS
    }


def _focus_met(compared: Comparison, met: Features, defined: float) -> float:
    """Return how well a sentence meets what is asked for; for a definition, whether it defines."""
    if compared.kind == "definition":
        return defined
    return float(compared.focus @ met) if compared.focus.any() else _NO_FOCUS
