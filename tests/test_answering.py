"""Answers: citations that hold or do not exist, and text in which every sentence is cited."""

import re
from dataclasses import FrozenInstanceError, replace
from typing import Any

import pytest
from helpers import article_of, edition_of
from hypothesis import assume, given
from hypothesis import strategies as st

from rag.alignment import align_article
from rag.answering import (
    Answer,
    Citation,
    Translation,
    sentence_anchor,
)
from rag.article import Edition, Interval
from rag.citing import cite
from rag.collection import lay_out
from rag.embedding import bundled_embedder
from rag.errors import CitationError
from rag.languages import LANGUAGES, Language
from rag.library import Library, library_of
from rag.reading import Reading, read
from rag.writing import write_answer

ITALIAN = edition_of(
    "Il forum è a maggio. «Verranno in 500», disse.\n\nLa città è İstanbul 😀.", "it"
)


def citation(edition: Edition = ITALIAN, **changes: Any) -> Citation:
    """Make a citation of the first sentence, with some fields changed."""
    fields: dict[str, Any] = {
        "number": 1,
        "article": "a",
        "title": "T",
        "passage": 1,
        "sentence": 1,
        "start": 0,
        "end": 20,
        "quote": "Il forum è a maggio.",
        "language": "it",
        "edition": edition,
    }
    return Citation(**{**fields, **changes})


def test_a_citation_that_holds_can_be_made() -> None:
    """It has a path and an anchor, and keeps no edition."""
    made = citation()
    assert (made.url, made.anchor) == ("/p/a/1", "a--1-1")
    assert ITALIAN.text[made.start : made.end] == made.quote
    assert not hasattr(made, "edition") or made.edition is not ITALIAN


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"quote": "Il forum è a maggio"}, id="shorter quote"),
        pytest.param({"quote": "il forum è a maggio."}, id="other case"),
        pytest.param({"quote": "Il forum e\u0300 a maggio."}, id="other accents"),
        pytest.param({"quote": "Il forum è  a maggio."}, id="other space"),
        pytest.param({"start": 1, "end": 21}, id="shifted"),
        pytest.param({"start": -20}, id="negative start"),
        pytest.param({"start": 20}, id="empty"),
        pytest.param({"start": 20, "end": 20, "quote": ""}, id="empty quote"),
        pytest.param({"end": 10_000}, id="past the end"),
        pytest.param({"number": 0}, id="number 0"),
        pytest.param({"number": -1}, id="number below 0"),
        pytest.param({"passage": 0}, id="passage 0"),
        pytest.param({"sentence": 0}, id="sentence 0"),
        pytest.param({"language": "en"}, id="wrong language"),
        pytest.param({"edition": edition_of("Il forum e a maggio.", "it")}, id="other edition"),
    ],
)
def test_a_citation_that_does_not_hold_cannot_be_made(changes: dict[str, Any]) -> None:
    """Whatever is wrong with it, it is an error and no citation."""
    with pytest.raises(CitationError) as caught:
        citation(**changes)
    assert len(str(caught.value).splitlines()) == 1


@given(
    start=st.integers(-80, 80),
    end=st.integers(-80, 80),
    taken=st.tuples(st.integers(0, 62), st.integers(0, 62)),
)
def test_a_wrong_place_cannot_be_cited(start: int, end: int, taken: tuple[int, int]) -> None:
    """A quote is the slice at its offsets, or the citation is refused."""
    text = ITALIAN.text
    quote = text[slice(*taken)]
    assume(not (0 <= start < end <= len(text)) or text[start:end] != quote)
    with pytest.raises(CitationError):
        citation(start=start, end=end, quote=quote)


@given(st.data())
def test_every_right_place_can_be_cited(data: st.DataObject) -> None:
    """Any non-empty slice, on emoji and 'İ' too."""
    start = data.draw(st.integers(0, len(ITALIAN.text) - 1))
    end = data.draw(st.integers(start + 1, len(ITALIAN.text)))
    made = citation(start=start, end=end, quote=ITALIAN.text[start:end])
    assert (made.start, made.end) == (start, end)


def test_a_citation_cannot_be_changed_into_a_wrong_one() -> None:
    """It is frozen, and `replace` checks again."""
    made = citation()
    with pytest.raises(FrozenInstanceError):
        made.quote = "Other words."  # type: ignore[misc]
    with pytest.raises(CitationError):
        replace(made, quote="Other words.", edition=ITALIAN)


def test_an_anchor_is_made_of_article_passage_and_sentence() -> None:
    """Two hyphens part the article, whose slug has single ones."""
    assert sentence_anchor("torino-pechino", 3, 2) == "torino-pechino--3-2"


def reading_of(library: Library, question: str, *sentences: int) -> Reading:
    """Return a reading that found the sentences named, whatever was found."""
    found = read(question, "en", library._retriever)
    return replace(found, sentences=sentences, marks=tuple(() for _ in sentences))


def ask(library: Library, question: str, language: Language) -> Answer:
    """Ask a question in a language and check what every answer promises."""
    answer = library.ask(question, language=language)
    editions = {article.id: article.original for article in library.articles}
    for citation in answer.citations:
        edition = editions[citation.article]
        assert edition.text[citation.start : citation.end] == citation.quote
    assert [c.number for c in answer.citations] == list(range(1, len(answer.citations) + 1))
    markers = [int(number) for number in re.findall(r"\[(\d+)\]", answer.text)]
    assert markers == [c.number for c in answer.citations]
    return answer


QUESTIONS = [
    "How many research institutes are there in Beijing?",
    "Chi guidava la delegazione cinese?",
    "中关村论坛什么时候举行？",
    "What is the article about?",
    "Di che cosa parla l'articolo?",
    "Quali sono le somiglianze tra i due ecosistemi?",
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("question", QUESTIONS)
def test_every_sentence_of_an_answer_ends_with_its_marker(
    question: str, language: Language, bundled_library: Library
) -> None:
    """Markers count from 1 in order of use, and no statement stands without one."""
    answer = ask(bundled_library, question, language)
    assert answer.status == "answered"
    statements = re.split(r"(?<=\])\s", answer.text)
    assert len(statements) == len(answer.citations)
    for number, statement in enumerate(statements, start=1):
        assert statement.endswith(f" [{number}]")


def test_the_whole_article_is_answered_with_five_citations(bundled_library: Library) -> None:
    """Of each of its three parts, in reading order, each with its own proof."""
    answer = ask(bundled_library, "What is the article about?", "en")
    cited = [(c.passage, c.sentence) for c in answer.citations]
    assert cited == [(1, 1), (5, 1), (5, 3), (8, 2), (11, 1)]
    assert answer.text.startswith("Turin and Beijing are strengthening the cooperation")


def test_an_edition_in_the_reader_s_language_gives_the_words(bundled_library: Library) -> None:
    """The text is the reader's edition, the quote the original's."""
    answer = ask(bundled_library, "When is the ZGC Forum?", "zh")
    first = answer.citations[0]
    marks = (Interval(3, 5),)
    assert first.translation == Translation(
        "zh", "中关村论坛定于2024年5月10日至14日举行。", marks=marks
    )
    assert answer.text.startswith("中关村论坛定于2024年5月10日至14日举行。 [1]")
    assert first.quote == "Il Forum ZGC è in programma nel 2024, dal 10 al 14 maggio."


def test_a_refusal_has_a_closest_passage_and_no_citation(bundled_library: Library) -> None:
    """It says so in the reader's language, and cites nothing."""
    answer = ask(bundled_library, "Who is the mayor of Turin?", "en")
    assert (answer.status, answer.text) == ("not_found", "The article does not say.")
    assert (answer.citations, answer.short) == ((), None)
    assert answer.closest is not None
    passage = bundled_library.passages("torino-pechino")[answer.closest.passage - 1]
    original = bundled_library.articles[0].original.text
    assert answer.closest.quote == original[passage.start : passage.end]


def test_several_articles_refuse_in_the_plural() -> None:
    """'The articles do not say.'"""
    articles = [
        article_of(edition_of("It rains in Turin. The river rises.", "en"), id=name)
        for name in ("one", "two")
    ]
    answer = ask(library_of(articles), "What colour is the sky on Mars?", "en")
    assert answer.text == "The articles do not say."


BRACKETS = edition_of(
    "The forum has 500 guests [3] and a hall [12].\n\nIt rains in the city of Turin.", "en"
)


@pytest.mark.parametrize("reader", LANGUAGES)
def test_brackets_of_the_source_are_no_markers(reader: Language) -> None:
    """A footnote mark of the article is shown as (3); the quote keeps it."""
    library = library_of([article_of(BRACKETS)])
    found = reading_of(library, "forum", 0)
    answer = write_answer("forum", [found], library._retriever, reader)
    assert re.findall(r"\[\d+\]", answer.text) == ["[1]"]
    assert "500 guests (3) and a hall (12)." in answer.text
    assert answer.citations[0].quote == "The forum has 500 guests [3] and a hall [12]."


def test_another_language_is_framed_and_quoted() -> None:
    """Without an edition in the reader's language, the frame is and the quote is the article's."""
    aligned = align_article(article_of(BRACKETS), bundled_embedder())
    collection = lay_out([aligned])
    made = cite(1, collection.sentences[1], collection, "it")
    assert (made.quote, made.translation) == ("It rains in the city of Turin.", None)
    library = library_of([article_of(BRACKETS)])
    found = reading_of(library, "rain", 1)
    answer = write_answer("pioggia", [found], library._retriever, "it")
    assert "«It rains in the city of Turin.» [1]" in answer.text
    assert answer.text.startswith("L'articolo, in inglese, dice:")


def test_line_breaks_of_the_source_are_not_in_the_text() -> None:
    """Hard-wrapped lines become one; the quote keeps them."""
    edition = edition_of("The forum is\r\nin May. It is\tlarge.", "en")
    library = library_of([article_of(edition)])
    found = reading_of(library, "forum", 0, 1)
    answer = write_answer("q", [found], library._retriever, "en")
    assert answer.text == "The forum is in May. [1] It is large. [2]"
    assert answer.citations[0].quote == "The forum is\r\nin May."


ANSWER_KEYS = [
    "question", "language", "status", "text", "short", "confidence", "citations", "closest",
    "elapsed_ms",
]  # fmt: skip
CITATION_KEYS = [
    "number", "article", "passage", "language", "start", "end", "quote", "url", "translation",
]  # fmt: skip


def test_an_answer_prints_as_the_contract_says(bundled_library: Library) -> None:
    """The keys of design.md's machine-readable answer, in order, with a translation or null."""
    record = bundled_library.ask("When is the ZGC Forum?").to_dict()
    assert list(record) == ANSWER_KEYS
    assert list(record["citations"][0]) == CITATION_KEYS
    assert list(record["citations"][0]["translation"]) == ["language", "text"]
    assert record["closest"] is None
    own = bundled_library.ask("Quanti laboratori chiave operano a Pechino?").to_dict()
    assert own["citations"][0]["translation"] is None


def test_a_refusal_prints_as_the_contract_says(bundled_library: Library) -> None:
    """No citations, a closest passage, no short answer."""
    record = bundled_library.ask("Who is the mayor of Turin?").to_dict()
    assert list(record) == ANSWER_KEYS
    assert list(record["closest"]) == ["article", "passage", "quote", "language", "translation"]
    assert (record["citations"], record["short"], record["status"]) == ([], None, "not_found")
