"""A language model behind a server that speaks the OpenAI protocol."""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Event, Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from rag.errors import WriterError
from rag.prompting import LONGEST_ANSWER, Messages

if TYPE_CHECKING:
    from openai import OpenAI, Stream

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
        self._client = _client(asked, options)
        self._retries = options.retries
        self._reached = False

    def stream(self, messages: Messages) -> Iterator[str]:
        """Yield the pieces of an answer; raise WriterError where there is none, or it breaks."""
        import httpx2
        from openai import APIConnectionError, APIStatusError, APITimeoutError, OpenAIError

        self._reach()
        try:
            with self._create(messages) as pieces:
                for piece in pieces:
                    if text := _text_of(piece):
                        yield text
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

    def _create(self, messages: Messages) -> "Stream[Any]":
        """Ask for an answer, again where the server is busy or broken; raise as the client does.

        The client's own retries would wait again for a server that was silent, and as long as a
        busy one says.
        """
        from openai import APIStatusError

        chosen: Any = messages
        tries = 0
        while True:
            try:
                return self._client.chat.completions.create(
                    model=self.name,
                    messages=chosen,
                    stream=True,
                    temperature=0,
                    max_tokens=LONGEST_ANSWER,
                )
            except APIStatusError as error:
                if error.status_code not in _AGAIN or tries == self._retries:
                    raise
                time.sleep(_PAUSE * 2**tries)
                tries += 1

    def _reach(self) -> None:
        """See that a server answers at all, whatever it says; raise WriterError after seconds.

        A name that is looked up for long, or a machine that takes a connection and says nothing,
        is not to be waited for as long as a model that thinks. A server is reached but once.
        """
        if self._reached:
            return
        reached = Event()

        def knock() -> None:
            from openai import APIConnectionError, APIStatusError, OpenAIError

            try:
                self._client.with_options(timeout=_REACH).get("/", cast_to=object)
            except APIConnectionError:
                return
            except (APIStatusError, OpenAIError, ValueError, TypeError, AttributeError):
                # Whatever it says: there need be nothing at that address.
                pass
            reached.set()

        knocking = Thread(target=knock, daemon=True)
        knocking.start()
        knocking.join(_REACH)
        self._reached = reached.is_set()
        if not self._reached:
            raise WriterError("unreachable")


def _client(address: str, options: LanguageModelOptions) -> "OpenAI":
    from httpx2 import Timeout
    from openai import OpenAI

    return OpenAI(
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
