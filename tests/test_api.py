"""The API: its answers, its refusals, its description."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("gradio")

from fastapi import FastAPI
from fastapi.testclient import TestClient

from rag.library import Library
from rag.records import article_record, found_record, passage_record
from ui.api import build_api

INSTITUTES = "How many research institutes are there in Beijing?"


@pytest.fixture(scope="module")
def client(bundled_library: Library) -> Iterator[TestClient]:
    """Run the API where the application has it."""
    app = FastAPI()
    app.mount("/api", build_api(bundled_library))
    with TestClient(app) as client:
        yield client


def test_health(client: TestClient) -> None:
    """The server says that it answers."""
    assert client.get("/api/health").json() == {"status": "ok"}


def test_ask_keeps_the_contract(client: TestClient, bundled_library: Library) -> None:
    """The answer is that of `ponte ask --json`, its fields in order."""
    answer: dict[str, Any] = client.post("/api/ask", json={"question": INSTITUTES}).json()
    expected = bundled_library.ask(INSTITUTES).to_dict()
    assert list(answer) == list(expected)
    expected["elapsed_ms"] = answer["elapsed_ms"]
    assert answer == expected


def test_answer_may_be_in_another_language(client: TestClient) -> None:
    """The quote stays in the article's own."""
    asked = {"question": INSTITUTES, "language": "zh"}
    answer = client.post("/api/ask", json=asked).json()
    assert "400" in answer["text"]
    assert (answer["language"], answer["citations"][0]["language"]) == ("zh", "it")


def test_follow_up_knows_what_was_asked(client: TestClient) -> None:
    """A question leans on those before it, which are answered anew."""
    asked = {"question": "And universities?", "history": [INSTITUTES]}
    answer = client.post("/api/ask", json=asked).json()
    assert answer["citations"][0]["passage"] == 4


def test_find_keeps_the_contract(client: TestClient, bundled_library: Library) -> None:
    """What is found is what `ponte find --json` prints."""
    asked = {"q": "Forum ZGC", "limit": 2, "language": "zh"}
    found = client.get("/api/find", params=asked).json()
    assert found == found_record(bundled_library, "Forum ZGC", "zh", 2)
    assert [hit["language"] for hit in found["hits"]] == ["zh", "zh"]


def test_articles_and_passages_are_read(client: TestClient, bundled_library: Library) -> None:
    """One or all, in the original's language or another."""
    article = bundled_library.entries[0]
    record = article_record(article)
    assert client.get("/api/articles").json() == {"articles": [record]}
    assert client.get(f"/api/articles/{article.id}").json() == record
    held = bundled_library.passages(article.id)
    all_of_them = client.get(f"/api/passages/{article.id}").json()["passages"]
    assert all_of_them == [passage_record(bundled_library, each, None) for each in held]
    one = client.get(f"/api/passages/{article.id}/4", params={"language": "zh"}).json()
    assert one == passage_record(bundled_library, held[3], "zh")


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("articles/x", 404, "There is no article 'x'. Open are: torino-pechino."),
        ("passages/x", 404, "There is no article 'x'. Open are: torino-pechino."),
        ("passages/x/1", 404, "There is no article 'x'. Open are: torino-pechino."),
        (
            "passages/torino-pechino/12",
            404,
            "There is no passage 'torino-pechino#12'. 'torino-pechino' has passages 1 to 11.",
        ),
        ("find?q=%3F", 422, "The question is empty. Ask something in words."),
        ("find?q=a&limit=0", 422, "'limit' is \"0\". Input should be greater than or equal to 1."),
        ("nothing", 404, 'There is no "/api/nothing". What there is: /api/docs'),
        ("ask", 405, '"/api/ask" does not take GET. Use POST.'),
    ],
)
def test_refusal_is_one_line(client: TestClient, path: str, status: int, told: str) -> None:
    """What, its value, what to do."""
    answer = client.get(f"/api/{path}")
    assert (answer.status_code, answer.json()) == (status, {"detail": told})


def test_schema_tells_what_is_refused(client: TestClient) -> None:
    """Refusals have the form that they are described with, and every model is described."""
    schema = client.get("/api/openapi.json").json()
    assert [server["url"] for server in schema["servers"]] == ["/api"]
    assert "HTTPValidationError" not in json.dumps(schema["paths"])
    for methods in schema["paths"].values():
        for operation in methods.values():
            for status, response in operation["responses"].items():
                content = response["content"]["application/json"]["schema"]
                refused = {"$ref": "#/components/schemas/Problem"}
                assert (content == refused) == (status != "200")
    described = schema["components"]["schemas"].values()
    assert all(model.get("description") for model in described)
