"""A language model behind a server that speaks the OpenAI protocol."""

import copy
from collections.abc import Iterator
from difflib import get_close_matches
from queue import SimpleQueue
from typing import Self
from urllib.parse import urlsplit

from rag.cancelling import Cancellation
from rag.errors import ModelError, StoppedError
from rag.model_server import LanguageModelOptions, ModelServer
from rag.prompting import Messages

_LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")
# What a person is told who starts something that a model is to write for.
_TROUBLE = {
    "unreachable": "No language model answers at {address}. Start its server, or name another "
    "with --llm.",
    "key": "The language model's server at {address} does not accept the key. Start again with the "
    "right one in PONTE_LLM_KEY.",
    "model": "There is no language model '{model}' at {address}{others}. Name another with "
    "--llm-model.",
}
_MEANWHILE = "Until then the answers are the article's own words."
_MOST_NAMED = 5


class ServedModel:
    """A model behind a server that speaks the OpenAI protocol."""

    def __init__(self, options: LanguageModelOptions) -> None:
        """Make the client; nothing is sent yet. The key is PONTE_LLM_KEY."""
        parts = urlsplit(options.where)
        # Servers take the protocol at /v1; people forget to write it.
        asked = options.where if parts.path.strip("/") else options.where.rstrip("/") + "/v1"
        self.name = options.name
        # Without what may stand before an '@': a name and a password.
        place = parts.netloc.rpartition("@")[2]
        self.host = "" if (parts.hostname or "") in _LOCAL_HOSTS else place
        self.address = f"{parts.scheme}://{place}{urlsplit(asked).path}"
        self._server = ModelServer(asked, options, here=not self.host)
        self._cancellation = Cancellation()

    def until(self, cancellation: Cancellation) -> Self:
        """Return the same model, which hangs up as soon as it is cancelled."""
        until = copy.copy(self)
        until._cancellation = cancellation
        return until

    def check(self) -> None:
        """Raise ModelError where the model could not be asked now, if seconds are enough to tell.

        No word of an article or a question is sent. A model that its server does not list is asked
        to say one word, for some servers take any name.
        """
        reason, names = self._server.background.start(self._server.look(self.name)).result()
        if reason:
            near = get_close_matches(self.name, names, _MOST_NAMED, 0.0)
            others = f", which has: {', '.join(near)}" if near else ""
            told = _TROUBLE[reason].format(address=self.address, model=self.name, others=others)
            raise ModelError(f"{told} {_MEANWHILE}")

    def stream(self, messages: Messages) -> Iterator[str]:
        """Yield the pieces of an answer; raise WriterError where there is none, or it breaks.

        Raise StoppedError once it is cancelled. It is waited for here and asked in another thread,
        which hangs up whatever the server does just then.
        """
        pieces: SimpleQueue[str | None] = SimpleQueue()
        asked = self._server.background.start(self._server.pour(self.name, messages, pieces.put))
        asked.add_done_callback(lambda _: pieces.put(None))
        try:
            with self._cancellation.calling(asked.cancel):
                while (piece := pieces.get()) is not None and not self._cancellation.cancelled:
                    yield piece
        finally:
            asked.cancel()
        if self._cancellation.cancelled:
            raise StoppedError("The answer is not wanted any more.")
        asked.result()
