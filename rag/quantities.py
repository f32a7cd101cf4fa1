"""The numbers of a text as values that agree, or do not, with those of a text in any language."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from rag.agreement import agreement
from rag.article import Interval
from rag.decades import decades
from rag.languages import Language
from rag.numerals import (
    CHINESE_NUMERAL,
    chinese_numeral,
    english_numeral,
    english_numeral_pattern,
    is_plain_numeral,
    italian_numeral,
    roman_numeral,
)
from rag.wording import wording

_SCALES: dict[str, float] = {
    "mila": 1e3, "milione": 1e6, "milioni": 1e6, "miliardo": 1e9, "miliardi": 1e9,
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "m": 1e6, "bn": 1e9,
    "k": 1e3, "十": 1e1, "百": 1e2, "千": 1e3, "万": 1e4, "亿": 1e8, "百万": 1e6, "千万": 1e7,
    "十万": 1e5, "十亿": 1e9, "百亿": 1e10, "千亿": 1e11, "万亿": 1e12,
}  # fmt: skip
_SCALE = "|".join(sorted(_SCALES, key=len, reverse=True))
# Before these 千 is a part of the measure: 260千瓦 are 260 kilowatts.
_KILO = "克|米|瓦|卡|赫|伏|帕|焦|字节|比特"
_DIGITS = re.compile(
    rf"(?<![\w.,])?(?P<number>\d+(?:[.,]\d+)*)(?:\s?(?!千(?:{_KILO}))(?P<scale>{_SCALE})(?![a-z]))?"
    r"(?P<half>\s(?:e mezz[oa]|and a half))?",
    re.IGNORECASE,
)
_ITALIAN_WORD = re.compile(
    r"(?P<word>[^\W\d_]+)(?:\s(?P<scale>milion[ei]|miliard[oi]))?(?P<half>\se mezz[oa]\b)?",
    re.IGNORECASE,
)
_HALF_OF = re.compile(r"\b(?:mezzo|half an?)\s(milione|miliardo|million|billion)\b", re.IGNORECASE)
# A Chinese numeral of one sign counts surely where a thing or a measure follows it.
_CHINESE = re.compile(rf"(?P<number>{CHINESE_NUMERAL}+)(?P<after>.?)")
_MEASURED = (
    "个家位名所种次处座项件条台辆只张本册户棵块支间艘岁年天周小分公米吨元欧人倍成层部"
    "场轮根组份颗口头匹株套届期步代类款"
)
_MONTH_AFTER = re.compile(r"\s?月")
_PERCENT = re.compile(r"\s?(?:[%％]|per ?cent\b)", re.IGNORECASE)
_LATE = re.compile(r"\dp\.?m\b|\bp\.?m\b|下午|晚上|傍晚|晚\d|del pomeriggio|di sera", re.IGNORECASE)
_ROMAN = re.compile(r"\b[IVXLC]{1,6}\b")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of a text: where it stands, and the values it can be read as.

    A reading is a set of values: '7.50' is 7.5, or 7 o'clock and 50 minutes. `unit` is empty where
    none is known; a `sure` quantity is a number beyond doubt.
    """

    place: Interval
    readings: tuple[frozenset[float], ...]
    unit: str
    sure: bool


@lru_cache(maxsize=4096)
def quantities(text: str, language: Language) -> tuple[Quantity, ...]:
    """Return the numbers of a text, in text order."""
    found = [*_decades(text, language), *_in_digits(text, language), *_in_words(text, language)]
    found += [_quantity(text, language, match, 0.5 * _SCALES[match[1].lower()])
              for match in _HALF_OF.finditer(text)]  # fmt: skip
    kept: list[Quantity] = []
    for each in sorted(found, key=lambda each: (each.place.start, -each.place.end)):
        if not kept or each.place.start >= kept[-1].place.end:
            kept.append(each)
    return tuple(kept)


def _decades(text: str, language: Language) -> Iterator[Quantity]:
    for place, years in decades(text, language):
        readings = tuple(frozenset({float(year)}) for year in years if year)
        yield Quantity(place, readings, "", sure=True)


@lru_cache(maxsize=4096)
def provable_values(text: str, language: Language) -> frozenset[float]:
    """Return every value that a text may state, in whatever way it is read."""
    values = {
        value
        for each in quantities(text, language)
        for reading in each.readings
        for value in reading
    }
    loose = agreement()["loose_numbers"][language]
    for value, forms in loose.items():
        joined = "|".join(forms)
        if re.search(joined if language == "zh" else rf"\b(?:{joined})\b", text, re.IGNORECASE):
            values.add(float(value))
    if _LATE.search(text):
        values |= {value + 12 for value in values if value < 12}
    scales = _scales_in(text)
    values |= {value * scale for value in values if value < 1000 for scale in scales}
    values |= {float(roman_numeral(match.group())) for match in _ROMAN.finditer(text)}
    if language == "zh":
        months = re.finditer(rf"(\d+|{CHINESE_NUMERAL}+)月", text)
        values |= {float(_plain(match[1])) for match in months}
        values |= {10.0 * value for value in values if re.search("成", text) and value < 10}
    return frozenset(values)


def _scales_in(text: str) -> frozenset[float]:
    """Return the scales of a text: in 'from 1.9 to 2.6 billion' one stands for both numbers."""
    written = [match["scale"] for match in _DIGITS.finditer(text)]
    return frozenset(_SCALES[scale.lower()] for scale in written if scale)


def _in_digits(text: str, language: Language) -> list[Quantity]:
    found = []
    for match in _DIGITS.finditer(text):
        if language == "zh" and _MONTH_AFTER.match(text, match.end()):
            continue
        scale = _SCALES.get((match["scale"] or "").lower(), 1.0)
        more = 0.5 if match["half"] else 0.0
        values = [(value + more) * scale for value in _values(match["number"], language)]
        if scale == 1.0 and max(values) < 1000:
            values += [value * each for value in values for each in _scales_in(text)]
        found.append(_quantity(text, language, match, *values, clock=_clock(text, match)))
    return found


def _in_words(text: str, language: Language) -> list[Quantity]:
    if language == "zh":
        return _in_chinese(text)
    found = []
    if language == "en":
        for match in english_numeral_pattern().finditer(text):
            value = float(english_numeral(match.group()))
            sure = value >= 2 and not _names(text, match)
            found.append(_quantity(text, language, match, value, sure=sure))
        return found
    for match in _ITALIAN_WORD.finditer(text):
        if match["word"].lower() == "cento" and text[: match.start()].lower().endswith("per "):
            continue
        number = italian_numeral(match["word"])
        if number is None and (match["word"].lower() not in ("un", "uno") or not match["scale"]):
            continue
        value = (number or 1) + (0.5 if match["half"] else 0.0)
        value *= _SCALES.get((match["scale"] or "").lower(), 1.0)
        sure = value >= 2 and not _names(text, match) and is_plain_numeral(match["word"])
        found.append(_quantity(text, language, match, value, sure=sure))
    return found


def _names(text: str, match: re.Match[str]) -> bool:
    """Tell whether a number in words could be a name: 'via dei Mille', 'Assunta Quaranta'."""
    return match.start() > 0 and text[match.start()].isupper() and text[match.start() - 1] == " "


def _in_chinese(text: str) -> list[Quantity]:
    found = []
    for match in _CHINESE.finditer(text):
        written = match["number"]
        before = text[: match.start()][-1:]
        if before.isdigit() or (before and before in "周期数几"):
            continue
        if (match["after"] in "月分" and written in "十百千万亿") or match["after"] == "月":
            continue
        value = float(chinese_numeral(written))
        sure = value >= 2 and (len(written) > 1 or match["after"] in _MEASURED)
        place = Interval(match.start("number"), match.end("number"))
        unit = _unit(text, "zh", place)
        if match["after"] == "成" and value < 10:
            value, unit = value * 10, "percent"
        readings = [frozenset({value})]
        # '五千瓦' are five thousand watts, or five kilowatts.
        if len(written) > 1 and written[-1] == "千" and re.match(_KILO, match["after"]):
            readings.append(frozenset({float(chinese_numeral(written[:-1]))}))
        found.append(Quantity(place, tuple(readings), unit, sure and bool(match["after"])))
    return found


def _quantity(
    text: str,
    language: Language,
    match: re.Match[str],
    *values: float,
    clock: tuple[frozenset[float], ...] = (),
    sure: bool = True,
) -> Quantity:
    place = Interval(*match.span())
    readings = tuple(frozenset({value}) for value in values) + clock
    return Quantity(place, readings, _unit(text, language, place), sure)


def _values(digits: str, language: Language) -> list[float]:
    """Return what digits say as the language writes them, then as others do."""
    thousands, decimal = (".", ",") if language == "it" else (",", ".")
    values = []
    for group, point in ((thousands, decimal), (decimal, thousands)):
        if re.fullmatch(rf"\d{{1,3}}(?:\{group}\d{{3}})+(?:\{point}\d+)?", digits):
            values.append(float(digits.replace(group, "").replace(point, ".")))
        elif re.fullmatch(rf"\d+(?:\{point}\d+)?", digits):
            values.append(float(digits.replace(point, ".")))
    return values or [float(re.sub(r"\D", "", digits))]


def _clock(text: str, match: re.Match[str]) -> tuple[frozenset[float], ...]:
    """Return the readings of a number as a time of day: '7.50', and '6 pm' as 18."""
    hour, _, minutes = match["number"].replace(",", ".").partition(".")
    late = _LATE.search(text)
    if len(hour) > 2 or int(hour) > 24 or (minutes and len(minutes) != 2):
        return ()
    rest = {float(minutes)} if minutes else set()
    hours = [int(hour), *([int(hour) + 12] if late and int(hour) < 12 else [])]
    read = [frozenset({float(each), *rest} - {0.0}) for each in hours]
    return tuple(reading for reading in read if reading and (minutes or late))


def _unit(text: str, language: Language, place: Interval) -> str:
    """Return the unit that stands after a number, or its currency sign before it, if any."""
    if _PERCENT.match(text, place.end) or text[: place.start].endswith("百分之"):
        return "percent"
    signs = {"€": "euro", "$": "dollar", "£": "pound"}
    if (sign := text[max(0, place.start - 1) : place.start]) in signs:
        return signs[sign]
    after = _unit_pattern(language).match(text, place.end)
    return next((name for name, said in after.groupdict().items() if said), "") if after else ""


@cache
def _unit_pattern(language: Language) -> re.Pattern[str]:
    groups = []
    for name, entry in wording()["units"].items():
        if name in ("percent", "people"):
            continue
        said = "|".join(sorted(map(re.escape, entry[language]), key=len, reverse=True))
        groups.append(f"(?P<{name}>{said})")
    end = "" if language == "zh" else r"\b"
    return re.compile(rf"[\s-]?(?:di |of |多)?(?:{'|'.join(groups)}){end}", re.IGNORECASE)


def _plain(number: str) -> int:
    return int(number) if number.isdigit() else chinese_numeral(number)
