"""Turns of a conversation, and follow-up questions made self-contained from the turns before."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.languages import HAN, Language
from rag.questions import plain_question

# These only make sense after something was said: "e quando?", "and the universities?", "那大学呢？"
_OPENERS: dict[Language, str] = {
    "it": r"^(?:e|ed|ma|allora|invece)\b",
    "en": r"^(?:and|but|so|what about|how about|then)\b",
    "zh": r"^(?:那么?|还有|然后)|呢[？?]?$",
}
_LONGEST_FOLLOW_UP: dict[Language, int] = {"it": 6, "en": 6, "zh": 8}


@dataclass(frozen=True, slots=True)
class Turn:
    """One exchange: what the reader asked and the text of the answer."""

    question: str
    answer: str


def self_contained(question: str, history: Sequence[Turn], language: Language) -> str:
    """Return the question, with the one before it put in front where it only continues that one."""
    if not history or not is_follow_up(question, language):
        return question
    return f"{history[-1].question} {question}"


def is_follow_up(question: str, language: Language) -> bool:
    """Tell whether a question leans on the one before: an opening 'and', and few words."""
    plain = plain_question(question)
    length = len(HAN.findall(plain)) if language == "zh" else len(plain.split())
    return length <= _LONGEST_FOLLOW_UP[language] and bool(re.search(_OPENERS[language], plain))
