"""Questions that come without a page: each with the questions asked before it."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from anyio import to_thread

from rag.cancelling import Cancellation
from rag.conversation import Turn

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
    """Answer a question that follows others, the oldest first; each of them is answered anew.

    Nothing is kept between two calls, and no caller can say what was answered before. Raise
    QuestionError as `Library.ask` does, and StoppedError once `until` is cancelled.
    """
    turns: list[Turn] = []
    # No language model is asked for what was answered before.
    plain = library.extractive
    for earlier in history:
        answer = plain.ask(earlier, language=language, history=turns)
        turns.append(Turn(earlier, answer.text, answer.citations))
    *_, last = library.answers(question, language=language, history=turns, until=until)
    return last


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
