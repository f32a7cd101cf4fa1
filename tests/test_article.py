"""Articles and editions: text that is kept, offsets that point into it."""

import hashlib

import pytest
from helpers import article_of, edition_of

from rag.article import Interval
from rag.errors import LanguageError


def test_an_interval_is_half_open_and_counts_code_points() -> None:
    """One emoji is one character, an accent on its own another."""
    text = "😀e\u0301x"
    assert [Interval(0, 1).of(text), Interval(1, 3).of(text), Interval(3, 4).of(text)] == [
        "😀",
        "e\u0301",
        "x",
    ]


def test_intervals_sort_by_start_then_end() -> None:
    """So that headings and passages merge in reading order."""
    assert sorted([Interval(5, 6), Interval(0, 9), Interval(0, 2)]) == [
        Interval(0, 2),
        Interval(0, 9),
        Interval(5, 6),
    ]


def test_an_edition_is_known_by_the_digest_of_its_text() -> None:
    """In UTF-8."""
    edition = edition_of("Perché?", "it")
    assert edition.sha256 == hashlib.sha256("Perché?".encode()).hexdigest()


def test_the_first_edition_is_the_original() -> None:
    """It gives the title, and citations quote it."""
    article = article_of(edition_of("Uno.", "it", "Titolo"), edition_of("One.", "en", "Title"))
    assert (article.title, article.languages) == ("Titolo", ("it", "en"))
    assert article.original is article.edition("it")
    assert article.edition("en").text == "One."


def test_a_missing_edition_is_an_error_that_lists_the_others() -> None:
    """By their names."""
    article = article_of(edition_of("Uno.", "it"), edition_of("One.", "en"))
    with pytest.raises(LanguageError) as caught:
        article.edition("zh")
    expected = "Article 'article' has no edition in Chinese. It has: Italian, English."
    assert str(caught.value) == expected
