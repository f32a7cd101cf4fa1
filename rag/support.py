"""How well a sentence is supported by the sentences that it cites, as a calibrated score.

What must agree is looked at first. Then content: a sentence is taken apart into clauses, and each
has to be met, word by word and as a whole, across languages by the word matches of reading. A
logistic model, fitted by `rag.training.support`, makes one score of it.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from rag.agreement import agreement
from rag.article import Interval
from rag.embedding import StaticEmbedder
from rag.facts import astray
from rag.faults import Fault, Proof, Statement, faults, kinship
from rag.languages import Language
from rag.lexical import Lexicon, match_question

Measures = dict[str, float]
Reason = Literal[Fault, "exchange", "content", ""]

# A word says something from this weight on; so many of them make a clause.
_TELLING, _CLAUSE = 0.15, 3
# Where nearly all words are those of the proof, numbers and names that stand so far from where it
# has them have changed places.
_VERBATIM, _ASTRAY = 0.92, 0.34
# A word is met in full from this kinship on, and by chance below the other.
_CHANCE, _FULL = 0.2, 0.62


@dataclass(frozen=True, slots=True)
class Support:
    """Whether a sentence is supported, how surely (0 to 1), by which proof, and if not, why not.

    `proof` is the place of the best proof among those given.
    """

    holds: bool
    score: float
    proof: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class SupportModel:
    """The fitted numbers: a weight a measure, and the least score within a language and across."""

    weights: dict[str, float]
    threshold: dict[str, float]


@cache
def support_model() -> SupportModel:
    """Return the numbers of `support.json`."""
    stored: dict[str, Any] = json.loads(files("rag").joinpath("support.json").read_text("utf-8"))
    return SupportModel(**stored)


def statement_of(
    text: str, language: Language, lexicon: Lexicon, embedder: StaticEmbedder
) -> Statement:
    """Look the words of a sentence up, without the words that only say that the article says it."""
    bare = re.sub(agreement()["frames"][language], "", text.strip(), flags=re.IGNORECASE)
    return Statement(bare, language, match_question(bare, language, lexicon, embedder))


def support_of(
    said: Statement, proofs: Sequence[Proof], lexicon: Lexicon, embedder: StaticEmbedder
) -> Support:
    """Return how well a sentence is supported by the best of some proofs."""
    tried = []
    for place, proof in enumerate(proofs):
        if _repeats(said.text, proof.text):
            return Support(True, 1.0, place, "")
        score, reason = _score(said, proof, lexicon, embedder)
        tried.append(Support(not reason, score, place, reason))
    return max(tried, key=rank)


def rank(support: Support) -> tuple[bool, bool, float]:
    """Return what to compare by: one that says the same but for a number is nearer than others."""
    return support.holds, support.reason != "content", support.score


def _score(
    said: Statement, proof: Proof, lexicon: Lexicon, embedder: StaticEmbedder
) -> tuple[float, Reason]:
    """Return the score of one proof and why it fails, if it does; a fault leaves little of it."""
    model = support_model()
    same = said.language == proof.language
    seen = measures(said, proof, lexicon, embedder)
    score = score_of(seen, model.weights)
    if score < model.threshold["same" if same else "across"]:
        return score * 0.5, "content"
    found: list[Reason] = [*sorted(faults(said, proof, lexicon))]
    if same and seen["cover"] >= _VERBATIM and seen["astray"] >= _ASTRAY:
        found.append("exchange")
    return (score * 0.5, found[0]) if found else (score, "")


def score_of(seen: Measures, weights: dict[str, float]) -> float:
    """Return the score of what was measured."""
    logit = sum(weight * seen[name] for name, weight in weights.items())
    return float(1 / (1 + np.exp(-logit)))


def _repeats(text: str, proof: str) -> bool:
    """Tell whether a sentence is its proof, or begins as it does, word for word."""
    own, other = (" ".join(each.lower().split()).rstrip(" .。!?！？") for each in (text, proof))
    return bool(own) and (own == other.rstrip() or other.startswith(own + " "))


def measures(said: Statement, proof: Proof, lexicon: Lexicon, embedder: StaticEmbedder) -> Measures:
    """Return how much of a sentence its proof meets, in each way that the model weighs."""
    kin = kinship(said, proof, lexicon)
    weights = np.array([match.weight for match in said.matches], dtype=np.float32)
    best = kin.max(axis=1) if kin.size else np.zeros(len(weights), dtype=np.float32)
    met = np.clip((best - _CHANCE) / (_FULL - _CHANCE), 0.0, 1.0)
    telling = weights > _TELLING
    groups = _clauses(said, telling)
    vectors = embedder.encode_passages([proof.text, said.text, *(text for _, text in groups)])
    cosines = vectors @ vectors[0]
    return {
        "cover": _mean(met, weights * telling),
        "clause": min((_mean(best[words], weights[words]) for words, _ in groups), default=1.0),
        "clause_met": min((_mean(met[words], weights[words]) for words, _ in groups), default=1.0),
        "cosine": float(cosines[1]),
        "clause_cosine": float(cosines[2:].min(initial=1.0)),
        "astray": astray(said, proof, kin, lexicon),
        "constant": 1.0,
    }


def _mean(values: NDArray[np.float32], weights: NDArray[np.float32]) -> float:
    total = float(weights.sum())
    return float((values * weights).sum()) / total if total else 1.0


def _clauses(said: Statement, telling: NDArray[np.bool_]) -> list[tuple[NDArray[np.int64], str]]:
    """Return the clauses of a sentence: the telling words of each, and its text.

    A clause of few words is one with the next; at the end, with the one before.
    """
    breaks = [m.end() for m in re.finditer(agreement()["clause_breaks"][said.language], said.text)]
    starts = np.array([match.word.start for match in said.matches], dtype=np.int64)
    groups: list[Interval] = []
    begin = 0
    for end in (*breaks, len(said.text)):
        inside = int((telling & (starts >= begin) & (starts < end)).sum())
        if inside >= _CLAUSE:
            groups.append(Interval(begin, end))
            begin = end
    if begin < len(said.text):
        left = int((telling & (starts >= begin)).sum())
        if groups and left < _CLAUSE - 1:
            groups[-1] = Interval(groups[-1].start, len(said.text))
        else:
            groups.append(Interval(begin, len(said.text)))
    found = []
    for group in groups:
        words = np.flatnonzero(telling & (starts >= group.start) & (starts < group.end))
        if len(words):
            found.append((words, group.of(said.text)))
    return found
