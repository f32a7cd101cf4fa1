"""What speaks for the best sentence and against it."""

import numpy as np
import pytest
from helpers import article_of, edition_of

from rag.candidates import read_candidates
from rag.comparing import compare
from rag.decision import decision_features
from rag.features import ranking_features, weigh
from rag.languages import Language
from rag.library import Library, library_of
from rag.questions import question_kind
from rag.weighing import reading_model


def single(text: str) -> Library:
    """Open an Italian article."""
    return library_of([article_of(edition_of(text, "it"))])


def described(question: str, language: Language, library: Library) -> dict[str, float]:
    """Describe the best sentence of the bundled article for a question."""
    retriever = library._retriever
    kind = question_kind(question, language)
    evidence = retriever.gather(question, language)
    compared = compare(question, language, kind, evidence, retriever.collection)
    ranking = ranking_features(compared)
    scores = weigh(ranking, reading_model().first)
    candidates = read_candidates(compared, ranking, scores)
    return decision_features(compared, ranking, scores, candidates)


def test_the_article_s_own_words_are_met(bundled_library: Library) -> None:
    """Here, and with the sentence before; nothing is lacking."""
    seen = described("How many research institutes are there in Beijing?", "en", bundled_library)
    assert seen["met_here"] > 0.5
    assert seen["met_near"] >= seen["met_here"]
    assert seen["asks_form"] == 1.0
    assert seen["crosses"] == 0.0
    assert seen["lacks_count"] == seen["missing_name"] == 0.0


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Quanti euro è costata la visita della delegazione?", "it"),
        ("How much money did the visit of the delegation cost?", "en"),
        ("代表团的访问花了多少钱？", "zh"),
    ],
)
def test_an_article_without_amounts_of_money_lacks_them(
    question: str, language: Language, bundled_library: Library
) -> None:
    """No sentence names a sum, so the best one lacks it."""
    assert described(question, language, bundled_library)["lacks_money"] == 1.0


def test_a_name_that_stands_nowhere_is_missing(bundled_library: Library) -> None:
    """And one that the article has is not."""
    foreign = described("When is the ZGC Forum of Reykjavik?", "en", bundled_library)
    own = described("When is the ZGC Forum?", "en", bundled_library)
    assert (foreign["missing_name"], own["missing_name"]) == (1.0, 0.0)


@pytest.mark.parametrize(
    ("question", "language", "missing"),
    [
        ("Did Turin win the Champions League?", "en", (1.0, 1.0)),
        ("When is the ZGC Forum?", "en", (0.0, 0.0)),
        ("How can I visit the ZGC Forum?", "en", (0.0, 0.0)),
    ],
)
def test_a_name_is_missing_where_the_article_has_the_question_s_language(
    question: str, language: Language, missing: tuple[float, float], bundled_library: Library
) -> None:
    """There it would be written the same way; 'I' is none."""
    seen = described(question, language, bundled_library)
    assert (seen["missing_name"], seen["missing_same"]) == missing


def test_a_name_that_is_missing_in_another_language_may_be_written_otherwise() -> None:
    """It counts once."""
    text = "Al forum sono arrivati quattrocento ospiti. La sala era piena."
    seen = described("Did Reykjavik win the Champions League?", "en", single(text))
    assert (seen["missing_name"], seen["missing_same"]) == (1.0, 0.0)


def test_every_number_of_the_model_is_described(bundled_library: Library) -> None:
    """The model weighs exactly what is seen, and all of it is finite."""
    seen = described("Who led the Chinese delegation?", "en", bundled_library)
    assert set(reading_model().decision) == set(seen)
    assert np.isfinite(list(seen.values())).all()


def test_signs_are_as_reason_demands() -> None:
    """What speaks for an answer never weighs less than nothing, what speaks against never more."""
    model = reading_model().decision
    against = {"sentences", "worst_here", "worst_met", "elsewhere", "asks_form", "nameless"}
    against |= {"name_elsewhere", "missing_name", "missing_same", "worst_anywhere"}
    against |= {name for name in model if name.startswith("lacks_")}
    assert all(model[name] <= 0 for name in against)
    assert all(model[name] >= 0 for name in set(model) - against)
