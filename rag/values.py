"""Numbers and months that a question names, and where a text states the same ones.

'36,000' is met by '3.6万', 'due' by '2', '4 maggio' by '5月4日'; and 'May' is not met by 'June',
however alike the two are as words.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from rag.article import Interval
from rag.languages import Language
from rag.lexical import Match
from rag.numerals import CHINESE_NUMERAL, chinese_numeral
from rag.quantities import quantities
from rag.wording import wording

Strengths = NDArray[np.float32]

_CHINESE_MONTH = re.compile(rf"(\d{{1,2}}|{CHINESE_NUMERAL}{{1,2}})月")
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Stated:
    """A number or month of a text: where it stands, and what it can be read as.

    What is not `sure` may be a word of another sense, such as 'sei'.
    """

    place: Interval
    readings: frozenset[tuple[str, float]]
    sure: bool


@lru_cache(maxsize=4096)
def stated_in(text: str, language: Language) -> tuple[Stated, ...]:
    """Return the numbers and the months of a text."""
    numbers = (
        Stated(
            each.place,
            frozenset(("number", value) for read in each.readings for value in read),
            each.sure,
        )
        for each in quantities(text, language)
    )
    return (*numbers, *_months(text, language))


def _months(text: str, language: Language) -> Iterator[Stated]:
    if language == "zh":
        for found in _CHINESE_MONTH.finditer(text):
            number = int(found[1]) if found[1].isdigit() else chinese_numeral(found[1])
            if 0 < number <= _MONTHS:
                yield _month(found, number)
        return
    for found in _month_pattern(language).finditer(text):
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
class Tie:
    """What a question states, and where a text states the same, if it does."""

    asked: Stated
    places: tuple[Interval, ...]


def ties(question: str, language: Language, text: str, spoken: Language) -> tuple[Tie, ...]:
    """Return everything that a question states with the places where a text states it."""
    return tuple(
        Tie(
            asked,
            tuple(each.place for each in stated_in(text, spoken) if each.readings & asked.readings),
        )
        for asked in stated_in(question, language)
    )


def met_by_value(
    met: Strengths,
    question: tuple[str, Language],
    matches: Sequence[Match],
    texts: Sequence[str],
    languages: Sequence[Language],
) -> Strengths:
    """Return how well question words are met (words, rows), numbers and months by what they mean.

    A number of the question is met where a text states it, and nowhere else if it surely is one.
    """
    if not stated_in(*question):
        return met
    settled = met.copy()
    for row, (text, spoken) in enumerate(zip(texts, languages, strict=True)):
        for tie in ties(*question, text, spoken):
            words = _saying(tie.asked, matches)
            if tie.places:
                settled[words, row] = 1.0
            elif tie.asked.sure:
                settled[words, row] = 0.0
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
    if not stated_in(*question):
        return kinship
    settled = kinship.copy()
    for tie in ties(*question, *sentence):
        words = _saying(tie.asked, matches)
        if tie.places or tie.asked.sure:
            settled[words] = 0.0
        for place in tie.places:
            inside = (tokens[:, 0] < place.end) & (tokens[:, 1] > place.start)
            settled[np.ix_(words, np.flatnonzero(inside))] = 1.0
    return settled


def _saying(asked: Stated, matches: Sequence[Match]) -> NDArray[np.int64]:
    """Return the numbers of the words with which a question states something."""
    places = np.array([(match.word.start, match.word.end) for match in matches]).reshape(-1, 2)
    return np.flatnonzero((places[:, 0] < asked.place.end) & (places[:, 1] > asked.place.start))
