"""The endpoints of Gradio's own client, over a real server."""

import os
from collections.abc import Iterator

import pytest

pytest.importorskip("gradio")

from gradio_client import Client
from gradio_client.exceptions import AppError
from helpers import article_of, edition_of
from language_server import Script
from language_server import serving as serving_model
from serving import serving

from rag.language_models import LanguageModelOptions, open_language_model
from rag.library import Library, library_of
from rag.records import found_record
from ui.app import build_app

# Gradio calls pandas in ways that pandas is about to drop.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

INSTITUTES = "How many research institutes are there in Beijing?"


@pytest.fixture(scope="module")
def client(bundled_library: Library) -> Iterator[Client]:
    """Connect a client that asks no one else for anything."""
    assert os.environ["HF_HUB_OFFLINE"] == "1"
    with serving(lambda: build_app(bundled_library)) as address:
        client = Client(address, verbose=False, analytics_enabled=False)
        yield client
        client.close()


def test_ask(client: Client, bundled_library: Library) -> None:
    """The answer is that of `ponte ask --json`."""
    answer = client.predict(INSTITUTES, api_name="/ask")
    expected = bundled_library.ask(INSTITUTES).to_dict()
    expected["elapsed_ms"] = answer["elapsed_ms"]
    assert answer == expected


def test_ask_in_another_language_and_after_other_questions(client: Client) -> None:
    """Arguments go by name."""
    answer = client.predict(
        question="Tell me more", language="zh", history=[INSTITUTES], api_name="/ask"
    )
    assert answer["language"] == "zh"
    assert answer["citations"][0]["passage"] == 4


def test_find(client: Client, bundled_library: Library) -> None:
    """What is found is what `ponte find --json` prints."""
    found = client.predict("Forum ZGC", limit=2, language="en", api_name="/find")
    assert found == found_record(bundled_library, "Forum ZGC", "en", 2)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"question": " ?! "}, "The question is empty. Ask something in words."),
        ({"question": 5}, "'question' is 5. Input should be a valid string."),
        (
            {"question": "a", "language": "fr"},
            "'language' is \"fr\". Input should be 'it', 'en' or 'zh'.",
        ),
        ({"question": "a", "history": ["b"] * 21}, "'history' has 21 entries. Send at most 20."),
    ],
)
def test_refusal_is_one_line(client: Client, asked: dict[str, object], told: str) -> None:
    """The client raises it."""
    with pytest.raises(AppError) as refused:
        client.predict(**asked, api_name="/ask")
    assert str(refused.value) == told


def test_nothing_else_is_named(client: Client) -> None:
    """The page's own events are its own affair."""
    described = client.view_api(return_format="dict", print_info=False)
    assert sorted(described["named_endpoints"]) == ["/ask", "/find"]
    assert described["unnamed_endpoints"] == {}


def test_a_client_that_closes_lets_go_of_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the middle of an answer that nobody waits for any more."""
    pytest.importorskip("openai")
    monkeypatch.setattr("rag.model_server._REACH", 60.0)
    script = Script(slow=True)
    with serving_model(script) as url:
        library = library_of([article_of(edition_of("The pier is 90 metres long."))])
        library.writer = open_language_model(LanguageModelOptions(url, "tiny"))
        with serving(lambda: build_app(library)) as address:
            client = Client(address, verbose=False, analytics_enabled=False)
            client.submit("How long is the pier?", api_name="/ask")
            assert script.asked.wait(60)
            client.close()
            assert script.hung_up.wait(30)
