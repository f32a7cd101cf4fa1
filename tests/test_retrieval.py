"""Hybrid retrieval: across languages, in a fixed order, neither half with a veto."""

import numpy as np
import pytest
from helpers import FakeEmbedder, article_of, edition_of

from rag.alignment import align_article
from rag.article import Edition
from rag.collection import lay_out
from rag.embedding import bundled_embedder
from rag.index import PassageIndex
from rag.languages import LANGUAGES, Language
from rag.library import Library
from rag.retrieval import Retriever, best_edition, combine, standardise

MUSEUM: dict[Language, str] = {
    "it": "Il museo apre alle nove.\n\nIl biglietto costa dodici euro.\n\nIl fiume è in piena.",
    "en": "The museum opens at nine.\n\nThe ticket costs twelve euros.\n\nThe river is in flood.",
    "zh": "博物馆早上九点开门。\n\n门票的价格是十二欧元。\n\n河水泛滥成灾。",
}
TICKET: dict[Language, str] = {
    "it": "Quanto costa il biglietto?",
    "en": "How much is the ticket?",
    "zh": "门票多少钱？",
}


def retriever_over(*editions: Edition) -> Retriever:
    """Make a retriever with the bundled model over one article of these editions."""
    embedder = bundled_embedder()
    collection = lay_out([align_article(article_of(*editions), embedder)])
    index = PassageIndex.from_texts(collection.texts, embedder)
    return Retriever(collection, index, embedder, embedder)


@pytest.mark.parametrize("spoken", LANGUAGES, ids=lambda code: f"article:{code}")
@pytest.mark.parametrize("asked", LANGUAGES, ids=lambda code: f"question:{code}")
def test_the_passage_is_found_across_languages(asked: Language, spoken: Language) -> None:
    """Each of the nine pairs finds the ticket in the second passage."""
    retriever = retriever_over(edition_of(MUSEUM[spoken], spoken))
    hits = retriever.find(TICKET[asked], asked, asked, 3)
    assert hits[0].passage == 2
    assert hits[0].text == MUSEUM[spoken].split("\n\n")[1]
    assert hits[0].language == spoken


def test_a_hit_is_a_slice_of_the_reader_s_edition() -> None:
    """Where the reader's language has an edition, the hit is in its words."""
    editions = [edition_of(MUSEUM[language], language) for language in LANGUAGES]
    retriever = retriever_over(*editions)
    for edition in editions:
        for hit in retriever.find(TICKET["it"], "it", edition.language, 3):
            assert hit.language == edition.language
            assert edition.text[hit.start : hit.end] == hit.text


def test_hits_fall_and_come_once_and_no_more_than_asked() -> None:
    """The limit is a limit, and a large one gives every passage once."""
    retriever = retriever_over(edition_of(MUSEUM["en"], "en"))
    assert len(retriever.find(TICKET["en"], "en", "en", 2)) == 2
    hits = retriever.find(TICKET["en"], "en", "en", 99)
    assert sorted(hit.passage for hit in hits) == [1, 2, 3]
    assert [hit.fused for hit in hits] == sorted((hit.fused for hit in hits), reverse=True)


def test_the_same_question_has_the_same_hits(bundled_library: Library) -> None:
    """Retrieval is deterministic, to the last bit."""
    first = bundled_library.find("How many institutes?", limit=9)
    assert bundled_library.find("How many institutes?", limit=9) == first


def test_the_own_language_does_not_bury_the_rest() -> None:
    """Beside an English article, an English question still finds the answer in the Italian one."""
    embedder = bundled_embedder()
    italian = article_of(edition_of(MUSEUM["it"], "it"), id="museo")
    english = article_of(
        edition_of("The stadium is old.\n\nThe team lost.\n\nThe train was late.", "en"), id="sport"
    )
    collection = lay_out([align_article(article, embedder) for article in (english, italian)])
    index = PassageIndex.from_texts(collection.texts, embedder)
    retriever = Retriever(collection, index, embedder, embedder)
    best = retriever.find(TICKET["en"], "en", "en", 2)
    assert ("museo", 2) in [(hit.article, hit.passage) for hit in best]


def test_a_hit_prints_as_the_contract_says(bundled_library: Library) -> None:
    """The keys of `ponte find --json`, in order, with the passage's path."""
    hit = bundled_library.find("Quanti istituti?")[0]
    record = hit.to_dict()
    assert list(record) == [
        "article", "passage", "language", "start", "end", "text", "score", "url",
    ]  # fmt: skip
    assert record["url"] == f"/p/torino-pechino/{hit.passage}"
    assert record["score"] == round(hit.fused, 4)


def test_scores_are_standardised_within_a_language() -> None:
    """A language whose cosines all lie higher gains nothing by it."""
    left, right = edition_of("Uno.\n\nDue.", "it"), edition_of("One.\n\nTwo.", "en")
    collection = lay_out([align_article(article_of(left, right), FakeEmbedder())])
    scores = np.array([0.1, 0.8, 0.2, 0.9, 0, 0, 0, 0], dtype=np.float32)
    np.testing.assert_allclose(combine(scores, collection.passages, "zh"), [-1, 1], atol=1e-5)
    np.testing.assert_allclose(best_edition(scores, collection.passages), [0.8, 0.9], atol=1e-6)


def test_equal_scores_standardise_to_zero() -> None:
    """Where nothing differs, nothing is better."""
    assert standardise(np.array([2, 2, 2], dtype=np.float32)).tolist() == [0, 0, 0]
    np.testing.assert_allclose(standardise(np.array([1, 3], dtype=np.float32)), [-1, 1])
