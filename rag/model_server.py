"""The connection to a server that speaks the OpenAI protocol."""

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rag.background import Background
from rag.errors import WriterError
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
_KEY = {401: "key", 403: "key"}
_STATUS = {**_KEY, 404: "model", 429: "busy"}
# Some servers name a model by its file, folders and all.
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class LanguageModelOptions:
    """Where a language model is: a URL or 'transformers', its name, and how long to wait."""

    where: str
    name: str
    silence: float = _SILENCE
    retries: int = _RETRIES


class ModelServer:
    """The connection to a server, which several answers share, and whether it was reached."""

    def __init__(self, address: str, options: LanguageModelOptions, *, here: bool) -> None:
        """Make the client for an address; nothing is sent yet. The key is PONTE_LLM_KEY."""
        self._client = _client(address, options, here=here)
        self._retries = options.retries
        self._reached = False
        self.background = Background(self._client.close)

    async def look(self, name: str) -> tuple[str, tuple[str, ...]]:
        """Return why a model could not be asked, if that can be told, and the names there are."""
        from openai import APIConnectionError, APIStatusError, OpenAIError

        names: tuple[str, ...] = ()
        try:
            async with asyncio.timeout(_REACH):
                names = _names(await self._client.get("/models", cast_to=object))
        except (APIConnectionError, TimeoutError):
            return "unreachable", ()
        except APIStatusError as error:
            # A key may be good for questions alone (403), and a list need not be there (404).
            if error.status_code == 401:
                return "key", ()
        except (OpenAIError, ValueError, TypeError):
            pass
        self._reached = True
        if name in names or f"{name}:latest" in names:
            return "", names
        try:
            async with asyncio.timeout(_REACH):
                await self._say_one_word(name)
        except APIStatusError as error:
            refused = error.status_code == 404 or (bool(names) and error.status_code in (400, 422))
            return ("model" if refused else _KEY.get(error.status_code, "")), names
        except (TimeoutError, OpenAIError, ValueError, TypeError, AttributeError):
            # It thinks, or says what cannot be read: a question will tell.
            pass
        return "", names

    async def _say_one_word(self, name: str) -> None:
        await self._client.chat.completions.create(
            model=name, messages=[{"role": "user", "content": "Hi"}], max_tokens=1
        )

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


def _client(address: str, options: LanguageModelOptions, *, here: bool) -> "AsyncOpenAI":
    from httpx2 import Timeout
    from openai import AsyncOpenAI, DefaultAsyncHttpxClient

    return AsyncOpenAI(
        base_url=address,
        api_key=os.environ.get("PONTE_LLM_KEY") or "none",
        timeout=Timeout(options.silence, connect=_REACH),
        max_retries=0,
        # What is said to stay on this machine does not go to a proxy of the environment's.
        http_client=DefaultAsyncHttpxClient(trust_env=False) if here else None,
    )


def _names(told: object) -> tuple[str, ...]:
    """Return the names in a server's list of models, fit to be shown; none where it is no list."""
    listed = told.get("data") if isinstance(told, dict) else None
    named = [each.get("id") for each in listed or () if isinstance(each, dict)]
    return tuple(
        "".join(sign for sign in name if sign.isprintable())[:_LONGEST_NAME]
        for name in named
        if isinstance(name, str)
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
