"""The route by which a visitor opens an article of their own, without a browser."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

pytest.importorskip("gradio")

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response

from rag.languages import LANGUAGES, message
from rag.library import Library
from rag.readers import LARGEST_FILE
from ui import own
from ui.app import build_app
from ui.policy import OPEN, Policy

LIGHTHOUSE = b"The lighthouse of Zvonimir is 32 metres high."


def client_of(library: Library, policy: Policy = OPEN) -> TestClient:
    """Run the application without a server."""

    async def build() -> FastAPI:
        # Gradio makes event loops, and leaves them open, where none is running.
        return build_app(library, policy)

    return TestClient(asyncio.run(build()), follow_redirects=False)


@pytest.fixture(scope="module")
def client(library: Library) -> Iterator[TestClient]:
    """Take files."""
    with client_of(library) as client:
        yield client


def send(
    client: TestClient,
    name: str = "faro.txt",
    data: bytes = LIGHTHOUSE,
    token: str = "",
    lang: str = "en",
) -> Response:
    """Send a file as the page does."""
    headers = {"X-Ponte-Name": quote(name)} | ({"X-Ponte-Token": token} if token else {})
    answer: Response = client.post(f"/own?lang={lang}", content=data, headers=headers)
    return answer


def test_a_file_is_read_then_opened(client: TestClient) -> None:
    """Two lines, as it goes on: that it is read, and the token; nobody may keep the reply."""
    answer = send(client, "Il faro.txt")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    first, last = map(json.loads, answer.text.splitlines())
    assert first == {"title": "Il faro"}
    assert list(last) == ["opened", "guessed"]
    assert list(last["opened"]) == ["token", "text", "heads"]
    assert list(last["opened"]["heads"]) == list(LANGUAGES)
    assert "SHA-256" in last["opened"]["heads"]["it"]


def test_no_other_visitor_comes_near_it(client: TestClient) -> None:
    """Neither by its name, nor by a search or a question, nor in any list."""
    send(client, "segreto.txt")
    assert client.get("/p/segreto/1").status_code == 404
    hits = client.get("/api/find", params={"q": "lighthouse Zvonimir", "limit": 50}).json()["hits"]
    assert {hit["article"] for hit in hits} == {"torino-pechino"}
    asked = {"question": "How high is the lighthouse of Zvonimir?"}
    answer = client.post("/api/ask", json=asked).json()
    assert "32" not in json.dumps({**answer, "elapsed_ms": 0})
    assert "segreto" not in client.get("/").text


def test_what_is_closed_is_gone(client: TestClient) -> None:
    """Another file under its token is a new beginning; closing what is not there is no error."""
    token = json.loads(send(client).text.splitlines()[1])["opened"]["token"]
    for _ in range(2):
        answer = client.delete("/own", headers={"X-Ponte-Token": token})
        assert answer.status_code == 204
    again = json.loads(send(client, token=token).text.splitlines()[1])["opened"]["token"]
    assert again != token


@pytest.mark.parametrize(
    ("name", "data", "key"),
    [
        ("faro.exe", b"x", "kind"),
        ("faro.txt", b"", "empty"),
        ("faro.txt", b"\0\1\2\3", "unreadable"),
        ("faro.txt", b"x" * (LARGEST_FILE + 1), "large"),
    ],
)
def test_refusals_are_told_in_the_reader_language(
    client: TestClient, name: str, data: bytes, key: str
) -> None:
    """One clear line, and nothing of the inside; no error, of which a browser would complain."""
    told = [send(client, name, data, lang=language) for language in LANGUAGES]
    assert {answer.status_code for answer in told} == {200}
    openings = [message(f"own.{key}", language, limit=10, kinds="") for language in LANGUAGES]
    for answer, opening in zip(told, openings, strict=True):
        assert answer.json()["told"][:12] == opening[:12]


def refused(library: Library, receive: Any) -> str:
    """Return why a body that comes in pieces is not taken."""
    entrance = own.Entrance(own.Shelf(library))

    async def admitted() -> str:
        scope = {"type": "http", "headers": [(b"x-ponte-name", b"faro.txt")]}
        with pytest.raises(own.RefusalError) as caught:
            await entrance.admit(own.Request(scope, receive), "en")
        return caught.value.key

    told = asyncio.run(admitted())
    assert entrance._arriving == 0
    return told


def test_a_body_that_hides_its_length_is_cut_off(library: Library) -> None:
    """Counted as it comes: one that has no end is given up as soon as it is too much."""
    taken = []

    async def endless() -> dict[str, Any]:
        taken.append(1_000_000)
        return {"type": "http.request", "body": b"x" * 1_000_000, "more_body": True}

    assert refused(library, endless) == "large"
    assert sum(taken) == LARGEST_FILE + 1_000_000


def test_a_body_that_never_ends_is_given_up(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slow sender holds its place no longer than a file takes to arrive."""
    monkeypatch.setattr(own, "_ARRIVAL", 0.05)

    async def silence() -> dict[str, Any]:
        await asyncio.sleep(60)
        return {}

    assert refused(library, silence) == "slow"


def test_so_many_arrive_at_once(library: Library) -> None:
    """One more is told to come again."""
    entrance = own.Entrance(own.Shelf(library))
    entrance._arriving = 4
    scope = {"type": "http", "headers": [(b"x-ponte-name", b"faro.txt")]}
    with pytest.raises(own.RefusalError, match="full"):
        asyncio.run(entrance.admit(own.Request(scope), "en"))


def test_a_form_of_another_page_cannot_send(client: TestClient) -> None:
    """Neither with the header, which no foreign page may set, nor without it."""
    assert list(client.post("/own", content=LIGHTHOUSE).json()) == ["told"]
    sent = {"X-Ponte-Name": "faro.txt"}
    for origin, status in (
        ("https://evil.example", 403),
        ("null", 403),
        ("http://testserver", 200),
    ):
        answer = client.post("/own", content=LIGHTHOUSE, headers={**sent, "Origin": origin})
        assert answer.status_code == status
    asked = {
        "Origin": "https://evil.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "x-ponte-name",
    }
    assert "access-control-allow-origin" not in client.options("/own", headers=asked).headers


def test_whatever_breaks_is_one_line(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """And no trace of it."""
    monkeypatch.setattr(own.Shelf, "put", lambda *_args: 1 // 0)
    last = json.loads(send(client, lang="it").text.splitlines()[-1])
    assert last == {"told": message("ui.failure", "it")}


def test_where_it_is_off_there_is_no_door(library: Library) -> None:
    """Neither route, nor button, nor word of it."""
    with client_of(library, Policy(uploads=False)) as client:
        assert send(client).status_code in (404, 405)
        assert client.delete("/own").status_code in (404, 405)
        assert '"uploads"' not in client.get("/").text
