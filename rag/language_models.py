"""Language models: where they are, by options and environment, and how one is opened.

All stream pieces of text and raise WriterError, with a reason that a reader can be told.
"""

import os
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Protocol, Self
from urllib.parse import urlsplit

from rag.cancelling import Cancellation
from rag.errors import ModelError
from rag.local_model import LocalModel
from rag.model_server import LanguageModelOptions
from rag.prompting import Messages
from rag.served_model import ServedModel

__all__ = [
    "LanguageModel",
    "LanguageModelOptions",
    "check_packages",
    "open_language_model",
    "options_from",
]


class LanguageModel(Protocol):
    """Something that continues a conversation, piece by piece."""

    @property
    def name(self) -> str:
        """Return the model's name."""
        ...

    @property
    def host(self) -> str:
        """Return the machine that the text is sent to; empty where it stays on this one."""
        ...

    @property
    def address(self) -> str:
        """Return where the model is asked; empty where it is no server."""
        ...

    def stream(self, messages: Messages) -> Iterator[str]:
        """Yield the pieces of an answer; raise WriterError. Closing the iterator cancels."""
        ...

    def until(self, cancellation: Cancellation) -> Self:
        """Return the same model, whose `stream` raises StoppedError as soon as it is cancelled."""
        ...


def options_from(where: str | None, name: str | None) -> LanguageModelOptions | None:
    """Return what options and environment say; None where no language model is wanted.

    Raise ModelError where the URL is none, or no model is named.
    """
    place = where or os.environ.get("PONTE_LLM_URL", "")
    model = name or os.environ.get("PONTE_LLM_MODEL", "")
    if not place:
        if name:
            raise ModelError("--llm-model names a model, and --llm does not say where. Give both.")
        return None
    if place != "transformers" and not _is_address(place):
        raise ModelError(
            f"--llm is '{place}', which is no address. Give a URL such as "
            "http://localhost:11434/v1, or 'transformers' for a local model."
        )
    if not model:
        raise ModelError("--llm says where a model is, and not which. Name it with --llm-model.")
    return LanguageModelOptions(place, model)


def check_packages(*names: str) -> None:
    """Raise ModelError where a package that the extra `llm` brings is missing."""
    missing = [name for name in names if find_spec(name) is None]
    if missing:
        raise ModelError(
            f"A language model needs the package '{missing[0]}'. "
            "Install it with: pip install 'ponte[llm]'"
        )


def _is_address(place: str) -> bool:
    """Tell whether a place is an HTTP address with a host, and a port, if any, that can be."""
    try:
        parts = urlsplit(place)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def open_language_model(options: LanguageModelOptions) -> LanguageModel:
    """Open a language model; raise ModelError where it, or the library it needs, is missing."""
    check_packages("openai", "pypinyin")
    if options.where == "transformers":
        return LocalModel(options.name)
    return ServedModel(options)
