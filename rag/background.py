"""An event loop in a thread of its own: what it waits for can be called off from any other."""

import asyncio
import weakref
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import Future
from threading import Thread
from typing import Any, TypeVar

Result = TypeVar("Result")


class Background:
    """The loop; it ends with whoever holds it, after what it has to close."""

    def __init__(self, close: Callable[[], Awaitable[None]]) -> None:
        """Start the loop's thread; `close` is awaited there in the end, and holds no Background."""
        self._loop = asyncio.new_event_loop()
        Thread(target=_run, args=(self._loop, close), daemon=True).start()
        ended = weakref.finalize(self, self._loop.call_soon_threadsafe, self._loop.stop)
        # A process that ends hangs up anyway, and whoever still waits is not to be told.
        ended.atexit = False

    def start(self, work: Coroutine[Any, Any, Result]) -> "Future[Result]":
        """Begin some work; cancelling its future calls it off wherever it is waiting."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)


def _run(loop: asyncio.AbstractEventLoop, close: Callable[[], Awaitable[None]]) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
        loop.run_until_complete(_end(close))
    finally:
        loop.close()


async def _end(close: Callable[[], Awaitable[None]]) -> None:
    """Call off what is still waited for, then close."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await close()
