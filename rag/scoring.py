"""Scores of one answer, and the averages of many: exact match, token F1, rates, percentiles.

Short answers are compared as SQuAD compares them (Rajpurkar et al. 2016, section 6.1): without
case, punctuation and articles, the best over the accepted answers; Chinese sign by sign.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from rag.languages import HAN, Language

_ARTICLES: dict[Language, re.Pattern[str]] = {
    "it": re.compile(r"\b(?:il|lo|la|i|gli|le|l|un|uno|una)\b"),
    "en": re.compile(r"\b(?:a|an|the)\b"),
    "zh": re.compile(r"(?!)"),
}
_TOKEN = re.compile(rf"{HAN.pattern}|(?:(?!{HAN.pattern})\S)+")
_APOSTROPHES = re.compile(r"['\u2019]")


def short_tokens(text: str, language: Language) -> list[str]:
    """Return what counts of a short answer: its words, or its signs where they are Chinese."""
    plain = unicodedata.normalize("NFKC", text).lower()
    if language == "it":
        # The elided article of "l'automotive" is a word of its own.
        plain = _APOSTROPHES.sub(" ", plain)
    bare = "".join(sign for sign in plain if not unicodedata.category(sign).startswith("P"))
    return _TOKEN.findall(_ARTICLES[language].sub(" ", bare))


def exact_match(said: str, accepted: str, language: Language) -> bool:
    """Tell whether a short answer is the accepted one, but for what does not count."""
    return short_tokens(said, language) == short_tokens(accepted, language)


def token_f1(said: str, accepted: str, language: Language) -> float:
    """Return the harmonic mean of precision and recall over the tokens of a short answer."""
    left, right = short_tokens(said, language), short_tokens(accepted, language)
    if not left or not right:
        return float(left == right)
    common = (Counter(left) & Counter(right)).total()
    return 2 * common / (len(left) + len(right))


def mean(values: Sequence[float]) -> float | None:
    """Return the mean to three digits, or None where there is nothing to average."""
    return round(sum(values) / len(values), 3) if values else None


def percentile(values: Sequence[float], share: float) -> float | None:
    """Return the smallest value that is no less than so large a share of them (nearest rank)."""
    if not values:
        return None
    rank = max(1, math.ceil(share * len(values)))
    return round(sorted(values)[rank - 1], 2)
