"""Extracted blocks become the text that is quoted."""

from hypothesis import given
from hypothesis import strategies as st

from rag.article import Interval
from rag.layouts import Block, compose, plain


def test_blocks_are_joined_with_blank_lines() -> None:
    """The intervals are the blocks, and pages begin where they did."""
    found = compose(
        [Block("Title", heading=True, breaks=(0,)), Block(""), Block("One two", breaks=(4,)),
         Block("", breaks=(0,))],
        {"title": "T"},
        ("a notice",),
    )  # fmt: skip
    assert found.text == "Title\n\nOne two"
    assert found.layout.headings == (Interval(0, 5),)
    assert found.layout.paragraphs == (Interval(7, 14),)
    assert found.pages == (0, 11, 14)
    assert found.notices == ("a notice",)


def test_extracted_text_is_plain() -> None:
    """Composed letters, no ligatures, no invisible signs, one space."""
    assert plain("  Cafe\u0301\u00ad e\tﬁne\x00 \ud800\n") == "Café e fine \ufffd"


@given(st.text())
def test_plain_text_stays_plain(text: str) -> None:
    """Once is enough, and it is always valid Unicode."""
    once = plain(text)
    assert plain(once) == once
    assert once.encode("utf-8").decode("utf-8") == once
