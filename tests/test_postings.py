"""The words of an archive on disk: what is kept of a question's words changes no score."""

from pathlib import Path

import numpy as np
import pytest
from helpers import article_of, edition_of

from rag.alignment import align_article
from rag.embedding import bundled_embedder
from rag.postings import Postings, build_postings
from rag.preparing import count_rows

SAID = ["Il porto di Bari riapre in maggio.", "Il faro è alto 32 metri.", "Le navi tornano."]
ASKED = "Quanto è alto il faro di Bari?"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the words of an article of three passages."""
    embedder = bundled_embedder()
    aligned = align_article(article_of(edition_of("\n\n".join(SAID), "it")), embedder)
    folder = tmp_path_factory.mktemp("words")
    build_postings([count_rows(aligned, embedder)], embedder, folder)
    return folder


def test_the_best_passage_has_the_most_words(folder: Path) -> None:
    """One that is asked by digits alone has no kindred words."""
    postings, embedder = Postings(folder), bundled_embedder()
    scores = postings.scores(ASKED, "it", embedder)
    assert np.argmax(scores) == 1
    assert scores[0] > 0
    assert np.flatnonzero(postings.scores("32", "it", embedder)).tolist() == [1]
    assert postings.scores("?!", "it", embedder).tolist() == [0.0, 0.0, 0.0]


def test_words_asked_before_score_the_same(folder: Path) -> None:
    """Their kindred are looked up once."""
    embedder = bundled_embedder()
    anew = Postings(folder).scores(ASKED, "it", embedder)
    postings = Postings(folder)
    first = postings.scores(ASKED, "it", embedder)
    again = postings.scores(ASKED, "it", embedder)
    assert anew.tobytes() == first.tobytes() == again.tobytes()
    kept = postings._near.cache_info()
    assert (kept.misses, kept.hits) == (7, 7)
