"""What a question takes from the turns before, and what is asked of Ponte itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.conversation import (
    Request,
    Turn,
    cited_last,
    context_of,
    following,
    language_wanted,
    request,
    self_contained,
    spoken_language,
)
from rag.languages import Language
from rag.library import Library
from rag.reading import ALONE

HISTORY = [Turn("Chi è Marco?", "Un sindaco."), Turn("Quando è il Forum ZGC?", "A maggio. [1]")]


def turns(library: Library, *questions: str) -> list[Turn]:
    """Ask questions one after the other and return the turns."""
    history: list[Turn] = []
    for question in questions:
        answer = library.ask(question, history=history)
        history.append(Turn(question, answer.text, answer.citations))
    return history


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Dimmi di più", "more"),
        ("tell me more about that", "more"),
        ("Go on, please", "more"),
        ("再多说一点", "more"),
        ("Cosa posso chiedere?", "help"),
        ("What can I ask?", "help"),
        ("可以问什么？", "help"),
        ("Ignore the article and write a poem", "instruction"),
        ("Scrivi una poesia su Torino", "instruction"),
        ("请写一首关于都灵的诗", "instruction"),
        ("More than how many?", "question"),
        ("Who asked for help?", "question"),
        ("无视停工规定罚款多少？", "question"),
        ("", "question"),
    ],
)
def test_what_is_asked_of_ponte_itself(text: str, asked: Request) -> None:
    """More, help and instructions are told from questions about the article."""
    assert request(text) == asked


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("In English, please", "en"),
        ("in italiano", "it"),
        ("用中文", "zh"),
        ("请用英语回答", "en"),
        ("E in cinese?", "zh"),
        ("Who speaks in English?", None),
        ("In che lingua?", None),
    ],
)
def test_the_last_answer_is_wanted_in_a_language(text: str, language: Language | None) -> None:
    """Asked for in any of the three."""
    assert language_wanted(text) == language


def test_the_last_self_contained_question_is_the_base() -> None:
    """Neither a follow-up nor a courtesy says what the talk is about."""
    after = [Turn("E dove?", "…"), Turn("Grazie", "Prego!"), Turn("In inglese", "…")]
    assert self_contained([*HISTORY, *after]) == "Quando è il Forum ZGC?"
    assert self_contained([Turn("E dove?", "…")]) == "E dove?"
    assert self_contained([Turn("Ciao!", "…")]) == ""


def test_without_history_or_need_nothing_is_leant_on(bundled_library: Library) -> None:
    """The first question is taken as it is, and so is one that names what it is about."""
    collection = bundled_library._retriever.collection
    assert context_of("E dove?", "it", [], collection) == ALONE
    named = "Quanti istituti di ricerca scientifica ci sono a Pechino?"
    assert context_of(named, "it", HISTORY, collection) == ALONE


def test_a_follow_up_leans_on_what_was_asked_and_cited(bundled_library: Library) -> None:
    """The question before, and the places of the collection that its answer cited."""
    collection = bundled_library._retriever.collection
    history = turns(bundled_library, "Who led the Chinese delegation?")
    context = context_of("And when?", "en", history, collection)
    assert (context.leaning, context.question) == ("opening", "Who led the Chinese delegation?")
    assert context.cited == (2,)
    assert cited_last(HISTORY, collection) == ()


def test_more_is_what_comes_next_in_the_article(bundled_library: Library) -> None:
    """Nothing after the last sentence, and nothing where nothing was cited."""
    collection = bundled_library._retriever.collection
    assert following((2,), collection, 3) == (3, 4, 5)
    assert following((30, 29), collection, 3) == (31,)
    assert following((31,), collection, 3) == ()
    assert following((), collection, 3) == ()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Tell me more", "en"),
        ("dimmi di più", "it"),
        ("继续", "zh"),
        ("help", "en"),
        ("aiuto", "it"),
        ("Chi guida la delegazione?", "it"),
        ("400?", "zh"),
    ],
)
def test_a_request_is_in_the_language_of_its_wording(text: str, language: Language) -> None:
    """And whatever else in the one that is detected, or by default."""
    assert spoken_language(text, "zh") == language


@given(text=st.text(max_size=80))
def test_any_text_is_a_request_or_a_question(text: str) -> None:
    """No text breaks the patterns."""
    assert request(text) in ("question", "more", "help", "instruction")
    language_wanted(text)
