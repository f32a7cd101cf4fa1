"""Fetching a page that a person named: within bounds, and only from where it may come.

Every hop's addresses are checked, and the connection goes to the address that was checked, so that
a name cannot point elsewhere a moment later (DNS rebinding).
"""

import socket
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import Message
from ipaddress import IPv4Address, IPv6Address, ip_address
from threading import Event, Timer
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin, urlsplit

from rag.errors import ArticleError

if TYPE_CHECKING:
    from http.client import HTTPConnection, HTTPResponse

# Bytes, seconds for one answer and for all hops together, hops.
LARGEST_PAGE, _PATIENCE, _DEADLINE, _MOST_HOPS = 20_000_000, 10.0, 30.0, 5
_CHUNK = 1 << 16
_PORTS = {"http": 80, "https": 443}
_NETWORK_ADDRESSES_IN = IPv6Address("64:ff9b::")
_HEADERS = {
    "User-Agent": "Ponte (a reader of single articles)",
    "Accept": "text/html,application/xhtml+xml,application/pdf,text/plain,*/*;q=0.5",
    "Accept-Encoding": "identity",
}

Address = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave: the bytes, the address after all redirects, the type, the encoding."""

    data: bytes
    url: str
    content_type: str
    charset: str


def is_url(source: str) -> bool:
    """Tell whether what a person named is an address of the web."""
    return source.lower().startswith(("http://", "https://"))


def fetch(url: str, *, allow_private: bool = False) -> Fetched:
    """Fetch a page over HTTP; raise ArticleError where it cannot or must not be had.

    Addresses of this machine and its network are refused unless `allow_private`.
    """
    import ssl
    from http.client import HTTPException

    hop = url
    try:
        for _ in range(_MOST_HOPS + 1):
            with _answer(hop, allow_private) as answer:
                place = answer.getheader("Location")
                if answer.status not in (301, 302, 303, 307, 308) or not place:
                    return _read(answer, hop)
            hop = urljoin(hop, place)
    except ssl.SSLCertVerificationError as error:
        told = f"'{hop}' cannot prove who it is ({error.verify_message}). Fetch it in a browser."
        raise ArticleError(told) from error
    except TimeoutError as error:
        raise ArticleError(f"'{hop}' did not answer in time. Try again later.") from error
    except (OSError, HTTPException, ValueError) as error:
        told = f"'{hop}' cannot be fetched: {error or type(error).__name__}. Check the address."
        raise ArticleError(" ".join(told.split())) from error
    raise ArticleError(f"'{url}' redirects more than {_MOST_HOPS} times. Give its last address.")


@contextmanager
def _answer(url: str, allow_private: bool) -> "Iterator[HTTPResponse]":
    """Ask for a page at the address that was checked, and hang up after the deadline."""
    from http.client import HTTPException

    parts = urlsplit(url)
    host, scheme = parts.hostname, parts.scheme.lower()
    if scheme not in _PORTS or not host or parts.username or parts.password:
        raise ArticleError(f"'{url}' is no plain http or https address. Check it.")
    address = _checked_address(host, parts.port or _PORTS[scheme], url, allow_private)
    connection = _connect(host, address, parts.port or _PORTS[scheme], secure=scheme == "https")
    late = Event()
    deadline = Timer(_DEADLINE, _hang_up, [connection.sock, late])
    deadline.daemon = True
    deadline.start()
    try:
        path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
        query = f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?')}" if parts.query else ""
        connection.request("GET", path + query, headers=_HEADERS)
        with connection.getresponse() as answer:
            yield answer
        if late.is_set():
            raise TimeoutError
    except (OSError, ValueError, HTTPException) as error:
        if late.is_set():
            raise TimeoutError from error
        raise
    finally:
        deadline.cancel()
        connection.close()


def _hang_up(connected: socket.socket, late: Event) -> None:
    # Said first: who reads sees the end of the answer before this thread goes on.
    late.set()
    # Where the answer has just ended, there is nothing to hang up.
    with suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)


def _checked_address(host: str, port: int, url: str, allow_private: bool) -> str:
    """Return an address of a host that may be connected to."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise ArticleError(f"'{url}' has no host that could exist. Check the address.") from error
    addresses = [str(entry[4][0]) for entry in found]
    for address in addresses:
        if allow_private or is_public(ip_address(address.partition("%")[0])):
            return address
    raise ArticleError(
        f"'{url}' leads to {addresses[0]}, an address of this machine or of a private network. "
        "Add --allow-private if that is meant."
    )


def is_public(address: Address) -> bool:
    """Tell whether an address, and any that is wrapped in it, is one of the public internet."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if inner is None and int(address) >> 32 == int(_NETWORK_ADDRESSES_IN) >> 32:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast


def _connect(host: str, address: str, port: int, *, secure: bool) -> "HTTPConnection":
    """Connect to an address as to the host that it was found under, whose name TLS checks."""
    from http.client import HTTPConnection

    connection = HTTPConnection(host, port, timeout=_PATIENCE)
    plain = socket.create_connection((address, port), timeout=_PATIENCE)
    try:
        connection.sock = _secured(plain, host) if secure else plain
    except OSError:
        plain.close()
        raise
    return connection


def _secured(plain: socket.socket, host: str) -> socket.socket:
    import ssl

    import certifi

    context = ssl.create_default_context()
    # Python does not find the system's certificates everywhere.
    context.load_verify_locations(certifi.where())
    return context.wrap_socket(plain, server_hostname=host)


def _read(answer: "HTTPResponse", url: str) -> Fetched:
    if answer.status != 200:
        raise ArticleError(f"'{url}' answered {answer.status} {answer.reason}. Check the address.")
    data = bytearray()
    while chunk := answer.read1(_CHUNK):
        data += chunk
        _check_size(len(data), url)
    if answer.length:
        raise OSError(f"the answer broke off, {answer.length} bytes are missing")
    stated = Message()
    stated["content-type"] = answer.getheader("Content-Type") or "application/octet-stream"
    return Fetched(
        data=_unpacked(bytes(data), answer.getheader("Content-Encoding") or "identity", url),
        url=url,
        content_type=stated.get_content_type(),
        charset=stated.get_content_charset() or "",
    )


def _unpacked(data: bytes, encoding: str, url: str) -> bytes:
    """Unpack what was packed though we asked for it plain, within bounds."""
    if encoding.lower() == "identity":
        return data
    if encoding.lower() not in ("gzip", "x-gzip", "deflate"):
        raise ArticleError(f"'{url}' is packed as '{encoding}'. Save the page and give the file.")
    try:
        plain = zlib.decompressobj(47).decompress(data, LARGEST_PAGE + 1)
    except zlib.error as error:
        raise ArticleError(f"'{url}' came damaged ({error}). Try again later.") from error
    _check_size(len(plain), url)
    return plain


def _check_size(size: int, url: str) -> None:
    if size > LARGEST_PAGE:
        raise ArticleError(
            f"'{url}' has over {LARGEST_PAGE:,} bytes. Save the article alone and give the file."
        )
