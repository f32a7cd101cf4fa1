"""Amounts, periods and dates put into another language: 'più di 400' is 'more than 400'.

Only what is understood to its last sign is put into other words; all else stays as it is.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from rag.languages import Language
from rag.questions import Wanted
from rag.wording import wording

_DAY = r"(\d{1,2})(?:st|nd|rd|th|º)?"
_DATES: dict[Language, tuple[str, ...]] = {
    # first day, last day, month, year; an empty group is a part left out
    "it": (
        rf"(?:dal(?:l')? ?)?{_DAY} (?:al(?:l')? ?|e |- ?){_DAY} (\w+)(?: (?:del )?(\d{{4}}))?",
        rf"(?:il |l')?{_DAY}() (\w+)(?: (?:del )?(\d{{4}}))?",
        r"(?:a |nel )?()()(?:mese di )?(\w+)(?: (?:del )?(\d{4}))",
    ),
    "en": (
        rf"(?:from )?{_DAY} (?:to|and|-|–) {_DAY} (\w+)(?:,? (\d{{4}}))?",
        rf"(?:on )?{_DAY}() (\w+)(?:,? (\d{{4}}))?",
        r"(?:in )?()()(\w+)(?:,? (\d{4}))",
    ),
    "zh": (),
}
_CHINESE_DATE = re.compile(
    r"(?:(\d{4})年)?(?:(\d{1,2})月)?(?:(\d{1,2})[日号]?)?(?:[至到—-](\d{1,2})[日号])?"
)
# What is counted is said in so many words at most, none of them of these classes.
_THINGS = 3
_OF_AMOUNTS = (
    "and",
    "of",
    "but",
    "currency",
    "measure",
    "percent",
    "preposition",
    "for",
    "relative",
)
_SIZES = {
    "thousand": 10**3, "ten_thousand": 10**4, "million": 10**6, "hundred_million": 10**8,
    "billion": 10**9,
}  # fmt: skip
_SIGNS = {"€": "euro", "$": "dollar", "£": "pound"}
# A number of more signs is not put into words of another language.
_LONGEST = 15
# A scaled number has so many decimals at most, and digits are grouped from here on.
_DECIMALS, _GROUPED = 3, 10_000
_YEAR = re.compile(r"(?:(?:nel|in|dal) )?((?:1\d|20)\d\d)(?:年)?")


@dataclass(frozen=True, slots=True)
class _Date:
    first: str
    last: str
    month: int
    year: str


def localised(text: str, want: Wanted, source: Language, target: Language) -> str:
    """Return an amount, period or date in another language; empty where it is not understood.

    What was wanted tells whether '2011' is a year or so many things.
    """
    plain = " ".join(text.replace("’", "'").split())
    if want != "when":
        counted = _uncounted(plain, source) if want == "count" else plain
        return _amount(counted, source, target)
    date = _read_date(plain, source)
    return _write_date(date, target) if date else ""


def _uncounted(text: str, source: Language) -> str:
    """Return an amount without the things it counts: 'more than 400 guests' is 'more than 400'.

    The whole is returned where what follows could belong to the amount.
    """
    found = _amount_pattern(source).match(text.lower())
    rest = text[found.end() :] if found else ""
    listed = wording()["token_classes"][source]
    parts = {word for name in _OF_AMOUNTS for word in listed[name]}
    said = rest.lower().split()
    plain = all(re.fullmatch(r"[^\W\d_]+(?:-[^\W\d_]+)*", word) for word in said)
    if not found or not plain or not 0 < len(said) <= _THINGS or parts & set(said):
        return text
    return text[: found.end()].strip()


def _read_date(text: str, source: Language) -> "_Date | None":
    if source == "zh":
        found = _CHINESE_DATE.fullmatch(text)
        if not found or not (found[1] or found[2]) or (found[3] and not found[2]):
            year = _YEAR.fullmatch(text)
            return _Date("", "", 0, year[1]) if year else None
        month = int(found[2] or 0)
        return _Date(found[3] or "", found[4] or "", month, found[1] or "") if month < 13 else None
    if year := _YEAR.fullmatch(text.lower()):
        return _Date("", "", 0, year[1])
    months = [name.lower() for name in wording()["months"][source]]
    for shape in _DATES[source]:
        found = re.fullmatch(shape, text.lower())
        if found and found[3] in months:
            return _Date(found[1], found[2], months.index(found[3]) + 1, found[4] or "")
    return None


def _write_date(date: _Date, target: Language) -> str:
    if target == "zh":
        year = f"{date.year}年" if date.year else ""
        month = f"{date.month}月" if date.month else ""
        first = f"{date.first}日" if date.first else ""
        return year + month + first + (f"至{date.last}日" if date.last else "")
    days = f"{date.first}-{date.last}" if date.last else date.first
    month = wording()["months"][target][date.month - 1] if date.month else ""
    return " ".join(part for part in (days, month, date.year) if part)


def _amount(text: str, source: Language, target: Language) -> str:
    """Return a number with what stands before and after it in another language."""
    found = _amount_pattern(source).fullmatch(text.lower())
    if not found or len(found["number"]) > _LONGEST:
        return ""
    number = _number(found["number"], found["scale"] or "", source, target)
    if not number:
        return ""
    more = "more_than" if "more" in found.groupdict() and found["more"] else ""
    bound = _counterpart("bounds", found["bound"] or "", source, target, row=more)
    row = _SIGNS.get(found["sign"] or "", "")
    unit = _counterpart("units", found["unit"] or "", source, target, row=row, one=number == "1")
    if target == "zh":
        return f"{bound}{number}{unit}"
    of = " di" if target == "it" and unit and number[-1].isalpha() else ""
    gap = "" if unit == "%" else " "
    return f"{bound} {number}{of}{gap}{unit}".strip()


@cache
def _amount_pattern(source: Language) -> re.Pattern[str]:
    bounds = _alternatives("bounds", source)
    units, scales = _alternatives("units", source), "|".join(_scales(source))
    counted = "|".join(wording()["chinese"]["measure_words"])
    after = rf"(?P<more>[多余])?(?:{counted})?" if source == "zh" else "(?: di)?"
    return re.compile(
        rf"(?:(?P<bound>{bounds}) ?)?(?P<sign>[€$£])? ?(?P<number>\d+(?:[.,]\d+)*) ?"
        rf"(?P<scale>{scales})?{after}(?: ?(?P<unit>{units}))?"
    )


def _alternatives(table: str, language: Language) -> str:
    listed = [said for entry in wording()[table].values() for said in entry[language]]
    return "|".join(re.escape(said) for said in sorted(listed, key=len, reverse=True))


def _counterpart(
    table: str, said: str, source: Language, target: Language, *, row: str = "", one: bool = False
) -> str:
    """Return what a word, or a row, of a table is in another language; nothing for nothing."""
    for name, entry in wording()[table].items():
        if name == row or said in entry[source]:
            forms: list[str] = entry[target]
            return forms[1] if one and len(forms) > 1 else forms[0]
    return ""


def _scales(language: Language) -> dict[str, int]:
    listed: dict[str, list[str]] = wording()["scales"][language]
    return {said: _SIZES[name] for name, forms in listed.items() for said in forms}


def _number(digits: str, scale: str, source: Language, target: Language) -> str:
    """Return a number in the digits and the scale of a language."""
    thousands, decimal = (".", ",") if source == "it" else (",", ".")
    grouped = re.fullmatch(rf"\d{{1,3}}(?:\{thousands}\d{{3}})+(?:\{decimal}\d+)?", digits)
    plain = (digits.replace(thousands, "") if grouped else digits).replace(",", ".")
    if plain.count(".") > 1:
        return ""
    value = Decimal(plain) * _scales(source).get(scale, 1)
    for size in sorted(set(_scales(target).values()), reverse=True):
        scaled = value / size
        short = scaled == round(scaled, _DECIMALS)
        if size > 1000 and value >= size and short and (scale or target == "zh"):
            words = [word for word, own in _scales(target).items() if own == size]
            gap = "" if target == "zh" else " "
            return f"{_digits(scaled, target)}{gap}{words[-1] if scaled == 1 else words[0]}"
    return _digits(value, target)


def _digits(value: Decimal, target: Language) -> str:
    plain = value.normalize()
    said = f"{plain:,f}" if value >= _GROUPED and target != "zh" else f"{plain:f}"
    return said.translate(str.maketrans(",.", ".,")) if target == "it" else said
