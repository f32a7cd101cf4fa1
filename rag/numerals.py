"""Numbers written in words: 'ventotto', 'twenty-eight', '二十八' are 28."""

import re
import unicodedata
from functools import cache, lru_cache

_ITALIAN_UNITS = [
    "zero",
    "uno",
    "due",
    "tre",
    "quattro",
    "cinque",
    "sei",
    "sette",
    "otto",
    "nove",
    "dieci",
    "undici",
    "dodici",
    "tredici",
    "quattordici",
    "quindici",
    "sedici",
    "diciassette",
    "diciotto",
    "diciannove",
]
ITALIAN_TENS = [
    "venti",
    "trenta",
    "quaranta",
    "cinquanta",
    "sessanta",
    "settanta",
    "ottanta",
    "novanta",
]
_ENGLISH_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
ENGLISH_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ENGLISH_ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
]
_ENGLISH_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
_CHINESE_DIGITS = {sign: place for place, sign in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
}
_CHINESE_UNITS = {"十": 10, "百": 100, "千": 1000}
_CHINESE_SCALES = {"万": 10**4, "亿": 10**8}
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}

# 'diciannovenne' is nineteen years old, 'trentaquattresima' thirty-fourth, 'quarantina' forty.
_DERIVED = re.compile(r"((?!cent\b|cente)\w{4,})(?:enn[ei]|esim[oaie]|ina)")

CHINESE_NUMERAL = f"[{''.join(_CHINESE_DIGITS)}十百千万亿]"


@lru_cache(maxsize=16_384)
def italian_numeral(word: str) -> int | None:
    """Return the number that an Italian word writes, or None where it writes none."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", word.lower()) if sign.isalpha())
    before, thousand, after = bare.partition("mila")
    if thousand and before in _italian_hundreds() and (not after or after in _italian_hundreds()):
        return _italian_hundreds()[before] * 1000 + _italian_hundreds().get(after, 0)
    if bare.startswith("mille"):
        rest = bare.removeprefix("mille")
        return (
            1000 + _italian_hundreds().get(rest, 0) if rest in {"", *_italian_hundreds()} else None
        )
    if derived := _DERIVED.fullmatch(bare):
        return _italian_roots().get(derived[1])
    return _italian_hundreds().get(bare)


def is_plain_numeral(word: str) -> bool:
    """Tell whether an Italian word is a number itself, and not an age or a rank."""
    return not _DERIVED.fullmatch(word.lower())


@cache
def _italian_hundreds() -> dict[str, int]:
    """Return every spelling of the numbers 0 to 999."""
    small = {name: value for value, name in enumerate(_ITALIAN_UNITS)}
    for ten, name in enumerate(ITALIAN_TENS, start=2):
        # "quarant'anni" is written without the last letter.
        small |= {name: ten * 10, name[:-1]: ten * 10}
        for unit, said in enumerate(_ITALIAN_UNITS[1:10], start=1):
            stem = name[:-1] if said[0] in "uo" else name
            small[stem + said] = ten * 10 + unit
        small[name[:-1] + "un"] = ten * 10 + 1
    spelled = dict(small)
    for hundred in range(1, 10):
        name = ("" if hundred == 1 else _ITALIAN_UNITS[hundred]) + "cento"
        spelled |= {name: hundred * 100}
        spelled |= {name + said: hundred * 100 + value for said, value in small.items() if value}
        spelled |= {
            name[:-1] + said: hundred * 100 + value
            for said, value in small.items()
            if said[0] == "o"
        }
    return spelled


@cache
def _italian_roots() -> dict[str, int]:
    """Return the numbers whose spelling less its last letter begins a derived word."""
    return {name[:-1]: value for name, value in _italian_hundreds().items() if value > 10}


@cache
def english_numeral_pattern() -> re.Pattern[str]:
    """Return what matches a number in English words, as long as it goes."""
    units = "|".join(sorted(_ENGLISH_UNITS[1:], key=len, reverse=True))
    ordinals = "|".join(sorted(_ENGLISH_ORDINALS, key=len, reverse=True))
    below = rf"(?:(?:{'|'.join(ENGLISH_TENS)})(?:[\s-](?:{units}|{ordinals})\b)?|{units})"
    scales = "|".join(_ENGLISH_SCALES)
    hundreds = rf"(?:(?:{below}|an?)[\s-]hundred\b(?:[\s-](?:and\s)?{below}\b)?|{below})"
    scaled = rf"(?:[\s-](?:{scales})\b(?:[\s,-]+(?:and\s)?{hundreds}\b)?)*"
    bare = rf"(?:{'|'.join(_ENGLISH_ORDINALS[2:])})"
    return re.compile(
        rf"\b(?:(?:{hundreds}|an?(?=[\s-](?:{scales})\b)){scaled}|{bare})\b", re.IGNORECASE
    )


def english_numeral(text: str) -> int:
    """Return the number that English words write: 'two hundred and five' is 205."""
    total = current = 0
    for word in re.findall(r"[a-z]+", text.lower()):
        if word in _ENGLISH_UNITS:
            current += _ENGLISH_UNITS.index(word)
        elif word in ENGLISH_TENS:
            current += (ENGLISH_TENS.index(word) + 2) * 10
        elif word in _ENGLISH_ORDINALS:
            current += _ENGLISH_ORDINALS.index(word) + 1
        elif word in ("a", "an"):
            current += 1
        elif word == "hundred":
            current *= 100
        elif word in _ENGLISH_SCALES:
            total, current = total + current * _ENGLISH_SCALES[word], 0
    return total + current


def chinese_numeral(text: str) -> int:
    """Return the number that Chinese signs write: '二百零五' is 205, '二〇二四' is 2024."""
    if all(sign in _CHINESE_DIGITS for sign in text):
        return int("".join(str(_CHINESE_DIGITS[sign]) for sign in text))
    total = section = digit = 0
    for sign in text:
        if sign in _CHINESE_DIGITS:
            digit = _CHINESE_DIGITS[sign]
        elif sign in _CHINESE_UNITS:
            section, digit = section + (digit or 1) * _CHINESE_UNITS[sign], 0
        else:
            total, section, digit = (total + section + digit) * _CHINESE_SCALES[sign], 0, 0
    return total + section + digit


def roman_numeral(numeral: str) -> int:
    """Return the number that Roman letters write: 'XIV' is 14."""
    values = [_ROMAN_VALUES[sign] for sign in numeral]
    following = [*values[1:], 0]
    return sum(-one if one < two else one for one, two in zip(values, following, strict=True))
