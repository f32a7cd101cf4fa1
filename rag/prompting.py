"""What a language model is asked: the passages as data, the question, in the reader's language."""

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from rag.languages import Language

Messages = list[dict[str, str]]

# An answer has so many tokens at most.
LONGEST_ANSWER = 700


def answer_messages(question: str, passages: Sequence[str], reader: Language) -> Messages:
    """Return the messages that ask for an answer from passages, numbered from 1."""
    numbered = "\n".join(
        f'<passage id="{number}">{_inert(text)}</passage>'
        for number, text in enumerate(passages, start=1)
    )
    asked = _prompts()["user"][reader].format(passages=numbered, question=_inert(question))
    return [
        {"role": "system", "content": _prompts()["system"][reader]},
        {"role": "user", "content": asked},
    ]


def translation_messages(sentence: str, reader: Language) -> Messages:
    """Return the messages that ask for a sentence of an article in the reader's language."""
    return [
        {"role": "system", "content": _prompts()["translate"][reader]},
        {"role": "user", "content": f"<passage>{_inert(sentence)}</passage>"},
    ]


def abstains(text: str) -> bool:
    """Tell whether a model's answer says that the passages do not answer."""
    return bool(re.match(rf"\W*{_prompts()['abstains']['all']}", text, re.IGNORECASE))


def _inert(text: str) -> str:
    """Return a text on one line that cannot close the marks it is put between."""
    return " ".join(text.split()).replace("<", "‹").replace(">", "›")


@cache
def _prompts() -> dict[str, Any]:
    return tomllib.loads(files("rag").joinpath("prompts.toml").read_text("utf-8"))
