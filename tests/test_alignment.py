"""Which sentence of one edition says what a sentence of another says."""

import numpy as np
import pytest
from helpers import FakeEmbedder, article_of, edition_of
from hypothesis import given
from hypothesis import strategies as st

from rag.alignment import Link, align, align_article
from rag.embedding import Matrix, bundled_embedder, unit_rows
from rag.languages import Language


def basis(*rows: tuple[int, ...]) -> Matrix:
    """Return unit rows, each the sum of the named axes."""
    table = np.zeros((len(rows), 8), dtype=np.float32)
    for row, axes in enumerate(rows):
        table[row, list(axes)] = 1
    return unit_rows(table)


def test_identical_editions_align_one_to_one() -> None:
    """Each sentence meets itself."""
    rows = basis((0,), (1,), (2,))
    expected = tuple(Link((index,), (index,)) for index in range(3))
    assert align(rows, rows, [10, 10, 10], [10, 10, 10]) == expected


def test_one_sentence_becomes_two() -> None:
    """A split in the translation is one link."""
    found = align(basis((0,), (1, 2), (3,)), basis((0,), (1,), (2,), (3,)), [10, 20, 10], [10] * 4)
    assert found == (Link((0,), (0,)), Link((1,), (1, 2)), Link((2,), (3,)))


def test_two_sentences_become_one() -> None:
    """A merger in the translation is one link."""
    found = align(basis((0,), (1,), (2,), (3,)), basis((0,), (1, 2), (3,)), [10] * 4, [10, 20, 10])
    assert found == (Link((0,), (0,)), Link((1, 2), (1,)), Link((3,), (2,)))


def test_a_sentence_that_is_left_out_has_no_partner() -> None:
    """It is linked with nothing, and its neighbours keep theirs."""
    found = align(basis((0,), (1,), (2,)), basis((0,), (2,)), [10] * 3, [10] * 2)
    assert found == (Link((0,), (0,)), Link((1,), ()), Link((2,), (1,)))


def test_a_sentence_that_is_added_has_no_partner() -> None:
    """The other way round."""
    found = align(basis((0,), (2,)), basis((0,), (1,), (2,)), [10] * 2, [10] * 3)
    assert found == (Link((0,), (0,)), Link((), (1,)), Link((1,), (2,)))


def test_nothing_aligns_with_nothing() -> None:
    """No sentences give no links."""
    empty = np.zeros((0, 8), dtype=np.float32)
    assert align(empty, empty, [], []) == ()


@given(source=st.integers(0, 6), target=st.integers(0, 6), seed=st.integers(0, 99))
def test_links_are_monotone_and_complete(source: int, target: int, seed: int) -> None:
    """Whatever the vectors, every sentence is in one link and the order is kept."""
    random = np.random.default_rng(seed)
    left = unit_rows(random.standard_normal((source, 8)).astype(np.float32))
    right = unit_rows(random.standard_normal((target, 8)).astype(np.float32))
    links = align(left, right, [10] * source, [12] * target)
    assert [index for link in links for index in link.source] == list(range(source))
    assert [index for link in links for index in link.target] == list(range(target))


ITALIAN = (
    "Il museo apre alle nove del mattino. Il biglietto costa dodici euro. "
    "La domenica l'ingresso è gratuito per gli studenti."
)


def said(italian: str, other: str, language: Language) -> list[str | None]:
    """Return what the other edition says for each Italian sentence, by the bundled model."""
    right = edition_of(other, language)
    aligned = align_article(article_of(edition_of(italian, "it"), right), bundled_embedder())
    versions = [sentence.versions.get(language) for sentence in aligned.sentences]
    return [version.of(right.text) if version else None for version in versions]


def test_equal_paragraphs_are_paired_without_a_model() -> None:
    """Where the editions have the same sentences a paragraph, the n-th says the n-th."""
    left, right = edition_of("Uno. Due.\n\nTre.", "it"), edition_of("One. Two.\n\nThree.", "en")
    aligned = align_article(article_of(left, right), FakeEmbedder())
    assert [
        (s.passage, s.number, s.versions["it"].of(left.text), s.versions["en"].of(right.text))
        for s in aligned.sentences
    ] == [(1, 1, "Uno.", "One."), (1, 2, "Due.", "Two."), (2, 1, "Tre.", "Three.")]


def test_the_bundled_model_finds_a_merger() -> None:
    """Two Italian sentences that are one in English share it."""
    merged = "The museum opens at nine in the morning and the ticket costs twelve euros."
    last = "On Sundays admission is free for students."
    assert said(ITALIAN, f"{merged} {last}", "en") == [merged, merged, last]


def test_the_bundled_model_finds_a_sentence_left_out() -> None:
    """The sentence about the price has no English."""
    first = "The museum opens at nine in the morning."
    last = "On Sundays admission is free for students."
    assert said(ITALIAN, f"{first} {last}", "en") == [first, None, last]


def test_the_bundled_model_finds_a_split() -> None:
    """One Italian sentence that is two in English has both."""
    parts = [
        "The museum opens at nine in the morning.",
        "The ticket costs twelve euros.",
        "On Sundays students enter.",
        "Admission is free for them.",
    ]
    assert said(ITALIAN, " ".join(parts), "en") == [*parts[:2], " ".join(parts[2:])]


def test_passage_versions_join_the_sentences() -> None:
    """A passage's version runs from its first sentence to its last, in each language."""
    left, right = edition_of("Uno. Due.\n\nTre.", "it"), edition_of("One. Two.\n\nThree.", "en")
    aligned = align_article(article_of(left, right), FakeEmbedder())
    versions = aligned.passage_versions()
    assert {
        number: (version["it"].of(left.text), version["en"].of(right.text))
        for number, version in versions.items()
    } == {1: ("Uno. Due.", "One. Two."), 2: ("Tre.", "Three.")}


@pytest.mark.parametrize("language", ["it", "zh"])
def test_a_single_edition_is_aligned_with_itself(language: Language) -> None:
    """Its sentences have one version, their own."""
    aligned = align_article(article_of(edition_of("Uno.\n\nDue.", language)), FakeEmbedder())
    assert [set(sentence.versions) for sentence in aligned.sentences] == [{language}, {language}]
