"""What a browser gets at an address where there is nothing."""

import re
from collections.abc import Iterator

import pytest

pytest.importorskip("gradio")

from fastapi import FastAPI, HTTPException
from fastapi.testclient import TestClient

from rag.languages import LANGUAGES, Language, message
from ui.lost import Lost, lost_page

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """Run an application under a path, with one page, and one that fails."""
    app = FastAPI()

    @app.get("/")
    def page() -> str:
        return "here"

    @app.get("/p/{number}")
    def passage(number: int) -> None:
        raise HTTPException(503)

    app.add_middleware(Lost, root="/ponte")
    with TestClient(app) as client:
        yield client


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["/nope", "/p/x"])
def test_browser_gets_a_page_in_its_language(
    client: TestClient, path: str, language: Language
) -> None:
    """It says that there is nothing, and leads to the article."""
    for headers, query in (({"Accept-Language": language}, ""), ({}, f"?lang={language}")):
        answer = client.get(path + query, headers={**BROWSER, **headers})
        assert answer.status_code == 404
        assert answer.text == lost_page(language, "/ponte")
        assert f'<html lang="{language}">' in answer.text
        assert message("lost.title", language) in re.sub("&#x27;", "'", answer.text)
        assert f'<a href="/ponte/?lang={language}">' in answer.text


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/nope", {}, 404),
        ("/p/x", {"Accept": "application/json"}, 422),
        ("/api/nope", BROWSER, 404),
        ("/gradio_api/nope", BROWSER, 404),
        ("/p/1", BROWSER, 503),
        ("/", BROWSER, 200),
    ],
)
def test_all_else_is_passed_on(
    client: TestClient, path: str, headers: dict[str, str], status: int
) -> None:
    """Programs get their line of JSON, as does whoever asks for what is there."""
    answer = client.get(path, headers=headers)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/json"
