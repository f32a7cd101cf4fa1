"""What ranks the sentences for a question: a few numbers for each sentence of a collection."""

import re
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from rag.amounts import FORMS
from rag.collection import Unit
from rag.comparing import Comparison, Features, spoken_edition
from rag.retrieval import combine, standardise
from rag.spans import kind_strength

# "Is" and its like, between a thing and what it is.
_COPULAS = r"(?<=\W)(?:è|sono|is|are)\b|是"
# What the sentence before meets counts a little less.
_BEFORE = 0.7


# The names of what ranks, as the network too is told them; and one that it is not told.
RANKED = (
    "dense", "lexical", "kinship", "telling", "telling_near", "passage_dense", "passage_lexical",
    "holds_money", "holds_percent", "holds_count", "holds_duration", "holds_when", "holds_who",
    "holds_name", "holds_place", "holds_reason", "near", "near_counted", "meets_focus",
    "opens_with",
)  # fmt: skip
DEFINES = "defines"


def weigh(features: Mapping[str, Features], weights: Mapping[str, float]) -> Features:
    """Return the weighted sum of named features."""
    weighted = [weight * features[name] for name, weight in weights.items()]
    total: Features = np.sum(weighted, axis=0, dtype=np.float32)
    return total


def ranking_features(compared: Comparison) -> dict[str, Features]:
    """Describe every sentence of the collection: a value a sentence for each feature."""
    evidence, collection, kind = compared.evidence, compared.collection, compared.kind
    positions = collection.passage_of
    held = np.array(
        [holds_kind(unit, compared) for unit in collection.sentences.entries], dtype=np.float32
    )
    kinship = combine(compared.shares @ evidence.met, collection.sentences, compared.language)
    return {
        "dense": evidence.sentence_dense,
        "lexical": evidence.sentence_lexical,
        "kinship": kinship,
        "passage_dense": evidence.passage_dense[positions],
        "passage_lexical": evidence.passage_lexical[positions],
        "telling": standardise(compared.telling @ compared.met),
        "telling_near": standardise(compared.telling @ _neighbourhood(compared.met, positions)),
        **{f"holds_{form}": compared.formed * (form == compared.want) for form in FORMS},
        "holds_name": held * (kind == "who"),
        "holds_place": held * (kind == "where"),
        "holds_reason": held * (kind == "why"),
        "near": compared.near,
        "near_counted": compared.near_focus * (compared.want == "count"),
        "meets_focus": standardise(compared.focus @ compared.met),
        "opens_with": (opening := _opens_with(compared)),
        DEFINES: (opening == 1.0).astype(np.float32),
    }


def holds_kind(unit: Unit, compared: Comparison) -> float:
    """Return how surely a sentence holds what the kind of the question asks for."""
    spoken, row = spoken_edition(unit, compared.language)
    return kind_strength(compared.kind, compared.collection.texts[row], spoken)


def _neighbourhood(met: Features, positions: NDArray[np.int64]) -> Features:
    """Return what each sentence meets together with the one before it in its passage."""
    near = met.copy()
    for index in range(1, met.shape[1]):
        if positions[index] == positions[index - 1]:
            near[:, index] = np.maximum(met[:, index], _BEFORE * met[:, index - 1])
    return near


def _opens_with(compared: Comparison) -> Features:
    """Tell which sentences begin with what a definition asks for, and go on to say what it is."""
    collection, matches = compared.collection, compared.evidence.matches
    opening = np.zeros(len(collection.sentences), dtype=np.float32)
    if compared.kind != "definition" or not matches:
        return opening
    name = re.escape(matches[int(compared.shares.argmax())].word.form)
    found = re.compile(rf"^.{{0,24}}?{name}(?:\W{{0,3}}?(?P<says>[,，（(:：]|{_COPULAS}))?")
    for index, unit in enumerate(collection.sentences.entries):
        openings = [found.search(collection.texts[row].lower()) for row in unit.rows.values()]
        opening[index] = max(
            (0.5 + 0.5 * bool(match["says"]) for match in openings if match), default=0.0
        )
    return opening
