"""Arrays packed into one file come back as they were, and NumPy reads them too."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.arrays import Array, packed_arrays, unpacked_arrays

ARRAYS: dict[str, Array] = {
    "rows": np.arange(6, dtype=np.int32).reshape(2, 3),
    "languages": np.array([2, 0], dtype=np.int8),
    "vectors": np.array([[0.5, -1.0]], dtype=np.float32),
    "nothing": np.zeros((0, 3), dtype=np.uint8),
}


def test_numpy_reads_what_was_packed() -> None:
    """Names, shapes, kinds and numbers are those that were given."""
    data = packed_arrays(ARRAYS)
    with np.load(io.BytesIO(data), allow_pickle=False) as stored:
        for found in (dict(stored), unpacked_arrays(data)):
            assert [*found] == [*ARRAYS]
            for name, array in ARRAYS.items():
                assert (found[name].dtype, found[name].shape) == (array.dtype, array.shape)
                assert found[name].tolist() == array.tolist()


def test_what_numpy_saves_is_unpacked() -> None:
    """As archives of before hold it."""
    held = io.BytesIO()
    np.savez(held, **ARRAYS)  # type: ignore[arg-type]
    found = unpacked_arrays(held.getvalue())
    assert {name: array.tolist() for name, array in found.items()} == {
        "rows": [[0, 1, 2], [3, 4, 5]],
        "languages": [2, 0],
        "vectors": [[0.5, -1.0]],
        "nothing": [],
    }


def test_a_file_that_is_cut_off_is_refused() -> None:
    """Wherever it is cut."""
    data = packed_arrays(ARRAYS)
    for length in range(len(data)):
        with pytest.raises(ValueError, match=r"cut off|altered"):
            unpacked_arrays(data[:length])


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_an_altered_number_is_seen(place: int, other: int) -> None:
    """One bit of what an array holds, or of its description."""
    data = bytearray(packed_arrays({"vectors": ARRAYS["vectors"]}))
    first = 50 + len("vectors.npy")
    data[first + place % 136] ^= other
    with pytest.raises(ValueError, match=r"'vectors\.npy' is cut off or altered"):
        unpacked_arrays(bytes(data))
