"""A language model's answer, sentence by sentence, as it comes."""

import re
import time
from collections.abc import Iterator

from rag.errors import WriterError
from rag.language_models import LanguageModel
from rag.languages import Language
from rag.markers import leading_markers
from rag.prompting import Messages
from rag.sentences import split_sentences

# How much a model may say: sentences, characters, seconds.
_SENTENCES, _CHARACTERS, _SECONDS = 8, 4000, 120.0
_BRACKET = re.compile(r"\s*[\[【［〔(（]")
# Reasoning models think aloud first.
_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)


def sentences_of(model: LanguageModel, messages: Messages, language: Language) -> Iterator[str]:
    """Yield a model's sentences as soon as each is complete; raise WriterError, also on too many.

    A sentence is complete where the next begins; markers after a full stop belong before it.
    """
    began = time.monotonic()
    heard, done = "", 0
    for piece in model.stream(messages):
        heard += piece
        told = without_thoughts(heard)
        pieces = _pieces(told, language)
        # What begins with a bracket may become a marker of the sentence before.
        open_end = -2 if pieces and _BRACKET.match(pieces[-1]) else -1
        for sentence in pieces[done:open_end]:
            done += 1
            yield sentence
        if done >= _SENTENCES or len(told) > _CHARACTERS:
            raise WriterError("endless")
        if time.monotonic() - began > _SECONDS:
            raise WriterError("timeout")
    yield from _pieces(without_thoughts(heard), language)[done:]


def without_thoughts(heard: str) -> str:
    """Return what a model says without what it thinks aloud first."""
    return _THOUGHT.sub("", heard)


def _pieces(text: str, language: Language) -> list[str]:
    """Return the sentences of a text, line by line, each with the markers that follow it."""
    found: list[str] = []
    for line in text.splitlines():
        for sentence in split_sentences(line, language):
            end = leading_markers(sentence)
            if end and found:
                found[-1] += sentence[:end]
                sentence = sentence[end:]
            if sentence.strip():
                found.append(sentence)
    return found
