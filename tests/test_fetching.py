"""Web addresses are fetched within bounds, and never from a private network unasked."""

import gzip
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from typing import Any

import pytest
from files import PAGE, pdf_file

from rag import fetching
from rag.errors import ArticleError
from rag.fetching import fetch, is_public
from rag.sources import read_source

ANSWERS: dict[str, tuple[int, dict[str, str], bytes]] = {
    "/porto": (200, {"Content-Type": "text/html; charset=utf-8"}, PAGE.encode()),
    "/latin": (200, {"Content-Type": "text/html; charset=iso-8859-1"}, PAGE.encode("cp1252")),
    "/packed": (
        200, {"Content-Type": "text/html", "Content-Encoding": "gzip"},
        gzip.compress(PAGE.encode()),
    ),
    "/bomb": (
        200, {"Content-Type": "text/html", "Content-Encoding": "gzip"},
        gzip.compress(bytes(30_000_000)),
    ),
    "/brotli": (200, {"Content-Encoding": "br"}, b"x"),
    "/file.pdf": (200, {"Content-Type": "application/pdf"}, pdf_file([["Il porto riapre."]])),
    "/plain": (200, {"Content-Type": "text/plain"}, b"Il porto riapre."),
    "/moved": (302, {"Location": "/porto"}, b""),
    "/loop": (302, {"Location": "/loop"}, b""),
    "/away": (302, {"Location": "ftp://example.org/"}, b""),
    "/inside": (302, {"Location": "http://inside.example/"}, b""),
    "/cut": (200, {"Content-Type": "text/plain", "Content-Length": "100"}, b"Il porto riapre."),
    "/none": (404, {}, b""),
    "/è/città": (200, {"Content-Type": "text/plain"}, b"Il porto."),
}  # fmt: skip


class Answering(BaseHTTPRequestHandler):
    """A server that answers from the table."""

    def do_GET(self) -> None:
        """Answer one request."""
        from urllib.parse import unquote

        status, headers, body = ANSWERS[unquote(self.path.partition("?")[0])]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Serve the table on this machine."""
    serving = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=serving.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{serving.server_port}"
    serving.shutdown()
    thread.join()
    serving.server_close()


def refusal(url: str, **options: bool) -> str:
    """Return why an address is not fetched."""
    with pytest.raises(ArticleError) as caught:
        fetch(url, **options)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("path", ["/porto", "/latin", "/packed", "/moved"])
def test_a_page_is_an_article(server: str, path: str) -> None:
    """Its address, after redirects, is its source."""
    article = read_source(f"{server}{path}", allow_private=True)
    last = "/porto" if path == "/moved" else path
    assert article.original.source == f"Maria Rossi · La Gazzetta · {server}{last}"
    assert (article.id, article.title) == (f"127-0-0-1-{last[1:]}", "Il porto riapre")
    assert "riapre lunedì" in article.original.text


@pytest.mark.parametrize("path", ["/file.pdf", "/plain", "/è/città?x=è y"])
def test_other_types_are_read_as_such(server: str, path: str) -> None:
    """By what the server says and the bytes show."""
    article = read_source(server + path, allow_private=True)
    assert "Il porto" in article.original.text
    assert article.original.source.startswith(server)


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("/none", "answered 404 Not Found. Check the address."),
        ("/loop", "redirects more than 5 times. Give its last address."),
        ("/away", "'ftp://example.org/' is no plain http or https address. Check it."),
        ("/bomb", "has over 20,000,000 bytes."),
        ("/brotli", "is packed as 'br'."),
    ],
)
def test_what_cannot_be_had_is_one_line(server: str, path: str, part: str) -> None:
    """It names the address of the hop, and what to do."""
    assert part in refusal(server + path, allow_private=True)


def test_a_private_address_must_be_allowed(server: str) -> None:
    """And the refusal says how."""
    said = refusal(server + "/porto")
    assert said == (
        f"'{server}/porto' leads to 127.0.0.1, an address of this machine or of a private network. "
        "Add --allow-private if that is meant."
    )


def test_a_redirect_is_checked_like_the_first_hop(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A public page may not lead to a private one; and who was checked is who is asked."""
    port = int(server.rpartition(":")[2])
    addresses = {"outside.example": "93.184.215.14", "inside.example": "10.0.0.7"}
    asked: list[str] = []
    connected: list[str] = []
    connect = socket.create_connection

    def resolve(host: str, port: int, *_: int, **_options: int) -> list[Any]:
        asked.append(host)
        found = (addresses.get(host, host), port)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", found)]

    def reach(address: tuple[str, int], **options: Any) -> socket.socket:
        connected.append(address[0])
        return connect(("127.0.0.1", port), **options)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", reach)
    said = refusal("http://outside.example/inside")
    assert said.startswith("'http://inside.example/' leads to 10.0.0.7, an address of this machine")
    assert [name for name in asked if name in addresses] == list(addresses)
    assert connected == ["93.184.215.14"]


@pytest.mark.parametrize(
    "url", ["http:///x", "http://user:pass@example.org/", "http://[::1", "http://a:99999/"]
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    """Before anything is asked."""
    assert refusal(url).startswith("'http://")


def test_half_a_page_is_no_article(server: str) -> None:
    """What broke off is not read as if it were whole."""
    assert refusal(f"{server}/cut", allow_private=True) == (
        f"'{server}/cut' cannot be fetched: the answer broke off, 84 bytes are missing. "
        "Check the address."
    )


def test_a_server_that_drips_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """The deadline holds for the whole answer."""
    monkeypatch.setattr(fetching, "_DEADLINE", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        ended = threading.Event()

        def drip() -> None:
            client, _ = listening.accept()
            with client:
                client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
                while not ended.wait(0.05):
                    try:
                        client.sendall(b"x")
                    except OSError:
                        return

        thread = threading.Thread(target=drip)
        thread.start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        assert (
            refusal(url, allow_private=True) == f"'{url}' did not answer in time. Try again later."
        )
        ended.set()
        thread.join()


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True), ("2606:2800:21f::1", True), ("10.1.2.3", False),
        ("169.254.169.254", False), ("100.64.0.1", False), ("0.0.0.0", False), ("224.0.0.1", False),
        ("::1", False), ("fe80::1", False), ("fd00::1", False), ("::ffff:10.0.0.1", False),
        ("::ffff:93.184.215.14", True), ("64:ff9b::a00:1", False), ("2002:a00:1::", False),
    ],
)  # fmt: skip
def test_only_public_addresses_are_public(address: str, public: bool) -> None:
    """Whatever they are wrapped in."""
    assert is_public(ip_address(address)) is public
