"""Many visitors at once, against a real server."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("gradio")

from serving import serving

from rag.cli import main
from rag.errors import ServerError
from rag.language_models import LanguageModelOptions
from rag.library import Library, open_library
from rag.served_model import ServedModel
from ui import chat
from ui.app import build_app
from ui.visitors import Visit, _is_mixed, crowd_figures

# Gradio calls pandas in ways that pandas is about to drop.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

QUESTIONS = [
    "How many research institutes are there in Beijing?",
    "谁率领中国代表团？",
    "Chi ha vinto il campionato di calcio?",
    "Tell me more",
]


@pytest.fixture(scope="module")
def address(bundled_library: Library) -> Iterator[str]:
    """Serve the bundled article."""
    with serving(lambda: build_app(bundled_library)) as address:
        yield address


def test_nothing_is_lost_or_mixed(address: str) -> None:
    """Follow-ups included, which tell one conversation from another."""
    rows = crowd_figures(address, QUESTIONS, visitors=4, each=3, pause=0)
    assert [row["over"] for row in rows] == ["page", "api"]
    for row in rows:
        assert (row["visitors"], row["questions"], row["lost"], row["mixed"]) == (4, 12, 0, 0)
        assert 0 < row["median_ms"] <= row["p95_ms"] <= row["p99_ms"]


def test_what_a_full_queue_refuses_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is counted, and nobody is taken for having been told otherwise.

    Questions queue where a language model writes the answers, even one that is not there.
    """
    nobody = ServedModel(LanguageModelOptions("http://127.0.0.1:9/v1", "tiny", retries=0))
    monkeypatch.setattr(chat, "_LONGEST_QUEUE", 0)
    with serving(lambda: build_app(open_library(writer=nobody))) as address:
        page, api = crowd_figures(address, QUESTIONS, visitors=2, each=2, pause=0)
    assert (page["lost"], page["mixed"], page["median_ms"]) == (4, 0, None)
    assert (api["lost"], api["mixed"]) == (0, 0)


def test_mixed_conversation_is_seen() -> None:
    """Another's answer in it, or none of one's own."""
    alone = Visit(("a", "b"), (0.1, 0.1), ())
    assert not _is_mixed(alone, alone)
    assert _is_mixed(Visit(("a", "c"), (0.1, 0.1), ()), alone)
    assert not _is_mixed(Visit(("a",), (0.1,), ("full",)), alone)


def test_no_server_is_told() -> None:
    """With the remedy."""
    with pytest.raises(ServerError, match=r"^No server answers at 'http://127\.0\.0\.1:9'"):
        crowd_figures("http://127.0.0.1:9", QUESTIONS, visitors=1, each=1, pause=0)


def test_command_prints_a_table(
    address: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over a question set."""
    questions = Path(__file__).parent / "questions" / "natural.tune.jsonl"
    asked = ["--count", "2", "--each", "2", "--address", address]
    monkeypatch.setattr("sys.argv", ["ponte", "evaluate", "visitors", str(questions), *asked])
    main()
    printed = capsys.readouterr().out
    assert re.search(r"^page +2 +4 +0 +0 ", printed, re.M)
    assert re.search(r"^api +2 +4 +0 +0 ", printed, re.M)
