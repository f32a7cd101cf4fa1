"""What a visitor's browser keeps of a conversation: its questions, and never an answer.

What comes back from a browser may have been changed by anyone. Only questions are taken from it,
and they are asked again, so that every citation on the page is proved anew.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rag.conversation import LONGEST_QUESTION
from rag.errors import LanguageError
from rag.languages import Language, parse_language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.archive_library import AnyLibrary
    from rag.article import Article

# Exchanges remembered: enough for an evening, and a bound on what a session can hold.
REMEMBERED = 60
_LONGEST = REMEMBERED * LONGEST_QUESTION
_MOST_COUNTED = 1_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was asked, and the language in which it was answered."""

    question: str
    language: Language
    article: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a browser kept: its questions, the token of the visitor's own articles, a count.

    The count comes back to the script, which knows by it that this very page is there.
    """

    asked: tuple[Asked, ...] = ()
    text: str = ""
    own: str = ""
    count: int = 0

    def questions(self, text: str) -> tuple[Asked, ...]:
        """Return the questions where they are about the text of a fingerprint, else none."""
        return self.asked if self.text == text else ()


def text_of(library: "AnyLibrary") -> str:
    """Return a name for exactly what a library asks: its texts, or an archive's build."""
    from rag.archive_library import ArchiveLibrary

    if isinstance(library, ArchiveLibrary):
        return library.archive.state
    return fingerprint(library.articles)


def fingerprint(articles: "Sequence[Article]") -> str:
    """Return a name for exactly these articles and texts, in this order."""
    named = [
        [article.id, [[edition.language, edition.sha256] for edition in article.editions]]
        for article in articles
    ]
    return hashlib.sha256(json.dumps(named).encode()).hexdigest()[:16]


def read_kept(kept: str) -> Kept:
    """Return what a browser kept, the latest of it; what is damaged is as good as nothing.

    `text` is the fingerprint of the articles that the questions were about.
    """
    if len(kept) > _LONGEST:
        return Kept()
    try:
        told = json.loads(kept)
    except (ValueError, RecursionError):
        return Kept()
    if not isinstance(told, dict):
        return Kept()
    text, own, count, turns = (told.get(name) for name in ("text", "own", "count", "turns"))
    asked = [_asked(turn) for turn in turns[-REMEMBERED:]] if isinstance(turns, list) else []
    return Kept(
        asked=tuple(turn for turn in asked if turn is not None),
        text=text if isinstance(text, str) else "",
        own=own if isinstance(own, str) else "",
        count=count if type(count) is int and 0 <= count < _MOST_COUNTED else 0,
    )


def _asked(turn: Any) -> Asked | None:
    if not (isinstance(turn, list) and len(turn) in (2, 3)):
        return None
    if not all(isinstance(part, str) for part in turn):
        return None
    code, question, *about = turn
    if not question.strip() or len(question) > LONGEST_QUESTION:
        return None
    try:
        # JSON can spell halves of signs, which no text holds.
        question.encode()
        return Asked(question, parse_language(code), *about)
    except (LanguageError, UnicodeEncodeError):
        return None
