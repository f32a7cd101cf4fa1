"""Passages near to a query: across languages, with their words marked, or none."""

import pytest
from helpers import article_of, edition_of

from rag.errors import QuestionError
from rag.finding import Found
from rag.languages import LANGUAGES, Language
from rag.library import Library, library_of

RESEARCH: dict[Language, str] = {
    "it": "istituti di ricerca",
    "en": "research institutes",
    "zh": "科研机构",
}
ELSEWHERE: dict[Language, str] = {"it": "carbonara", "en": "dinosaurs", "zh": "恐龙"}


def marked(found: Found) -> list[str]:
    """Return the words of a passage that are marked."""
    return [mark.of(found.hit.text) for mark in found.marks]


@pytest.mark.parametrize("reader", LANGUAGES, ids=lambda code: f"reader:{code}")
@pytest.mark.parametrize("asked", LANGUAGES, ids=lambda code: f"query:{code}")
def test_words_are_found_across_languages(
    bundled_library: Library, asked: Language, reader: Language
) -> None:
    """Each of the nine pairs finds the passage, in the words of the reader's edition."""
    found = bundled_library.search(RESEARCH[asked], reader)
    assert (found[0].hit.passage, found[0].hit.language) == (4, reader)
    assert marked(found[0])
    edition = bundled_library.articles[0].edition(reader)
    assert all(edition.text[each.hit.start : each.hit.end] == each.hit.text for each in found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_near_is_nothing(bundled_library: Library, language: Language) -> None:
    """What the article has no words for is not found."""
    assert bundled_library.search(ELSEWHERE[language], language) == ()


def test_marks_are_the_words_that_answer_to_the_query(bundled_library: Library) -> None:
    """By themselves, by their stems, and across languages."""
    assert marked(bundled_library.search("2024", "en")[0]) == ["2024"]
    assert marked(bundled_library.search("forum", "it")[0]) == ["Forum", "Forum"]
    assert marked(bundled_library.search("climate", "it")[0]) == ["climatico"]
    assert marked(bundled_library.search("quantum", "zh")[0]) == ["量子"]


def test_the_nearest_come_first_and_the_far_are_left_out(bundled_library: Library) -> None:
    """No more than asked for, and none that meets much less than the nearest."""
    found = bundled_library.search("imprese", "it")
    assert len(bundled_library.search("imprese", "it", limit=2)) == 2 < len(found) < 11
    nearest = max(each.nearness for each in found)
    assert all(each.nearness >= 0.6 * nearest for each in found)
    assert [bool(each.marks) for each in found[1:]] == [True] * (len(found) - 1)


def test_an_article_in_one_language_is_found_in_its_own(bundled_library: Library) -> None:
    """Where the reader has no edition, the original is shown."""
    library = library_of([article_of(edition_of("Il museo apre alle nove.\n\nPiove.", "it"))])
    found = library.search("博物馆", "zh")
    assert [(each.hit.passage, each.hit.language) for each in found] == [(1, "it")]
    assert marked(found[0]) == ["museo"]


@pytest.mark.parametrize("query", ["", " ?! ", "x" * 2001])
def test_what_is_no_query_is_refused(bundled_library: Library, query: str) -> None:
    """As a question is."""
    with pytest.raises(QuestionError):
        bundled_library.search(query, "en")
