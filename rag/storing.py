"""Articles, aligned or not, as plain records, and files that are written whole or not at all."""

import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import uuid4

from rag.alignment import AlignedArticle, AlignedSentence
from rag.article import Article, Edition, Interval
from rag.passages import passages_of

# Raised whenever the records, the sentence rules or the passage rules change.
STORED_FORMAT = 1
_ENDS = 1 << 20
# So many files are waited for at once.
_AT_ONCE = 16


def article_record(article: Article) -> dict[str, Any]:
    """Return an article as JSON takes it."""
    return {
        "id": article.id,
        "date": article.date,
        "notices": article.notices,
        "editions": [
            {
                "language": edition.language,
                "title": edition.title,
                "source": edition.source,
                "text": edition.text,
                "headings": [(each.start, each.end) for each in edition.headings],
                "paragraphs": [(each.start, each.end) for each in edition.paragraphs],
                "questions": edition.questions,
                "pages": edition.pages,
            }
            for edition in article.editions
        ],
    }


def article_from(record: dict[str, Any]) -> Article:
    """Return the article that a record was made of."""
    editions = tuple(
        Edition(
            language=stored["language"],
            title=stored["title"],
            source=stored["source"],
            text=stored["text"],
            headings=tuple(Interval(*each) for each in stored["headings"]),
            paragraphs=tuple(Interval(*each) for each in stored["paragraphs"]),
            questions=tuple(stored["questions"]),
            pages=tuple(stored["pages"]),
        )
        for stored in record["editions"]
    )
    return Article(record["id"], record["date"], editions, tuple(record["notices"]))


def record_of(aligned: AlignedArticle) -> dict[str, Any]:
    """Return an aligned article as JSON takes it."""
    sentences = [
        (
            sentence.passage,
            sentence.number,
            {code: (said.start, said.end) for code, said in sentence.versions.items()},
        )
        for sentence in aligned.sentences
    ]
    return article_record(aligned.article) | {"sentences": sentences}


def aligned_of(record: dict[str, Any]) -> AlignedArticle:
    """Return the aligned article that a record was made of."""
    article = article_from(record)
    sentences = tuple(
        AlignedSentence(passage, number, {code: Interval(*said) for code, said in versions.items()})
        for passage, number, versions in record["sentences"]
    )
    runs: dict[int, list[Interval]] = {}
    for sentence in sentences:
        said = sentence.versions[article.original.language]
        runs.setdefault(sentence.passage, []).append(said)
    passages = passages_of(article.id, article.original, tuple(runs.values()))
    return AlignedArticle(article, passages, sentences)


def write_whole(path: Path, data: bytes, *, lasting: bool = True) -> None:
    """Write a file aside and rename it into place: nobody ever sees a part of it.

    Unless it is `lasting`, a power cut may leave it empty until `make_lasting` has been called.
    """
    aside = path.with_name(f".{path.name}-{uuid4().hex[:8]}.part")
    try:
        with aside.open("xb") as file:
            file.write(data)
            if lasting:
                file.flush()
                os.fsync(file.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def make_lasting(paths: Iterable[Path]) -> None:
    """See to it that files are on the disk: of many at once, as one write of the disk's own."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for _ in pool.map(_settle, paths):
            pass


def _settle(path: Path) -> None:
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def write_json(path: Path, record: Any) -> None:
    """Write a record as JSON, whole or not at all."""
    write_whole(path, json_bytes(record))


def json_bytes(record: Any) -> bytes:
    """Return a record as the bytes of a JSON file."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()


def file_digest(path: Path) -> str:
    """Return the hexadecimal SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def ends_digest(path: Path) -> str:
    """Return the SHA-256 of a file's size, first and last megabyte: a quick look at a large one."""
    size = path.stat().st_size
    digest = hashlib.sha256(str(size).encode())
    with path.open("rb") as file:
        digest.update(file.read(_ENDS))
        file.seek(max(0, size - _ENDS))
        digest.update(file.read(_ENDS))
    return digest.hexdigest()
