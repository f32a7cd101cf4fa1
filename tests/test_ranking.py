"""Where each part of the retrieval puts the right text."""

import numpy as np
import pytest
from helpers import FakeEmbedder
from test_evaluation import ROW

from rag.alignment import align_article
from rag.collection import lay_out
from rag.corpora import Query, Search
from rag.embedding import bundled_embedder
from rag.errors import PonteError
from rag.evaluation import article_of
from rag.index import PassageIndex
from rag.languages import parse_language
from rag.ranking import Rank, StemIndex, parse_system, place_of, rank_rows, ranks_of
from rag.retrieval import Retriever

TEXTS = (
    "The silk museum opens at nine.",
    "Rain fell on the harbour all night.",
    "The museum of the harbour shows nets.",
)


def search_of(*queries: Query) -> Search:
    """Make a search of three English texts."""
    return Search("set", "en", TEXTS, 0, queries)


def test_the_place_of_the_right_text_counts_from_one() -> None:
    """Wrong texts that score the same stand before it; the best right one counts."""
    scores = np.array([0.5, 0.9, 0.5, 0.1], dtype=np.float32)
    assert place_of(scores, np.array([1])) == 1
    assert place_of(scores, np.array([0])) == 3
    assert place_of(scores, np.array([0, 2])) == 2
    assert place_of(scores, np.array([3, 1])) == 1
    assert place_of(np.zeros(4, dtype=np.float32), np.array([0])) == 4


def test_stems_are_counted_as_bm25_counts_them() -> None:
    """One text in two has the stem, once; both are as long: the norm is K1."""
    index = StemIndex(["Nets dry.", "Rain falls."], "en", bundled_embedder())
    scores = index.scores(Query("drying", "en", (0,)))
    # log(1 + (2 - 1 + .5) / (1 + .5)) * 1 * (1.2 + 1) / (1 + 1.2)
    assert scores == pytest.approx([np.log(2), 0.0])


def test_stems_do_not_cross_languages() -> None:
    """But a name does."""
    index = StemIndex(["The rain in Torino.", "A net."], "en", bundled_embedder())
    assert index.scores(Query("La pioggia", "it", (0,))).tolist() == [0.0, 0.0]
    assert index.scores(Query("A Torino?", "it", (0,)))[0] > 0


def test_every_system_ranks_every_query() -> None:
    """A text is nearest to itself, whichever way it is looked at."""
    search = search_of(Query(TEXTS[1], "en", (1,)), Query(TEXTS[2], "en", (2,)))
    ranks = list(ranks_of(search, FakeEmbedder(), bundled_embedder()))
    assert [rank.system for rank in ranks] == ["bm25", "bm25-across", "dense", "both"] * 2
    assert {(rank.data, rank.texts, rank.spoken, rank.place) for rank in ranks} == {
        ("set", "en", "en", 1)
    }


def test_one_system_may_be_measured_alone() -> None:
    """'harbour museum' shares both words with the third text, one with each other."""
    search = search_of(Query("harbour museum", "en", (2,)), Query("harbour museum", "en", (1,)))
    for system in ("bm25", "dense"):
        ranks = list(ranks_of(search, FakeEmbedder(), bundled_embedder(), [parse_system(system)]))
        assert [rank.system for rank in ranks] == [system] * 2
        assert ranks[0].place == 1
        assert ranks[1].place > 1


def test_ranks_are_those_of_the_retrieval() -> None:
    """The same scores as the retriever gives an article's sentences."""
    words = bundled_embedder()
    article = article_of(ROW, ("en",))
    collection = lay_out([align_article(article, words)])
    index = PassageIndex.from_texts(collection.texts, words)
    retriever = Retriever(collection, index, words, words)
    first = len(collection.passages)
    for language, question in (("it", "Il museo apre?"), ("en", "Does it rain?")):
        evidence = retriever.gather(question, parse_language(language))
        queries = tuple(
            Query(question, parse_language(language), (first + row,)) for row in range(3)
        )
        search = Search("set", "en", collection.texts, first, queries)
        ranks = list(ranks_of(search, words, words))
        for name, scores in (
            ("bm25-across", evidence.sentence_lexical),
            ("dense", evidence.sentence_dense),
            ("both", evidence.sentence_lexical + evidence.sentence_dense),
        ):
            places = [rank.place for rank in ranks if rank.system == name]
            # Equal sentences may differ in the last bit from one way of adding to another.
            rounded = np.round(scores, 4)
            assert places == [place_of(rounded, np.array([row])) for row in range(3)]


def test_rows_are_recall_and_reciprocal_rank() -> None:
    """By pair of languages, then within one language and across."""
    ranks = [
        Rank("set", "it", "it", "dense", 1),
        Rank("set", "it", "en", "dense", 2),
        Rank("set", "it", "en", "dense", 5),
        Rank("set", "en", "it", "dense", 10),
    ]
    rows = rank_rows(ranks)
    assert [tuple(row.values()) for row in rows] == [
        ("set", "it", "it", "dense", 1, 1.0, 1.0, 1.0, 1.0),
        ("set", "it", "en", "dense", 2, 0.0, 0.5, 1.0, 0.35),
        ("set", "en", "it", "dense", 1, 0.0, 0.0, 0.0, 0.1),
        ("set", "same language", "all", "dense", 1, 1.0, 1.0, 1.0, 1.0),
        ("set", "another language", "all", "dense", 3, 0.0, 0.333, 0.667, 0.267),
    ]


def test_one_pair_of_languages_needs_no_sums() -> None:
    """They would say the same again."""
    assert len(rank_rows([Rank("set", "it", "it", "dense", 1)])) == 1


def test_an_unknown_system_is_one_line() -> None:
    """With those there are."""
    with pytest.raises(PonteError, match="Use one of: bm25, bm25-across, dense, both"):
        parse_system("tfidf")
