"""One password before everything."""

import re
import time

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from rag.languages import LANGUAGES, Language, message
from ui import password as module
from ui.password import Password, sent_password
from ui.policy import Policy

SECRET = "città aperta 城"


def client_of(root: str = "") -> TestClient:
    """Run an application that has a secret."""

    async def told(request: Request) -> PlainTextResponse:
        return PlainTextResponse("a secret")

    app = Starlette(routes=[Route("/{path:path}", told, methods=["GET", "POST"])])
    guarded = Password(app, Policy(password=SECRET, root=root))
    return TestClient(guarded, base_url="http://127.0.0.1", follow_redirects=False)


def bearer(password: str) -> dict[str, bytes]:
    """Return the header that sends a password."""
    return {"Authorization": b"Bearer " + password.encode()}


@pytest.mark.parametrize("method", ["GET", "POST", "HEAD", "PUT", "OPTIONS"])
@pytest.mark.parametrize(
    "path", ["/", "/api/ask", "/p/a/1", "/ui/x/app.js", "/config", "/mcp", "/health/x", "//health"]
)
def test_nothing_is_told_without_the_password(path: str, method: str) -> None:
    """Whatever is asked for, and however; but that the server answers."""
    answer = client_of().request(method, f"http://127.0.0.1{path}")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer realm="Ponte"'
    assert "a secret" not in answer.text
    assert client_of().get("/health").text == "a secret"


@pytest.mark.parametrize(
    ("authorization", "entered"),
    [
        (b"Bearer " + SECRET.encode(), True),
        (b"bearer  " + SECRET.encode(), True),
        (b"Basic eDpjaXR0w6AgYXBlcnRhIOWfjg==", True),
        (b"Basic eDpjaXR0YSBhcGVydGE=", False),
        (b"Basic !", False),
        (b"Basic gIA=", False),
        (b"Bearer", False),
        (b"Bearer citta aperta", False),
        (b"Digest " + SECRET.encode(), False),
        (SECRET.encode(), False),
    ],
)
def test_password_may_be_sent_along(authorization: bytes, entered: bool) -> None:
    """As a bearer token, or as anyone's password."""
    answer = client_of().get("/api/ask", headers={"Authorization": authorization})
    assert answer.status_code == (200 if entered else 401)
    assert ("a secret" in answer.text) == entered


def test_credentials_are_read() -> None:
    """A password may hold colons; what holds none is none."""
    assert sent_password("Basic YTpiOmM=") == "b:c"
    assert sent_password("Negotiate abc") is None
    assert sent_password("") is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_visitor_is_asked_in_their_language(language: Language) -> None:
    """At the address that they opened, which is kept for afterwards."""
    headers = {"Accept": "text/html", "Accept-Language": f"{language},en;q=0.1"}
    answer = client_of().get("/p/città/3?sentence=2&x=<b>", headers=headers)
    assert answer.status_code == 401
    assert f'<html lang="{language}">' in answer.text
    assert message("login", language) in answer.text
    onward = re.findall(r'name="next" value="([^"]*)"', answer.text)
    assert onward == ["/p/citt%C3%A0/3?sentence=2&amp;x=%3Cb%3E"]
    assert "<script" not in answer.text


@pytest.mark.parametrize("root", ["", "/ponte"])
def test_password_typed_is_remembered(root: str) -> None:
    """By a cookie that no script and no other site reads, and that leads on."""
    client = client_of(root)
    typed = {"password": SECRET, "next": "/p/a/3?lang=zh"}
    answer = client.post("/login", data=typed)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{root}/p/a/3?lang=zh")
    cookie = answer.headers["set-cookie"]
    assert re.search(rf"; HttpOnly; Max-Age=2592000; Path={root or '/'}; SameSite=lax$", cookie)
    assert SECRET not in cookie
    assert client.get(f"{root}/api/ask").text == "a secret"


def test_cookie_is_for_encrypted_connections_where_there_is_one() -> None:
    """And then for no other."""
    answer = client_of().post("https://127.0.0.1/login", data={"password": SECRET})
    assert "; Secure" in answer.headers["set-cookie"]


@pytest.mark.parametrize(
    "onward",
    ["//evil.example", "/\\evil.example", "https://evil.example", "evil", "", "/a\r\nb: c"],
)
def test_password_leads_nowhere_else(onward: str) -> None:
    """Whatever a link put there."""
    answer = client_of().post("/login", data={"password": SECRET, "next": onward})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_forged_or_old_cookie_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another server's, a changed one, one that has ended."""
    client = client_of()
    client.post("/login", data={"password": SECRET})
    session = client.cookies["ponte"]
    until, _, signature = session.partition(".")
    for forged in (f"{int(until) + 1}.{signature}", f"{until}.", until, ".", "é", "x." + "0" * 64):
        fresh = {"Cookie": f"ponte={forged}".encode()}
        assert client_of().get("/", headers=fresh).status_code == 401
    assert client_of().get("/", headers={"Cookie": f"ponte={session}"}).status_code == 401
    assert client.get("/").status_code == 200
    later = time.time() + 31 * 24 * 3600
    monkeypatch.setattr(module.time, "time", lambda: later)
    assert client.get("/").status_code == 401


def test_wrong_passwords_are_few() -> None:
    """Five at once, then one every six seconds; meanwhile even the right one waits."""
    client = client_of()
    wrong = [client.post("/login", data={"password": "guess"}) for _ in range(5)]
    assert [answer.status_code for answer in wrong] == [401] * 5
    assert message("login.wrong", "en") in wrong[0].text
    answer = client.post("/login", data={"password": SECRET})
    assert (answer.status_code, message("login.wait", "en", seconds=6) in answer.text) == (
        429,
        True,
    )
    token = client.get("/api/ask", headers=bearer(SECRET))
    assert (token.status_code, token.headers["retry-after"]) == (429, "6")


def test_whoever_has_entered_does_not_wait() -> None:
    """Others' guesses from the same address change nothing for them."""
    client = client_of()
    client.post("/login", data={"password": SECRET})
    for _ in range(6):
        client.post("/login", data={"password": "guess"})
    assert client.get("/").text == "a secret"
