"""The table of an archive is read line by line, and only the lines that are asked for."""

import json
from pathlib import Path

import pytest

from rag.errors import ArchiveError
from rag.generation import Table

# A title may hold what other programs take for the end of a line.
TITLES = ["Porto", "Faro\u2028di Punta", "都灵", "Tre\x85righe"]


def written(path: Path, lines: list[str]) -> Path:
    """Write lines as a build does."""
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_each_line_is_an_article(tmp_path: Path) -> None:
    """From either end, in order and in part."""
    lines = [json.dumps({"title": title}, ensure_ascii=False) for title in TITLES]
    table = Table(written(tmp_path / "articles.jsonl", lines))
    assert len(table) == 4
    assert [entry["title"] for entry in table] == TITLES
    assert (table[0], table[-1]) == ({"title": "Porto"}, {"title": "Tre\x85righe"})
    assert table[1:3] == [{"title": "Faro\u2028di Punta"}, {"title": "都灵"}]
    with pytest.raises(IndexError):
        table[4]


def test_a_damaged_line_is_named_when_it_is_asked_for(tmp_path: Path) -> None:
    """And not before."""
    path = written(tmp_path / "articles.jsonl", ['{"title": "Porto"}', '{"title": '])
    table = Table(path)
    assert table[0] == {"title": "Porto"}
    with pytest.raises(ArchiveError, match=r"articles\.jsonl' is missing or damaged"):
        table[1]


def test_there_is_no_empty_table(tmp_path: Path) -> None:
    """An archive has an article."""
    with pytest.raises(ValueError, match="empty"):
        Table(written(tmp_path / "articles.jsonl", []))
