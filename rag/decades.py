"""Decades of a text: 'the 1960s', 'gli anni Sessanta' and '六十年代' are one."""

import re
from collections.abc import Iterator

from rag.article import Interval
from rag.languages import Language
from rag.numerals import (
    CHINESE_NUMERAL,
    ENGLISH_TENS,
    ITALIAN_TENS,
    chinese_numeral,
    italian_numeral,
)

_ENGLISH = {f"{ten[:-1]}ies": 10 * tens for tens, ten in enumerate(ENGLISH_TENS, start=2)}
_PATTERNS: dict[Language, re.Pattern[str]] = {
    # '30s' alone are seconds.
    "en": re.compile(
        r"(?<![\w.,])(?:(?P<year>(?:1\d|20)\d0)|(?:(?<=\bthe )|['’‘])(?P<tens>[2-9]0))['’]?s\b"
        r"|(?:(?<=\bthe )|(?<=\bearly )|(?<=\bmid[\s-])|(?<=\blate ))"
        rf"(?P<word>{'|'.join(_ENGLISH)})\b",
        re.IGNORECASE,
    ),
    # 'negli ultimi anni 20 imprese' is no decade.
    "it": re.compile(
        r"(?:(?<=gli )anni ['’‘]?|\banni ['’‘])(?P<tens>[2-9]0)\b"
        rf"|\banni (?P<word>(?i:{'|'.join(ITALIAN_TENS)}))\b"
    ),
    "zh": re.compile(
        rf"(?:(?P<century>\d\d|{CHINESE_NUMERAL}{{2,3}})世纪|(?P<this>本世纪)|上个?世纪)?"
        rf"(?:(?P<year>(?:1\d|20)\d0)|(?P<tens>[2-9]0)|(?P<word>{CHINESE_NUMERAL}{{2,4}}))年代"
    ),
}
_HUNDRED, _LAST_CENTURY = 100, 1900


def decades(text: str, language: Language) -> Iterator[tuple[Interval, tuple[int, int]]]:
    """Yield where a text names a decade, with its first year and its tens: 1960 and 60.

    The century is the last one where none is named.
    """
    for match in _PATTERNS[language].finditer(text):
        groups = match.groupdict()
        said = groups.get("year") or groups["tens"]
        number = int(said) if said else _in_words(match["word"], language)
        if number is None or number % 10:
            continue
        first = number if number >= _HUNDRED else _century(match, language) + number
        yield Interval(*match.span()), (first, first % _HUNDRED)


def _in_words(word: str, language: Language) -> int | None:
    if language == "zh":
        return chinese_numeral(word)
    return italian_numeral(word) if language == "it" else _ENGLISH[word.lower()]


def _century(match: re.Match[str], language: Language) -> int:
    """Return the first year of the century in which a decade lies."""
    if language != "zh" or not (match["century"] or match["this"]):
        return _LAST_CENTURY
    if match["this"]:
        return _LAST_CENTURY + _HUNDRED
    written = match["century"]
    number = int(written) if written.isdigit() else chinese_numeral(written)
    return (number - 1) * _HUNDRED
