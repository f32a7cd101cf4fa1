"""FAISS: exact while there are few rows, and a byte a number when there are many."""

from pathlib import Path

import faiss
import numpy as np
import pytest
from test_engines import A, C, joined

from rag import faiss_vectors
from rag.faiss_vectors import VECTORS, FaissEngine
from rag.vectors import Place, every_step


def test_many_rows_are_kept_in_a_byte_a_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A quarter of the size; scores differ in the third digit at most."""
    exact = joined(A, C)
    monkeypatch.setattr(faiss_vectors, "MOST_EXACT", 30)
    place = FaissEngine().write(tmp_path, [A, C], None, every_step)
    opened = FaissEngine().open(place, tmp_path)
    rows, scores = opened.search(A.rows[:1], 1)
    assert (rows.tolist(), scores.tolist()) == ([0], [pytest.approx(1, abs=5e-3)])
    assert opened.rows(np.arange(len(exact))) == pytest.approx(exact, abs=5e-3)
    assert (tmp_path / VECTORS).stat().st_size < exact.nbytes / 2


@pytest.mark.parametrize("most", [30, 1000])
def test_rows_given_part_by_part_are_as_those_given_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """To the byte, also where the index has to learn between which numbers they lie."""
    exact = joined(A, C)
    index = faiss.index_factory(exact.shape[1], "SQ8" if most < len(exact) else "Flat",
                                faiss.METRIC_INNER_PRODUCT)  # fmt: skip
    index.train(exact)
    index.add(exact)
    faiss.write_index(index, str(tmp_path / "at once"))
    monkeypatch.setattr(faiss_vectors, "MOST_EXACT", most)
    monkeypatch.setattr(faiss_vectors, "_AT_ONCE", 1)
    FaissEngine().write(tmp_path, [A, C], None, every_step)
    assert (tmp_path / VECTORS).read_bytes() == (tmp_path / "at once").read_bytes()


def test_a_file_that_is_none_of_faiss_is_refused(tmp_path: Path) -> None:
    """As a damaged archive is."""
    (tmp_path / VECTORS).write_bytes(b"no index")
    with pytest.raises(RuntimeError):
        FaissEngine().open(Place("faiss"), tmp_path)
