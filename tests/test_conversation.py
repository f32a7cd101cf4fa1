"""Follow-up questions are made self-contained from the turn before."""

import pytest

from rag.conversation import Turn, is_follow_up, self_contained
from rag.languages import Language

HISTORY = [Turn("Chi è Marco?", "Un sindaco."), Turn("Quando è il forum?", "A maggio. [1]")]


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("E dove?", "it"),
        ("e le università?", "it"),
        ("Ma perché?", "it"),
        ("And the universities?", "en"),
        ("What about Turin?", "en"),
        ("那大学呢？", "zh"),
        ("还有吗？", "zh"),
    ],
)
def test_a_short_question_that_goes_on_is_a_follow_up(question: str, language: Language) -> None:
    """It opens with 'and', or ends with 呢."""
    assert is_follow_up(question, language)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Dove?", "it"),
        ("Economia?", "it"),
        ("E quanti sono gli istituti di ricerca che hanno sede a Pechino?", "it"),
        ("Android?", "en"),
        ("And how many research institutes are there in the city of Beijing?", "en"),
        ("北京有多少家科研机构？", "zh"),
        ("", "it"),
    ],
)
def test_other_questions_stand_alone(question: str, language: Language) -> None:
    """A long question says what it is about, and 'Economia' only begins with an e."""
    assert not is_follow_up(question, language)


def test_a_follow_up_has_the_last_question_in_front() -> None:
    """The turn just before, not an earlier one, and never the answer."""
    assert self_contained("E dove?", HISTORY, "it") == "Quando è il forum? E dove?"


def test_without_history_nothing_is_put_in_front() -> None:
    """The first question is taken as it is."""
    assert self_contained("E dove?", [], "it") == "E dove?"


def test_a_full_question_is_left_alone() -> None:
    """History does not change a question that stands alone."""
    assert self_contained("Chi guida la delegazione?", HISTORY, "it") == "Chi guida la delegazione?"
