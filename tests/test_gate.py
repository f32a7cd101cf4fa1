"""Which requests come in at all."""

import doctest

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient

import ui.gate
from ui.gate import Gate, host_name, is_answered, is_own
from ui.policy import policy_of


def client_of(host: str = "127.0.0.1", root: str = "", *hosts: str) -> TestClient:
    """Run an application that tells what it was asked, behind a gate."""

    async def told(request: Request) -> JSONResponse:
        return JSONResponse({"path": request.url.path, "headers": sorted(request.headers)})

    methods = ["GET", "POST"]
    app = Starlette(routes=[Route("/{path:path}", told, methods=methods)])
    gated = Gate(app, policy_of(host, root=root, hosts=hosts))
    return TestClient(gated, base_url="http://127.0.0.1:7860", follow_redirects=False)


def test_examples() -> None:
    """Those of the module."""
    assert doctest.testmod(ui.gate) == (0, 1)


@pytest.mark.parametrize(
    "host",
    ["localhost", "localhost:7860", "LOCALHOST", "127.0.0.1:1", "[::1]:7860", "192.168.1.7:7860",
     "localhost.", "ponte.example", "Ponte.Example:443"],
)  # fmt: skip
def test_host_that_is_meant_is_answered(host: str) -> None:
    """A name of ours, or any address: no name of another can pose as one."""
    assert client_of("127.0.0.1", "", "ponte.example").get("/", headers={"Host": host}).is_success


@pytest.mark.parametrize(
    "host",
    ["", "evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "evil.example:7860",
     "localhost@evil.example", "localhost/evil", "localhost:7860:80", "localhost:port", "[::1",
     "127.0.0.1 ", "127.1", "0x7f.0.0.1", "localhost?a", "localhost#a", "localhost, evil.example"],
)  # fmt: skip
def test_hostile_host_is_refused(host: str) -> None:
    """A page whose name was pointed at this machine reads nothing."""
    answer = client_of().get("/", headers={"Host": host})
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("This server does not answer to ")


def test_refused_host_is_told_the_remedy() -> None:
    """In one line."""
    told = client_of().get("/", headers={"Host": "ponte.example:80"}).json()["detail"]
    assert told == (
        'This server does not answer to "ponte.example:80". '
        "If it should: ponte chat --allow-host ponte.example"
    )


@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "null", "", "http://127.0.0.1:3000", "http://localhost:7860",
     "file://", "http://127.0.0.1:7860.evil.example", "chrome-extension://abc",
     "http://127.0.0.1:7860@evil.example"],
)  # fmt: skip
def test_page_of_another_origin_is_refused(origin: str, method: str) -> None:
    """Whatever it asks for, another port of this machine included."""
    answer = client_of().request(method, "/", headers={"Origin": origin})
    assert answer.status_code == 403
    assert answer.json()["detail"].startswith("A page of ")
    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("127.0.0.1:7860", "http://127.0.0.1:7860"),
        ("ponte.example", "https://ponte.example"),
        ("ponte.example", "https://ponte.example:443"),
        ("ponte.example:443", "https://ponte.example"),
        ("[::1]", "http://[::1]"),
        ("127.0.0.1:7860", "https://ponte.example"),
    ],
)
def test_own_page_may_ask(host: str, origin: str) -> None:
    """Also behind a proxy that asks under another name, where its own was given."""
    client = client_of("127.0.0.1", "", "ponte.example")
    assert client.post("/", headers={"Host": host, "Origin": origin}).is_success


def test_hearsay_is_dropped() -> None:
    """Headers from which Gradio would build addresses, whoever sends them."""
    sent = ["X-Forwarded-Host", "X-Gradio-Server", "X-Forwarded-Proto", "Forwarded"]
    answer = client_of().get("/", headers={**dict.fromkeys(sent, "evil.example"), "X-Other": "a"})
    seen = answer.json()["headers"]
    assert "x-other" in seen
    assert not {name.lower() for name in sent} & set(seen)


@pytest.mark.parametrize(
    ("asked", "path"),
    [("/ponte/", "/"), ("/ponte/api/ask", "/api/ask"), ("/api/ask", "/api/ask"),
     ("/ponteverde/", "/ponteverde/")],
)  # fmt: skip
def test_path_of_the_proxy_is_taken_away(asked: str, path: str) -> None:
    """Whether or not the proxy did so."""
    assert client_of("127.0.0.1", "/ponte").get(asked).json()["path"] == path


def test_root_without_its_slash_leads_to_the_page() -> None:
    """Where its files are found."""
    answer = client_of("127.0.0.1", "/ponte").get("/ponte")
    assert (answer.status_code, answer.headers["location"]) == (308, "/ponte/")


def test_any_host_is_answered_where_all_are() -> None:
    """But none that is malformed, and no other origin."""
    assert is_answered("evil.example", ("*",))
    assert not is_answered("a@b", ("*",))
    assert not is_own("http://evil.example", "here.example", ("*",))
    assert host_name("exa mple") == ""
