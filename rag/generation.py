"""One build of an archive: a folder of files, and the manifest that says what each must be."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, overload

import numpy as np

from rag.errors import ArchiveError
from rag.readers import ARCHIVE_MANIFEST
from rag.storing import ends_digest, file_digest, write_json
from rag.vectors import Place

ARCHIVE_FORMAT = 1
MANIFEST, ENTRIES = ARCHIVE_MANIFEST, "articles"
TABLE = "articles.jsonl"
ROW_ARRAYS = ("row_articles", "row_passages", "row_languages")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What a file of a build must be: its bytes, their hash, and a hash of its two ends."""

    bytes: int
    sha256: str
    ends: str


@dataclass(frozen=True, slots=True)
class ArchiveManifest:
    """What an archive is made of; written last, so it never names what is not there."""

    format: int
    model: str
    model_name: str | None
    generation: str
    articles: int
    rows: int
    files: dict[str, StoredFile]
    vectors: Place


def read_manifest(folder: Path) -> ArchiveManifest:
    """Read an archive's manifest; raise ArchiveError where the folder holds none that is ours."""
    path = folder / MANIFEST
    try:
        stored: dict[str, Any] = json.loads(path.read_text("utf-8"))
        found = stored.get("format")
        if found != ARCHIVE_FORMAT:
            raise ArchiveError(
                f"'{folder}' is an archive of format {found}; this Ponte reads {ARCHIVE_FORMAT}. "
                "Build it anew with ponte index."
            )
        files = {name: StoredFile(**each) for name, each in stored.pop("files").items()}
        vectors = Place(**stored.pop("vectors", {}))
        return ArchiveManifest(**stored, files=files, vectors=vectors)
    except FileNotFoundError as error:
        told = f"'{folder}' holds no archive. Make one: ponte index PATH --output {folder}"
        raise ArchiveError(told) from error
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise damaged(path) from error


def write_manifest(folder: Path, manifest: ArchiveManifest) -> None:
    """Put a manifest in the place of the last, in one step."""
    write_json(folder / MANIFEST, asdict(manifest))


def stored_files(folder: Path) -> dict[str, StoredFile]:
    """Describe the files of a build."""
    return {
        path.name: StoredFile(path.stat().st_size, file_digest(path), ends_digest(path))
        for path in sorted(folder.iterdir())
    }


def check_files(folder: Path, manifest: ArchiveManifest, *, whole: bool = False) -> None:
    """Raise ArchiveError that names a file which is not what the manifest says.

    Without `whole`, only the first and last megabyte are looked at.
    """
    for name, expected in manifest.files.items():
        path = folder / manifest.generation / name
        try:
            same = path.stat().st_size == expected.bytes and (
                file_digest(path) == expected.sha256
                if whole
                else ends_digest(path) == expected.ends
            )
        except OSError:
            same = False
        if not same:
            raise damaged(path)


def damaged(path: Path) -> ArchiveError:
    """Return the error that names a damaged file."""
    return ArchiveError(
        f"'{path}' is missing or damaged. Run ponte index again: it goes on from what is whole."
    )


class Table(Sequence[dict[str, Any]]):
    """The table of an archive's articles: a line is read when its article is asked for."""

    def __init__(self, path: Path) -> None:
        """Map a table into memory; raise OSError or ValueError where there is none."""
        self._path = path
        self._data = np.memmap(path, dtype=np.uint8, mode="r")
        ends = np.append(np.flatnonzero(self._data == ord("\n")), len(self._data))
        self._ends: list[int] = ends.tolist()

    def __len__(self) -> int:
        """Return how many articles there are."""
        return len(self._ends)

    @overload
    def __getitem__(self, place: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, place: slice) -> list[dict[str, Any]]: ...
    def __getitem__(self, place: int | slice) -> dict[str, Any] | list[dict[str, Any]]:
        """Return what the table says of an article; raise ArchiveError where it is damaged."""
        if isinstance(place, slice):
            return [self[each] for each in range(len(self))[place]]
        held = range(len(self))[place]
        first = self._ends[held - 1] + 1 if held else 0
        try:
            entry: dict[str, Any] = json.loads(self._data[first : self._ends[held]].tobytes())
        except ValueError as error:
            raise damaged(self._path) from error
        return entry
