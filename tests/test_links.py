"""Permanent paths to passages and sentences."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from rag.library import Library
from ui.links import link_routes, place_anchor


@pytest.fixture(scope="module")
def client(bundled_library: Library) -> Iterator[TestClient]:
    """Run the routes alone, at the root and under a path."""
    app = FastAPI()
    app.include_router(link_routes(bundled_library))
    app.include_router(link_routes(bundled_library, "/ponte"), prefix="/below")
    with TestClient(app, follow_redirects=False) as client:
        yield client


def test_health(client: TestClient) -> None:
    """The server says that it answers."""
    assert client.get("/health").json() == {"status": "ok"}


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/p/torino-pechino/3", "/#torino-pechino--3"),
        ("/p/torino-pechino/3?lang=zh", "/?lang=zh#torino-pechino--3"),
        ("/p/torino-pechino/4?sentence=2", "/#torino-pechino--4-2"),
        ("/p/torino-pechino/4?sentence=1&lang=en", "/?lang=en#torino-pechino--4-1"),
        ("/p/torino-pechino/3?lang=en&edition=it", "/?lang=en&edition=it#torino-pechino--3"),
        ("/below/p/torino-pechino/3?lang=en", "/ponte/?lang=en#torino-pechino--3"),
    ],
)
def test_deep_link_leads_to_the_passage(client: TestClient, path: str, target: str) -> None:
    """A passage's permanent path opens the page there, wherever the page is."""
    answer = client.get(path)
    assert (answer.status_code, answer.headers["location"]) == (307, target)


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/p/torino-pechino/99", "There is no passage 99 in 'torino-pechino'."),
        ("/p/torino-pechino/0", "There is no passage 0 in 'torino-pechino'."),
        ("/p/other/1", "There is no passage 1 in 'other'."),
        (
            "/p/torino-pechino/4?sentence=9",
            "There is no passage 4, sentence 9 in 'torino-pechino'.",
        ),
    ],
)
def test_unknown_passage_is_not_found(client: TestClient, path: str, told: str) -> None:
    """A passage that does not exist is a 404 that says so in JSON."""
    answer = client.get(path)
    assert (answer.status_code, answer.json()) == (404, {"detail": told})


def test_stale_link_opens_the_page_in_a_browser(client: TestClient) -> None:
    """The page, which has the words for it, says that there is no such passage."""
    browser = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    answer = client.get("/p/no such/99?lang=it", headers=browser)
    assert (answer.status_code, answer.headers["location"]) == (307, "/?lang=it#no%20such--99")


@pytest.mark.parametrize("path", ["/p/torino-pechino/x", "/p/torino-pechino/3?lang=fr"])
def test_what_names_no_passage_is_refused(client: TestClient, path: str) -> None:
    """A bad link is a 422, never a 500."""
    assert client.get(path).status_code == 422


def test_place_has_the_id_it_has_on_the_page(bundled_library: Library) -> None:
    """A passage, a sentence of it, and what is not there."""
    assert place_anchor(bundled_library, "torino-pechino", 4, None) == "torino-pechino--4"
    assert place_anchor(bundled_library, "torino-pechino", 4, 2) == "torino-pechino--4-2"
    assert place_anchor(bundled_library, "torino-pechino", 4, 0) is None
