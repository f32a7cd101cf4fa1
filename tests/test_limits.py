"""How much, how large, how slow."""

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.types import Message

from ui.limits import Limits, Meter, address_of


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        """Start at an hour."""
        self.now = 3600.0

    def __call__(self) -> float:
        """Return the time in seconds."""
        return self.now


def application() -> Starlette:
    """Make an application that says how many bytes it was sent."""

    async def told(request: Request) -> PlainTextResponse:
        return PlainTextResponse(str(len(await request.body())))

    return Starlette(routes=[Route("/{path:path}", told, methods=["GET", "POST"])])


def client_of(rate: int = 0, largest: int = 100) -> TestClient:
    """Run that application with limits."""
    return TestClient(Limits(application(), rate, largest))


def test_meter_allows_half_at_once_and_the_rest_evenly() -> None:
    """Ten a minute: five now, then one every six seconds."""
    clock = Clock()
    meter = Meter(10, clock)
    for _ in range(5):
        assert meter.wait("a") == 0
        meter.count("a")
    assert meter.wait("a") == pytest.approx(6)
    assert meter.wait("b") == 0
    clock.now += 6
    assert meter.wait("a") == pytest.approx(0)


@given(rate=st.integers(1, 600), steps=st.lists(st.floats(0, 5), max_size=200))
def test_meter_never_allows_more_than_its_rate(rate: int, steps: list[float]) -> None:
    """Over any time: what is allowed at once, and what the time brings."""
    clock = Clock()
    meter = Meter(rate, clock)
    allowed = 0
    for step in steps:
        clock.now += step
        if not meter.wait("a"):
            meter.count("a")
            allowed += 1
    assert allowed <= max(1, rate // 2) + (clock.now - 3600) * rate / 60 + 1e-6


def test_meter_forgets_the_oldest() -> None:
    """However many addresses ask, it holds so many."""
    meter = Meter(2, Clock())
    for number in range(10_050):
        meter.count(str(number))
    assert meter.wait("0") == 0
    assert meter.wait("10049") > 0


def test_too_many_requests_are_told_to_wait() -> None:
    """Only those that ask for work are counted."""
    client = client_of(rate=4)
    asked = ["/api/find", "/", "/ui/app.js", "/api/docs", "/api/find", "/api/health", "/api/find"]
    answers = [client.get(path) for path in asked]
    assert [answer.status_code for answer in answers] == [200] * 6 + [429]
    assert answers[-1].headers["retry-after"] == "15"
    told = {"detail": "Too many requests from this address. Try again in 15 s."}
    assert answers[-1].json() == told
    assert client.post("/gradio_api/queue/join").status_code == 429


@pytest.mark.parametrize(("size", "status"), [(0, 200), (100, 200), (101, 413), (10_000, 413)])
@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "in pieces"])
def test_large_request_is_refused(size: int, status: int, streamed: bool) -> None:
    """Whether or not it says how large it is; a smaller one arrives whole."""
    body = b"x" * size
    sent: Any = (body[place : place + 7] for place in range(0, size, 7)) if streamed else body
    answer = client_of().post("/api/ask", content=sent)
    assert answer.status_code == status
    if status == 200:
        assert answer.text == str(size)
    else:
        assert answer.json() == {"detail": "The request is larger than 100 bytes. Send less."}


def test_files_have_a_limit_of_their_own() -> None:
    """Where they are taken at all."""
    assert client_of().post("/gradio_api/upload", content=b"x" * 500).text == "500"


def test_slow_request_is_given_up() -> None:
    """A body that never ends is answered all the same."""
    sent: list[Message] = []
    begun: list[Message] = [{"type": "http.request", "body": b"x", "more_body": True}]

    async def receive() -> Message:
        if begun:
            return begun.pop()
        await asyncio.sleep(60)
        raise AssertionError

    async def send(message: Message) -> None:
        sent.append(message)

    limits = Limits(application(), 0, within=0.05)
    scope = {"type": "http", "method": "POST", "path": "/api/ask", "headers": []}
    asyncio.run(limits(scope, receive, send))
    assert sent[0]["status"] == 408
    assert b"Send it faster." in sent[1]["body"]


@pytest.mark.parametrize(
    ("client", "counted"),
    [
        (("192.0.2.7", 1), "192.0.2.7"),
        (("2001:db8:1:2:3:4:5:6", 1), "2001:db8:1:2::/64"),
        (("testclient", 1), "testclient"),
        (None, ""),
    ],
)
def test_addresses_of_one_home_are_one(client: Any, counted: str) -> None:
    """Who has one address of IPv6 has as many as they like."""
    assert address_of({"client": client}) == counted
