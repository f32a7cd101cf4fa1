"""Suggestions for an article without any: each is answered by the sentence it was made from."""

import pytest
from helpers import article_of, edition_of

from rag.languages import LANGUAGES, Language, detect_language
from rag.library import BUNDLED_ARTICLE, Library, library_of
from rag.readers import read_article

WHOLE = {
    "it": "Di che cosa parla l'articolo?",
    "en": "What is the article about?",
    "zh": "这篇文章讲什么？",
}


def bare_library(language: Language) -> Library:
    """Open one edition of the bundled article without its questions."""
    text = read_article(BUNDLED_ARTICLE / f"{language}.md").original.text.split("---\n", 2)[2]
    return library_of([article_of(edition_of(text, language))])


@pytest.mark.parametrize("spoken", LANGUAGES, ids=lambda code: f"article:{code}")
@pytest.mark.parametrize("reader", LANGUAGES, ids=lambda code: f"reader:{code}")
def test_every_suggestion_is_answered(spoken: Language, reader: Language) -> None:
    """In the reader's language, each with a proof, what it is about first."""
    library = bare_library(spoken)
    offered = library.suggestions(reader)
    assert offered[0] == WHOLE[reader]
    assert len(offered) == len(set(offered)) <= 4
    answers = [library.ask(question, language=reader) for question in offered]
    assert [answer.question for answer in answers if answer.status != "answered"] == []
    assert {detect_language(question) for question in offered} == {reader}
    assert library.suggestions(reader) is offered


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_article_that_counts_things_is_asked_about_them(language: Language) -> None:
    """By the words that it counts."""
    assert len(bare_library(language).suggestions(language)) > 1


def test_an_article_of_nothing_to_ask_offers_the_whole() -> None:
    """And no invented question."""
    library = library_of([article_of(edition_of("It rains. It pours."))])
    assert library.suggestions("en") == (WHOLE["en"],)
