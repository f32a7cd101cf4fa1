"""The words of a sentence that could be a number, a date, a duration or a name."""

import re
from functools import cache, lru_cache

from rag.article import Interval
from rag.languages import Language
from rag.questions import Kind
from rag.wording import pattern

# Capitalised words, joined by 'di', 'von' and the like; a Chinese name of a foreigner has a dot.
_NAMES = (
    r"(?<![.!?«»“”\"'\w])(?:[A-ZÀ-Þ][\w'’.-]*\w|[A-ZÀ-Þ])"
    r"(?:\s+(?:(?:di|de|del|della|van|von|of)\s+)?[A-ZÀ-Þ][\w'’-]*)*"
)
_CHINESE_NAMES = r"[\u4e00-\u9fff]{1,8}·[\u4e00-\u9fff·]{1,12}|[A-Z][\w.]+(?:\s[A-Z]\w+)*"
_DIGITS = r"\d+(?:[.,]\d+)*"
_CURRENCY = r"(?:euros?|dollari|dollars|€)"
_CHINESE_AMOUNT = r"[\d一二两三四五六七八九十百半几数]+(?:多|余)?"


def candidate_spans(kind: Kind, text: str, language: Language) -> tuple[Interval, ...]:
    """Return the words of a text that could answer a question of a kind, in text order."""
    found = _compiled(kind, language)
    if found is None:
        return ()
    spans = (Interval(*match.span()) for match in found.finditer(text))
    return tuple(span for span in spans if span.of(text).strip())


@lru_cache(maxsize=65_536)
def kind_strength(kind: Kind, text: str, language: Language) -> float:
    """Return how surely a text holds what a kind of question asks for, from 0 to 1.

    For 'who', a name of several words is surer than a single capitalised word; Chinese names, which
    nothing marks, count as possible.
    """
    if kind != "who":
        return float(has_kind(kind, text, language))
    spans = candidate_spans(kind, text, language)
    names = [span.of(text) for span in spans if not _opens_sentence(span, text)]
    if any(" " in name or "·" in name for name in names):
        return 1.0
    return 0.5 if names or language == "zh" else 0.0


def has_kind(kind: Kind, text: str, language: Language) -> bool:
    """Tell whether a text holds what a kind of question asks for; true for kinds without a form."""
    if kind == "why":
        return bool(re.search(pattern("reason", language), text, re.IGNORECASE))
    if kind == "where":
        return bool(re.search(pattern("place", language), text))
    if kind in ("how_many", "how_long", "when", "who"):
        return bool(candidate_spans(kind, text, language))
    return True


def _opens_sentence(span: Interval, text: str) -> bool:
    """Tell whether a capitalised word only opens the sentence ('The', 'Nel')."""
    said = span.of(text)
    return span.start == 0 and not said[0].isdigit() and " " not in said and "·" not in said


@cache
def _compiled(kind: Kind, language: Language) -> re.Pattern[str] | None:
    if kind == "how_many":
        return re.compile(_number(language), re.IGNORECASE)
    if kind == "how_long":
        return re.compile(_duration(language), re.IGNORECASE)
    if kind == "when":
        return re.compile(_date(language))
    if kind == "who":
        return re.compile(_CHINESE_NAMES if language == "zh" else _NAMES)
    return None


def _number(language: Language) -> str:
    about, in_words = pattern("about", language), pattern("number_words", language)
    scale = pattern("scale", language)
    if language == "zh":
        digits = rf"{_DIGITS}(?:{scale})?(?:{pattern('unit', 'zh')})?"
        return rf"(?:{about})?(?:{digits}|{in_words})"
    scaled = rf"(?:\s?%|\s?(?:{scale})\b(?: di)?)?(?:\s?{_CURRENCY}\b)?"
    return rf"(?:\b(?:{about})\s+)?(?:[€$£¥]?{_DIGITS}|\b(?:{in_words})\b){scaled}"


def _duration(language: Language) -> str:
    units = pattern("duration", language)
    if language == "zh":
        return rf"{_CHINESE_AMOUNT}(?:{units})"
    in_words = rf"\b(?:{pattern('number_words', language)}|un|una|one|a|an)\b"
    about = rf"(?:\b(?:{pattern('about', language)})\s+)?"
    return rf"{about}(?:{_DIGITS}|{in_words})[\s-](?:{units})\b"


def _date(language: Language) -> str:
    months, days = pattern("months", language), pattern("days", language)
    if language == "zh":
        day = r"(?:\d{1,2}[日号]?(?:至|到|-)?)*(?:\d{1,2}[日号])?"
        dates = rf"(?:\d{{4}}年)?(?:{months}){day}"
        return rf"{dates}|\d{{4}}年|{days}|\d{{1,2}}[点时](?:\d{{1,2}}分)?"
    day = r"\d{1,2}(?!\d)(?:st|nd|rd|th|º)?"
    if language == "it":
        span = rf"(?:dal(?:l')? ?)?(?:{day} (?:al(?:l')? ?|e |- ?))?(?:{day} )?"
        dates = rf"{span}(?:{months})(?: (?:del )?\d{{4}})?"
    else:
        span = rf"(?:(?:from )?{day} (?:to|and|-) )?(?:{day} )?"
        after = rf"(?: {day}(?: ?(?:-|to|and) ?{day})?)?(?:,? \d{{4}})?"
        dates = rf"{span}(?:{months}){after}"
    return rf"{dates}|\b(?:1[5-9]|20)\d\d\b|\b(?:{days})\b|\b\d{{1,2}}[:.]\d\d\b"
