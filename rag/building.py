"""One build of an archive, written beside the last and then put in its place in one step."""

import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from rag.arrays import ARRAYS
from rag.embedding import Matrix, bundled_embedder
from rag.engines import engine_of
from rag.errors import ArchiveError
from rag.generation import (
    ARCHIVE_FORMAT,
    ENTRIES,
    ROW_ARRAYS,
    TABLE,
    ArchiveManifest,
    read_manifest,
    stored_files,
    write_manifest,
)
from rag.postings import build_postings
from rag.preparing import UNREADABLE, Prepared, unpacked
from rag.vectors import Part, Place, Steps, VectorEngine

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Writing:
    """How a build is written: its model, its engine, and where the last build's vectors are."""

    identity: str
    model: str | None
    engine: VectorEngine
    held: tuple[Place, Path] | None
    steps: Steps


def held_vectors(output: Path) -> tuple[Place, Path] | None:
    """Return where the vectors of the archive that is there are, and the folder of its build."""
    try:
        manifest = read_manifest(output)
    except ArchiveError:
        return None
    return manifest.vectors, output / manifest.generation


def write_build(output: Path, table: list[Entry], writing: Writing) -> tuple[str, ...]:
    """Write a build beside the old one and put it in its place; return what a person should know.

    Only then is anything of the old one removed.
    """
    name = f"build-{uuid4().hex[:12]}"
    folder = output / name
    folder.mkdir()
    written = False
    try:
        rows, place = _write_files(folder, output / ENTRIES, table, writing)
        manifest = ArchiveManifest(
            ARCHIVE_FORMAT, writing.identity, writing.model, name, len(table), rows,
            stored_files(folder), place,
        )  # fmt: skip
        write_manifest(output, manifest)
        written = True
    finally:
        if not written:
            shutil.rmtree(folder, ignore_errors=True)
    writing.engine.settle(place, folder)
    left = _dropped(writing.held[0], place) if writing.held else ()
    _clear(output, name, table)
    return left


def _dropped(old: Place, new: Place) -> tuple[str, ...]:
    """Forget vectors that have moved; where that fails, say what is left, and where."""
    if old == new:
        return ()
    try:
        engine_of(old).drop(old)
    except ArchiveError as error:
        return (f"'{old.collection}' is left at '{old.url}', and nothing needs it. {error}",)
    return ()


def _write_files(
    folder: Path, entries: Path, table: Sequence[Entry], writing: Writing
) -> tuple[int, Place]:
    """Write the files of a build from one article after another, of which little is kept."""
    with TemporaryFile(prefix=".", suffix=".part", dir=folder.parent) as file:
        spool = _Spool(file)
        build_postings(spool.passed_on(entries, table), bundled_embedder(), folder)
        sizes = [len(each) for each in spool.passages]
        columns: tuple[NDArray[Any], ...] = (
            np.repeat(np.arange(len(table), dtype=np.int32), sizes),
            np.concatenate(spool.passages),
            np.concatenate(spool.languages),
        )
        for array, column in zip(ROW_ARRAYS, columns, strict=True):
            np.save(folder / f"{array}.npy", column, allow_pickle=False)
        pairs = zip(table, spool.vectors(), strict=True)
        parts = [Part(entry["key"], vectors) for entry, vectors in pairs]
        place = writing.engine.write(folder, parts, writing.held, writing.steps)
    lines = (json.dumps(entry, ensure_ascii=False) for entry in table)
    (folder / TABLE).write_text("\n".join(lines), "utf-8")
    return len(columns[0]), place


class _Spool:
    """The rows of articles as they are passed on: their vectors in a file, which is mapped then."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.passages: list[NDArray[np.int32]] = []
        self.languages: list[NDArray[np.int8]] = []

    def passed_on(self, entries: Path, table: Sequence[Entry]) -> Iterator[Prepared]:
        for entry in table:
            article = _prepared(entries / f"{entry['key']}{ARRAYS}")
            # Copies: what was read holds on to the whole file.
            self.passages.append(article.passages.copy())
            self.languages.append(article.languages.copy())
            self._file.write(article.vectors.tobytes())
            yield article
        self._file.flush()

    def vectors(self) -> list[Matrix]:
        """Return the vectors of each article; they come into memory when they are looked at."""
        rows = sum(len(each) for each in self.passages)
        # A plain array: each part of a memmap would be one more.
        mapped = np.asarray(np.memmap(self._file, dtype=np.float32, mode="r")).reshape(rows, -1)
        return np.split(mapped, np.cumsum([len(each) for each in self.passages[:-1]]))


def _prepared(path: Path) -> Prepared:
    try:
        return unpacked(path)
    except UNREADABLE as error:
        # What was damaged is read again the next time.
        path.unlink(missing_ok=True)
        raise ArchiveError(f"'{path}' was damaged. Run ponte index again.") from error


def _clear(output: Path, name: str, table: Sequence[Entry]) -> None:
    """Remove earlier builds, articles that are gone, and what an interrupted build left."""
    kept = {f"{entry['key']}{suffix}" for entry in table for suffix in (".json", ARRAYS)}
    for path in output.iterdir():
        if path.name.startswith("build-") and path.name != name:
            shutil.rmtree(path, ignore_errors=True)
        elif path.name.startswith(".") and path.name.endswith(".part"):
            path.unlink(missing_ok=True)
    for path in (output / ENTRIES).iterdir():
        if path.name not in kept:
            with suppress(OSError):
                path.unlink()
