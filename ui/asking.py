"""Questions that come without a page: each with the questions asked before it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.conversation import Turn

if TYPE_CHECKING:
    from rag.answering import Answer
    from rag.archive_library import AnyLibrary
    from rag.languages import Language


def ask_after(
    library: "AnyLibrary", question: str, language: "Language | None", history: Sequence[str]
) -> "Answer":
    """Answer a question that follows others, the oldest first; each of them is answered anew.

    Nothing is kept between two calls, and no caller can say what was answered before. Raise
    QuestionError as `Library.ask` does.
    """
    turns: list[Turn] = []
    # No language model is asked for what was answered before.
    plain = library.extractive
    for earlier in history:
        answer = plain.ask(earlier, language=language, history=turns)
        turns.append(Turn(earlier, answer.text, answer.citations))
    return library.ask(question, language=language, history=turns)
