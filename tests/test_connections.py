"""Connections that say nothing, or too little: over real sockets."""

import socket
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from serving import serving

from ui import connections
from ui.connections import PatientProtocol


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Serve an application with little patience."""
    monkeypatch.setattr(PatientProtocol, "headers_within", 0.4)
    app = FastAPI()

    @app.post("/")
    async def told() -> str:
        return "told"

    with serving(lambda: app) as address:
        yield int(address.rpartition(":")[2])


def opened(port: int) -> socket.socket:
    """Connect."""
    made = socket.create_connection(("127.0.0.1", port), timeout=10)
    made.settimeout(10)
    return made


def read_all(connection: socket.socket) -> bytes:
    """Read until the other side closes."""
    read = b""
    while part := connection.recv(4096):
        read += part
    return read


@pytest.mark.parametrize("said", [b"", b"POST / HT", b"POST / HTTP/1.1\r\nHost: a\r\nX-A: b\r\n"])
def test_silent_connection_is_closed(port: int, said: bytes) -> None:
    """Said to be too slow, at whatever point it stopped."""
    with opened(port) as connection:
        connection.sendall(said)
        answer = read_all(connection)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert answer.endswith(b'{"detail":"The head of the request took too long. Send it faster."}')


def test_dribbling_connection_is_closed(port: int) -> None:
    """A byte now and then buys no time."""
    with opened(port) as connection:
        connection.settimeout(0.05)
        answer = b""
        for sign in b"POST / HTTP/1.1\r\nX-A: " + b"b" * 1000:
            try:
                connection.sendall(bytes([sign]))
                answer = connection.recv(4096)
            except TimeoutError:
                continue
            except ConnectionError:
                break
            break
    assert answer.startswith(b"HTTP/1.1 408 ")


def test_second_request_has_as_long_as_the_first(port: int) -> None:
    """A connection that is kept is not kept for a head that never ends."""
    with opened(port) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")
        assert connection.recv(4096).startswith(b"HTTP/1.1 200 ")
        connection.sendall(b"POST / HTTP/1.1\r\nHost: a\r\n")
        assert b"HTTP/1.1 408 " in read_all(connection)


def test_one_address_holds_so_many(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next is closed at once; this machine and trusted proxies speak for many."""
    monkeypatch.setattr(connections, "MOST_OF_ONE_ADDRESS", 2)
    with opened(port), opened(port), opened(port) as third:
        third.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")
        assert third.recv(4096).startswith(b"HTTP/1.1 200 ")
    monkeypatch.setattr(connections, "_exempt", lambda proxies: [])
    with opened(port), opened(port), opened(port) as third:
        try:
            said = read_all(third)
        except ConnectionError:
            said = b""
        assert said == b""


def test_trusted_proxies_are_exempt() -> None:
    """As uvicorn is told of them."""
    assert connections._exempt("10.0.0.1, 10.0.0.2")[2:] == ["10.0.0.1", "10.0.0.2"]
    assert connections._exempt(["10.0.0.3"]) == ["127.0.0.1", "::1", "10.0.0.3"]
