"""The protocol as others speak it: `transformers serve` with a tiny model made by the test."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from tiny_model import tiny_model

from rag.language_models import LanguageModelOptions
from rag.languages import message
from rag.library import open_library
from rag.prompting import answer_messages
from rag.served_model import ServedModel

pytest.importorskip("openai")
# `transformers serve` places models with it.
pytest.importorskip("accelerate")

SERVE = "import sys; from transformers.cli.transformers import main; sys.exit(main())"
# Seconds that the server may take to load torch on a busy machine.
PATIENCE = 240


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the server longer to answer at all than a reader would."""
    monkeypatch.setattr("rag.model_server._REACH", PATIENCE)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LanguageModelOptions]:
    """Serve a tiny model on a free port."""
    folder = tiny_model(tmp_path_factory.mktemp("model") / "tiny")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", SERVE, "serve", str(folder), "--port", str(port)]
    told = folder.parent / "told.txt"
    with (
        told.open("wb") as log,
        subprocess.Popen(
            [*command, "--host", "127.0.0.1", "--device", "cpu"], stdout=log, stderr=log
        ) as server,
    ):
        try:
            _wait(f"http://127.0.0.1:{port}/health", server, told)
            yield LanguageModelOptions(f"http://127.0.0.1:{port}/v1", str(folder), silence=120)
        finally:
            server.terminate()


def _wait(address: str, server: "subprocess.Popen[bytes]", told: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if server.poll() is not None:
            pytest.fail(f"The server did not start:\n{told.read_text('utf-8')[-2000:]}")
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.5)
    pytest.fail(f"The server did not answer:\n{told.read_text('utf-8')[-2000:]}")


def test_a_real_server_streams_pieces_of_text(served: LanguageModelOptions) -> None:
    """Token by token, over the protocol as it is."""
    pieces = list(ServedModel(served).stream(answer_messages("Who?", ["Nobody."], "en")))
    assert len(pieces) > 1
    assert "".join(pieces).strip()


def test_a_model_that_knows_nothing_is_not_shown(served: LanguageModelOptions) -> None:
    """Its noise passes no check: the extractive answer stands, with the reason."""
    library = open_library(writer=ServedModel(served))
    question = "How many research institutes are there in Beijing?"
    answer, without = library.ask(question), library.extractive.ask(question)
    assert answer.text == without.text
    assert answer.writing is not None
    reasons = ("unsupported", "language", "empty", "endless")
    assert answer.writing.notice in [message(f"llm.{reason}", "en") for reason in reasons]
