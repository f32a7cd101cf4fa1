"""Passages: runs of sentences that never cross a paragraph."""

import pytest
from helpers import edition_of
from hypothesis import given
from hypothesis import strategies as st

from rag.languages import LANGUAGES, Language
from rag.passages import build_passages

TEXT = "Section One\n\nFirst here. Second here.\n\nThird here.\n\nSection Two\n\nFourth here."


def test_a_paragraph_is_a_passage_numbered_from_one() -> None:
    """Each passage knows its number, its sentences and the section it stands in."""
    edition = edition_of(TEXT)
    passages = build_passages("slug", edition)
    assert [passage.number for passage in passages] == [1, 2, 3]
    assert [TEXT[passage.start : passage.end] for passage in passages] == [
        "First here. Second here.",
        "Third here.",
        "Fourth here.",
    ]
    assert [[s.of(TEXT) for s in passage.sentences] for passage in passages] == [
        ["First here.", "Second here."],
        ["Third here."],
        ["Fourth here."],
    ]
    assert [passage.heading for passage in passages] == [
        "Section One",
        "Section One",
        "Section Two",
    ]


def test_a_passage_has_a_reference_and_a_url() -> None:
    """They are made of the article's id and the passage's number."""
    second = build_passages("slug", edition_of(TEXT))[1]
    assert (second.reference, second.url) == ("slug#2", "/p/slug/2")


def test_a_passage_before_any_heading_has_none() -> None:
    """The heading is then an empty string."""
    assert build_passages("slug", edition_of("Only text here."))[0].heading == ""


@pytest.mark.parametrize(("language", "longest"), [("it", 1200), ("en", 1200), ("zh", 400)])
def test_a_long_paragraph_is_cut_between_sentences(language: Language, longest: int) -> None:
    """A passage is filled up to the limit and not beyond, and a sentence is never cut."""
    sentence = "好" * 49 + "。" if language == "zh" else "A" + "b" * 47 + ". "
    text = (sentence * 100).strip()
    passages = build_passages("slug", edition_of(text, language))
    lengths = [passage.end - passage.start for passage in passages]
    step = len(sentence)
    gap = len(sentence) - len(sentence.strip())
    fitting = (longest + gap) // step
    assert lengths[0] == fitting * step - gap
    assert max(lengths) <= longest
    assert sum(len(passage.sentences) for passage in passages) == 100


def test_a_sentence_longer_than_the_limit_is_a_passage() -> None:
    """It stands alone and whole."""
    text = "Short one. A" + "b" * 2000 + ". Short two."
    passages = build_passages("slug", edition_of(text))
    assert [passage.end - passage.start for passage in passages] == [10, 2002, 10]


@given(
    paragraphs=st.lists(st.text(alphabet="Ab. !?。1\n😀é", min_size=1), min_size=1, max_size=6),
    language=st.sampled_from(LANGUAGES),
)
def test_passages_cover_the_paragraphs(paragraphs: list[str], language: Language) -> None:
    """Passages are in order and apart, and hold all of the paragraphs but space."""
    edition = edition_of("\n\n".join(paragraphs), language)
    passages = build_passages("slug", edition)
    said = "".join("".join(s.of(edition.text) for s in passage.sentences) for passage in passages)
    written = "".join(paragraph.of(edition.text) for paragraph in edition.paragraphs)
    assert "".join(said.split()) == "".join(written.split())
    ends = [0, *(passage.end for passage in passages)]
    assert all(end <= passage.start for end, passage in zip(ends, passages, strict=False))
    assert [passage.number for passage in passages] == list(range(1, len(passages) + 1))
