"""A source is prepared once, and again where what was kept of it is not whole."""

from pathlib import Path

import numpy as np
import pytest

from rag.arrays import ARRAYS
from rag.embedding import bundled_embedder
from rag.preparing import prepare, unpacked


@pytest.mark.parametrize("suffix", [".json", ARRAYS])
def test_what_a_power_cut_left_is_prepared_anew(tmp_path: Path, suffix: str) -> None:
    """An empty file, or the half of one, is as good as none."""
    source, kept = tmp_path / "bari.txt", tmp_path / "kept"
    source.write_text("Il porto di Bari riapre in maggio.", "utf-8")
    kept.mkdir()
    told = prepare(source, "bari", kept, bundled_embedder())
    path = kept / f"{told['key']}{suffix}"
    whole, rows = path.read_bytes(), unpacked(kept / f"{told['key']}{ARRAYS}")
    for left in (b"", whole[: len(whole) // 2]):
        path.write_bytes(left)
        assert prepare(source, "bari", kept, bundled_embedder()) == told
        again = unpacked(kept / f"{told['key']}{ARRAYS}")
        assert again.terms == rows.terms
        assert np.array_equal(again.vectors, rows.vectors)
        assert (kept / f"{told['key']}.json").stat().st_size > 0


def test_words_are_spelt_as_they_come_last_in_their_first_text(tmp_path: Path) -> None:
    """And counted text by text."""
    source, kept = tmp_path / "bari.txt", tmp_path / "kept"
    source.write_text("Città e citta. Una CITTÀ.\n\nLa città.", "utf-8")
    kept.mkdir()
    told = prepare(source, "bari", kept, bundled_embedder())
    held = unpacked(kept / f"{told['key']}{ARRAYS}")
    assert held.terms[0] == ("it", "citta", "citt", "CITTÀ")
    assert held.postings[held.postings[:, 0] == 0].tolist() == [[0, 0, 3], [0, 1, 1]]
    assert held.lengths.tolist() == [5, 2]
