"""Questions that come with the questions before them, and whether anybody waits for the answer."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("gradio")

from fastapi import FastAPI
from helpers import article_of, edition_of
from language_server import Script, serving

from rag.conversation import Turn
from rag.errors import QuestionError, StoppedError
from rag.language_models import LanguageModelOptions, open_language_model
from rag.library import Library, library_of, open_library
from ui.api import build_api
from ui.asking import ask_after, ask_while_awaited

FIRST, THEN = "How many research institutes are there in Beijing?", "Tell me more"


def test_follow_up_is_answered_as_in_a_conversation(bundled_library: Library) -> None:
    """The questions alone make the turns that a conversation had."""
    first = bundled_library.ask(FIRST)
    history = [Turn(FIRST, first.text, first.citations)]
    told = bundled_library.ask(THEN, history=history)
    asked = ask_after(bundled_library, THEN, None, [FIRST])
    assert (asked.text, asked.citations) == (told.text, told.citations)
    assert asked.citations[0].sentence == first.citations[0].sentence + 1
    assert asked.text != ask_after(bundled_library, THEN, None, []).text


def test_empty_question_before_is_refused(bundled_library: Library) -> None:
    """As any other."""
    with pytest.raises(QuestionError, match="empty"):
        ask_after(bundled_library, THEN, None, ["?"])


LIMA = "Who won the chess tournament of Lima in 1954?"
SAID = [
    FIRST,
    "Chi guidava la delegazione cinese?",
    "论坛什么时候举行？",
    "And the universities?",
    "E quando?",
    "Tell me more",
    "in italiano, per favore",
    "Grazie!",
    LIMA,
    "What can I ask?",
    "它呢？",
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(SAID), min_size=1, max_size=6))
def test_an_answer_is_as_if_every_question_before_had_been_answered(said: list[str]) -> None:
    """Though only those are, on which one may lean."""
    library = open_library()
    *history, question = said
    turns: list[Turn] = []
    for earlier in history:
        answer = library.ask(earlier, history=turns)
        turns.append(Turn(earlier, answer.text, answer.citations))
    whole = library.ask(question, history=turns)
    assert replace(ask_after(library, question, None, history), elapsed_ms=0) == replace(
        whole, elapsed_ms=0
    )


def test_what_was_asked_before_one_that_stands_alone_is_not_answered_again(
    bundled_library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    ask = Library.ask

    def noted(self: Library, question: str, **options: Any) -> Any:
        asked.append(question)
        return ask(self, question, **options)

    monkeypatch.setattr(Library, "ask", noted)
    ask_after(bundled_library, FIRST, None, [SAID[1], THEN])
    assert asked == []
    ask_after(bundled_library, THEN, None, [SAID[1], THEN, FIRST])
    assert asked == [FIRST]
    # What was refused leaves the answer before it the last.
    asked.clear()
    ask_after(bundled_library, THEN, None, [THEN, FIRST, LIMA])
    assert asked == [LIMA, FIRST]


def written_by(url: str) -> Library:
    """Return a library whose answers a language model words."""
    library = library_of([article_of(edition_of("The pier is 90 metres long."))])
    library.writer = open_language_model(LanguageModelOptions(url, "tiny"))
    return library


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Script:
    """Return a model that takes a question and says nothing; a busy machine may reach it late."""
    pytest.importorskip("openai")
    monkeypatch.setattr("rag.model_server._REACH", 60.0)
    return Script(slow=True)


@pytest.mark.parametrize("how", ["cancelled", "hung up"])
def test_a_model_is_let_go_when_nobody_waits(script: Script, how: str) -> None:
    """Where the task that asks is cancelled, and where the client of its request goes away."""

    async def receive() -> dict[str, Any]:
        await asyncio.to_thread(script.asked.wait, 60)
        return {"type": "http.disconnect"}

    async def leave(library: Library) -> None:
        heard = receive if how == "hung up" else None
        asking = asyncio.create_task(
            ask_while_awaited(library, "How long is the pier?", None, [], heard)
        )
        await asyncio.to_thread(script.asked.wait, 60)
        if how == "cancelled":
            asking.cancel()
        await asking

    with serving(script) as url:
        with pytest.raises(asyncio.CancelledError if how == "cancelled" else StoppedError):
            asyncio.run(leave(written_by(url)))
        assert script.hung_up.wait(15)


def api_over(library: Library) -> tuple[FastAPI, str, object]:
    """Return the API, and a question put to it."""
    return build_api(library), "/ask", {"question": "How long is the pier?"}


def tools_over(library: Library) -> tuple[FastAPI, str, object]:
    """Return the tools for assistants over HTTP, and a question put to them."""
    pytest.importorskip("mcp")
    from ui.mcp_server import add_tools

    app = FastAPI()
    add_tools(app, library)
    asked = {"name": "ask", "arguments": {"question": "How long is the pier?"}}
    return app, "/mcp", {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": asked}


@pytest.mark.parametrize("over", [api_over, tools_over], ids=lambda over: over.__name__)
def test_a_client_that_hangs_up_lets_go_of_the_model(
    script: Script, over: Callable[[Library], tuple[FastAPI, str, object]]
) -> None:
    """And what is answered to nobody is no failure."""

    async def ask(app: FastAPI, path: str, sent: object) -> list[int]:
        body = [{"type": "http.request", "body": json.dumps(sent).encode(), "more_body": False}]
        statuses: list[int] = []

        async def receive() -> dict[str, Any]:
            if body:
                return body.pop()
            await asyncio.to_thread(script.asked.wait, 60)
            return {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            statuses.extend([message["status"]] if "status" in message else [])

        scope = {
            "type": "http",
            "method": "POST",
            "path": path,
            "root_path": "",
            "query_string": b"",
            "headers": [
                (b"content-type", b"application/json"),
                (b"accept", b"application/json, text/event-stream"),
            ],
        }
        app_over: Callable[..., Awaitable[None]] = app
        async with app.router.lifespan_context(app):
            await app_over(scope, receive, send)
        return statuses

    with serving(script) as url:
        (status,) = asyncio.run(ask(*over(written_by(url))))
        assert script.hung_up.wait(15)
    assert status < 500
