"""Zip files from strangers stay within bounds."""

import struct

import pytest
from files import zip_file

from rag.errors import ArticleError
from rag.zipped import opened_zip


def refusal(data: bytes) -> str:
    """Return why a zip file is not opened."""
    with pytest.raises(ArticleError) as caught, opened_zip(data, "a.docx"):
        pass
    return str(caught.value)


def test_a_whole_zip_is_opened() -> None:
    """Its members can be read."""
    with opened_zip(zip_file({"a.xml": "<a/>"}), "a.docx") as archive:
        assert archive.read("a.xml") == b"<a/>"


def test_a_bomb_is_refused() -> None:
    """By what it unpacks to, in all, or in one."""
    assert "unpacks to over 60 MB" in refusal(zip_file({"a.xml": b" " * 61_000_000}))
    assert "unpacks to over 60 MB" in refusal(
        zip_file({f"{place}.png": bytes(31_000_000) for place in range(11)})
    )


def test_a_lie_about_sizes_is_found() -> None:
    """The stated size bounds what is unpacked, and then the sums do not agree."""
    data = bytearray(zip_file({"a.xml": b" " * 1_000_000}))
    for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        struct.pack_into("<I", data, data.index(signature) + offset, 10)
    assert "is cut off or damaged" in refusal(bytes(data))


def test_a_flipped_bit_is_found() -> None:
    """In a member."""
    data = bytearray(zip_file({"a.xml": bytes(range(256)) * 50}))
    data[100] ^= 0xFF
    assert "is cut off or damaged" in refusal(bytes(data))


def test_a_password_is_told() -> None:
    """Zip files have their own."""
    data = bytearray(zip_file({"a.xml": b"x" * 100}))
    for signature, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        data[data.index(signature) + offset] |= 1
    assert refusal(bytes(data)) == "'a.docx' is protected by a password. Save it without one."
