"""The words of a text that have the form of what is wanted: money, shares, counts, dates, names."""

import re
from functools import cache, lru_cache

from rag.article import Interval
from rag.languages import Language
from rag.questions import Wanted
from rag.spans import candidate_spans
from rag.wording import wording

# What is wanted that has a form of its own.
FORMS: tuple[Wanted, ...] = ("money", "percent", "count", "duration", "when", "who")
_SHARE = re.compile(r"[%％]|per ?cent|百分")
# How far behind a number its currency may stand: "4 milioni di euro".
_REACH = 7


@lru_cache(maxsize=65_536)
def formed_spans(want: Wanted, text: str, language: Language) -> tuple[Interval, ...]:
    """Return the words of a text that have the form of what is wanted, in text order."""
    if want == "duration":
        return candidate_spans("how_long", text, language)
    if want == "when":
        return candidate_spans("when", text, language)
    if want == "who":
        return tuple(span for span in candidate_spans("who", text, language) if span.start > 0)
    numbers = candidate_spans("how_many", text, language)
    return tuple(span for span in numbers if _form(span, text, language) == want)


def _form(number: Interval, text: str, language: Language) -> Wanted:
    """Tell whether a number is a share, money, part of a date, or counts something."""
    said, after = number.of(text), text[number.end : number.end + _REACH].lower()
    if _SHARE.search(said + after):
        return "percent"
    if _currency(language).search(text[max(0, number.start - 2) : number.start] + said + after):
        return "money"
    if any(date.overlaps(number) for date in formed_spans("when", text, language)):
        return "when"
    return "count"


@cache
def _currency(language: Language) -> re.Pattern[str]:
    listed = sorted(wording()["token_classes"][language]["currency"], key=len, reverse=True)
    return re.compile("|".join(map(re.escape, listed)), re.IGNORECASE)
