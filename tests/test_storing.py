"""Articles survive being stored, and files are whole or not there."""

import json
from pathlib import Path

import pytest
from files import pdf_file
from helpers import FakeEmbedder, article_of, edition_of

from rag.alignment import align_article
from rag.readers import read_bytes
from rag.storing import (
    aligned_of,
    ends_digest,
    file_digest,
    make_lasting,
    record_of,
    write_json,
    write_whole,
)


def test_an_aligned_article_comes_back_as_it_was() -> None:
    """With two editions, or with pages; through JSON."""
    two = article_of(
        edition_of("# Uno. Due.\n\nTre.", "it"), edition_of("One. Two.\n\nThree.", "en")
    )
    paged = read_bytes(pdf_file([["Uno è qui."], ["Due è qui."]]), "a.pdf")
    for article in (two, paged):
        aligned = align_article(article, FakeEmbedder())
        assert aligned_of(json.loads(json.dumps(record_of(aligned)))) == aligned


def test_a_file_is_replaced_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And where writing fails, the old one stays and nothing else."""
    path = tmp_path / "a.json"
    write_json(path, {"città": 1})
    assert path.read_text("utf-8") == '{"città":1}'

    def fail(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="No space left"):
        write_whole(path, b"new")
    assert [each.name for each in tmp_path.iterdir()] == ["a.json"]
    assert path.read_text("utf-8") == '{"città":1}'


def test_many_files_are_made_lasting_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where they were not one by one."""
    settled: list[int] = []
    monkeypatch.setattr("os.fsync", settled.append)
    paths = [tmp_path / f"{number}" for number in range(40)]
    for path in paths:
        write_whole(path, b"said", lasting=False)
    assert (settled, {path.read_bytes() for path in paths}) == ([], {b"said"})
    make_lasting(paths)
    assert len(settled) == 40
    with pytest.raises(FileNotFoundError):
        make_lasting([tmp_path / "none"])


def test_digests_of_a_file(tmp_path: Path) -> None:
    """The quick one sees the size and both ends."""
    path = tmp_path / "a"
    path.write_bytes(b"a" * 3_000_000)
    whole, ends = file_digest(path), ends_digest(path)
    for at, sees in ((0, True), (1_500_000, False), (2_999_999, True)):
        data = bytearray(b"a" * 3_000_000)
        data[at] = 0
        path.write_bytes(data)
        assert file_digest(path) != whole
        assert (ends_digest(path) != ends) is sees
