"""How much one address may ask for, how large a request may be, and how long it may take."""

import asyncio
import ipaddress
import math
import time
from collections.abc import Callable

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 512 * 1024
BODY_WITHIN = 20.0
# Files go to routes with limits of their own.
_FILES = ("/gradio_api/upload", "/own")
_FREE = ("/api/docs", "/api/health", "/api/openapi.json")
# Addresses remembered; the oldest are forgotten first.
_REMEMBERED = 10_000


class Meter:
    """A count of events by key, so many a minute and half of them at once (GCRA)."""

    def __init__(self, rate: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Allow `rate` events a minute for each key; the clock gives seconds."""
        self._gap = 60 / rate
        self._slack = self._gap * (max(1, rate // 2) - 1)
        self._clock = clock
        self._due: dict[str, float] = {}

    def wait(self, key: str) -> float:
        """Return for how many seconds nothing more is allowed for a key; 0 where it is."""
        now = self._clock()
        return max(0.0, self._due.get(key, now) - now - self._slack)

    def count(self, key: str) -> None:
        """Count an event of a key."""
        now = self._clock()
        due = max(now, self._due.pop(key, now)) + self._gap
        if len(self._due) >= _REMEMBERED:
            self._due = {name: then for name, then in self._due.items() if then > now}
            while len(self._due) >= _REMEMBERED:
                del self._due[next(iter(self._due))]
        self._due[key] = due


class Limits:
    """Refuse what is too much, too large or too slow, before it costs anything."""

    def __init__(
        self, app: ASGIApp, rate: int, largest: int = LARGEST_BODY, within: float = BODY_WITHIN
    ) -> None:
        """Wrap an application: requests a minute and address (0: any), bytes, seconds."""
        self.app = app
        self._meter = Meter(rate) if rate else None
        self._largest = largest
        self._within = within

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on whole, or say why not."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if self._meter and asks_for_work(scope):
            address = address_of(scope)
            if wait := self._meter.wait(address):
                await too_many(wait)(scope, receive, send)
                return
            self._meter.count(address)
        if scope["method"] in ("GET", "HEAD") or scope["path"].startswith(_FILES):
            await self.app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(self._within):
                body = await self._body(receive)
        except TimeoutError:
            told = f"The request took longer than {self._within:g} seconds. Send it faster."
            await _refusal(408, told)(scope, receive, send)
            return
        if body is None:
            told = f"The request is larger than {self._largest:,} bytes. Send less."
            await _refusal(413, told)(scope, receive, send)
            return
        await self.app(scope, _replayed(body, receive), send)

    async def _body(self, receive: Receive) -> bytes | None:
        """Return the body of a request, or None where it is too large."""
        body = bytearray()
        more = True
        while more:
            message = await receive()
            body += message.get("body", b"")
            if len(body) > self._largest:
                return None
            more = message.get("more_body", False)
        return bytes(body)


def too_many(wait: float) -> JSONResponse:
    """Return the refusal of what comes too often."""
    seconds = math.ceil(wait)
    told = f"Too many requests from this address. Try again in {seconds} s."
    return JSONResponse({"detail": told}, 429, {"Retry-After": str(seconds)})


def asks_for_work(scope: Scope) -> bool:
    """Tell whether a request costs more than a file."""
    path = scope["path"]
    return scope["method"] not in ("GET", "HEAD") or (
        path.startswith(("/api/", "/mcp")) and path not in _FREE
    )


def address_of(scope: Scope) -> str:
    """Return whom a request is counted for: an address, or the network of one of IPv6."""
    host = (scope.get("client") or ("", 0))[0]
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return str(host)
    if address.version == 4:
        return str(address)
    # One home, or one rented machine, has as many addresses as it likes within its /64.
    return str(ipaddress.ip_network((address, 64), strict=False))


def _refusal(status: int, told: str) -> JSONResponse:
    # The rest of the request has not been read, so the connection cannot go on.
    return JSONResponse({"detail": told}, status, {"Connection": "close"})


def _replayed(body: bytes, receive: Receive) -> Receive:
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
