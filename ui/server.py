"""The web server: a port of its own, a word when it answers, and a quiet end."""

import contextlib
import gc
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING

import uvicorn

from rag.errors import ServerError
from ui.connections import MOST_OF_ALL, PatientProtocol

if TYPE_CHECKING:
    from fastapi import FastAPI


def bind(host: str, port: int) -> socket.socket:
    """Return a socket listening on a port (0: any free one), or raise ServerError."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, socket.SOCK_STREAM)
    except (OSError, OverflowError) as error:
        raise ServerError(f"Cannot serve on '{host}': {error}. Give another --host.") from error
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen()
    except (OSError, OverflowError) as error:
        listening.close()
        raise ServerError(
            f"Port {port} on '{host}' is not free. Give another with --port (0 takes any free one)."
        ) from error
    return listening


class PageServer(uvicorn.Server):
    """A server that says when it answers."""

    def __init__(
        self, app: "FastAPI", listening: socket.socket, ready: Callable[[str], None]
    ) -> None:
        """Serve an application on a bound socket; `ready` is called once, with its address."""
        super().__init__(
            uvicorn.Config(
                app,
                http=PatientProtocol,
                ws="none",
                limit_concurrency=MOST_OF_ALL,
                server_header=False,
                # Above the pauses of whoever reads an answer before asking on.
                timeout_keep_alive=30,
                log_config=None,
                access_log=False,
                timeout_graceful_shutdown=1,
            )
        )
        self._listening = listening
        self._ready = ready

    @property
    def url(self) -> str:
        """Return the address of the page."""
        host, port = self._listening.getsockname()[:2]
        named = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "::1": "[::1]"}.get(host, host)
        return f"http://{named}:{port}/"

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        if self.started:
            # What is loaded stays: the collector need not go through it again while somebody waits.
            gc.collect()
            gc.freeze()
            self._ready(self.url)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Hang up, then stop: an open page keeps its connection for ever."""
        for connection in list(self.server_state.connections):
            connection.transport.close()
        await super().shutdown(sockets)

    def serve_until_interrupted(self) -> None:
        """Serve until Ctrl-C or a signal, and end quietly."""
        with contextlib.suppress(KeyboardInterrupt):
            self.run(sockets=[self._listening])
