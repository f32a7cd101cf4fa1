"""Escaped text with words marked: nothing lost, nothing active."""

import html
import re

from hypothesis import given
from hypothesis import strategies as st
from markup import HOSTILE, assert_inert, visible

from rag.article import Interval
from ui.escaping import marked, marked_quote, quoted

INTERVALS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 9)).map(
        lambda pair: Interval(pair[0], pair[0] + pair[1])
    ),
    max_size=5,
)


@given(text=st.text("ab <>&*_é中", max_size=40), marks=INTERVALS)
def test_marking_loses_nothing(text: str, marks: list[Interval]) -> None:
    """Whatever the intervals: the words are those of the text, and only the marked are marked."""
    markup = marked(text, marks)
    pieces = re.findall(r'<em class="met">(.*?)</em>', markup)
    assert html.unescape(re.sub(r"</?em[^>]*>", "", markup)) == text
    inside = {place for mark in marks for place in range(mark.start, mark.end)}
    said = "".join(sign for place, sign in enumerate(text) if place in inside)
    assert html.unescape("".join(pieces)) == said


def test_marked_quote_is_inert_between_its_marks() -> None:
    """In the quotation marks of its language."""
    assert_inert(marked_quote(HOSTILE, "it", (Interval(2, 9),)))
    assert quoted("faro", "it") == "«faro»"
    assert visible(marked_quote("faro", "zh", ())) == quoted("faro", "zh") == "“faro”"
