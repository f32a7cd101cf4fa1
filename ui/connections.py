"""Connections that come and say nothing: each has so long for a request, each address so many."""

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEADERS_WITHIN = 15.0
# A page holds two connections open, and a browser makes up to six at once.
MOST_OF_ONE_ADDRESS = 256
# Below the files that a process may usually hold open, so that the server can refuse politely.
MOST_OF_ALL = 800
_TIMEOUT = (
    b"HTTP/1.1 408 Request Timeout\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"
    b'{"detail":"The head of the request took too long. Send it faster."}'
)


class PatientProtocol(H11Protocol):
    """HTTP/1.1 over one connection, whose patience has an end (uvicorn's has none)."""

    headers_within = HEADERS_WITHIN

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Make a connection as uvicorn does."""
        super().__init__(*arguments, **options)
        self._waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's
        """Begin to wait for a request; close at once where one address holds too many."""
        super().connection_made(transport)
        if self._is_crowd():
            transport.abort()
            return
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take bytes; while the head of a request is incomplete, wait on."""
        super().data_received(data)
        answering = self.cycle is not None and not self.cycle.response_complete
        if answering or self.conn.their_state is not h11.IDLE:
            self._stop_waiting()
        elif self._waiting is None:
            self._wait()

    def on_response_complete(self) -> None:
        """Wait no longer than uvicorn does for the next request to begin."""
        self._stop_waiting()
        super().on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._waiting = self.loop.call_later(self.headers_within, self._give_up)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _give_up(self) -> None:
        self._waiting = None
        if not self.transport.is_closing():
            self.transport.write(_TIMEOUT)
            self.transport.close()

    def _is_crowd(self) -> bool:
        if self.client is None or self.client[0] in _exempt(self.config.forwarded_allow_ips):
            return False
        # A connection of WebSockets, which nothing here speaks, would stand here too.
        held = [each.client for each in self.connections if isinstance(each, H11Protocol)]
        return sum(1 for client in held if client and client[0] == self.client[0]) > (
            MOST_OF_ONE_ADDRESS
        )


def _exempt(proxies: list[str] | str) -> list[str]:
    """Return the addresses that speak for many: this machine's, and the trusted proxies'."""
    named = proxies if isinstance(proxies, list) else proxies.split(",")
    return ["127.0.0.1", "::1", *(name.strip() for name in named)]
