"""The tools for assistants, over the protocol itself."""

import asyncio
import builtins
import json
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest

pytest.importorskip("mcp")

import anyio
from fastapi import FastAPI
from fastapi.testclient import TestClient
from helpers import article_of, edition_of
from language_server import Script, serving
from mcp import Client, StdioServerParameters, stdio_client

from rag.errors import ServerError
from rag.language_models import LanguageModelOptions, open_language_model
from rag.library import Library, library_of
from rag.records import found_record, passage_record
from ui.mcp_server import add_tools, build_mcp

ROOT = Path(__file__).parent.parent
# A busy machine takes a while to reach a model.
PATIENT = "import rag.model_server; rag.model_server._REACH = 60; from rag.cli import main; main()"
INSTITUTES = "How many research institutes are there in Beijing?"
Result = TypeVar("Result")


def with_client(server: Any, act: Callable[[Client], Awaitable[Result]]) -> Result:
    """Act as a client of a server."""

    async def run() -> Result:
        async with Client(server) as client:
            return await act(client)

    return asyncio.run(run())


def called(library: Library, name: str, **arguments: Any) -> Any:
    """Call a tool and return its result."""
    return with_client(build_mcp(library), lambda client: client.call_tool(name, arguments))


def test_tools_are_described(bundled_library: Library) -> None:
    """Three that only read, each with its schema; the articles are named, not quoted."""

    async def look(client: Client) -> tuple[list[Any], str | None]:
        return (await client.list_tools()).tools, client.instructions

    tools, told = with_client(build_mcp(bundled_library), look)
    assert [tool.name for tool in tools] == ["ask", "find", "read_passage"]
    for tool in tools:
        assert tool.description
        assert tool.output_schema is not None
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint
    assert told is not None
    assert "(torino-pechino)" in told
    assert "language model" not in told
    assert bundled_library.articles[0].title not in told


def test_very_many_articles_are_not_all_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first, and how many more there are."""
    monkeypatch.setattr("ui.mcp_server._MOST_NAMED", 1)
    text = edition_of("It is 90 metres long.")
    library = library_of([article_of(text, id=name) for name in ("pier", "tower", "gate")])

    async def look(client: Client) -> str | None:
        return client.instructions

    assert "(pier and 2 more)" in (with_client(build_mcp(library), look) or "")


def test_tools_keep_the_contract(bundled_library: Library) -> None:
    """What they give is what the commands print with --json."""
    answer = called(bundled_library, "ask", question=INSTITUTES).structured_content
    expected = bundled_library.ask(INSTITUTES).to_dict()
    expected["elapsed_ms"] = answer["elapsed_ms"]
    assert answer == expected
    found = called(bundled_library, "find", query="Forum ZGC", limit=2, language="en")
    assert found.structured_content == found_record(bundled_library, "Forum ZGC", "en", 2)
    read = called(bundled_library, "read_passage", article="torino-pechino", passage=4)
    passage = bundled_library.passage("4")
    assert read.structured_content == passage_record(bundled_library, passage, None)
    assert json.loads(read.content[0].text) == read.structured_content


def test_follow_up_knows_what_was_asked(bundled_library: Library) -> None:
    """An assistant passes the questions before."""
    answer = called(bundled_library, "ask", question="Tell me more", history=[INSTITUTES])
    assert answer.structured_content["citations"][0]["passage"] == 4


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("ask", {"question": "?"}, "The question is empty. Ask something in words."),
        (
            "read_passage",
            {"article": "x", "passage": 1},
            "There is no article 'x'. Open are: torino-pechino.",
        ),
        ("ask", {"question": "a", "language": "fr"}, "Input should be 'it', 'en' or 'zh'"),
    ],
)
def test_refusal_is_told(
    bundled_library: Library, name: str, arguments: dict[str, Any], told: str
) -> None:
    """As an error that the assistant can read."""
    result = called(bundled_library, name, **arguments)
    assert result.is_error
    assert told in result.content[0].text


def asked_over_stdio(cache: Path, *options: str) -> dict[str, Any]:
    """Start `ponte mcp`, ask it about the institutes of Beijing, and return its answer."""
    ponte = StdioServerParameters(
        command=sys.executable,
        args=["-c", PATIENT, "mcp", *options],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PONTE_CACHE": str(cache)},
    )
    answer = with_client(
        stdio_client(ponte), lambda client: client.call_tool("ask", {"question": INSTITUTES})
    )
    assert answer.structured_content is not None
    return answer.structured_content


def test_tools_are_served_over_stdio(cache: Path) -> None:
    """By `ponte mcp`, which writes nothing else to standard output."""
    answer = asked_over_stdio(cache)
    assert answer["short"] == "more than 400"
    assert "writing" not in answer


def test_a_language_model_words_what_an_assistant_is_told(cache: Path) -> None:
    """Checked as everywhere: what the article does not say is replaced by what it says."""
    pytest.importorskip("openai")
    said = (
        "Beijing has more than 400 scientific research institutes [1]. "
        "Beijing has more than 900 higher-education institutions [1]."
    )
    script = Script([said], models=["tiny"])
    with serving(script) as url:
        answer = asked_over_stdio(cache, "--llm", url, "--llm-model", "tiny")
    first, _, second = answer["text"].partition(" [1] ")
    assert first == "Beijing has more than 400 scientific research institutes."
    assert "900" not in second
    assert answer["writing"] == {
        "model": "tiny",
        "host": "",
        "kept": 1,
        "replaced": 1,
        "dropped": 0,
        "notice": "Sentences replaced by the article's own words, which did not bear them out: 1.",
    }
    assert len(script.requests) == 1


def test_an_assistant_that_goes_away_lets_go_of_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """It calls its question off, or ends, and nobody waits for the answer."""
    pytest.importorskip("openai")
    monkeypatch.setattr("rag.model_server._REACH", 60.0)
    script = Script(slow=True)

    async def go_away(client: Client) -> bool:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(client.call_tool, "ask", {"question": "How long is the pier?"})
            asked = await anyio.to_thread.run_sync(script.asked.wait, 60)
            tasks.cancel_scope.cancel()
        return asked

    with serving(script) as url:
        library = library_of([article_of(edition_of("The pier is 90 metres long."))])
        library.writer = open_language_model(LanguageModelOptions(url, "tiny"))
        assert with_client(build_mcp(library), go_away)
        assert script.hung_up.wait(15)


@pytest.mark.parametrize(
    ("url", "leaves"), [("http://localhost:1/v1", False), ("https://models.example/v1", True)]
)
def test_an_assistant_is_told_that_a_model_writes(url: str, leaves: bool) -> None:
    """And by the annotation of `ask`, whether the text leaves the machine."""
    pytest.importorskip("openai")
    library = library_of([article_of(edition_of("It is 90 metres long."))])
    library.writer = open_language_model(LanguageModelOptions(url, "tiny"))

    async def look(client: Client) -> tuple[list[Any], str | None]:
        return (await client.list_tools()).tools, client.instructions

    tools, told = with_client(build_mcp(library), look)
    assert told is not None
    assert "in the words of a language model" in told
    open_world = {tool.name: tool.annotations.open_world_hint for tool in tools}
    assert open_world == {"ask": leaves, "find": False, "read_passage": False}


def test_tools_are_served_over_http(bundled_library: Library) -> None:
    """At '/mcp' of an application, each call for itself."""
    app = FastAPI()
    add_tools(app, bundled_library)
    call = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "tools/call",
        "params": {"name": "ask", "arguments": {"question": INSTITUTES}},
    }
    headers = {"Accept": "application/json, text/event-stream"}
    with TestClient(app) as client:
        answer = client.post("/mcp", json=call, headers=headers).json()
    assert answer["result"]["structuredContent"]["short"] == "more than 400"


def test_missing_extra_is_told(bundled_library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """With what to install."""
    taken = builtins.__import__

    def refuse(name: str, *arguments: Any, **options: Any) -> Any:
        if name.startswith("mcp"):
            raise ImportError(name)
        return taken(name, *arguments, **options)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(ServerError, match=r"^The extra 'mcp' is not installed\. Install it: pip"):
        build_mcp(bundled_library)
