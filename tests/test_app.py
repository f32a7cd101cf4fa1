"""The application without a browser: routes, headers, closed doors, the server."""

import asyncio
import html
import json
import re
import threading
from collections.abc import Iterator

import pytest

pytest.importorskip("gradio")

from fastapi import FastAPI
from fastapi.testclient import TestClient

from rag.errors import ServerError
from rag.languages import Language, message
from rag.library import BUNDLED_ARTICLE, Library, library_of
from rag.readers import read_article
from ui.app import STATIC, build_app
from ui.head import page_facts, static_path
from ui.kept import Asked
from ui.server import PageServer, bind
from ui.talk import Talk, replay, reply
from ui.visitor import known, visitor_language


@pytest.fixture(scope="module")
def library() -> Library:
    """Open the bundled article, indexed in memory."""
    return library_of([read_article(BUNDLED_ARTICLE)])


@pytest.fixture(scope="module")
def client(library: Library) -> Iterator[TestClient]:
    """Run the application without a server."""

    async def build() -> FastAPI:
        # Gradio makes event loops, and leaves them open, where none is running.
        return build_app(library)

    with TestClient(asyncio.run(build()), follow_redirects=False) as client:
        yield client


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/gradio_api/upload"),
        ("GET", "/gradio_api/proxy=http://127.0.0.1/"),
        ("GET", "/gradio_api/stream/a/1/1/playlist.m3u8"),
        ("POST", "/gradio_api/process_recording"),
        ("POST", "/gradio_api/vibe-edit/"),
        ("POST", "/gradio_api/vibe-starter-queries/"),
        ("GET", "/gradio_api/upload_progress"),
        ("GET", "/gradio_api/file=/etc/passwd"),
        ("GET", "/gradio_api/file/etc/passwd"),
        ("GET", "/gradio_api/dev/reload"),
        ("POST", "/gradio_api/component_server"),
        ("GET", "/gradio_api/profiling/traces"),
        ("GET", "/file=/etc/passwd"),
        ("GET", "/proxy=http://127.0.0.1/"),
        ("POST", "/upload"),
        ("POST", "/run-history/connect"),
        ("GET", "/monitoring/summary"),
        ("GET", "/monitoring"),
        ("GET", "/runs"),
        ("GET", "/docs"),
    ],
)
def test_doors_nobody_needs_are_closed(client: TestClient, method: str, path: str) -> None:
    """What the page does not use is not there."""
    assert client.request(method, path).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        *(f"{{served}}/{up}ui/security.py" for up in ("../../", "..%2f..%2f", "%2e%2e/%2e%2e/")),
        *(f"{{served}}/{up}etc/passwd" for up in ("../" * 12, "..%2f" * 12, "%2e%2e%2f" * 12, "/")),
        *("{served}/..\\..\\security.py", "{served}/app.js%00.css", "{served}/%c0%ae%c0%ae/app.js"),
        *("/static/../../../pyproject.toml", "/assets/..%2f..%2f..%2froutes.py"),
        *("/static/%2e%2e/%2e%2e/routes.py", "/static//etc/passwd", "/svelte/..%2f..%2froutes.py"),
        *("/gradio_api/file=../pyproject.toml", "/p/..%2f..%2fetc/1", "/api/passages/..%2f../1"),
    ],
)
def test_no_path_leads_out(client: TestClient, path: str) -> None:
    """Whatever a path spells, no file is served that was not meant to be."""
    answer = client.get(path.format(served=static_path(STATIC)))
    assert answer.status_code in (400, 403, 404, 422)
    assert not re.search("root:|import |requires-python", answer.text)


@pytest.mark.parametrize(
    "path", ["/", "/health", "/theme.css", "/nothing", f"{static_path(STATIC)}/app.js"]
)
def test_every_response_is_guarded(client: TestClient, path: str) -> None:
    """The policy allows no foreign origin, no evaluation and no frame, on any path."""
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self' 'nonce-")
    assert "unsafe-eval" not in policy
    assert "http" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "form-action 'none'" in policy


def test_page_signs_its_scripts_anew(client: TestClient) -> None:
    """Every script of the page carries the nonce of its own response."""
    nonces = set()
    for _ in range(2):
        answer = client.get("/")
        nonce = re.findall(r"'nonce-([^']+)'", answer.headers["content-security-policy"])[0]
        assert answer.text.count("<script") == answer.text.count(f'<script nonce="{nonce}"') > 0
        nonces.add(nonce)
    assert len(nonces) == 2


def test_page_names_no_foreign_address(client: TestClient) -> None:
    """Nothing in the page is there to be fetched from elsewhere."""
    fetched = re.findall(r'(?:src|href|content)="(https?://[^"]*)"', client.get("/").text)
    assert [address for address in fetched if "testserver" not in address] == []


@pytest.mark.parametrize(
    ("path", "accepted", "language"),
    [("/", "it-IT", "it"), ("/?lang=zh", "it-IT", "zh"), ("/", "fr", "en")],
)
def test_page_is_in_its_visitors_language_at_once(
    client: TestClient, library: Library, path: str, accepted: str, language: Language
) -> None:
    """Before any script runs: its title, its description, the words while it opens."""
    answer = client.get(path, headers={"Accept-Language": accepted})
    assert re.search(rf'<html\s+lang="{language}"', answer.text)
    title = html.escape(library.view("torino-pechino", language).title)
    assert re.findall("<title>(.*?)</title>", answer.text) == [f"{title} · Ponte"]
    assert answer.text.count('<meta name="description" content="') == 1
    assert message("ui.opening", language) in answer.text
    assert "Accept-Language" in answer.headers["vary"]


def test_page_is_packed(client: TestClient) -> None:
    """Pages travel compressed."""
    assert client.get("/").headers["content-encoding"] == "gzip"


@pytest.mark.parametrize(
    ("asked", "accepted", "language"),
    [
        ("zh", "it-IT,it;q=0.9", "zh"),
        ("", "it-IT,it;q=0.9,en;q=0.8", "it"),
        ("", "fr-FR,fr;q=0.9,zh-CN;q=0.8,en;q=0.7", "zh"),
        ("", "en;q=0.2,zh;q=0.9", "zh"),
        ("", "it;q=0,zh;q=0.1", "zh"),
        ("fr", "it;q=oops,de", "en"),
        ("", "", "en"),
    ],
)
def test_visitor_is_greeted_in_their_language(asked: str, accepted: str, language: str) -> None:
    """The address comes first, then the browser's languages by weight, then English."""
    assert visitor_language(asked, accepted) == language


@pytest.mark.parametrize(("code", "language"), [("it", "it"), ("zh-CN", "zh"), ("fr", None)])
def test_edition_is_asked_for_by_its_language(code: str, language: str | None) -> None:
    """An unknown one asks for nothing."""
    assert known(code) == language


def test_conversation_is_bounded(library: Library) -> None:
    """An endless conversation keeps its last exchanges, question and answer together."""
    talk = Talk()
    for number in range(70):
        talk = reply(library, "it", talk.asking(f"ciao {number}"))
    shown = talk.exchanges("it")
    assert len(shown) == 120
    assert [entry["role"] for entry in shown[:2]] == ["user", "assistant"]
    assert "ciao 10<" in shown[0]["content"]


def test_question_waits_until_it_is_answered(library: Library) -> None:
    """A question is shown with a waiting line, which its answer replaces."""
    talk = Talk().asking("ciao")
    assert message("ui.waiting", "it")[:5] in talk.exchanges("it")[1]["content"]
    answered = reply(library, "it", talk)
    assert [len(answered.exchanges("it")), answered.pending] == [2, ""]


def test_endless_question_is_told_so(library: Library) -> None:
    """Past the limit nothing is asked; the question is shown cut."""
    talk = reply(library, "en", Talk().asking("x" * 2001))
    assert "too long" in talk.messages[1]
    assert len(talk.messages[0]) < 600


def test_conversation_is_replayed_as_it_was(library: Library) -> None:
    """Asked again in the same languages, the same questions make the same turns."""
    typed = [("en", "How many institutes are there in Beijing?"), ("it", "E le università?")]
    talk = Talk()
    for reader, question in [*typed, ("zh", "?"), ("zh", "in English, please")]:
        talk = reply(library, reader, talk.asking(question))
    asked = [Asked(question, spoken) for spoken, question in typed]
    again = replay(library, [*asked, Asked("?", "zh"), Asked("in English, please", "en")])
    assert again == talk
    assert len(again.turns) == 3


def test_page_tells_its_script_the_facts(client: TestClient, library: Library) -> None:
    """Which text this is, and the script's words, as data that cannot run."""
    page = client.get("/").text
    told = re.findall(r'<script nonce="[^"]+" id="facts" type="application/json">(.*?)<', page)
    assert [json.loads(facts) for facts in told] == [page_facts(library)]


def test_busy_port_is_named_with_its_remedy() -> None:
    """A port in use is one clear line, not a traceback."""
    with bind("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with pytest.raises(ServerError, match=rf"^Port {port} .*--port"):
            bind("127.0.0.1", port)


def test_server_says_where_it_answers() -> None:
    """Port 0 takes a free one, and the address is told when the server is up."""
    import httpx

    ready = threading.Event()
    told: list[str] = []

    def announce(url: str) -> None:
        told.append(url)
        ready.set()

    with bind("127.0.0.1", 0) as listening:
        server = PageServer(FastAPI(), listening, announce)
        thread = threading.Thread(target=server.serve_until_interrupted)
        thread.start()
        assert ready.wait(10)
        assert httpx.get(told[0]).status_code == 404
        server.should_exit = True
        thread.join(10)
    assert not thread.is_alive()
