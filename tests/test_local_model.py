"""A language model on this machine."""

import threading
from pathlib import Path

import pytest
from tiny_model import tiny_model

from rag.cancelling import Cancellation
from rag.errors import ModelError, StoppedError, WriterError
from rag.language_models import LanguageModelOptions, open_language_model
from rag.languages import message
from rag.library import BUNDLED_ARTICLE, open_library
from rag.local_model import LocalModel
from rag.prompting import answer_messages


def test_a_local_model_writes_and_is_checked(tmp_path: Path) -> None:
    """One that knows nothing says nothing that passes: the extractive answer stands."""
    writer = open_language_model(
        LanguageModelOptions("transformers", str(tiny_model(tmp_path / "tiny")))
    )
    assert isinstance(writer, LocalModel)
    assert (writer.name, writer.host) == ("tiny", "")
    library = open_library([BUNDLED_ARTICLE], writer=writer)
    question = "How many research institutes are there in Beijing?"
    answer, without = library.ask(question), library.extractive.ask(question)
    assert answer.text == without.text
    assert answer.writing is not None
    reasons = ("unsupported", "language", "empty", "endless")
    assert answer.writing.notice in [message(f"llm.{reason}", "en") for reason in reasons]


def test_a_local_model_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    """With the folder, and what to give."""
    with pytest.raises(ModelError, match="cannot be loaded"):
        LocalModel(str(tmp_path / "nothing"))


def test_a_local_model_that_is_silent_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader is told, and the answer stands without it."""
    monkeypatch.setattr("rag.local_model._SILENCE", 0.001)
    model = LocalModel(str(tiny_model(tmp_path / "tiny")))
    with pytest.raises(WriterError, match="timeout"):
        list(model.stream(answer_messages("Who?", ["Nobody."], "en")))


def test_a_local_model_that_is_not_wanted_any_more_stops(tmp_path: Path) -> None:
    """At its next token, and what it wrote until then is not heard."""
    cancellation = Cancellation()
    model = LocalModel(str(tiny_model(tmp_path / "tiny")))
    pieces = model.until(cancellation).stream(answer_messages("Who?", ["Nobody."], "en"))
    next(pieces)
    cancellation.cancel()
    with pytest.raises(StoppedError):
        next(pieces)
    assert [each for each in threading.enumerate() if "generate" in each.name] == []
