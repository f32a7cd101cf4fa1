"""Work that is not wanted any more: said in one thread, heard at once by those that do it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock


class Cancellation:
    """A word that can be said once, from any thread, to whatever listens for it."""

    def __init__(self) -> None:
        """Begin with work that is wanted."""
        self._lock = Lock()
        self._said = False
        self._calls: list[Callable[[], object]] = []

    @property
    def cancelled(self) -> bool:
        """Tell whether the work is not wanted any more."""
        return self._said

    def cancel(self) -> None:
        """Say that it is not; whatever listens is called here, and does not wait."""
        with self._lock:
            self._said = True
            calls = tuple(self._calls)
        for call in calls:
            call()

    @contextmanager
    def calling(self, stop: Callable[[], object]) -> Iterator[None]:
        """Call a function once the word is said, at once if it was, until the block is left."""
        with self._lock:
            self._calls.append(stop)
            late = self._said
        if late:
            stop()
        try:
            yield
        finally:
            with self._lock:
                self._calls.remove(stop)
