"""Reading: which sentence answers, and the decision that none does."""

import numpy as np
import pytest

from rag.languages import LANGUAGES, Language
from rag.library import Library
from rag.reading import read
from rag.retrieval import Retriever
from rag.summary import summary
from rag.weighing import reading_model


@pytest.fixture
def retriever(bundled_library: Library) -> Retriever:
    """Return the retriever over the bundled article."""
    return bundled_library._retriever


ANSWERED: dict[Language, list[tuple[str, str]]] = {
    "it": [
        ("Quanti laboratori chiave operano a Pechino?", "130 laboratori"),
        ("Quando è il Forum ZGC?", "dal 10 al 14 maggio"),
    ],
    "en": [
        ("How many research institutes are there in Beijing?", "400"),
        ("When is the ZGC Forum?", "10 to 14 May 2024"),
        ("Who led the Chinese delegation?", "Yu Yingjie"),
    ],
    "zh": [
        ("北京有多少家科研机构？", "400家"),
        ("中关村论坛什么时候举行？", "2024年5月10日"),
    ],
}
UNANSWERED: dict[Language, str] = {
    "it": "Di che colore è il cielo su Marte?",
    "en": "What colour is the sky on Mars?",
    "zh": "火星的天空是什么颜色？",
}


@pytest.mark.parametrize(
    ("question", "language", "words"),
    [
        pytest.param(question, language, words, id=question)
        for language, rows in ANSWERED.items()
        for question, words in rows
    ],
)
def test_a_clear_question_is_answered_by_its_sentence(
    question: str, language: Language, words: str, retriever: Retriever
) -> None:
    """The best sentence holds the words that answer."""
    found = read(question, language, retriever)
    unit = retriever.collection.sentences[found.sentences[0]]
    assert words in retriever.collection.texts[unit.rows[language]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_about_something_else_is_refused(
    language: Language, retriever: Retriever
) -> None:
    """No sentence is given, and the nearest passage is a passage of the article."""
    found = read(UNANSWERED[language], language, retriever)
    assert found.sentences == ()
    assert found.confidence < reading_model().threshold[language]
    assert 0 <= found.closest < len(retriever.collection.passages)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_about_the_whole_is_answered_by_a_summary(
    language: Language, retriever: Retriever
) -> None:
    """The opening and the most central sentence of each part, surely."""
    asked = {"it": "Di che parla l'articolo?", "en": "What is the article about?", "zh": "概括文章"}
    found = read(asked[language], language, retriever)
    assert (found.kind, found.confidence) == ("whole", 1.0)
    assert found.sentences == summary(retriever.collection, 0)


def test_more_evidence_is_never_less_confidence(retriever: Retriever) -> None:
    """A question in the article's own words is surer than one with a foreign detail in it."""
    plain = read("When is the ZGC Forum?", "en", retriever).confidence
    foreign = read("When is the ZGC Forum of Reykjavik on whales?", "en", retriever).confidence
    assert 0.0 < foreign < plain < 1.0


def test_reading_is_deterministic(retriever: Retriever) -> None:
    """The same question is read the same, to the last bit."""
    one = read("Who led the Chinese delegation?", "en", retriever)
    two = read("Who led the Chinese delegation?", "en", retriever)
    assert (one.confidence, one.sentences, one.closest) == (
        two.confidence,
        two.sentences,
        two.closest,
    )


def test_the_fitted_numbers_are_sane() -> None:
    """Weights are finite, and the threshold is a probability."""
    model = reading_model()
    weights = [*model.first.values(), *model.ranking.values(), *model.decision.values()]
    weights += [model.intercept, model.second]
    assert np.isfinite(weights).all()
    assert set(model.threshold) == set(LANGUAGES)
    assert all(0.0 < threshold < 1.0 for threshold in model.threshold.values())
    assert model.second >= 0.0


def test_words_that_only_ask_are_not_marked(retriever: Retriever) -> None:
    """'How many' is near to the 'come' of 'hanno come rappresentanti', and says nothing."""
    found = read("How many research institutes are there in Beijing?", "en", retriever)
    original = retriever.collection.sentences[found.sentences[0]].versions["it"]
    text = retriever.collection.articles[0].article.original.text
    said = original.of(text)
    assert "hanno come" in said
    assert {mark.of(said) for mark in found.marks[0]} == {"istituti", "ricerca"}
