"""A language model behind a server that speaks the OpenAI protocol."""

import asyncio
import copy
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from rag.background import Background
from rag.cancelling import Cancellation
from rag.errors import StoppedError, WriterError
from rag.prompting import LONGEST_ANSWER, Messages

if TYPE_CHECKING:
    from openai import AsyncOpenAI, AsyncStream

# Seconds in which a server has to answer at all, and between two pieces of an answer: a laptop
# needs a while for the first.
_REACH, _SILENCE = 4.0, 60.0
# A busy or broken server is asked again so often before an answer begins, and waited for so many
# seconds, twice as long each time.
_RETRIES, _PAUSE = 2, 0.5
_AGAIN = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
_LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")
_STATUS = {401: "key", 403: "key", 404: "model", 429: "busy"}


@dataclass(frozen=True, slots=True)
class LanguageModelOptions:
    """Where a language model is: a URL or 'transformers', its name, and how long to wait."""

    where: str
    name: str
    silence: float = _SILENCE
    retries: int = _RETRIES


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
        self._server = _Server(asked, options)
        self._cancellation = Cancellation()

    def until(self, cancellation: Cancellation) -> Self:
        """Return the same model, which hangs up as soon as it is cancelled."""
        until = copy.copy(self)
        until._cancellation = cancellation
        return until

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


class _Server:
    """The connection to a server, which several answers share, and whether it was reached."""

    def __init__(self, address: str, options: LanguageModelOptions) -> None:
        self._client = _client(address, options)
        self._retries = options.retries
        self._reached = False
        self.background = Background(self._client.close)

    async def pour(self, name: str, messages: Messages, put: Callable[[str], None]) -> None:
        """Ask for an answer and pass its pieces on; raise WriterError."""
        import httpx2
        from openai import APIConnectionError, APIStatusError, APITimeoutError, OpenAIError

        await self._reach()
        try:
            async with await self._create(name, messages) as pieces:
                async for piece in pieces:
                    if text := _text_of(piece):
                        put(text)
        except (APITimeoutError, httpx2.TimeoutException) as error:
            raise WriterError("timeout") from error
        except APIStatusError as error:
            raise WriterError(_STATUS.get(error.status_code, "server")) from error
        except APIConnectionError as error:
            raise WriterError("unreachable") from error
        except httpx2.TransportError as error:
            raise WriterError("broken") from error
        except (OpenAIError, ValueError, TypeError, AttributeError) as error:
            # The client reads whatever a server sends as what it should have sent.
            raise WriterError("malformed") from error

    async def _create(self, name: str, messages: Messages) -> "AsyncStream[Any]":
        """Ask for an answer, again where the server is busy or broken; raise as the client does.

        The client's own retries would wait again for a server that was silent, and as long as a
        busy one says.
        """
        from openai import APIStatusError

        chosen: Any = messages
        tries = 0
        while True:
            try:
                return await self._client.chat.completions.create(
                    model=name,
                    messages=chosen,
                    stream=True,
                    temperature=0,
                    max_tokens=LONGEST_ANSWER,
                )
            except APIStatusError as error:
                if error.status_code not in _AGAIN or tries == self._retries:
                    raise
                await asyncio.sleep(_PAUSE * 2**tries)
                tries += 1

    async def _reach(self) -> None:
        """See that a server answers at all, whatever it says; raise WriterError after seconds.

        A name that is looked up for long, or a machine that takes a connection and says nothing,
        is not to be waited for as long as a model that thinks. A server is reached but once.
        """
        from openai import APIConnectionError, APIStatusError, OpenAIError

        if self._reached:
            return
        try:
            async with asyncio.timeout(_REACH):
                await self._client.with_options(timeout=_REACH).get("/", cast_to=object)
        except (APIConnectionError, TimeoutError) as error:
            raise WriterError("unreachable") from error
        except (APIStatusError, OpenAIError, ValueError, TypeError, AttributeError):
            # Whatever it says: there need be nothing at that address.
            pass
        self._reached = True


def _client(address: str, options: LanguageModelOptions) -> "AsyncOpenAI":
    from httpx2 import Timeout
    from openai import AsyncOpenAI

    return AsyncOpenAI(
        base_url=address,
        api_key=os.environ.get("PONTE_LLM_KEY") or "none",
        timeout=Timeout(options.silence, connect=_REACH),
        max_retries=0,
    )


def _text_of(piece: Any) -> str:
    """Return the text of a streamed piece; a refusal counts as text. Raise WriterError."""
    if not hasattr(piece, "choices"):
        raise WriterError("malformed")
    choices = piece.choices or []
    delta = choices[0].delta if choices else None
    text = (getattr(delta, "content", None) or getattr(delta, "refusal", None)) if delta else ""
    if text and not isinstance(text, str):
        raise WriterError("malformed")
    return text or ""
