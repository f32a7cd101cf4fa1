"""The page that describes the API."""

import re

import pytest

pytest.importorskip("gradio")

from fastapi.testclient import TestClient

from rag.library import Library
from ui.api import build_api
from ui.api_page import api_page


@pytest.fixture(scope="module")
def page(bundled_library: Library) -> str:
    """Return the page as it is served."""
    return TestClient(build_api(bundled_library), root_path="/api").get("/docs").text


def test_page_names_every_request_and_model(page: str, bundled_library: Library) -> None:
    """Each under an id, and every link on the page leads to one."""
    schema = build_api(bundled_library).openapi()
    ids = re.findall(r'id="([^"]+)"', page)
    assert len(ids) == len(set(ids)) == len(schema["paths"]) + len(schema["components"]["schemas"])
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    for path in schema["paths"]:
        assert f"</span> /api{path}</code>" in page


def test_page_runs_no_script_and_fetches_nothing(page: str) -> None:
    """Its style stands in it."""
    assert not re.search(r"<script|<img|@import|url\(|\son\w+=", page)
    assert re.findall(r"<link[^>]*>", page) == ['<link rel="icon" href="data:,">']


def test_page_shows_requests_that_can_be_copied(page: str) -> None:
    """As commands of the shell."""
    text = page.replace("&#x27;", "'").replace("&quot;", '"')
    assert (
        'curl --json \'{"question": "How many research institutes are there in Beijing?"}\' '
        "http://127.0.0.1:7860/api/ask" in text
    )
    assert "curl -G --data-urlencode 'q=university campus' http://127.0.0.1:7860/api/find" in text
    assert "curl http://127.0.0.1:7860/api/passages/torino-pechino/4" in text


def test_schema_is_escaped() -> None:
    """Whatever a description holds."""
    hostile = "<img src=x onerror=alert(1)>"
    operation = {"description": hostile, "responses": {"200": {"description": hostile}}}
    schema = {
        "info": {"title": hostile, "version": hostile, "description": hostile},
        "paths": {f"/{hostile}": {"get": operation}},
        "components": {"schemas": {hostile: {"properties": {hostile: {"type": hostile}}}}},
    }
    assert "<img" not in api_page(schema, hostile)
