"""The answers that a language model is writing, and how a page lets go of its own."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from rag.cancelling import Cancellation


class Writings:
    """What is being written for each session, by its name."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._lock = threading.Lock()
        self._running: dict[str, frozenset[Cancellation]] = {}

    @contextmanager
    def of(self, session: str) -> Iterator[Cancellation]:
        """Give what cancels an answer that is written for a session while the block runs."""
        begun = Cancellation()
        with self._lock:
            self._running[session] = self._running.get(session, frozenset()) | {begun}
        try:
            yield begun
        finally:
            with self._lock:
                left = self._running.pop(session) - {begun}
                if left:
                    self._running[session] = left

    def cancel(self, session: str) -> None:
        """Let go of all that is written for a session."""
        with self._lock:
            running = self._running.get(session, frozenset())
        for each in running:
            each.cancel()
