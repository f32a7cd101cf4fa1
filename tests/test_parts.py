"""Questions that ask two things."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.languages import LANGUAGES, Language
from rag.parts import split_question


@pytest.mark.parametrize(
    ("question", "language", "parts"),
    [
        ("Who led it and when?", "en", ("Who led it", "when?")),
        ("When and where is the forum?", "en", ("When is the forum?", "where is the forum?")),
        ("Who led it? When was it?", "en", ("Who led it", "When was it?")),
        ("Chi la guidava e in che anno?", "it", ("Chi la guidava e in che anno?",)),
        ("Chi la guidava e quando?", "it", ("Chi la guidava", "quando?")),
        ("谁率领代表团，什么时候？", "zh", ("谁率领代表团", "什么时候？")),
        ("谁什么时候访问了都灵？", "zh", ("谁访问了都灵？", "什么时候访问了都灵？")),
    ],
)
def test_two_questions_in_one(question: str, language: Language, parts: tuple[str, ...]) -> None:
    """Cut between two that ask, or each asked in the words of both."""
    assert split_question(question, language) == parts


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("How many scientists, entrepreneurs and investors come?", "en"),
        ("What are medicine and healthcare?", "en"),
        ("Quali sono ricerca e formazione?", "it"),
        ("北京和都灵有哪些相似之处？", "zh"),
        ("What and", "en"),
        ("", "it"),
    ],
)
def test_one_question_stays_one(question: str, language: Language) -> None:
    """An 'and' between things is no second question."""
    assert split_question(question, language) == (question,)


@given(question=st.text(max_size=60), language=st.sampled_from(LANGUAGES))
def test_any_text_has_parts(question: str, language: Language) -> None:
    """At least one."""
    assert split_question(question, language)
