"""The articles that can be asked: those served to all, and those a visitor opened alone.

A visitor's own are kept in memory under a token that nobody can guess and only their browser
knows. They go when they are closed, or a while after the last page that had them open.
"""

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag.errors import PonteError
from rag.forgetting import forget_texts
from ui.uploads import LONGEST_TEXT, RefusalError

if TYPE_CHECKING:
    from rag.archive_library import AnyLibrary
    from rag.article import Article
    from rag.library import Library

# Seconds that a page may be away, in a reload or a pause of the network, before its article goes.
AWAY = 300.0
# What bounds the memory: an index takes up to 180 bytes a character where every word is new.
MOST_CHARACTERS = 4 * LONGEST_TEXT
MOST_VISITORS = 16
MOST_ARTICLES = 8


class GoneError(PonteError):
    """An article of a visitor's own that is no longer kept."""


@dataclass(frozen=True, slots=True)
class _Held:
    """A visitor's articles, the sessions that have them open, and when they go without one."""

    library: "Library"
    sessions: frozenset[str]
    until: float

    @property
    def characters(self) -> int:
        return sum(len(article.original.text) for article in self.library.articles)


class Shelf:
    """The served library, and what visitors opened beside it."""

    def __init__(
        self,
        served: "AnyLibrary",
        *,
        uploads: bool = True,
        away: float = AWAY,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep the served library; `away` is in seconds, as is what `clock` returns."""
        self.served = served
        self.uploads = uploads
        self._away = away
        self._clock = clock
        self._held: dict[str, _Held] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Return how many visitors have articles of their own here."""
        with self._lock:
            self._sweep()
            return len(self._held)

    def library(self, token: str = "", session: str = "") -> "AnyLibrary":
        """Return the served library, or the one a token opens, which a session then holds open.

        Raise GoneError where a token opens nothing, or nothing any more.
        """
        if not token:
            return self.served
        with self._lock:
            self._sweep()
            held = self._held.get(token)
            if held is None:
                raise GoneError("The article is no longer kept. Open it again.")
            if session:
                held = replace(held, sessions=held.sessions | {session})
                self._held[token] = held
            return held.library

    def put(self, article: "Article", token: str = "") -> str:
        """Index an article for a visitor alone, beside those their token opens; return a token.

        Raise RefusalError where there is no room. One at a time: the caller sees to that.
        """
        with self._lock:
            self._sweep()
            before = self._held.get(token)
            self._check_room(article, before)
        own = before.library.articles if before else ()
        library = self.served.alike([*own, _told_apart(article, own)])
        with self._lock:
            # The token is not chosen by whoever asks: one that opens nothing is not taken up.
            kept = token if token in self._held else secrets.token_urlsafe(32)
            sessions = self._held[kept].sessions if kept in self._held else frozenset[str]()
            self._held[kept] = _Held(library, sessions, self._clock() + self._away)
        self._sweep_later()
        return kept

    def drop(self, token: str) -> None:
        """Forget what a token opens."""
        with self._lock:
            self._held.pop(token, None)
        forget_texts()

    def leave(self, session: str, forget: Callable[[], None] = lambda: None) -> None:
        """Note that a page was closed: what no other page has open goes after a while.

        If it had something of its own open, and has not come back by then, `forget` is called.
        """
        with self._lock:
            until = self._clock() + self._away
            open_here = [token for token, held in self._held.items() if session in held.sessions]
            for token in open_here:
                held = self._held[token]
                left = replace(held, sessions=held.sessions - {session}, until=until)
                self._held[token] = left
        if open_here:
            self._sweep_later(session, forget)

    def _check_room(self, article: "Article", before: _Held | None) -> None:
        if before and len(before.library.articles) >= MOST_ARTICLES:
            raise RefusalError("many", limit=MOST_ARTICLES)
        held = sum(each.characters for each in self._held.values())
        crowded = held + len(article.original.text) > MOST_CHARACTERS
        if crowded or (before is None and len(self._held) >= MOST_VISITORS):
            raise RefusalError("full")

    def _sweep(self) -> None:
        now = self._clock()
        over = [
            token for token, held in self._held.items() if not held.sessions and held.until <= now
        ]
        for token in over:
            del self._held[token]
        if over:
            forget_texts()

    def _sweep_later(self, session: str = "", forget: Callable[[], None] = lambda: None) -> None:
        """See to it that what is left goes in time, even if nobody comes by."""

        def sweep() -> None:
            with self._lock:
                self._sweep()
                back = any(session in held.sessions for held in self._held.values())
            if not back:
                forget()

        timer = threading.Timer(self._away, sweep)
        timer.daemon = True
        timer.start()


def _told_apart(article: "Article", others: tuple["Article", ...]) -> "Article":
    """Return an article under an id that no other has."""
    taken = {other.id for other in others}
    number = 2
    name = article.id
    while name in taken:
        name = f"{article.id}-{number}"
        number += 1
    return replace(article, id=name)
