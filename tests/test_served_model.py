"""A model behind a server: where it is, whether it is reached, and when it is asked again."""

import asyncio
import socket
import threading
from collections.abc import Generator
from typing import Any

import pytest
from language_server import Script, serving

from rag.cancelling import Cancellation
from rag.errors import ModelError, StoppedError, WriterError
from rag.model_server import LanguageModelOptions
from rag.prompting import answer_messages
from rag.served_model import ServedModel

pytest.importorskip("openai")

ASKED = answer_messages("Who?", ["Nobody."], "en")


def stream(url: str, **options: Any) -> str:
    """Return what a served model writes."""
    return "".join(ServedModel(LanguageModelOptions(url, "tiny", **options)).stream(ASKED))


@pytest.mark.parametrize(
    ("url", "host", "address"),
    [
        ("http://localhost:11434/v1", "", "http://localhost:11434/v1"),
        ("http://127.0.0.1:8080", "", "http://127.0.0.1:8080/v1"),
        ("http://[::1]:8080/v1", "", "http://[::1]:8080/v1"),
        ("https://api.example.org/v1", "api.example.org", "https://api.example.org/v1"),
        ("http://192.168.1.7:8000/v1", "192.168.1.7:8000", "http://192.168.1.7:8000/v1"),
        ("https://me:secret@example.org/v1", "example.org", "https://example.org/v1"),
    ],
)
def test_a_model_says_where_it_is_and_whether_text_leaves_the_machine(
    url: str, host: str, address: str
) -> None:
    """Everything but the machine itself is elsewhere; a password in an address is not told."""
    model = ServedModel(LanguageModelOptions(url, "tiny"))
    assert (model.host, model.address) == (host, address)


def test_what_stays_on_this_machine_goes_to_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the environment names, and forgets to except."""
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://localhost:1")
    with serving(Script(["Nobody."])) as url:
        assert stream(url) == "Nobody."


@pytest.mark.parametrize("root", [200, 401, 404, 405, 500, 503])
def test_a_server_is_reached_whatever_it_says_at_its_address(root: int) -> None:
    """There need be nothing there."""
    with serving(Script(["Nobody", "."], root=root)) as url:
        assert stream(url) == "Nobody."


def test_a_server_that_takes_the_connection_and_says_nothing_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is given seconds, and no model is asked."""
    monkeypatch.setattr("rag.model_server._REACH", 0.3)
    script = Script(["Nobody."], deaf=True)
    with serving(script) as url, pytest.raises(WriterError, match="unreachable"):
        stream(url)
    assert script.requests == []


def test_a_name_that_is_looked_up_for_long_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No time-out of a connection covers that."""
    monkeypatch.setattr("rag.model_server._REACH", 0.3)
    found = threading.Event()

    def look_up(*_: Any, **__: Any) -> list[Any]:
        found.wait(20)
        raise socket.gaierror("never found")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with pytest.raises(WriterError, match="unreachable"):
        stream("http://model.example/v1")
    found.set()


def test_a_server_that_comes_up_later_is_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each question tries anew, until one was reached."""
    monkeypatch.setattr("rag.model_server._REACH", 0.3)
    script = Script(["Nobody."], deaf=True)
    with serving(script) as url:
        model = ServedModel(LanguageModelOptions(url, "tiny"))
        with pytest.raises(WriterError, match="unreachable"):
            list(model.stream(ASKED))
        script.deaf = False
        monkeypatch.setattr("rag.model_server._REACH", 20.0)
        assert "".join(model.stream(ASKED)) == "Nobody."


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_or_broken_server_is_asked_again(
    status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So often, waiting twice as long each time."""
    waited: list[float] = []

    async def wait(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", wait)
    script = Script(["Nobody."], status=status, failures=2)
    with serving(script) as url:
        assert stream(url) == "Nobody."
    assert len(script.requests) == 3
    assert [pause for pause in waited if pause] == [0.5, 1.0]


@pytest.mark.parametrize(("status", "reason"), [(401, "key"), (404, "model"), (400, "server")])
def test_what_will_not_change_is_not_asked_again(status: int, reason: str) -> None:
    """A key stays wrong."""
    script = Script(status=status)
    with serving(script) as url, pytest.raises(WriterError, match=reason):
        stream(url)
    assert len(script.requests) == 1


def test_a_silent_model_is_not_asked_again() -> None:
    """A reader has waited long enough."""
    script = Script(end="silence")
    with serving(script) as url, pytest.raises(WriterError, match="timeout"):
        stream(url, silence=0.3)
    assert len(script.requests) == 1


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(Script(slow=True), id="before it answers"),
        pytest.param(Script(["Nobody."], end="silence"), id="in the middle"),
        pytest.param(Script(["Nobody."], end="endless", pause=0.01), id="while it writes"),
        pytest.param(Script(status=503), id="between two tries"),
    ],
)
def test_a_model_that_is_not_wanted_any_more_is_let_go(
    script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it does just then: nobody waits on, and the connection is closed."""
    monkeypatch.setattr("rag.model_server._PAUSE", 60.0)
    cancellation = Cancellation()

    def cancel() -> None:
        assert script.asked.wait(60)
        cancellation.cancel()

    with serving(script) as url:
        model = ServedModel(LanguageModelOptions(url, "tiny")).until(cancellation)
        canceller = threading.Thread(target=cancel)
        canceller.start()
        with pytest.raises(StoppedError):
            list(model.stream(ASKED))
        canceller.join()
        assert len(script.requests) == 1
        assert script.status == 503 or script.hung_up.wait(15)


def test_a_model_that_was_not_wanted_before_is_not_asked() -> None:
    """And the same model without that goes on as before."""
    script = Script(["Nobody."])
    cancellation = Cancellation()
    cancellation.cancel()
    with serving(script) as url:
        model = ServedModel(LanguageModelOptions(url, "tiny"))
        with pytest.raises(StoppedError):
            list(model.until(cancellation).stream(ASKED))
        assert script.requests == []
        assert "".join(model.stream(ASKED)) == "Nobody."


def test_closing_an_answer_hangs_up() -> None:
    """As whoever has read enough does."""
    script = Script(["Nobody."], end="silence")
    with serving(script) as url:
        pieces = ServedModel(LanguageModelOptions(url, "tiny")).stream(ASKED)
        assert next(pieces) == "Nobody."
        assert isinstance(pieces, Generator)
        pieces.close()
        assert script.hung_up.wait(15)


def trouble(script: Script, name: str = "tiny") -> str:
    """Return what is told of a model before it is needed, without the address; nothing if well."""
    with serving(script) as url:
        try:
            ServedModel(LanguageModelOptions(url, name)).check()
        except ModelError as error:
            return str(error).replace(url, "URL")
    return ""


MEANWHILE = "Until then the answers are the article's own words."


FILE = "/home/reader/models/huggingface/Qwen/Qwen3-4B-Instruct-2507-GGUF/qwen3-4b-q4_k_m.gguf"


@pytest.mark.parametrize("name", ["tiny", "small", FILE])
def test_a_model_that_is_listed_is_not_asked_anything(name: str) -> None:
    """By its name, however long, or by the one that stands for its latest version."""
    script = Script(models=["tiny", "small:latest", FILE])
    assert trouble(script, name) == ""
    assert script.requests == []


@pytest.mark.parametrize("models", [None, ["other"]], ids=["no list", "not on the list"])
def test_a_server_that_takes_any_name_is_left_in_peace(models: list[str] | None) -> None:
    """It is asked for one word, and no word of an article is sent."""
    script = Script(["Hello"], models=models)
    assert trouble(script) == ""
    (asked,) = script.requests
    assert asked == {
        "model": "tiny",
        "messages": [{"role": "user", "content": "Hi"}],
        "max_tokens": 1,
    }


@pytest.mark.parametrize(
    ("script", "told"),
    [
        pytest.param(
            Script(status=404, models=["large", "tiny2", "\x1b[31mred", "x" * 400]),
            "There is no language model 'tiny' at URL, which has: tiny2, "
            f"{'x' * 200}, large, [31mred. Name another with --llm-model. ",
            id="no such model",
        ),
        pytest.param(
            Script(status=400, models=["large"]),
            "There is no language model 'tiny' at URL, which has: large. "
            "Name another with --llm-model. ",
            id="no such model, as some say it",
        ),
        pytest.param(
            Script(status=404),
            "There is no language model 'tiny' at URL. Name another with --llm-model. ",
            id="no such model, and no list",
        ),
        pytest.param(
            Script(root=401),
            "The language model's server at URL does not accept the key. "
            "Start again with the right one in PONTE_LLM_KEY. ",
            id="a wrong key",
        ),
        pytest.param(
            Script(root=403, status=403),
            "The language model's server at URL does not accept the key. "
            "Start again with the right one in PONTE_LLM_KEY. ",
            id="a key that is good for nothing",
        ),
    ],
)
def test_what_keeps_a_model_from_being_asked_is_told_before(script: Script, told: str) -> None:
    """What, its value, what to do, and what is done meanwhile."""
    assert trouble(script) == told + MEANWHILE


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(Script(root=403), id="a key for questions alone"),
        pytest.param(Script(root=503, status=503), id="a server that is busy"),
        pytest.param(Script(status=400), id="a question that is not understood"),
        pytest.param(Script(raw=["{}"]), id="what cannot be read"),
    ],
)
def test_what_is_no_trouble_for_sure_is_not_told(script: Script) -> None:
    """The first question will tell."""
    assert trouble(script) == ""


def test_a_server_that_is_not_there_is_told_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether nothing listens at its address, or it says nothing."""
    with serving(Script()) as url:
        pass
    told = f"No language model answers at {url}. Start its server, or name another with --llm. "
    with pytest.raises(ModelError) as raised:
        ServedModel(LanguageModelOptions(url, "tiny")).check()
    assert str(raised.value) == told + MEANWHILE
    monkeypatch.setattr("rag.model_server._REACH", 0.3)
    assert trouble(Script(deaf=True)) == told.replace(url, "URL") + MEANWHILE


def test_a_model_that_thinks_is_not_waited_for() -> None:
    """It may be loading: that is no trouble, and it is let go."""
    script = Script(slow=True)
    assert trouble(script) == ""
    assert script.hung_up.wait(15)
