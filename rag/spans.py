"""The words of a sentence that could be a number, a date, a duration or a name."""

import re
from collections.abc import Sequence
from functools import cache

from rag.article import Interval
from rag.languages import Language
from rag.questions import Kind

_ABOUT: dict[Language, str] = {
    "it": r"più di|oltre|circa|quasi|almeno|fino a|meno di|appena|soltanto|solo",
    "en": r"more than|over|about|around|nearly|almost|at least|up to|fewer than|less than|only|some",
    "zh": r"超过|大约|约|近|至少|最多|仅|不到|共",
}
_NUMBER_WORDS: dict[Language, str] = {
    "it": r"due|tre|quattro|cinque|sei|sette|otto|nove|dieci|undici|dodici|tredici|quattordici|quindici"
    r"|sedici|diciassette|diciotto|diciannove|venti\w*|trenta\w*|quaranta\w*|cinquanta\w*|sessanta\w*"
    r"|settanta\w*|ottanta\w*|novanta\w*|cento\w*|duecento|trecento|mille|\w+mila|decine|centinaia"
    r"|migliaia|metà|doppio|triplo|un terzo|un quarto|due terzi|tre quarti|nessun[oa]?",
    "en": r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|seventeen|eighteen|nineteen|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w+)?"
    r"|(?:a )?hundreds?|(?:a )?thousands?|dozens?|half|twice|double|third|quarter|two-thirds|no one|none",
    "zh": r"[一二两三四五六七八九十百千万亿]+(?=[个家位人名所种次处座岁项年月日天小分公米倍成])|一半|半数|数十|数百|翻倍",
}
_SCALE: dict[Language, str] = {
    "it": r"milioni|miliardi|milione|miliardo|mila",
    "en": r"million|billion|thousand|hundred|m|bn|k",
    "zh": r"[百千万亿]+",
}
_UNIT: dict[Language, str] = {
    "it": r"%|per cento|punti|euro|dollari|€|[a-zà-ÿ]+",
    "en": r"%|per ?cent|points|euros?|dollars|[a-z-]+",
    "zh": r"[%％]|多?[个家位人名所种次处座岁项件条台辆吨米元公里平方小时分钟年月日天周倍名只艘张本册欧美]+",
}
_MONTHS: dict[Language, str] = {
    "it": r"gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre",
    "en": r"January|February|March|April|May|June|July|August|September|October|November|December",
    "zh": r"[0-9一二三四五六七八九十]{1,3}月",
}
_DAYS: dict[Language, str] = {
    "it": r"lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica|oggi|ieri|domani|primavera|estate"
    r"|autunno|inverno|(?:nei|negli) (?:scorsi|ultimi|prossimi) giorni|nei giorni scorsi"
    r"|(?:la|il|lo|l') ?(?:settimana|mese|anno|estate|inverno) (?:scors[oa]|prossim[oa])",
    "en": r"Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|today|yesterday|tomorrow|spring|summer"
    r"|autumn|winter|(?:in )?recent days|(?:last|next) (?:week|month|year|summer|winter|spring|autumn)",
    "zh": r"(?:星期|周)[一二三四五六日天]|今天|昨天|昨日|今日|明天|近日|日前|春天|夏天|秋天|冬天|春季|夏季|秋季|冬季"
    r"|去年|今年|明年|上周|下周|上月|下月",
}
_DURATION: dict[Language, str] = {
    "it": r"anni|anno|mesi|mese|settimane|settimana|giorni|giorno|ore|ora|minuti|secondi",
    "en": r"years?|months?|weeks?|days?|hours?|minutes?|seconds?",
    "zh": r"年|个月|周|天|小时|分钟|秒",
}
_REASON: dict[Language, str] = {
    "it": r"\bperch[eé]|\bpoiché|\bdato che|\bgrazie a|\ba causa|\bdovut|\bper (?:\w+re|\w+rsi|evitare)\b|\bobiettivo"
    r"|\bscopo|\bsiccome|\bmotivo|\bragione|\bcosì da|\bal fine|\bpuntava|\bsecondo\b|\bspieg",
    "en": r"\bbecause|\bsince\b|\bdue to|\bthanks to|\bso that|\bin order|\bto [a-z]+\b|\baim|\bgoal|\bpurpose"
    r"|\breason|\bowing|\bas\b|\bso as",
    "zh": r"因为|由于|因此|为了|为|旨在|目的|目标|以便|原因|以免|所以|是因",
}
# Two or more capitalised words, or one that does not open the sentence.
_NAMES = re.compile(
    r"(?<![.!?«»“”\"'\w])(?:[A-ZÀ-Þ][\w'’.-]*\w|[A-ZÀ-Þ])(?:\s+(?:(?:di|de|del|della|van|von|of)\s+)?"
    r"[A-ZÀ-Þ][\w'’-]*)*"
)
_CHINESE_NAMES = re.compile(r"[\u4e00-\u9fff]{1,8}·[\u4e00-\u9fff·]{1,12}|（[A-Z][\w .'-]+）|[A-Z][\w.]+(?:\s[A-Z]\w+)*")


def candidate_spans(kind: Kind, text: str, language: Language) -> tuple[Interval, ...]:
    """Return the words of a text that could answer a question of a kind, in text order."""
    pattern = _pattern(kind, language)
    if pattern is None:
        return ()
    return tuple(Interval(*match.span()) for match in pattern.finditer(text) if match.group().strip())


def names_a_reason(text: str, language: Language) -> bool:
    """Tell whether a sentence gives a cause or a purpose."""
    return bool(re.search(_REASON[language], text, re.IGNORECASE))


def has_kind(kind: Kind, text: str, language: Language) -> bool:
    """Tell whether a text holds what a kind of question asks for; true for kinds without a form."""
    if kind == "why":
        return names_a_reason(text, language)
    if kind in ("how_many", "how_long", "when", "who"):
        return bool(candidate_spans(kind, text, language))
    return True


@cache
def _pattern(kind: Kind, language: Language) -> re.Pattern[str] | None:
    if kind == "how_many":
        return re.compile(_number(language), re.IGNORECASE)
    if kind == "how_long":
        return re.compile(_duration(language), re.IGNORECASE)
    if kind == "when":
        return re.compile(_date(language))
    if kind == "who":
        return _CHINESE_NAMES if language == "zh" else _NAMES
    return None


def _number(language: Language) -> str:
    digits = r"[€$£¥]?\d+(?:[.,]\d+)*"
    if language == "zh":
        return rf"(?:{_ABOUT['zh']})?(?:{digits}(?:{_SCALE['zh']})?(?:{_UNIT['zh']})?|{_NUMBER_WORDS['zh']})"
    return (
        rf"(?:\b(?:{_ABOUT[language]})\s+)?(?:{digits}|\b(?:{_NUMBER_WORDS[language]})\b)"
        rf"(?:\s?%|\s?(?:{_SCALE[language]})\b(?: di)?)?(?:\s?(?:euro|euros|dollari|dollars|€)\b)?"
    )


def _duration(language: Language) -> str:
    if language == "zh":
        return rf"[\d一二两三四五六七八九十百半几数]+(?:多|余)?(?:{_DURATION['zh']})"
    amount = rf"(?:\d+(?:[.,]\d+)*|\b(?:{_NUMBER_WORDS[language]}|un|una|one|a|an)\b)"
    return rf"(?:\b(?:{_ABOUT[language]})\s+)?{amount}[\s-](?:{_DURATION[language]})\b"


def _date(language: Language) -> str:
    if language == "zh":
        day = rf"(?:\d{{4}}年)?(?:{_MONTHS['zh']})(?:\d{{1,2}}[日号]?(?:至|到|-)?)*(?:\d{{1,2}}[日号])?"
        return rf"{day}|\d{{4}}年|{_DAYS['zh']}|\d{{1,2}}[点时](?:\d{{1,2}}分)?"
    months, days = _MONTHS[language], _DAYS[language]
    day = r"\d{1,2}(?!\d)(?:st|nd|rd|th|º)?"
    if language == "it":
        dates = rf"(?:dal(?:l')? ?)?(?:{day} (?:al(?:l')? ?|e |- ?))?(?:{day} )?(?:{months})(?: (?:del )?\d{{4}})?"
    else:
        dates = (
            rf"(?:(?:from )?{day} (?:to|and|-) )?(?:{day} )?(?:{months})"
            rf"(?: {day}(?: ?(?:-|to|and) ?{day})?)?(?:,? \d{{4}})?"
        )
    return rf"{dates}|\b(?:1[5-9]|20)\d\d\b|\b(?:{days})\b|\b\d{{1,2}}[:.]\d\d\b"


def outside(spans: Sequence[Interval], taken: Sequence[Interval]) -> tuple[Interval, ...]:
    """Return the spans that no taken interval covers entirely."""
    return tuple(
        span
        for span in spans
        if not any(other.start <= span.start and span.end <= other.end for other in taken)
    )
