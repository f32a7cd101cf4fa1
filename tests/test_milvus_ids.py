"""Ids: every row has one, no other build has the same, and all others lie in the gaps."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.milvus_ids import IDS, Ids, first_free, ids_of, read_ids, save_ids
from rag.vectors import Part


def built(runs: list[tuple[int, int, int]]) -> Ids:
    """Return the ids of articles: (where among all, how many ids are free before it, its rows)."""
    free, firsts, parts = 5, {}, {}
    for key, (_, gap, count) in enumerate(runs):
        firsts[key] = free + gap
        free += gap + count
        parts[key] = Part(str(key), np.zeros((count, 2), dtype=np.float32))
    order = sorted(parts, key=lambda key: runs[key][0])
    return ids_of([parts[key] for key in order], [firsts[key] for key in order])


RUNS = st.lists(
    st.tuples(st.integers(0, 99), st.integers(0, 3), st.integers(1, 4)), min_size=1, max_size=30
)


@given(RUNS)
def test_a_row_is_found_again_by_its_id(runs: list[tuple[int, int, int]]) -> None:
    """And every id that is no row's is none, and in exactly one gap."""
    ids = built(runs)
    rows = np.arange(len(ids))
    own = ids.of_rows(rows)
    assert ids.rows_of(own).tolist() == rows.tolist()
    assert len(set(own.tolist())) == len(ids)
    assert ids.end == own.max() + 1
    others = np.setdiff1d(np.arange(ids.end + 9), own)
    assert set(ids.rows_of(others).tolist()) <= {-1}
    conditions = [gap.replace("id", "each") for gap in ids.gaps()]
    for each in range(ids.end + 9):
        held = [eval(condition, {"each": each}) for condition in conditions]
        assert sum(held) == (each in others)


def test_ids_are_never_given_out_twice() -> None:
    """Those of a later build are greater, even where the clock was set back; all fit 63 bits."""
    first = first_free(0)
    assert first_free(first + 10) >= first + 10
    later = first_free(2**62)
    assert later == 2**62
    assert 0 < first < 2**62


def test_ids_are_kept_in_a_file(tmp_path: Path) -> None:
    """Without pickles; a damaged one is told."""
    ids = built([(2, 1, 3), (1, 0, 2)])
    path = tmp_path / IDS
    save_ids(ids, path)
    read = read_ids(path)
    assert (read.keys, read.dimension) == (["1", "0"], 2)
    assert read.of_rows(np.arange(5)).tolist() == [9, 10, 6, 7, 8]
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(ValueError, match="is damaged"):
        read_ids(path)
