"""Links between the sentences of two texts: one to one, mergers, splits, and what is left out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag import linking
from rag.embedding import Matrix, unit_rows
from rag.linking import Link, align


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


def test_a_long_text_is_parted_where_both_texts_say_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Cut again and again, it has the links that it has whole."""
    random = np.random.default_rng(1)
    rows = unit_rows(random.standard_normal((300, 32)).astype(np.float32))
    target = np.concatenate(
        [rows[:100], unit_rows(rows[100:102].sum(0, keepdims=True)), rows[102:]]
    )
    lengths = [10] * 300
    whole = align(rows, target, lengths, lengths[:299])
    assert Link((100, 101), (100,)) in whole
    assert len(whole) == 299
    monkeypatch.setattr(linking, "_MOST_CELLS", 9_000)
    assert align(rows, target, lengths, lengths[:299]) == whole
