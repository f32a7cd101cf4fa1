"""What a question asks for: a person, a place, a date, a number, a reason, or the whole."""

import re
from typing import Literal

from rag.article import Interval
from rag.languages import HAN, LANGUAGES, Language
from rag.wording import pattern, wording, words

Kind = Literal[
    "who", "when", "where", "how_many", "how_long", "why", "how", "yes_no", "list", "whole",
    "definition", "what",
]  # fmt: skip
# Finer than a kind, and only for cutting the short answer out of a sentence.
Wanted = Literal[
    "who", "when", "where", "count", "money", "percent", "duration", "reason", "how", "list",
    "yes_no", "definition", "which", "what",
]  # fmt: skip
SmallTalk = Literal["greeting", "thanks"]
# How a question leans on the one before it.
Leaning = Literal["alone", "short", "pronoun", "opening", "ellipsis"]

_WORD = re.compile(r"[^\W_]+")
# A name or a number, after the first word.
_NAMED = re.compile(r"(?<=\s)[A-ZÀ-Þ]\w|\d")
# "Quando" and "who" are asked in no language that this could mistake for them.
_READ: tuple[Language, ...] = ("it", "en")
_SHORT: dict[Language, int] = {"it": 6, "en": 6, "zh": 9}
_AMOUNTS: tuple[Wanted, ...] = ("percent", "money")
_WANTED: dict[Kind, Wanted] = {
    "who": "who", "when": "when", "where": "where", "how_long": "duration", "why": "reason",
    "how": "how", "list": "list", "yes_no": "yes_no", "definition": "definition",
}  # fmt: skip
_FOCUS_LENGTH: dict[Language, int] = {"it": 22, "en": 22, "zh": 4}


def question_kind(question: str, language: Language) -> Kind:
    """Return what a question asks for, the first kind whose wording it has; else 'what'."""
    plain = plain_question(question).strip()
    kinds: dict[Kind, list[str]] = wording()["kinds"][language]
    for kind, alternatives in kinds.items():
        if re.search("|".join(alternatives), plain):
            return kind
    return "what"


def wanted(question: str, kind: Kind, language: Language) -> Wanted:
    """Return what words a question of a kind wants: of a number, whether it is money or a share."""
    plain = plain_question(question).strip()
    if kind == "how_many":
        for amount in _AMOUNTS:
            if re.search("|".join(wording()["wanted"][language][amount]), plain):
                return amount
        return "count"
    if kind == "what" and re.search("|".join(wording()["wanted"][language]["which"]), plain):
        return "which"
    return _WANTED.get(kind, "what")


def focus_interval(question: str, language: Language) -> Interval:
    """Return where a question says what it counts or chooses: 'how many INSTITUTES'.

    The interval is empty where it does neither.
    """
    found = re.search(pattern("before_focus", language), plain_question(question))
    if not found:
        return Interval(0, 0)
    return Interval(found.end(), found.end() + _FOCUS_LENGTH[language])


def implied_words(question: str, want: Wanted, language: Language) -> tuple[Interval, ...]:
    """Return the words of a question that an answer of the form wanted need not repeat."""
    if want != "when":
        return ()
    found = re.finditer(pattern("implied_by_date", language), plain_question(question))
    return tuple(Interval(*match.span()) for match in found)


def leaning(question: str, language: Language) -> Leaning:
    """Tell how a question leans on the one before: 'and when?', 'how old is she?', 'who paid?'.

    A long question, or one that names somebody, says itself what it is about.
    """
    plain = question.lower().replace("’", "'").strip()
    length = len(HAN.findall(plain)) if language == "zh" else len(_WORD.findall(plain))
    limit = _SHORT[language]
    if length > 2 * limit:
        return "alone"
    if any(re.search(each, plain) for each in wording()["follow_up"][language]["opening"]):
        elliptic = "|".join(wording()["follow_up"][language]["ellipsis"])
        return "ellipsis" if re.search(elliptic, plain_question(plain)) else "opening"
    if re.search("|".join(wording()["follow_up"][language]["pronoun"]), plain):
        return "pronoun"
    return "short" if length <= limit and not _NAMED.search(question) else "alone"


def is_interrogative(word: str) -> bool:
    """Tell whether a word only asks, in any language, and so cannot be met by an answer."""
    return any(word in words("interrogatives", language) for language in LANGUAGES)


def is_foreign(question: str) -> bool:
    """Tell whether a question is in a language that Ponte does not read, as far as that shows."""
    letters = [sign for sign in question if sign.isalpha()]
    strange = sum(
        not (sign.isascii() or "\u00c0" <= sign <= "\u024f" or HAN.match(sign)) for sign in letters
    )
    if letters and 3 * strange > len(letters):
        return True
    said = [word.lower() for word in _WORD.findall(question)]
    if any(word in words("interrogatives", language) for word in said for language in _READ):
        return False
    spelt = len(re.findall(pattern("foreign_spelling", "all"), question.lower()))
    return any(
        spelt + sum(word in words("foreign", language) for word in said) >= max(2, len(said) / 5)
        for language in wording()["foreign"]
    )


def small_talk(question: str) -> SmallTalk | None:
    """Return which courtesy a question consists of, or None where it asks something."""
    plain = plain_question(question).strip(" \t\n!.?,;:！。？，~、")
    courtesies: tuple[SmallTalk, ...] = ("greeting", "thanks")
    for talk in courtesies:
        if re.fullmatch(rf"(?:(?:{pattern('small_talk', talk)})[\s!,.，！。]*(?:ponte)?)+", plain):
            return talk
    return None


def plain_question(question: str) -> str:
    """Return a question in lower case with plain apostrophes and no Italian accents."""
    accents = str.maketrans("àèéìòù’‘", "aeeiou''")
    return question.lower().translate(accents)
