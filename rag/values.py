"""Numbers and months that a question names, and where a text states the same ones.

'36,000' is met by '3.6万', 'due' by '2', '4 maggio' by '5月4日'; and 'May' is not met by 'June',
however alike the two are as words. What a text may state in a way that is not read stays as it was.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from rag.article import Interval
from rag.languages import Language
from rag.lexical import Match
from rag.numerals import CHINESE_NUMERAL, chinese_numeral
from rag.quantities import provable_values, quantities
from rag.wording import wording

Strengths = NDArray[np.float32]

Reading = tuple[str, float]
Key = TypeVar("Key", Reading, float)

_CHINESE_MONTH = re.compile(rf"(\d{{1,2}}|{CHINESE_NUMERAL}{{1,2}})\s?月")
# Ranks are written in too many ways: 'third' is 'terzo' and 'III'.
_RANK = re.compile(r"(?:first|second|third|th)$", re.IGNORECASE)
_RANK_AFTER = re.compile(r"(?:st|nd|rd|th)\b|[°ºª]", re.IGNORECASE)
_MONTHS = 12
_DAY_AFTER = re.compile(r"\s+(?:the )?\d")


@dataclass(frozen=True, slots=True)
class Stated:
    """A number or month of a text: where it stands, and what it can be read as.

    What is not `sure` may be a word of another sense, or be written in other ways: a rank.
    """

    place: Interval
    readings: frozenset[Reading]
    sure: bool

    @property
    def numbers(self) -> frozenset[float]:
        """Return the readings that are numbers."""
        return frozenset(value for kind, value in self.readings if kind == "number")


@lru_cache(maxsize=4096)
def stated_in(text: str, language: Language) -> tuple[Stated, ...]:
    """Return the numbers and the months of a text."""
    numbers = (
        Stated(
            each.place,
            frozenset(("number", value) for read in each.readings for value in read),
            each.sure and not _is_rank(each.place, text),
        )
        for each in quantities(text, language)
    )
    return (*numbers, *_months(text, language))


def _is_rank(place: Interval, text: str) -> bool:
    return bool(_RANK.search(place.of(text)) or _RANK_AFTER.match(text, place.end))


def _months(text: str, language: Language) -> Iterator[Stated]:
    if language == "zh":
        for found in _CHINESE_MONTH.finditer(text):
            number = int(found[1]) if found[1].isdigit() else chinese_numeral(found[1])
            if 0 < number <= _MONTHS:
                yield _month(found, number)
        return
    for found in _month_pattern(language).finditer(text):
        # "May I come?" asks for leave.
        if language == "en" and not found.start() and not _DAY_AFTER.match(text, found.end()):
            continue
        names = [name.lower() for name in wording()["months"][language]]
        yield _month(found, names.index(found.group().lower()) + 1)


def _month(found: re.Match[str], number: int) -> Stated:
    return Stated(Interval(*found.span()), frozenset({("month", float(number))}), sure=True)


@cache
def _month_pattern(language: Language) -> re.Pattern[str]:
    # 'May' and 'March' are months only with their capital, which Italian months have not.
    names = "|".join(wording()["months"][language])
    return re.compile(rf"\b(?:{names})\b", re.IGNORECASE if language == "it" else 0)


@dataclass(frozen=True, slots=True)
class Values:
    """What some texts state: the rows of each reading, and those that may state a number."""

    stated: Mapping[Reading, frozenset[int]]
    provable: Mapping[float, frozenset[int]]

    def rows(self, asked: Stated) -> list[int]:
        """Return the rows that state the same."""
        return sorted(frozenset().union(*(self.stated.get(each, ()) for each in asked.readings)))

    def may(self, asked: Stated) -> list[int]:
        """Return the rows that may state the same number in some way."""
        return sorted(frozenset().union(*(self.provable.get(each, ()) for each in asked.numbers)))


def values_in(texts: Sequence[str], languages: Sequence[Language]) -> Values:
    """Return what texts state, each text a row."""
    rows = list(enumerate(zip(texts, languages, strict=True)))
    stated = (
        (reading, row)
        for row, said in rows
        for each in stated_in(*said)
        for reading in each.readings
    )
    provable = ((value, row) for row, said in rows for value in provable_values(*said))
    return Values(_grouped(stated), _grouped(provable))


def _grouped(pairs: Iterable[tuple[Key, int]]) -> dict[Key, frozenset[int]]:
    found: dict[Key, set[int]] = {}
    for key, row in pairs:
        found.setdefault(key, set()).add(row)
    return {key: frozenset(rows) for key, rows in found.items()}


def sure_in(question: str, language: Language) -> tuple[Stated, ...]:
    """Return what a question surely states."""
    return tuple(each for each in stated_in(question, language) if each.sure)


def met_by_value(
    met: Strengths, asked: Sequence[Stated], matches: Sequence[Match], values: Values
) -> Strengths:
    """Return how well question words are met (words, rows), numbers and months by what they mean.

    What the question states is met where a text states it, and not where none can be read so.
    """
    settled = met.copy()
    for each in asked:
        words = _saying(each, matches)
        unmet = np.ones(met.shape[1], dtype=np.bool_)
        unmet[values.may(each)] = False
        settled[np.ix_(words, np.flatnonzero(unmet))] = 0.0
        settled[np.ix_(words, np.array(values.rows(each), dtype=np.int64))] = 1.0
    return settled


def kindred_by_value(
    kinship: Strengths,
    question: tuple[str, Language],
    matches: Sequence[Match],
    sentence: tuple[str, Language],
    tokens: NDArray[np.int64],
) -> Strengths:
    """Return how kindred tokens are to question words (words, tokens), numbers by what they mean.

    `tokens` are their places in the sentence, shape (tokens, 2).
    """
    asked = sure_in(*question)
    if not asked:
        return kinship
    settled = kinship.copy()
    for each in asked:
        words, places = _saying(each, matches), places_of(each, *sentence)
        if places or not each.numbers & provable_values(*sentence):
            settled[words] = 0.0
        for place in places:
            inside = (tokens[:, 0] < place.end) & (tokens[:, 1] > place.start)
            settled[np.ix_(words, np.flatnonzero(inside))] = 1.0
    return settled


def places_of(asked: Stated, text: str, language: Language) -> tuple[Interval, ...]:
    """Return where a text states the same."""
    stated = stated_in(text, language)
    return tuple(each.place for each in stated if each.readings & asked.readings)


def _saying(asked: Stated, matches: Sequence[Match]) -> NDArray[np.int64]:
    """Return the numbers of the words with which a question states something."""
    places = np.array([(match.word.start, match.word.end) for match in matches]).reshape(-1, 2)
    return np.flatnonzero((places[:, 0] < asked.place.end) & (places[:, 1] > asked.place.start))
