"""What must agree between a sentence and its proof: numbers, dates, names, denials, roles.

What the sentence says surely must be something that the proof may say; each that is not is a fault.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from rag.agreement import agreement
from rag.languages import HAN, Language
from rag.lexical import Lexicon, Match
from rag.names import likeness, names
from rag.quantities import Quantity, provable_values, quantities
from rag.wording import wording

Fault = Literal["number", "date", "name", "denial", "role", "opposite"]

# A name is the same from this likeness on: within one language, across two, across scripts.
SAME, ACROSS, _SOUND = 0.84, 0.62, 0.55
# A denial stands at most so many words before what it denies.
_REACH = 5


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence in its language, with its words looked up in the lexicon of the articles."""

    text: str
    language: Language
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """A sentence of an article, in one edition, and its row in the lexicon.

    `before` is what its passage says before it: whom 'she' means, and which city 'the capital'.
    """

    text: str
    language: Language
    row: int
    before: str = ""


def proofs_of(
    rows: Sequence[int], texts: Sequence[str], languages: Sequence[Language]
) -> tuple[Proof, ...]:
    """Return the sentences of a passage as proofs; `rows` are theirs in the lexicon, in order."""
    return tuple(
        Proof(texts[row], languages[row], row, " ".join(texts[each] for each in rows[:place]))
        for place, row in enumerate(rows)
    )


def faults(said: Statement, proof: Proof, lexicon: Lexicon) -> frozenset[Fault]:
    """Return what must agree between a statement and its proof, and does not."""
    kin = kinship(said, proof, lexicon)
    found: dict[Fault, bool] = {
        "number": _number_fault(said, proof),
        "date": _date_fault(said, proof),
        "name": _name_fault(said, proof, kin),
        "denial": _denial_fault(said, proof, kin, lexicon),
        "role": _role_fault(said, proof),
        "opposite": _opposite_fault(said, proof),
    }
    return frozenset(name for name, is_there in found.items() if is_there)


def kinship(said: Statement, proof: Proof, lexicon: Lexicon) -> NDArray[np.float32]:
    """Return how kindred the words of a statement and of its proof are, shape (said, proof)."""
    terms = lexicon.sequence[lexicon.words_in(proof.row)]
    if not said.matches or not len(terms):
        return np.zeros((len(said.matches), len(terms)), dtype=np.float32)
    return np.stack([match.kinship[terms] for match in said.matches])


def _number_fault(said: Statement, proof: Proof) -> bool:
    held = provable_values(proof.text, proof.language)
    stated = quantities(proof.text, proof.language)
    for each in quantities(said.text, said.language):
        if not each.sure:
            continue
        if not any(reading <= held for reading in each.readings) or _other_unit(each, stated):
            return True
    return False


def _other_unit(number: Quantity, stated: Sequence[Quantity]) -> bool:
    """Tell whether a number is stated, and only of another unit."""
    same = [each for each in stated if set(each.readings) & set(number.readings)]
    units = {each.unit for each in same}
    return bool(number.unit and same and "" not in units and number.unit not in units)


def _date_fault(said: Statement, proof: Proof) -> bool:
    return any(
        not _dates(table, said) <= _dates(table, proof)
        for table in ("months", "weekdays", "relative_days")
    )


def _dates(table: str, text: Statement | Proof) -> frozenset[int]:
    """Return the months, weekdays or relative days of a text, as places in their table."""
    if table == "months" and text.language == "zh":
        return frozenset(int(month) - 1 for month in re.findall(r"(\d{1,2})月", text.text))
    listed = (wording() if table == "months" else agreement())[table][text.language]
    flags = 0 if table == "months" and text.language == "en" else re.IGNORECASE
    bound = "" if text.language == "zh" else r"\b"
    return frozenset(
        place
        for place, form in enumerate(listed)
        if re.search(f"{bound}(?:{form}){bound}", text.text, flags)
    )


def _name_fault(said: Statement, proof: Proof, kin: NDArray[np.float32]) -> bool:
    for place in names(said.text, said.language):
        name = place.of(said.text)
        found = max(likeness(name, proof.text), likeness(name, proof.before))
        script = bool(HAN.search(name)) != bool(HAN.search(proof.text))
        least = SAME if said.language == proof.language else _SOUND if script else ACROSS
        if found >= least:
            continue
        if said.language == proof.language:
            return True
        rows = [
            row
            for row, match in enumerate(said.matches)
            if match.word.start < place.end and place.start < match.word.end
        ]
        if not rows or not kin.size or kin[rows].max() < 0.42:
            return True
    return False


def _role_fault(said: Statement, proof: Proof) -> bool:
    return not _rows("roles", said) <= _rows("roles", proof) | _rows("role_hints", proof)


def _rows(table: str, text: Statement | Proof) -> frozenset[str]:
    return frozenset(
        name
        for name, pattern in _compiled(table, text.language).items()
        if pattern.search(text.text)
    )


@cache
def _compiled(table: str, language: Language) -> dict[str, re.Pattern[str]]:
    bound = "" if language == "zh" else r"\b"
    return {
        name: re.compile(f"{bound}(?:{'|'.join(entry[language])}){bound}", re.IGNORECASE)
        for name, entry in agreement()[table].items()
        if entry[language]
    }


def _opposite_fault(said: Statement, proof: Proof) -> bool:
    for one, other in agreement()["opposites"].values():
        for own, against in ((one, other), (other, one)):
            if (
                _holds(own, said)
                and not _holds(against, said)
                and _holds(against, proof)
                and not _holds(own, proof)
            ):
                return True
    return False


def _holds(entry: dict[str, list[str]], text: Statement | Proof) -> bool:
    return bool(re.search("|".join(entry[text.language]), text.text, re.IGNORECASE))


def _denials(text: Statement | Proof, degree: str) -> list[int]:
    pattern = "|".join(agreement()["denial"][text.language][degree])
    return [match.start() for match in re.finditer(pattern, text.text, re.IGNORECASE)]


def _denial_fault(
    said: Statement, proof: Proof, kin: NDArray[np.float32], lexicon: Lexicon
) -> bool:
    """Tell whether a denial was added to what is proved, or taken from it."""
    own, theirs = _denials(said, "sure"), _denials(proof, "sure")
    if len(own) == len(theirs):
        return False
    if not kin.size:
        return bool(own)
    places = lexicon.places[lexicon.words_in(proof.row)]
    own_places = np.array([(match.word.start, match.word.end) for match in said.matches])
    if len(own) > len(theirs):
        if said.language == proof.language:
            return True
        hints = [*theirs, *_denials(proof, "lexical")]
        if not hints:
            return True
        alone = _undenied(own, own_places, kin, hints, places, least=0)
    else:
        same = said.language == proof.language
        # Chinese denies where others do not: 'closed' is 'not open'.
        full = same or proof.language == "zh"
        hints = own if same else [*own, *_denials(said, "lexical")]
        alone = _undenied(theirs, places, kin.T, hints, own_places, least=0.5 if full else 0.25)
    return alone >= abs(len(own) - len(theirs))


def _undenied(
    denials: Sequence[int], places: NDArray[np.int64], kin: NDArray[np.float32],
    hints: Sequence[int], other: NDArray[np.int64], *, least: float,
) -> int:  # fmt: skip
    """Count the denials of a text whose words another text says, and does not deny.

    `kin` has shape (words of the text, words of the other); `least` is the share of the words
    denied that the other text has to say.
    """
    positions = [int(np.argmin(np.abs(other[:, 0] - hint))) for hint in hints]
    found = 0
    for denial in denials:
        scope = np.flatnonzero(places[:, 0] > denial)[:4]
        met = [int(kin[word].argmax()) for word in scope if kin[word].max() > 0.5]
        if not met or len(met) < least * len(scope):
            continue
        found += not any(-_REACH <= position - word <= 2 for position in positions for word in met)
    return found
