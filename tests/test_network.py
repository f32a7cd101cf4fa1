"""The network: what its scores mean, whatever its weights."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.candidates import TOLD
from rag.network import AskedNumbers, SentenceNumbers, Weights, run_scores
from rag.pointing import stored_weights
from rag.runs import CLASSES, LONGEST

WORDS, DIMENSION = 4, 256


def asked_of(generator: np.random.Generator) -> AskedNumbers:
    """Make up a question of four words, of which the first only asks."""
    signs = generator.random((WORDS, 3)).astype(np.float32)
    signs[:, 1:] = [(1, 0), (0, 1), (0, 0), (0, 0)]
    vectors = generator.standard_normal((WORDS, DIMENSION)).astype(np.float32)
    return AskedNumbers(vectors, signs, 2)


def sentence_of(count: int, generator: np.random.Generator) -> SentenceNumbers:
    """Make up a sentence of so many tokens, of which any run is possible."""
    possible = np.arange(count)[:, None] + np.arange(LONGEST)[None, :] < count
    return SentenceNumbers(
        (generator.random((count, len(CLASSES))) < 0.1).astype(np.float32),
        generator.standard_normal((count, DIMENSION)).astype(np.float32),
        generator.random((WORDS, count)).astype(np.float32),
        possible,
        count % 3,
        generator.standard_normal(len(TOLD)).astype(np.float32),
        generator.random((2, WORDS)).astype(np.float32),
    )


@settings(max_examples=20)
@given(
    counts=st.lists(st.integers(min_value=1, max_value=30), min_size=1, max_size=5),
    seed=st.integers(min_value=0, max_value=99),
)
def test_a_sentence_scores_the_same_alone_and_among_others(counts: list[int], seed: int) -> None:
    """Nothing leaks from one to the next, however short they are."""
    generator = np.random.default_rng(seed)
    asked, weights = asked_of(generator), stored_weights()
    sentences = [sentence_of(count, generator) for count in counts]
    together, none = run_scores(asked, sentences, weights)
    for sentence, runs in zip(sentences, together, strict=True):
        (alone,), same = run_scores(asked, [sentence], weights)
        assert same == none
        assert runs.shape == sentence.possible.shape
        np.testing.assert_allclose(runs, alone, atol=1e-4)
        assert (np.isfinite(runs) == sentence.possible).all()


def zeros() -> dict[str, np.ndarray]:
    """Return weights of nothing."""
    return {name: np.zeros_like(weight) for name, weight in stored_weights().items()}


def test_a_run_is_its_first_its_last_its_inside_and_its_length() -> None:
    """By weights that look at one class of tokens only."""
    weights: Weights = zeros()
    generator = np.random.default_rng(0)
    sentence = sentence_of(4, generator)
    sentence.classes[:] = 0
    sentence.classes[[1, 2], 7] = 1
    weights["token"][7, 0] = 1.0
    weights["scale_0"][:] = weights["scale_1"][:] = weights["scale_2"][:] = 1.0
    weights["lengths"][2, 1] = 5.0
    weights["none_bias"][0] = 0.25
    # A state of one 1 among zeros becomes, normalised, its distance from the mean.
    width = len(weights["mark"])
    high = (width - 1) / np.sqrt(width - 1)
    weights["mark"][0] = (1.0, 10.0, 100.0)
    (runs,), none = run_scores(asked_of(generator), [sentence], weights)
    assert none == 0.25
    assert runs[0, 0] == pytest.approx(0.0, abs=1e-3)
    assert runs[1, 0] == pytest.approx(111 * high, rel=1e-3)
    assert runs[1, 1] == pytest.approx(211 * high + 5, rel=1e-3)
    assert runs[0, 3] == pytest.approx(200 * high, rel=1e-3)
    assert runs[3, 1] == -np.inf


def test_what_a_sentence_is_as_a_whole_counts_for_each_of_its_runs() -> None:
    """Its features add the same to all."""
    generator = np.random.default_rng(1)
    asked, sentence = asked_of(generator), sentence_of(5, generator)
    weights = zeros()
    weights["features"][3, 0] = 2.0
    (runs,), _ = run_scores(asked, [sentence], weights)
    assert np.unique(runs[sentence.possible]) == pytest.approx([2 * sentence.features[3]])


def test_a_sentence_is_read_beside_what_it_and_its_passage_lack_of_the_question() -> None:
    """A word of weight that is not met, weighed by how little; one that only asks lacks nowhere."""
    generator = np.random.default_rng(2)
    asked, sentence = asked_of(generator), sentence_of(5, generator)
    asked.signs[:, 0] = (1.0, 0.5, 1.0, 1.0)
    sentence.met[:] = [(0.0, 0.0, 0.5, 0.9), (0.0, 0.75, 0.9, 0.9)]
    weights = zeros()
    weights["project"][0, 0] = 1.0
    width = weights["project"].shape[1]
    weights["sentence"][len(weights["mark"]) :] = 1.0
    said = asked.vectors[:, 0]
    for part, lacked in ((2, 0.5 * said[1] + 0.5 * said[2]), (1, 0.0)):
        for sign in (1.0, -1.0):
            weights["asked"][:] = 0.0
            weights["asked"][-part * width, 0] = sign
            (runs,), _ = run_scores(asked, [sentence], weights)
            expected = max(0.0, sign * lacked)
            assert runs[sentence.possible] == pytest.approx(expected, abs=1e-5)
