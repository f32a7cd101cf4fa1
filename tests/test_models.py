"""The models say what the library gives, field for field."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from rag.languages import LANGUAGES
from rag.library import Library
from rag.records import article_record, found_record, passage_record
from ui.models import Answer, Article, Found, Model, Passage, Question

ASKED = [
    "How many research institutes are there in Beijing?",
    "谁率领中国代表团？",
    "Chi ha vinto il campionato di calcio?",
    "Quanto costa partecipare al forum?",
    "ciao",
    "What is this article about?",
]


def agrees(model: type[Model], record: dict[str, Any]) -> None:
    """Assert that a record has a model's fields, in its order, and comes back unchanged."""
    dumped = model.model_validate(record, strict=True).model_dump(mode="json")
    assert json.dumps(dumped) == json.dumps(record)


@pytest.mark.parametrize("question", ASKED)
@pytest.mark.parametrize("language", [None, *LANGUAGES])
def test_answers_agree(bundled_library: Library, question: str, language: Any) -> None:
    """Answered, refused and talk, in every language."""
    agrees(Answer, bundled_library.ask(question, language=language).to_dict())


def test_every_kind_of_answer_was_among_them(bundled_library: Library) -> None:
    """Else the test above would prove too little."""
    answers = [bundled_library.ask(question, language="zh") for question in ASKED]
    assert {answer.status for answer in answers} == {"answered", "not_found", "conversation"}
    assert any(answer.closest for answer in answers)
    assert any(cited.translation for answer in answers for cited in answer.citations)


@given(query=st.text(st.characters(codec="utf-8"), min_size=1, max_size=80).map(lambda t: f"a{t}"))
def test_whatever_is_asked_agrees(bundled_library: Library, query: str) -> None:
    """Questions and searches of any text."""
    agrees(Answer, bundled_library.ask(query).to_dict())
    agrees(Found, found_record(bundled_library, query, None, 3))


def test_articles_and_passages_agree(bundled_library: Library) -> None:
    """As `ponte articles` and `ponte show` print them."""
    for article in bundled_library.entries:
        agrees(Article, article_record(article))
        for passage in bundled_library.passages(article.id):
            for language in (None, *LANGUAGES):
                agrees(Passage, passage_record(bundled_library, passage, language))


@pytest.mark.parametrize("extra", [{"x": 1}, {"history": ["a"] * 21}, {"history": [""]}])
def test_question_takes_nothing_else(extra: dict[str, Any]) -> None:
    """A misspelt field is told, and a history is bounded."""
    with pytest.raises(ValidationError):
        Question.model_validate({"question": "Chi?", **extra})
