"""Where the numbers and names of a sentence stand among its words, and where in its proof."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from rag.faults import ACROSS, SAME, Proof, Statement
from rag.languages import Language
from rag.lexical import Lexicon
from rag.names import likeness, names
from rag.quantities import quantities

# Words around a number or name count where they say something and are met.
_TELLING, _MET = 0.2, 0.55
# So many words around it, no farther away than so many.
_AROUND, _FAR = 3, 5


@dataclass(frozen=True, slots=True)
class _Fact:
    """A number or a name, and the words of a text that write it, as places in word order."""

    kind: Literal["name", "number"]
    words: tuple[int, ...]
    values: frozenset[float] | str


def _facts(text: str, language: Language, places: NDArray[np.int64]) -> list[_Fact]:
    found: list[_Fact] = []
    for number in quantities(text, language):
        if number.sure:
            words = _within(number.place.start, number.place.end, places)
            found.append(_Fact("number", words, frozenset().union(*number.readings)))
    for name in names(text, language):
        words = _within(name.start, name.end, places)
        found.append(_Fact("name", words, name.of(text)))
    return [fact for fact in found if fact.words]


def _within(start: int, end: int, places: NDArray[np.int64]) -> tuple[int, ...]:
    return tuple(int(i) for i in np.flatnonzero((places[:, 0] < end) & (places[:, 1] > start)))


def _same_fact(one: _Fact, other: _Fact, same: bool) -> bool:
    if isinstance(one.values, str) or isinstance(other.values, str):
        if not (isinstance(one.values, str) and isinstance(other.values, str)):
            return False
        return likeness(one.values, other.values) >= (SAME if same else ACROSS)
    return bool(one.values & other.values)


def astray(said: Statement, proof: Proof, kin: NDArray[np.float32], lexicon: Lexicon) -> float:
    """Return how far the numbers and names of a statement stand from where its proof has them.

    0 where the words around each are those around it in the proof; 1 where they stand around
    another instead.
    """
    if not kin.size:
        return 0.0
    own_places = np.array([(match.word.start, match.word.end) for match in said.matches])
    own = _facts(said.text, said.language, own_places)
    theirs = _facts(proof.text, proof.language, lexicon.places[lexicon.words_in(proof.row)])
    same = said.language == proof.language
    taken = {word for fact in own for word in fact.words}
    weights = np.array([match.weight for match in said.matches])
    plain = [
        word for word in range(len(weights))
        if word not in taken and weights[word] > _TELLING and kin[word].max() > _MET
    ]  # fmt: skip
    worst = 0.0
    for fact in own:
        true = [each for each in theirs if _same_fact(fact, each, same)]
        others = [each for each in theirs if each.kind == fact.kind and each not in true]
        near = sorted(plain, key=lambda word: min(abs(word - at) for at in fact.words))[:_AROUND]
        near = [word for word in near if min(abs(word - at) for at in fact.words) <= _FAR]
        if true and others and near:
            gaps = [_gap(int(kin[word].argmax()), true, others) for word in near]
            worst = max(worst, sum(gaps) / len(gaps))
    return worst


def _gap(met: int, true: Sequence[_Fact], others: Sequence[_Fact]) -> float:
    """Return how much nearer another fact stands to a word than the true one, from -1 to 1."""
    own = min(abs(met - at) for fact in true for at in fact.words)
    other = min(abs(met - at) for fact in others for at in fact.words)
    return max(-1.0, min(1.0, (own - other) / 6))
