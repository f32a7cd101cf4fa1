"""What a question asks for: clear cases in three languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.languages import LANGUAGES, Language
from rag.questions import (
    Kind,
    SmallTalk,
    focus_interval,
    plain_question,
    question_kind,
    small_talk,
)

KINDS: dict[Kind, dict[Language, str]] = {
    "who": {"it": "Chi ha guidato la delegazione?", "en": "Who led it?", "zh": "谁率领代表团？"},
    "when": {"it": "Quando si tiene il forum?", "en": "When is it?", "zh": "论坛什么时候举行？"},
    "where": {"it": "Dove ha sede il CIM4.0?", "en": "Where is it?", "zh": "CIM4.0在哪里？"},
    "how_many": {"it": "Quanti istituti ci sono?", "en": "How many?", "zh": "有多少家机构？"},
    "how_long": {"it": "Quanto tempo dura?", "en": "How long did it last?", "zh": "持续了多久？"},
    "why": {"it": "Perché è venuta?", "en": "Why did they come?", "zh": "他们为什么来？"},
    "whole": {
        "it": "Di che cosa parla l'articolo?",
        "en": "What is the article about?",
        "zh": "这篇文章讲什么？",
    },
    "definition": {"it": "Che cos'è il CIM4.0?", "en": "What is CIM4.0?", "zh": "CIM4.0是什么？"},
    "list": {"it": "Quali sono i settori?", "en": "Which sectors are named?", "zh": "有哪些领域？"},
}


@pytest.mark.parametrize(
    ("question", "language", "kind"),
    [
        pytest.param(question, language, kind, id=f"{kind}: {question}")
        for kind, questions in KINDS.items()
        for language, question in questions.items()
    ],
)
def test_the_kind_of_a_clear_question(question: str, language: Language, kind: Kind) -> None:
    """A person would say the same, in each language."""
    assert question_kind(question, language) == kind


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Chi ha GUIDATO la delegazione?", "it"),
        ("chi ha guidato la delegazione", "it"),
        ("  Chi ha guidato la delegazione?  ", "it"),
    ],
    ids=["capitals", "no mark", "spaces"],
)
def test_typing_habits_do_not_matter(question: str, language: Language) -> None:
    """Case, marks and space around a question change nothing."""
    assert question_kind(question, language) == "who"


@pytest.mark.parametrize(
    ("text", "language"), [("xyz", "it"), ("turin forum", "en"), ("都灵", "zh"), ("", "en")]
)
def test_a_text_that_asks_nothing_is_what(text: str, language: Language) -> None:
    """The kind of last resort."""
    assert question_kind(text, language) == "what"


@pytest.mark.parametrize(
    ("question", "language", "word"),
    [
        ("Quanti istituti ci sono?", "it", "istituti"),
        ("How many institutes are there?", "en", "institutes"),
        ("北京有多少家研究机构？", "zh", "研究机构"),
    ],
    ids=["it", "en", "zh"],
)
def test_the_focus_is_what_is_counted(question: str, language: Language, word: str) -> None:
    """It stands right after the interrogative."""
    assert focus_interval(question, language).of(question).startswith(word)


def test_a_question_without_an_interrogative_has_no_focus() -> None:
    """The interval is empty."""
    interval = focus_interval("Is it true?", "en")
    assert interval.start == interval.end


@pytest.mark.parametrize(
    ("text", "talk"),
    [
        ("Ciao!", "greeting"),
        ("Buongiorno", "greeting"),
        ("hello", "greeting"),
        ("Hi, Ponte!", "greeting"),
        ("你好！", "greeting"),
        ("Grazie mille.", "thanks"),
        ("Thank you very much!", "thanks"),
        ("thanks", "thanks"),
        ("谢谢你", "thanks"),
        ("Ciao, chi è Yu Yingjie?", None),
        ("Thanks to whom?", None),
        ("你好，谁是于英杰？", None),
        ("History", None),
    ],
)
def test_a_courtesy_is_one_only_where_it_asks_nothing(text: str, talk: SmallTalk | None) -> None:
    """A greeting before a question is no greeting."""
    assert small_talk(text) == talk


def test_plain_questions_lose_case_and_accents_but_no_length() -> None:
    """Offsets in the plain question hold in the question."""
    assert plain_question("Perché è così, l’età?") == "perche e cosi, l'eta?"


@given(text=st.text(), language=st.sampled_from(LANGUAGES))
def test_any_text_has_a_kind(text: str, language: Language) -> None:
    """No text breaks the patterns."""
    assert question_kind(text, language)
    small_talk(text)
    interval = focus_interval(text, language)
    assert 0 <= interval.start <= interval.end
