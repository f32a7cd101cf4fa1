"""Questions that come with the questions before them."""

import pytest

from rag.conversation import Turn
from rag.errors import QuestionError
from rag.library import Library
from ui.asking import ask_after

FIRST, THEN = "How many research institutes are there in Beijing?", "Tell me more"


def test_follow_up_is_answered_as_in_a_conversation(bundled_library: Library) -> None:
    """The questions alone make the turns that a conversation had."""
    first = bundled_library.ask(FIRST)
    history = [Turn(FIRST, first.text, first.citations)]
    told = bundled_library.ask(THEN, history=history)
    asked = ask_after(bundled_library, THEN, None, [FIRST])
    assert (asked.text, asked.citations) == (told.text, told.citations)
    assert asked.citations[0].sentence == first.citations[0].sentence + 1
    assert asked.text != ask_after(bundled_library, THEN, None, []).text


def test_empty_question_before_is_refused(bundled_library: Library) -> None:
    """As any other."""
    with pytest.raises(QuestionError, match="empty"):
        ask_after(bundled_library, THEN, None, ["?"])
