"""What a question asks for: a person, a place, a date, a number, a reason, or the whole."""

import re
from typing import Literal

from rag.article import Interval
from rag.languages import LANGUAGES, Language
from rag.wording import pattern, wording, words

Kind = Literal[
    "who", "when", "where", "how_many", "how_long", "why", "how", "yes_no", "list", "whole",
    "definition", "what",
]  # fmt: skip
SmallTalk = Literal["greeting", "thanks"]

_FOCUS_LENGTH: dict[Language, int] = {"it": 22, "en": 22, "zh": 4}


def question_kind(question: str, language: Language) -> Kind:
    """Return what a question asks for, the first kind whose wording it has; else 'what'."""
    plain = plain_question(question).strip()
    kinds: dict[Kind, list[str]] = wording()["kinds"][language]
    for kind, alternatives in kinds.items():
        if re.search("|".join(alternatives), plain):
            return kind
    return "what"


def focus_interval(question: str, language: Language) -> Interval:
    """Return where a question says what it counts or chooses: 'how many INSTITUTES'.

    The interval is empty where it does neither.
    """
    found = re.search(pattern("before_focus", language), plain_question(question))
    if not found:
        return Interval(0, 0)
    return Interval(found.end(), found.end() + _FOCUS_LENGTH[language])


def is_interrogative(word: str) -> bool:
    """Tell whether a word only asks, in any language, and so cannot be met by an answer."""
    return any(word in words("interrogatives", language) for language in LANGUAGES)


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
