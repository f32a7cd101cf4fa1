"""What a visitor's browser keeps of a conversation: its questions, and never an answer.

What comes back from a browser may have been changed by anyone. Only questions are taken from it,
and they are asked again, so that every citation on the page is proved anew.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rag.errors import LanguageError
from rag.languages import Language, parse_language
from rag.library import LONGEST_QUESTION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.article import Article

# Exchanges remembered: enough for an evening, and a bound on what a session can hold.
REMEMBERED = 60
_LONGEST = REMEMBERED * LONGEST_QUESTION


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was asked, and the language in which it was answered."""

    question: str
    language: Language


def fingerprint(articles: "Sequence[Article]") -> str:
    """Return a name for exactly these articles and texts, in this order."""
    named = [
        [article.id, [[edition.language, edition.sha256] for edition in article.editions]]
        for article in articles
    ]
    return hashlib.sha256(json.dumps(named).encode()).hexdigest()[:16]


def kept_questions(kept: str, text: str) -> tuple[Asked, ...]:
    """Return the questions a browser kept about the text of a fingerprint, the latest of them.

    What is damaged, or is about another text, is as good as nothing.
    """
    if len(kept) > _LONGEST:
        return ()
    try:
        told = json.loads(kept)
    except (ValueError, RecursionError):
        return ()
    if not isinstance(told, dict) or told.get("text") != text:
        return ()
    turns = told.get("turns")
    if not isinstance(turns, list):
        return ()
    asked = [_asked(turn) for turn in turns[-REMEMBERED:]]
    return tuple(turn for turn in asked if turn is not None)


def _asked(turn: Any) -> Asked | None:
    if not (isinstance(turn, list) and len(turn) == 2):
        return None
    code, question = turn
    if not (isinstance(code, str) and isinstance(question, str)):
        return None
    if not question.strip() or len(question) > LONGEST_QUESTION:
        return None
    try:
        # JSON can spell halves of signs, which no text holds.
        question.encode()
        return Asked(question, parse_language(code))
    except (LanguageError, UnicodeEncodeError):
        return None
