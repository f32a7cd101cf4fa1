"""Public data formats, packed or not, become rows: question sets, parallel text, SQuAD.

- a question set: JSON lines, each an article with `questions` (see `rag.evaluation`);
- question rows: JSON lines `{"lang", "question", "passage", "id"}`;
- parallel rows: JSON lines with two or more of `{"it", "en", "zh"}`;
- SQuAD: one JSON object, `data` -> `paragraphs` -> `qas`, as XQuAD and SQuAD-it are published.
"""

import gzip
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from rag.errors import ArticleError
from rag.languages import LANGUAGES, Language, detect_language, parse_language

Format = Literal["articles", "questions", "parallel"]
Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Dataset:
    """The rows of one file; SQuAD's are question rows already."""

    path: Path
    format: Format
    rows: Rows

    @property
    def name(self) -> str:
        """Return the file's name without its endings."""
        return self.path.name.removesuffix(".gz").removesuffix(".jsonl").removesuffix(".json")


def read_dataset(named: str) -> Dataset:
    """Read FILE, or LANGUAGE=FILE where a SQuAD file's language is not to be detected.

    Raise ArticleError where it is in none of the formats.
    """
    prefix, _, rest = named.partition("=")
    stated = prefix in LANGUAGES and bool(rest)
    path = Path(rest if stated else named)
    text = read_text(path)
    document = _whole(text)
    if "data" in document:
        language = parse_language(prefix) if stated else None
        return Dataset(path, "questions", _squad_rows(path, document, language))
    rows = read_json_lines(path, text)
    return Dataset(path, _format_of(path, rows), rows)


def read_text(path: Path) -> str:
    """Return a file's UTF-8 text, unpacked where its name ends in .gz; raise ArticleError."""
    try:
        data = path.read_bytes()
        return (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig")
    except FileNotFoundError as error:
        raise ArticleError(f"No such file: '{path}'. Check the path.") from error
    except (OSError, EOFError, zlib.error, ValueError) as error:
        raise ArticleError(f"'{path}' is not a data file ({error}). Give JSON lines.") from error


def read_json_lines(path: Path, text: str) -> Rows:
    """Return the objects of a text, one a line; raise ArticleError where a line is none."""
    rows = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise ArticleError(
                f"'{path}', line {number}, is not JSON ({error}). Give JSON lines."
            ) from error
        if not isinstance(row, dict):
            raise ArticleError(f"'{path}', line {number}, is no object. Give JSON lines.")
        rows.append(row)
    if not rows:
        raise ArticleError(f"'{path}' is empty. Give JSON lines, an object a line.")
    return rows


def _whole(text: str) -> dict[str, Any]:
    """Return a text that is one JSON object of several lines or one, else an empty one."""
    try:
        document = json.loads(text)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}


def _format_of(path: Path, rows: Rows) -> Format:
    if all("questions" in row for row in rows):
        return "articles"
    if all(_has_texts(row, ("lang", "question", "passage")) and "id" in row for row in rows):
        for row in rows:
            parse_language(row["lang"])
        return "questions"
    spoken = [[language for language in LANGUAGES if language in row] for row in rows]
    if len(spoken[0]) > 1 and all(map(_has_texts, rows, spoken)) and all(spoken):
        return "parallel"
    raise ArticleError(
        f"'{path}' is in no format that can be measured. Give articles with 'questions', rows of "
        "'lang', 'question', 'passage' and 'id', rows of 'it', 'en' and 'zh', or SQuAD's JSON."
    )


def _has_texts(row: dict[str, Any], keys: Sequence[str]) -> bool:
    return all(isinstance(row.get(key), str) and row[key].strip() for key in keys)


def _squad_rows(path: Path, document: dict[str, Any], language: Language | None) -> Rows:
    try:
        paragraphs = [entry for part in document["data"] for entry in part["paragraphs"]]
        texts = (str(paragraph["context"]) for paragraph in paragraphs)
        spoken = language or detect_language(" ".join(islice(texts, 20)))
        rows = list(_flattened(paragraphs, spoken))
    except (KeyError, TypeError) as error:
        raise ArticleError(
            f"'{path}' is not in SQuAD's format ({error!r}). "
            "Give 'data' with 'paragraphs', each a 'context' and 'qas'."
        ) from error
    if not rows:
        raise ArticleError(f"'{path}' holds no questions. Give SQuAD's JSON with 'qas'.")
    return rows


def _flattened(paragraphs: Rows, language: Language) -> Iterator[dict[str, Any]]:
    for paragraph in paragraphs:
        for entry in paragraph["qas"]:
            answers = entry.get("answers") or [{"text": ""}]
            yield {
                "lang": language,
                "id": str(entry["id"]),
                "question": str(entry["question"]),
                "passage": str(paragraph["context"]),
                "answer": str(answers[0]["text"]),
            }
