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
# A share, and what joins a number to its currency: "4 milioni di euro".
_SHARE = re.compile(r"\s?(?:[%％]|per ?cent)", re.IGNORECASE)
_JOINED = r"\s?(?:(?:di|of) )?"
_SHARE_BEFORE = "百分之"


@lru_cache(maxsize=65_536)
def formed_spans(want: Wanted, text: str, language: Language) -> tuple[Interval, ...]:
    """Return the words of a text that have the form of what is wanted, in text order."""
    if want == "when":
        return candidate_spans("when", text, language)
    if want == "duration":
        periods = candidate_spans("how_long", text, language)
        return tuple(span for span in periods if not _is_year(span, text, language))
    if want == "who":
        names = candidate_spans("who", text, language)
        return tuple(span for span in names if span.start > 0 or len(span.of(text).split()) > 1)
    numbers = candidate_spans("how_many", text, language)
    return tuple(span for span in numbers if _form(span, text, language) == want)


def _form(number: Interval, text: str, language: Language) -> Wanted:
    """Tell whether a number is a share, money, part of a period or date, or counts something."""
    said, before = number.of(text), text[max(0, number.start - 3) : number.start]
    after = text[number.end :]
    if "%" in said or before == _SHARE_BEFORE or _SHARE.match(after):
        return "percent"
    currency, joined = _currency(language)
    if currency.search(before[-1:] + said) or joined.match(after):
        return "money"
    for form in ("when", "duration"):
        if any(span.overlaps(number) for span in formed_spans(form, text, language)):
            return form
    return "count"


def _is_year(period: Interval, text: str, language: Language) -> bool:
    """Tell whether what looks like a period is a year: '2024年'."""
    dates = formed_spans("when", text, language)
    return language == "zh" and any(date.overlaps(period) for date in dates)


@cache
def _currency(language: Language) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what finds a currency, and what finds one that is joined to a number before it."""
    listed = sorted(wording()["token_classes"][language]["currency"], key=len, reverse=True)
    named = f"(?:{'|'.join(map(re.escape, listed))})"
    return re.compile(named, re.IGNORECASE), re.compile(_JOINED + named, re.IGNORECASE)
