"""Data formats become rows, and what is in none of them is one line."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from rag.datasets import read_dataset, read_json_lines, read_text
from rag.errors import ArticleError

PARALLEL = {"it": "Piove.", "en": "It rains."}
QUESTION = {"lang": "it", "id": "1", "question": "Quando?", "passage": "Oggi.", "answer": "Oggi"}
SQUAD = {
    "data": [
        {
            "title": "Musei",
            "paragraphs": [
                {
                    "context": "Il museo apre alle nove di ogni mattina.",
                    "qas": [
                        {"id": "a", "question": "Quando?", "answers": [{"text": "alle nove"}]},
                        {"id": "b", "question": "Che cosa?"},
                    ],
                }
            ],
        }
    ]
}


def write(folder: Path, name: str, *rows: Any) -> Path:
    """Write rows as JSON lines, packed where the name says so."""
    data = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()
    path = folder / name
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return path


@pytest.mark.parametrize("name", ["set.jsonl", "set.jsonl.gz", "set.json"])
@pytest.mark.parametrize(
    ("row", "kind"),
    [(PARALLEL, "parallel"), (QUESTION, "questions"), ({"questions": []}, "articles")],
    ids=["parallel", "question rows", "articles"],
)
def test_a_format_is_known_by_its_rows(
    tmp_path: Path, name: str, row: dict[str, Any], kind: str
) -> None:
    """Plain or packed, of one line or of several."""
    for rows in ([row], [row, row]):
        data = read_dataset(str(write(tmp_path, name, *rows)))
        assert (data.name, data.format, data.rows) == ("set", kind, rows)


@pytest.mark.parametrize("name", ["squad.json", "squad.json.gz"])
def test_squad_becomes_question_rows(tmp_path: Path, name: str) -> None:
    """One a question; its language is that of the passages."""
    data = read_dataset(str(write(tmp_path, name, SQUAD)))
    passage = "Il museo apre alle nove di ogni mattina."
    assert (data.name, data.format) == ("squad", "questions")
    assert data.rows == [
        {"lang": "it", "id": "a", "question": "Quando?", "passage": passage, "answer": "alle nove"},
        {"lang": "it", "id": "b", "question": "Che cosa?", "passage": passage, "answer": ""},
    ]


def test_the_language_of_a_squad_file_may_be_stated(tmp_path: Path) -> None:
    """As in en=FILE; a path may hold an equals sign all the same."""
    path = write(tmp_path, "a=b.json", SQUAD)
    assert {row["lang"] for row in read_dataset(f"en={path}").rows} == {"en"}
    assert {row["lang"] for row in read_dataset(str(path)).rows} == {"it"}


def test_a_line_is_what_stands_between_line_feeds(tmp_path: Path) -> None:
    """Other separators may stand inside a string."""
    row = {"it": "a\u2028b\x85c", "en": "d"}
    path = write(tmp_path, "set.jsonl", row, row)
    assert read_json_lines(path, read_text(path)) == [row, row]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"", "is empty", id="empty"),
        pytest.param(b'{"it": 1}\n{', "line 2, is not JSON", id="broken line"),
        pytest.param(b"[1]", "line 1, is no object", id="list"),
        pytest.param(b"\xff\xfe", "is not a data file", id="not UTF-8"),
        pytest.param(b'{"a": 1}', "is in no format", id="other keys"),
        pytest.param(b'{"it": "Piove."}', "is in no format", id="one language alone"),
        pytest.param(b'{"it": "Piove.", "en": 1}', "is in no format", id="no text"),
        pytest.param(b'{"it": "Piove.", "en": " "}', "is in no format", id="blank"),
        pytest.param(b'{"data": 1}', "is not in SQuAD's format", id="SQuAD without lists"),
        pytest.param(b'{"data": [{"paragraphs": [{}]}]}', "is not in SQuAD's", id="no context"),
        pytest.param(b'{"data": []}', "holds no questions", id="SQuAD without questions"),
    ],
)
def test_what_is_no_data_is_one_line(tmp_path: Path, content: bytes, message: str) -> None:
    """With what to give instead."""
    path = tmp_path / "set.jsonl"
    path.write_bytes(content)
    with pytest.raises(ArticleError, match=message) as caught:
        read_dataset(str(path))
    assert " Give " in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize("content", [b"not gzip", gzip.compress(b"{}" * 99, mtime=0)[:-9]])
def test_a_damaged_archive_is_one_line(tmp_path: Path, content: bytes) -> None:
    """Cut short, or none at all."""
    path = tmp_path / "set.jsonl.gz"
    path.write_bytes(content)
    with pytest.raises(ArticleError, match="is not a data file"):
        read_dataset(str(path))


def test_a_missing_file_is_one_line(tmp_path: Path) -> None:
    """Whatever it should have held."""
    with pytest.raises(ArticleError, match=r"No such file: .*none.json'. Check the path"):
        read_dataset(f"it={tmp_path / 'none.json'}")
