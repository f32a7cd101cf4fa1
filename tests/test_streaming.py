"""A model's answer, sentence by sentence, however it comes."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import WriterError
from rag.prompting import Messages
from rag.streaming import sentences_of, without_thoughts

SAID = "The pier is 90 metres long [1]. It was opened in 1932. [2] Boats land there 【1】."
SENTENCES = [
    "The pier is 90 metres long [1].",
    "It was opened in 1932. [2]",
    "Boats land there 【1】.",
]


@dataclass
class Pieces:
    """A model that says its pieces, and counts those that were asked for."""

    pieces: list[str]
    asked: int = 0
    name: str = ""
    host: str = ""
    address: str = ""

    def stream(self, messages: Messages) -> Iterator[str]:
        """Yield the pieces."""
        for piece in self.pieces:
            self.asked += 1
            yield piece


def heard(*pieces: str) -> list[str]:
    """Return the sentences of a model's pieces, without the space around them."""
    return [each.strip() for each in sentences_of(Pieces(list(pieces)), [], "en")]


@given(st.lists(st.integers(1, len(SAID) - 1), unique=True))
def test_sentences_are_the_same_wherever_the_pieces_end(cuts: list[int]) -> None:
    """Also within a marker that belongs to the sentence before."""
    ends = [0, *sorted(cuts), len(SAID)]
    assert heard(*(SAID[a:b] for a, b in pairwise(ends))) == SENTENCES


def test_a_sentence_comes_before_the_rest_is_written() -> None:
    """As soon as the next begins."""
    model = Pieces(["The pier is long [1]. ", "It was ", "opened in 1932 [1]."])
    assert next(sentences_of(model, [], "en")).strip() == "The pier is long [1]."
    assert model.asked == 2


def test_lines_end_sentences() -> None:
    """Models write lists, whatever they are told."""
    assert heard("The pier [1]\n- It is long [1]\n") == ["The pier [1]", "- It is long [1]"]


@pytest.mark.parametrize(
    "pieces",
    [
        pytest.param(["It is so. "] * 100, id="sentence after sentence"),
        pytest.param(["and so on "] * 10_000, id="one that does not end"),
    ],
)
def test_a_model_that_does_not_stop_is_stopped(pieces: list[str]) -> None:
    """After so many sentences or characters."""
    model = Pieces(pieces)
    with pytest.raises(WriterError, match="endless"):
        list(sentences_of(model, [], "en"))
    assert model.asked < len(pieces)


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("<think>Hm. [1]</think>It is so.", "It is so."),
        ("<think>Hm. [1] and", ""),
        ("It is so.", "It is so."),
    ],
)
def test_what_is_thought_aloud_is_no_answer(said: str, left: str) -> None:
    """Not even while the thought goes on."""
    assert without_thoughts(said) == left
