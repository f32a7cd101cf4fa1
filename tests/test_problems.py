"""What is wrong with a request, in one line."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from rag.errors import PassageError, QuestionError
from ui.models import Question
from ui.problems import explain_problems, shown


@pytest.fixture(scope="module")
def client() -> TestClient:
    """Run an application that takes a question, and fails in several ways."""
    app = FastAPI()
    explain_problems(app)

    @app.post("/ask")
    def ask(asked: Question) -> str:
        failures = {"empty": QuestionError("Empty."), "none": PassageError("None.")}
        if asked.question in failures:
            raise failures[asked.question]
        raise RuntimeError("a secret")

    return TestClient(app, raise_server_exceptions=False)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "The body is missing. Send it."),
        (b"{", "The body is not JSON (Expecting property name enclosed in double quotes). "
               "Send an object in UTF-8."),
        (b"[1]", "The body is [1]. Input should be a valid dictionary or object to extract fields "
                 "from."),
        (b"{}", "'question' is missing. Send it."),
        (b'{"question": ""}', "'question' is empty. Send some text."),
        (b'{"question": 5}', "'question' is 5. Input should be a valid string."),
        (b'{"question": "a", "x": 1}', "'x' is not a field. Leave it out."),
        (b'{"question": "a", "language": "fr"}',
         "'language' is \"fr\". Input should be 'it', 'en' or 'zh'."),
        (b'{"question": "' + b"x" * 2001 + b'"}',
         "'question' has 2,001 characters. Send at most 2,000."),
        (b'{"question": "a", "history": [' + b'"b",' * 20 + b'"b"]}',
         "'history' has 21 entries. Send at most 20."),
        (b'{"question": "empty"}', "Empty."),
    ],
)  # fmt: skip
def test_bad_request_is_told_in_one_line(client: TestClient, body: bytes, told: str) -> None:
    """Which field, its value, what to do."""
    headers = {"content-type": "application/json"}
    answer = client.post("/ask", content=body, headers=headers)
    assert (answer.status_code, answer.json()) == (422, {"detail": told})


def test_what_is_not_there_is_told(client: TestClient) -> None:
    """A passage, a path, a method."""
    missing = client.post("/ask", json={"question": "none"})
    assert (missing.status_code, missing.json()) == (404, {"detail": "None."})
    nowhere = client.get("/nothing")
    assert nowhere.status_code == 404
    assert nowhere.json() == {"detail": 'There is no "/nothing". What there is: /docs'}
    method = client.get("/ask")
    assert (method.status_code, method.headers["allow"]) == (405, "POST")
    assert method.json() == {"detail": '"/ask" does not take GET. Use POST.'}


def test_failure_tells_no_secret(client: TestClient) -> None:
    """What happened stands in the log."""
    answer = client.post("/ask", json={"question": "x"})
    assert answer.status_code == 500
    assert answer.json() == {
        "detail": "This request failed, and the server's log says why. Try another."
    }


def test_long_value_is_cut() -> None:
    """One line stays one."""
    assert shown("x" * 99) == '"' + "x" * 59 + "…"
    assert shown("a\nb") == '"a\\nb"'
