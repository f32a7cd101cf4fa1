"""Questions that come without a page: each with the questions asked before it."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from anyio import to_thread

from rag.cancelling import Cancellation
from rag.conversation import Turn, checked_question, spoken_language, stands_alone
from rag.library import Library

if TYPE_CHECKING:
    from rag.answering import Answer
    from rag.archive_library import AnyLibrary
    from rag.languages import Language

# What a web server tells of a request, one message at a time (ASGI).
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]


def ask_after(
    library: "AnyLibrary",
    question: str,
    language: "Language | None",
    history: Sequence[str],
    until: Cancellation | None = None,
) -> "Answer":
    """Answer a question that follows others, the oldest first; what it leans on is answered anew.

    Nothing is kept between two calls, and no caller can say what was answered before. Raise
    QuestionError as `Library.ask` does, and StoppedError once `until` is cancelled.
    """
    turns = _turns_before(library, question, language, history)
    *_, last = library.answers(question, language=language, history=turns, until=until)
    return last


def _turns_before(
    library: "AnyLibrary", question: str, language: "Language | None", history: Sequence[str]
) -> list[Turn]:
    """Answer the questions before as far back as one may lean on them.

    That is to the last that stands alone and is answered. Of those before it no more is needed than
    what they asked; in an archive each adds to what is opened for the next.
    """
    asked = [checked_question(earlier) for earlier in history]
    # No language model is asked for what was answered before.
    plain = library.extractive
    known: dict[int, Turn] = {}
    first = 0
    if isinstance(plain, Library):
        first, settled = len(history), _alone(plain, checked_question(question), language)
        while first and not settled:
            first -= 1
            if _alone(plain, asked[first], language):
                known[first] = _turn(plain, history[first], language, ())
                settled = bool(known[first].citations)
    turns = [Turn(earlier, "") for earlier in history[:first]]
    for place, earlier in enumerate(history[first:], first):
        turns.append(known.get(place) or _turn(plain, earlier, language, turns))
    return turns


def _alone(library: Library, question: str, language: "Language | None") -> bool:
    usual = library.articles[0].original.language
    return stands_alone(question, spoken_language(question, language or usual))


def _turn(
    library: "AnyLibrary", question: str, language: "Language | None", before: Sequence[Turn]
) -> Turn:
    answer = library.ask(question, language=language, history=before)
    return Turn(question, answer.text, answer.citations)


async def ask_while_awaited(
    library: "AnyLibrary",
    question: str,
    language: "Language | None",
    history: Sequence[str],
    receive: Receive | None = None,
) -> "Answer":
    """Answer as `ask_after` does, in a thread, and let go of the model when nobody waits any more.

    That is when this is cancelled, or when the client of a request goes away whose body was read:
    then StoppedError is raised.
    """
    until = Cancellation()
    asked = partial(ask_after, library, question, language, history, until)
    listening = asyncio.create_task(_listen(receive, until)) if receive else None
    try:
        # What is abandoned ends by itself: `until` is cancelled first thing.
        return await to_thread.run_sync(asked, abandon_on_cancel=True)
    finally:
        until.cancel()
        if listening:
            listening.cancel()


async def _listen(receive: Receive, until: Cancellation) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    until.cancel()
