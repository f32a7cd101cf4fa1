"""Italian, English and Chinese: telling them apart, and every word Ponte says in them."""

import json
import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

from rag.errors import LanguageError

Language = Literal["it", "en", "zh"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
LATIN_WORD = re.compile(r"[^\W\d_]+")
# A Chinese sentence often names Latin-script firms; few Han signs already settle the language.
_HAN_WORTH_LETTERS = 4
# These ask in Chinese, however long the Western name they ask about.
_ASKS_IN_CHINESE = re.compile(r"[吗呢谁哪]|什么|多少|如何|怎么|怎样|为何|何时|是否|有没有")


def parse_language(code: str) -> Language:
    """Return the language of a code such as 'it', 'en-GB' or 'zh_CN'; raise LanguageError."""
    primary = code.strip().lower().replace("_", "-").split("-")[0]
    if primary not in LANGUAGES:
        raise LanguageError(f"Unknown language '{code}'. Use one of: {', '.join(LANGUAGES)}.")
    return primary


def detect_language(text: str, default: Language = "en") -> Language:
    """Return the language a text is written in, or the default where nothing in it tells.

    Chinese is known by its script; Italian and English by a naive Bayes sum over the letter
    n-grams in `ngrams.json` (made by `rag.training.ngrams`); names do not count beside other words.
    """
    plain = unicodedata.normalize("NFKC", text[:4000])
    han = len(HAN.findall(plain))
    words = LATIN_WORD.findall(HAN.sub(" ", plain))
    asks = _ASKS_IN_CHINESE.search(plain.lower())
    if asks or (han and han * _HAN_WORTH_LETTERS >= sum(map(len, words))):
        return "zh"
    lower = [word for word in words[1:] if not word[0].isupper()]
    score = _leaning([*words[:1], *lower] if lower else words)
    if score == 0.0:
        return default
    return "it" if score > 0 else "en"


def _leaning(words: Sequence[str]) -> float:
    """Return how far words lean to Italian, above 0, or to English, below."""
    table = _ngram_table()
    return sum(table.get(gram, 0.0) for word in words for gram in word_ngrams(word.lower()))


def word_ngrams(word: str) -> list[str]:
    """Return the letter n-grams (2 to 4) of a lower-case word with its boundaries as spaces."""
    padded = f" {word} "
    return [
        padded[start : start + size]
        for size in (2, 3, 4)
        for start in range(len(padded) - size + 1)
    ]


@cache
def _ngram_table() -> dict[str, float]:
    table: dict[str, float] = _read_resource("ngrams.json")
    return table


@cache
def message_catalogue() -> dict[str, dict[Language, str]]:
    """Return every message by key, then by language."""
    catalogue: dict[str, dict[Language, str]] = _read_resource("messages.json")
    return catalogue


def message(key: str, language: Language, /, **values: object) -> str:
    """Return a message of the catalogue in a language, with its {placeholders} filled."""
    return message_catalogue()[key][language].format(**values)


def language_name(language: Language, reader: Language = "en") -> str:
    """Return the name of a language as a reader calls it."""
    return message(f"language.{language}", reader)


def _read_resource(name: str) -> Any:
    return json.loads(files("rag").joinpath(name).read_text("utf-8"))
