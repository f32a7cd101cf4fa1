"""A language model on this machine, through transformers."""

import copy
from collections.abc import Iterator
from queue import Empty
from threading import Event, Thread
from typing import Any, Self

from rag.cancelling import Cancellation
from rag.errors import ModelError, StoppedError, WriterError
from rag.prompting import LONGEST_ANSWER, Messages

# Seconds between two pieces of an answer.
_SILENCE = 60.0


class LocalModel:
    """A Hugging Face model on this machine, through transformers."""

    host = ""
    address = ""

    def __init__(self, folder: str) -> None:
        """Load a model by its folder or hub name; raise ModelError where that fails."""
        from transformers import AutoModelForCausalLM, AutoTokenizer

        self._cancellation = Cancellation()
        self.name = folder.rstrip("/").rpartition("/")[2] or folder
        try:
            self._tokenizer: Any = AutoTokenizer.from_pretrained(folder)
            self._model: Any = AutoModelForCausalLM.from_pretrained(folder)
        except (OSError, ValueError, ImportError) as error:
            reason = str(error).strip().splitlines()[0][:200]
            raise ModelError(
                f"Language model '{folder}' cannot be loaded: {reason} "
                "Give a transformers folder or hub name with --llm-model."
            ) from error

    def until(self, cancellation: Cancellation) -> Self:
        """Return the same model, which stops at its next token once it is cancelled."""
        until = copy.copy(self)
        until._cancellation = cancellation
        return until

    def stream(self, messages: Messages) -> Iterator[str]:
        """Yield the pieces of an answer, generated in a thread; raise WriterError if it fails.

        Raise StoppedError once it is cancelled.
        """
        from transformers import StoppingCriteriaList, TextIteratorStreamer

        streamer: Any = TextIteratorStreamer(
            self._tokenizer, skip_prompt=True, skip_special_tokens=True, timeout=_SILENCE
        )
        stopped, failed = Event(), Event()
        inputs = self._tokenizer(self._prompt(messages), return_tensors="pt")

        def generate() -> None:
            try:
                self._model.generate(
                    **inputs, streamer=streamer, max_new_tokens=LONGEST_ANSWER, do_sample=False,
                    stopping_criteria=StoppingCriteriaList([lambda *_, **__: stopped.is_set()]),
                )  # fmt: skip
            except (RuntimeError, ValueError, IndexError):
                failed.set()
                streamer.end()

        thread = Thread(target=generate, daemon=True)
        thread.start()
        try:
            with self._cancellation.calling(stopped.set):
                for piece in streamer:
                    if self._cancellation.cancelled:
                        break
                    yield piece
        except Empty as error:
            raise WriterError("timeout") from error
        finally:
            stopped.set()
            thread.join()
        if self._cancellation.cancelled:
            raise StoppedError("The answer is not wanted any more.")
        if failed.is_set():
            raise WriterError("broken")

    def _prompt(self, messages: Messages) -> str:
        if self._tokenizer.chat_template:
            return str(
                self._tokenizer.apply_chat_template(
                    messages, tokenize=False, add_generation_prompt=True
                )
            )
        return "\n\n".join(each["content"] for each in messages) + "\n\n"
