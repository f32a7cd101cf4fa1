"""The bundled article: three editions in step, in words of their own."""

import re
from pathlib import Path

import pytest

from rag.article import Article, Edition
from rag.languages import LANGUAGES, detect_language
from rag.library import BUNDLED_ARTICLE
from rag.readers import read_article
from rag.sentences import sentence_intervals

ORIGINAL = Path(__file__).parent.parent.parent / "shared" / "article" / "original.it.txt"
# As many words in a row are copied, not written anew.
COPIED = 8


@pytest.fixture(scope="module")
def article() -> Article:
    """Read the bundled article."""
    return read_article(BUNDLED_ARTICLE)


def sentences_by_paragraph(edition: Edition) -> list[int]:
    """Return how many sentences each paragraph of an edition has."""
    return [
        len(sentence_intervals(edition.text, edition.language, paragraph))
        for paragraph in edition.paragraphs
    ]


def test_it_has_three_editions_and_is_dated(article: Article) -> None:
    """The Italian is the original; each names its source."""
    assert (article.id, article.date, article.languages) == (
        "torino-pechino",
        "2023-09",
        LANGUAGES,
    )
    assert all(edition.source for edition in article.editions)
    assert len({edition.title for edition in article.editions}) == 3
    assert article.notices == ()


def test_its_editions_have_the_same_sentences_and_headings(article: Article) -> None:
    """So the n-th sentence of one says what the n-th of another says."""
    for edition in article.editions:
        assert sentences_by_paragraph(edition) == [2, 4, 3, 3, 3, 3, 3, 2, 4, 2, 3]
        assert len(edition.headings) == 2
        above = [
            sum(heading.start < paragraph.start for heading in edition.headings)
            for paragraph in edition.paragraphs
        ]
        assert above == [0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2]


def test_each_paragraph_is_in_its_language(article: Article) -> None:
    """Nothing was left untranslated."""
    for edition in article.editions:
        for paragraph in edition.paragraphs:
            assert detect_language(paragraph.of(edition.text)) == edition.language


def test_numbers_and_names_are_the_same_in_every_edition(article: Article) -> None:
    """What crosses languages unchanged is in all three."""
    for fact in ("90", "400", "130", "500", "80", "600", "2024", "CIM4.0", "I3P", "Yu Yingjie"):
        assert [fact in edition.text for edition in article.editions] == [True] * 3, fact


def test_its_files_are_clean(article: Article) -> None:
    """Plain line ends, no tabs, no spaces at the ends of lines, one newline at the end."""
    for edition in article.editions:
        assert not re.search(r"\r|\t|[ \u3000]\n|\ufeff", edition.text)
        assert edition.text.endswith("\n")
        assert not edition.text.endswith("\n\n")


def runs(text: str) -> set[tuple[str, ...]]:
    """Return every run of so many words of a text."""
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[start : start + COPIED]) for start in range(len(words) - COPIED + 1)}


@pytest.mark.skipif(
    not ORIGINAL.exists(), reason="the report it is based on is not published with the project"
)
def test_the_italian_edition_is_written_anew(article: Article) -> None:
    """No eight words in a row are those of the report that it takes its facts from."""
    assert runs(article.original.text) & runs(ORIGINAL.read_text("utf-8")) == set()
