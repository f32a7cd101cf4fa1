"""Arrays packed into one file come back as they were, or not at all."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import load, save

from rag.arrays import Array, packed_arrays, unpacked_arrays

ARRAYS: dict[str, Array] = {
    "rows": np.arange(6, dtype=np.int32).reshape(2, 3),
    "languages": np.array([2, 0], dtype=np.int8),
    "vectors": np.array([[0.5, -1.0]], dtype=np.float32),
    "nothing": np.zeros((0, 3), dtype=np.uint8),
}
PACKED = packed_arrays(ARRAYS)


def test_arrays_come_back_as_they_were() -> None:
    found = unpacked_arrays(PACKED)
    assert sorted(found) == sorted(ARRAYS)
    for name, array in ARRAYS.items():
        assert (found[name].dtype, found[name].shape) == (array.dtype, array.shape)
        assert found[name].tolist() == array.tolist()


def test_what_others_read_too_is_written() -> None:
    assert load(PACKED)["rows"].tolist() == [[0, 1, 2], [3, 4, 5]]


def test_arrays_without_a_digest_are_refused() -> None:
    with pytest.raises(ValueError, match="not as they were written"):
        unpacked_arrays(save(ARRAYS))


def test_a_file_that_is_cut_off_is_refused() -> None:
    """Wherever it is cut."""
    for length in range(len(PACKED)):
        with pytest.raises(ValueError, match="no arrays"):
            unpacked_arrays(PACKED[:length])


@given(st.integers(0, len(PACKED) - 1), st.integers(1, 255))
def test_a_byte_that_is_another_one_is_seen(place: int, other: int) -> None:
    """Or it changes nothing: the format may be written with other spaces."""
    data = bytearray(PACKED)
    data[place] ^= other
    try:
        found = unpacked_arrays(bytes(data))
    except ValueError:
        return
    assert {name: array.tolist() for name, array in found.items()} == {
        name: array.tolist() for name, array in ARRAYS.items()
    }
