"""The likeliest sentences, read word by word: what the network says of each of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rag.choosing import Asked
from rag.comparing import (
    Comparison,
    Features,
    firmly,
    met_around,
    misses_name,
    softly,
    spoken_edition,
)
from rag.features import RANKED
from rag.pointing import Pointed, Text, Told, point

# The feature that comes of it.
POINTED = "pointed"
# What the network is told of a sentence as a whole, beside what ranks it: how much of what the
# question says is met in it, with the sentence before, in its passage and anywhere; and what is not
# met in it and in its passage, the heaviest word and whether a name is among them.
TOLD = (
    *RANKED, "met_here", "met_near", "met_around", "met_anywhere", "lacked_here", "lacked_around",
    "nameless_here", "nameless_around",
)  # fmt: skip
# How many sentences are read, by what the other features say.
_READ = 8


@dataclass(frozen=True, slots=True)
class Candidates:
    """What the network says of some sentences of a collection, by their index.

    `totals` say how well each answers and `none` what no answer scores, on one scale.
    """

    pointed: dict[int, Pointed]
    totals: dict[int, float]
    none: float

    def ranking_feature(self, count: int) -> Features:
        """Return how far each of all sentences is behind the best; one not read, behind all."""
        best, worst = max(self.totals.values()), min(self.totals.values())
        behind = np.full(count, worst - best - 1, dtype=np.float32)
        for index, total in self.totals.items():
            behind[index] = total - best
        return behind

    def answers(self, index: int) -> float:
        """Return how much better than no answer a sentence is, as a difference of logarithms."""
        return self.totals.get(index, min(self.totals.values())) - self.none

    @property
    def any_answers(self) -> float:
        """Return the same of all that were read together: that one of them answers."""
        return float(np.logaddexp.reduce(list(self.totals.values()))) - self.none


def read_candidates(
    compared: Comparison, ranking: Mapping[str, Features], scores: Features
) -> Candidates:
    """Read the sentences with the highest scores."""
    chosen = [int(index) for index in np.argsort(-scores, kind="stable")[:_READ]]
    sentences = [text_of(compared, index) for index in chosen]
    told = told_of(compared, ranking, chosen)
    pointed = point(asked_of(compared), sentences, compared.evidence.lexicon, told)
    totals = [each.total for each in pointed]
    return Candidates(
        dict(zip(chosen, pointed, strict=True)),
        dict(zip(chosen, totals, strict=True)),
        pointed[0].none,
    )


def told_of(
    compared: Comparison, ranking: Mapping[str, Features], chosen: Sequence[int]
) -> list[Told]:
    """Return what the network is told of some sentences."""
    anywhere = compared.telling @ softly(compared.met.max(axis=1, initial=0.0))
    told = []
    for index in chosen:
        here, near, around = met_around(compared, index)
        features = [
            *(ranking[name][index] for name in RANKED),
            *(compared.telling @ softly(each) for each in (here, near, around)),
            anywhere,
            *(np.max(compared.telling * (1 - firmly(each)), initial=0) for each in (here, around)),
            *(misses_name(compared, each) for each in (here, around)),
        ]
        told.append(Told(np.array(features, dtype=np.float32), np.stack([here, around])))
    return told


def asked_of(compared: Comparison) -> Asked:
    """Return a question as it was understood."""
    matches = compared.evidence.matches
    return Asked(compared.question, compared.language, compared.kind, matches)


def text_of(compared: Comparison, index: int) -> Text:
    """Return a sentence in the language in which it is read."""
    language, row = spoken_edition(compared.collection.sentences[index], compared.language)
    return Text(compared.collection.texts[row], language)
