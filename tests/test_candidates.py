"""The sentences that are read by the network, and what becomes of its word."""

import numpy as np
import pytest

from rag.candidates import (
    TOLD,
    Candidates,
    asked_of,
    read_candidates,
    text_of,
    told_of,
)
from rag.comparing import Comparison, compare
from rag.features import DEFINES, RANKED, ranking_features, weigh
from rag.library import Library
from rag.pointing import Pointed, point
from rag.questions import question_kind
from rag.weighing import reading_model

QUESTION = "How many research institutes are there in Beijing?"


@pytest.fixture(scope="module")
def compared(bundled_library: Library) -> Comparison:
    """Return a question compared with the bundled article."""
    retriever = bundled_library._retriever
    kind = question_kind(QUESTION, "en")
    return compare(QUESTION, "en", kind, retriever.gather(QUESTION, "en"), retriever.collection)


def test_eight_sentences_are_read_with_their_features(compared: Comparison) -> None:
    """Those that rank highest by all but the network, and what it says of them."""
    ranking = ranking_features(compared)
    assert set(ranking) == {*RANKED, DEFINES}
    found = read_candidates(compared, ranking, weigh(ranking, reading_model().first))
    assert len(found.pointed) == len(found.totals) == 8
    index = next(iter(found.pointed))
    text = text_of(compared, index)
    assert "400" in text.text
    assert text.language == "en"
    told = told_of(compared, ranking, [index])
    (alone,) = point(asked_of(compared), [text], compared.evidence.lexicon, told)
    assert found.totals[index] == pytest.approx(alone.total, abs=1e-3)
    assert found.answers(index) == pytest.approx(alone.total - alone.none, abs=1e-3)


def test_what_is_met_grows_with_what_is_looked_at(compared: Comparison) -> None:
    """In the sentence, with the one before, in its passage: each holds the one before it."""
    ranking = ranking_features(compared)
    every = list(range(len(compared.collection.sentences)))
    beside = told_of(compared, ranking, every)
    told = np.stack([each.features for each in beside])
    assert told.shape == (len(every), len(TOLD))
    here, near, around, anywhere = told[:, -8:-4].T
    assert (here <= near).all()
    assert (near <= anywhere + 1e-6).all()
    assert (here <= around).all()
    assert (anywhere == anywhere[0]).all()
    first_of = np.flatnonzero(np.diff(compared.collection.passage_of, prepend=-1))
    assert (here == near)[first_of].all()
    assert (here < near).any()
    for column, name in enumerate(RANKED):
        assert told[:, column].tolist() == ranking[name].tolist()


def test_what_a_sentence_lacks_is_told(bundled_library: Library) -> None:
    """The heaviest word that neither it nor its passage meets, and whether that is a name."""
    question = "Who leads the research institutes of Paris?"
    retriever = bundled_library._retriever
    evidence = retriever.gather(question, "en")
    compared = compare(question, "en", "who", evidence, retriever.collection)
    every = list(range(len(compared.collection.sentences)))
    beside = told_of(compared, ranking_features(compared), every)
    lacked_here, lacked_around, nameless_here, nameless_around = np.stack(
        [each.features for each in beside]
    )[:, -4:].T
    paris = [match.word.form for match in evidence.matches].index("paris")
    assert (lacked_here >= lacked_around).all()
    assert (lacked_around >= compared.telling[paris] - 1e-6).all()
    assert (nameless_here == 1).all()
    assert (nameless_around == 1).all()
    for index, each in enumerate(beside):
        assert each.met[0].tolist() == compared.met[:, index].tolist()
        assert (each.met[1] >= each.met[0]).all()


def test_what_was_not_read_is_behind_all_that_was() -> None:
    """By one, as a difference of logarithms."""
    pointed = Pointed(np.zeros((1, 1), dtype=np.float32), 0.5)
    candidates = Candidates({2: pointed, 0: pointed}, {2: 3.0, 0: 1.0}, 0.5)
    assert candidates.ranking_feature(4).tolist() == [-2.0, -3.0, 0.0, -3.0]
    assert candidates.answers(2) == 2.5
    assert candidates.answers(3) == 0.5
    assert candidates.any_answers == pytest.approx(np.log(np.exp(3) + np.exp(1)) - 0.5)
