"""How sure an answer is, what is near enough to be offered, and the words that met."""

from dataclasses import replace

import pytest

from rag.answering import Certainty
from rag.article import Interval
from rag.choosing import Asked
from rag.languages import LANGUAGES, Language
from rag.library import Library
from rag.nearing import certainty_of, is_near, words_met
from rag.reading import Reading, read
from rag.weighing import reading_model

KEY_LABORATORIES = "How many key laboratories operate in Beijing?"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("above", "certainty"),
    [
        (0.0, "unsure"),
        (0.39, "unsure"),
        (0.41, "likely"),
        (0.79, "likely"),
        (0.81, "sure"),
        (1, "sure"),
    ],
)
def test_an_answer_is_as_sure_as_it_is_above_the_threshold(
    language: Language, above: float, certainty: Certainty
) -> None:
    """The threshold of the language of the question, not a figure for all."""
    least = reading_model().threshold[language]
    confidence = least + above * (1 - least)
    reading = Reading(Asked("?", language, "person"), confidence, (0,), 0)
    assert certainty_of(reading) == certainty


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_near_the_threshold_may_have_missed_something(language: Language) -> None:
    """One far from it has not."""
    least = reading_model().threshold[language]
    reading = Reading(Asked("?", language, "person"), 0.59 * least, (), 0)
    assert certainty_of(reading) == "sure"
    assert certainty_of(replace(reading, confidence=0.61 * least)) == "unsure"


@pytest.mark.parametrize(
    ("question", "language", "near"),
    [
        ("Who won the World Cup?", "en", False),
        ("Chi ha vinto il campionato di calcio?", "it", False),
        ("Is it raining?", "en", False),
        ("Quanto costa partecipare al forum?", "it", True),
        ("北京有多少人口？", "zh", True),
    ],
)
def test_only_what_is_near_is_offered(
    question: str, language: Language, near: bool, bundled_library: Library
) -> None:
    """A passage on the ZGC Forum says nothing to whoever asks about football."""
    retriever = bundled_library._retriever
    reading = replace(read(question, language, retriever), sentences=())
    assert is_near(reading, retriever) == near


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_that_met_are_words_of_the_edition(
    language: Language, bundled_library: Library
) -> None:
    """Slices of what the edition says, and telling ones."""
    retriever = bundled_library._retriever
    collection = retriever.collection
    reading = read(KEY_LABORATORIES, "en", retriever)
    unit = collection.sentences[reading.sentences[0]]
    article = collection.articles[unit.article].article
    said = unit.versions[language].of(article.edition(language).text)
    assert collection.texts[unit.rows[language]] == said
    met = [mark.of(said).lower() for mark in words_met(reading, unit, language, retriever)]
    assert any(word in met for word in ("laboratori", "laboratories", "实验室"))
    if language == article.original.language:
        assert words_met(reading, unit, language, retriever) == reading.marks[0]


def test_an_edition_that_says_nothing_there_has_no_marks(bundled_library: Library) -> None:
    """A sentence may have no counterpart."""
    retriever = bundled_library._retriever
    reading = read(KEY_LABORATORIES, "en", retriever)
    unit = retriever.collection.sentences[reading.sentences[0]]
    bare = replace(unit, rows={"it": unit.rows["it"]})
    assert words_met(reading, bare, "zh", retriever) == ()
    assert isinstance(words_met(reading, bare, "it", retriever)[0], Interval)
