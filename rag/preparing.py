"""One source prepared for an archive: read, cut, aligned, embedded, its words counted, and kept.

What is kept is found again under a key made of the source's bytes, the model and the format, so a
build that was interrupted goes on, and one that is repeated reads only what is new.
"""

import hashlib
import json
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.alignment import AlignedArticle, align_article
from rag.arrays import ARRAYS, packed_arrays, unpacked_arrays
from rag.counting import count_terms
from rag.embedding import Embedder, bundled_embedder, open_embedder
from rag.languages import LANGUAGES
from rag.readers import read_article
from rag.storing import STORED_FORMAT, aligned_of, json_bytes, record_of, write_whole

# Raised where a file that was kept is missing, empty or cut off.
UNREADABLE = (OSError, ValueError, KeyError)


@dataclass(frozen=True, slots=True)
class Prepared:
    """What an archive needs of one article, row by row: a row is a passage in one edition.

    `terms` are (language, form, stem, spelling); `postings` has shape (n, 3): term, row, count.
    """

    passages: NDArray[np.int32]
    languages: NDArray[np.int8]
    lengths: NDArray[np.int32]
    vectors: NDArray[np.float32]
    terms: list[tuple[str, str, str, str]]
    postings: NDArray[np.int32]


def source_files(source: Path) -> list[Path]:
    """Return the files that an article is read from: itself, or those in its folder."""
    return (
        sorted(each for each in source.iterdir() if each.is_file()) if source.is_dir() else [source]
    )


def source_state(source: Path) -> str:
    """Return what changes whenever a source is written anew: names, sizes and times."""
    stats = [(path.name, path.stat()) for path in source_files(source)]
    return json.dumps([(name, stat.st_size, stat.st_mtime_ns) for name, stat in stats])


def prepare(source: Path, article_id: str, folder: Path, embedder: Embedder) -> dict[str, Any]:
    """Prepare a source, or find it prepared; return what the archive's table says of it.

    Raise ArticleError where it cannot be read.
    """
    digest = hashlib.sha256(f"{STORED_FORMAT} {embedder.identity} {article_id}".encode())
    for path in source_files(source):
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest() + path.name.encode())
    key = digest.hexdigest()[:32]
    article, rows = folder / f"{key}.json", folder / f"{key}{ARRAYS}"
    with suppress(*UNREADABLE):
        data = article.read_bytes()
        unpacked(rows)
        return described(key, aligned_of(json.loads(data)), data)
    aligned = align_article(replace(read_article(source), id=article_id), embedder)
    data = json_bytes(record_of(aligned))
    # The build makes them lasting, all at once: until then nothing names them.
    write_whole(rows, packed(count_rows(aligned, embedder)), lasting=False)
    write_whole(article, data, lasting=False)
    return described(key, aligned, data)


def described(key: str, aligned: AlignedArticle, data: bytes) -> dict[str, Any]:
    """Return what the archive's table says of an article that is kept as these bytes.

    It is what filters and lists need.
    """
    article = aligned.article
    return {
        "article": article.id,
        "title": article.title,
        "date": article.date,
        "source": article.original.source,
        "languages": list(article.languages),
        "passages": len(aligned.passages),
        "notices": list(article.notices),
        "key": key,
        "sha256": hashlib.sha256(data).hexdigest(),
    }


def count_rows(aligned: AlignedArticle, embedder: Embedder) -> Prepared:
    """Embed every passage in every edition, and count its words."""
    said = [
        (number, language, interval.of(aligned.article.edition(language).text))
        for number, versions in aligned.passage_versions().items()
        for language, interval in versions.items()
    ]
    counted = [
        count_terms(text, language, bundled_embedder().tokenizer) for _, language, text in said
    ]
    # A term that is new takes the next number.
    free = count()
    numbers = {code: defaultdict[str, int](free.__next__) for code in LANGUAGES}
    terms: list[int] = []
    known: list[tuple[str, str, str, str]] = []
    for each in counted:
        own = [*map(numbers[each.language].__getitem__, each.counts)]
        first = len(known)
        met = zip(own, each.words.values(), strict=True)
        known += [(each.language, *word) for number, word in met if number >= first]
        terms += own
    rows = np.repeat(np.arange(len(said)), [len(each.counts) for each in counted])
    counts = [often for each in counted for often in each.counts.values()]
    return Prepared(
        passages=np.array([number for number, _, _ in said], dtype=np.int32),
        languages=np.array([LANGUAGES.index(code) for _, code, _ in said], dtype=np.int8),
        lengths=np.array([sum(each.counts.values()) for each in counted], dtype=np.int32),
        vectors=embedder.encode_passages([text for _, _, text in said]),
        terms=known,
        postings=np.array([terms, rows, counts], dtype=np.int32).T.copy(),
    )


def packed(prepared: Prepared) -> bytes:
    """Return the rows of an article as the bytes of a file of arrays."""
    terms = json.dumps(prepared.terms, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return packed_arrays(
        {
            "passages": prepared.passages,
            "languages": prepared.languages,
            "lengths": prepared.lengths,
            "vectors": prepared.vectors,
            "terms": np.frombuffer(terms, dtype=np.uint8),
            "postings": prepared.postings,
        }
    )


def unpacked(path: Path) -> Prepared:
    """Return the rows of an article that were kept; raise OSError or ValueError without them."""
    stored = unpacked_arrays(path.read_bytes())
    terms = json.loads(stored["terms"].tobytes().decode("utf-8", "surrogatepass"))
    return Prepared(
        stored["passages"], stored["languages"], stored["lengths"], stored["vectors"],
        [tuple(term) for term in terms], stored["postings"],
    )  # fmt: skip


def prepare_task(task: dict[str, Any]) -> dict[str, Any]:
    """Prepare the source that a task names; what `rag.workers` runs."""
    embedder = _embedder(task["model"])
    return prepare(Path(task["source"]), task["article"], Path(task["folder"]), embedder)


@cache
def _embedder(model: str | None) -> Embedder:
    return open_embedder(model)
