"""The names of a text, and whether another text names the same, also in another script.

A Chinese text writes a foreign name by its sound. The sounds are compared as consonants in classes,
in the manner of Soundex, with the vowels counting little.
"""

import re
from difflib import SequenceMatcher
from functools import cache, lru_cache
from itertools import pairwise

from rag.agreement import agreement
from rag.article import Interval
from rag.languages import HAN, Language
from rag.wording import wording
from rag.words import fold

_LATIN_NAME = re.compile(
    r"(?<![\w@])(?:d['’]|dell['’]|l['’]|nell['’]|all['’])?([A-ZÀ-Þ][\w.]*\w)", re.UNICODE
)
_OPENS = re.compile(r"(?:^|[.!?:;。！？：«»“”\"(—–-]\s*|^['‘’])$")
# Sounds that one language writes for another's: each class is one consonant.
_CLASSES = {
    "b": "p", "p": "p", "f": "f", "v": "f", "w": "f", "h": "h", "d": "t", "t": "t", "g": "k",
    "k": "k", "q": "k", "c": "k", "j": "k", "x": "s", "z": "s", "s": "s", "l": "l", "r": "l",
    "m": "n", "n": "n", "y": "i", "i": "i", "e": "i", "a": "a", "o": "u", "u": "u",
}  # fmt: skip
_CLUSTERS = (
    ("sch", "sk"), ("sh", "s"), ("zh", "s"), ("ch", "k"), ("ph", "f"), ("th", "t"), ("gli", "li"),
    ("gn", "ni"), ("ng", "n"), ("ck", "k"), ("qu", "ku"), ("gh", "k"), ("wh", "w"),
)  # fmt: skip
_VOWELS = frozenset("aiu")
# What it costs to miss, add or change a vowel, where a consonant costs 1.
_VOWEL = 0.4


@lru_cache(maxsize=4096)
def names(text: str, language: Language) -> tuple[Interval, ...]:
    """Return the single words of a text that are names, in text order.

    Of Chinese names, those that write a foreign one by its sound; a capital that only opens a
    sentence makes no name.
    """
    found = [
        Interval(*match.span(1))
        for match in _LATIN_NAME.finditer(text)
        if (not _OPENS.search(text[: match.start()]) or match[1].isupper())
        and not _calendar().fullmatch(match[1])
    ]
    if language == "zh":
        found += [Interval(*match.span()) for match in _sounded().finditer(text)]
    return tuple(sorted(found))


@cache
def _sounded() -> re.Pattern[str]:
    signs = _signs()
    return re.compile(rf"[{signs}]{{1,8}}(?:·[{signs}]{{1,8}})+|[{signs}]{{3,}}")


@cache
def _calendar() -> re.Pattern[str]:
    """Return what matches months and days of the week, which are dates and no names."""
    days = agreement()["weekdays"]["en"]
    return re.compile("|".join([*wording()["months"]["en"], *days]), re.IGNORECASE)


def likeness(name: str, text: str) -> float:
    """Return how surely a text holds a name, 0 to 1, whatever the script of either."""
    if HAN.search(name):
        if name in text:
            return 1.0
        latin = [text[place.start : place.end] for place in names(text, "en")] + _openers(text)
        pairs = [" ".join(pair) for pair in pairwise(latin)]
        return max((_sound_likeness(each, name) for each in (*latin, *pairs)), default=0.0)
    bare = fold(re.sub(r"['’]s?$", "", name))
    words = {fold(word) for word in re.findall(r"[^\W_]+", text)}
    if bare in words:
        return 1.0
    near = max((SequenceMatcher(None, bare, word).ratio() for word in words if word), default=0.0)
    if len(bare) > 3 and bare in _spelled(text):
        return 1.0
    runs = re.findall(_sounded_run(), text)
    return max([near, *(_sound_within(name, run) for run in runs)])


@lru_cache(maxsize=4096)
def _spelled(text: str) -> str:
    """Return the Chinese of a text in pinyin: '桂芬' is 'guifen'."""
    from pypinyin import lazy_pinyin

    return " ".join("".join(lazy_pinyin(run)) for run in re.findall(rf"(?:{HAN.pattern})+", text))


@cache
def _sounded_run() -> str:
    return f"[{_signs()}·]{{2,}}"


@cache
def _signs() -> str:
    common: str = wording()["chinese"]["foreign_name_signs"][0]
    more: str = agreement()["sounds"]["zh"]
    return common + more


def _openers(text: str) -> list[str]:
    return re.findall(r"(?:^|[.!?:;«»“”\"(]\s*)([A-ZÀ-Þ]\w+)", text)


def _sound_likeness(latin: str, chinese: str) -> float:
    own, other = _latin_sound(latin), _chinese_sound(chinese)
    longest = max(_weight(own), _weight(other))
    return max(0.0, 1.0 - _distance(own, other, free_ends=False) / longest) if longest else 0.0


def _sound_within(latin: str, chinese: str) -> float:
    """Return how well the sound of a Latin name is found anywhere in a Chinese run."""
    own = _latin_sound(latin)
    weight = _weight(own)
    if not weight:
        return 0.0
    return max(0.0, 1.0 - _distance(own, _chinese_sound(chinese), free_ends=True) / weight)


@lru_cache(maxsize=8192)
def _latin_sound(name: str) -> str:
    plain = fold(name).replace("·", "")
    for cluster, sound in _CLUSTERS:
        plain = plain.replace(cluster, sound)
    return _collapsed(plain)


@lru_cache(maxsize=8192)
def _chinese_sound(name: str) -> str:
    from pypinyin import lazy_pinyin

    syllables = lazy_pinyin(name.replace("·", ""))
    return _collapsed("".join(syllables).replace("zh", "z").replace("sh", "s").replace("ch", "k"))


def _collapsed(plain: str) -> str:
    classes = "".join(_CLASSES.get(sign, "") for sign in plain)
    return re.sub(r"(.)\1+", r"\1", classes)


def _weight(sound: str) -> float:
    return sum(_VOWEL if sign in _VOWELS else 1.0 for sign in sound)


def _distance(own: str, other: str, *, free_ends: bool) -> float:
    """Return the cost of turning one sound into another, or into the nearest part of it."""
    costs = [0.0]
    for sign in other:
        costs.append(0.0 if free_ends else costs[-1] + _cost(sign))
    for sign in own:
        row = [costs[0] + _cost(sign)]
        for place, against in enumerate(other, start=1):
            change = 0.0 if sign == against else max(_cost(sign), _cost(against))
            row.append(
                min(costs[place - 1] + change, costs[place] + _cost(sign), row[-1] + _cost(against))
            )
        costs = row
    return min(costs) if free_ends else costs[-1]


def _cost(sign: str) -> float:
    return _VOWEL if sign in _VOWELS else 1.0
