"""Which sentence of one edition says what a sentence of another says."""

import pytest
from helpers import FakeEmbedder, article_of, edition_of

from rag.alignment import align_article
from rag.embedding import bundled_embedder
from rag.languages import Language

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
