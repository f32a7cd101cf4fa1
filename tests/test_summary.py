"""Summaries and lists over several sentences."""

import pytest
from helpers import article_of, edition_of

from rag.collection import Collection
from rag.languages import LANGUAGES
from rag.library import Library, library_of
from rag.summary import summary, whole_list

PARTS = "\n\n".join(
    f"The {thing} of the city are old. They draw many people. {thing.title()} cost the city a lot."
    for thing in ("bridges", "museums", "gardens", "schools")
)


def collection_of(text: str) -> Collection:
    """Lay out an English article."""
    return library_of([article_of(edition_of(text))])._retriever.collection


def test_a_summary_covers_every_part(bundled_library: Library) -> None:
    """The bundled article has a lead and two parts with headings."""
    collection = bundled_library._retriever.collection
    original = bundled_library.articles[0].original
    starts = [heading.start for heading in original.headings]
    chosen = [collection.sentences[index] for index in summary(collection, 0)]
    parts = [sum(start <= unit.versions["it"].start for start in starts) for unit in chosen]
    assert (len(chosen), set(parts)) == (5, {0, 1, 2})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "question",
    ["What is it about?", "Riassumi", "Main points?", "主要内容是什么？", "Summarise the article"],
)
def test_every_wording_gets_the_same_summary(
    question: str, language: str, bundled_library: Library
) -> None:
    """In reading order, in every language, the same each time."""
    answers = [bundled_library.ask(question, language="en") for _ in range(2)]
    places = [(cited.passage, cited.sentence) for cited in answers[0].citations]
    assert places == sorted(places) == [(1, 1), (5, 1), (5, 3), (8, 2), (11, 1)]
    assert answers[0].citations == answers[1].citations


def test_without_headings_the_passages_are_the_parts() -> None:
    """No paragraph is left out where there are fewer than sentences to take."""
    collection = collection_of(PARTS)
    passages = {collection.sentences[index].passage for index in summary(collection, 0)}
    assert passages == {1, 2, 3, 4}


def test_a_short_article_is_its_own_summary() -> None:
    """One sentence, or three."""
    assert summary(collection_of("It rains."), 0) == (0,)
    assert summary(collection_of("It rains. It pours. It stops."), 0) == (0, 1, 2)


def test_a_list_runs_on_over_sentences_that_say_so(bundled_library: Library) -> None:
    """The examples of Piedmont fill a passage, and the next passage is another matter."""
    collection = bundled_library._retriever.collection
    passage = [
        index for index, unit in enumerate(collection.sentences.entries) if unit.passage == 6
    ]
    assert len(passage) == 3
    assert {whole_list(index, collection) for index in passage} == {tuple(passage)}
    assert whole_list(0, collection) == (0,)
