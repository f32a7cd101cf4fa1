"""Citation markers in every spelling that language models use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.markers import leading_markers, read_markers

SPELLINGS = [
    ("[1]", (1,)),
    ("[1, 2]", (1, 2)),
    ("[1,2,3]", (1, 2, 3)),
    ("[1-3]", (1, 2, 3)),
    ("[1][2]", (1, 2)),
    ("【1】", (1,)),
    ("【2†source】", (2,)),
    ("［1］", (1,)),
    ("[^1]", (1,)),
    ("[passage 1]", (1,)),
    ("(passage 1)", (1,)),
    ("(passages 1 and 2)", (1, 2)),
    ("(passaggio 3)", (3,)),
    ("（第2段）", (2,)),
    ("[1、2]", (1, 2)),
    ("[0]", (0,)),
    ("[99]", (99,)),
]


@pytest.mark.parametrize(("marker", "numbers"), SPELLINGS, ids=[s for s, _ in SPELLINGS])
@pytest.mark.parametrize("template", ["It rains {}.", "It rains. {}", "It rains{}."])
def test_a_marker_is_read_and_taken_out(
    template: str, marker: str, numbers: tuple[int, ...]
) -> None:
    """Wherever it stands, and whatever brackets it wears."""
    marked = read_markers(template.format(marker))
    assert (marked.text, marked.numbers) == ("It rains.", numbers)


@pytest.mark.parametrize("text", ["Built in (1994).", "A [sic] word.", "See (a) and (b).", "f(2)"])
def test_other_brackets_are_left_alone(text: str) -> None:
    """A year in round brackets is no citation."""
    assert read_markers(text).text == text
    assert read_markers(text).numbers == ()


@pytest.mark.parametrize("text", ["- It rains [1].", "* It rains [1].", "2. **It rains** [1]."])
def test_lists_and_emphasis_are_undressed(text: str) -> None:
    """Models write Markdown."""
    assert read_markers(text).text == "It rains" + "." * ("." in text[-1:])


def test_markers_at_the_start_are_counted() -> None:
    """After a full stop they belong to what is before."""
    assert leading_markers(" [1] 【2】 Next") == 8
    assert leading_markers("Next [1]") == 0


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    """Nothing raises, and each number is named once."""
    numbers = read_markers(text).numbers
    assert len(numbers) == len(set(numbers))
