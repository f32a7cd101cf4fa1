"""Building an archive: only what is new is read, and the old archive works until the new one does.

Every article is prepared and kept by itself; from all that are kept, a new build is written beside
the old one, and the manifest is then put in the place of the old in one step.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4
from zipfile import BadZipFile

import numpy as np

from rag.embedding import bundled_embedder, open_embedder
from rag.errors import ArchiveError
from rag.formats import SUFFIXES
from rag.generation import (
    ARCHIVE_FORMAT,
    ENTRIES,
    ROW_ARRAYS,
    TABLE,
    VECTORS,
    ArchiveManifest,
    check_files,
    read_manifest,
    read_table,
    save_vectors,
    stored_files,
    write_manifest,
)
from rag.languages import LANGUAGES
from rag.postings import build_postings
from rag.preparing import Prepared, prepare_task, source_state, unpacked
from rag.readers import slug
from rag.workers import work_through

Entry = dict[str, Any]
Steps = Callable[[Iterator[Any], int], Iterator[Any]]


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did: articles and passages held, articles read anew, and sources not read."""

    articles: int
    passages: int
    read: int
    removed: int
    failed: dict[str, str]
    notices: tuple[str, ...]


def build_archive(
    sources: Sequence[Path],
    output: Path,
    *,
    model: str | None = None,
    steps: Steps = lambda each, _total: each,
    processes: int = 0,
) -> Built:
    """Make or renew an archive of all files and folders; what cannot be read is named and left out.

    `steps` passes on what is done, for a progress bar. Raise ArchiveError where nothing is there.
    """
    if not sources:
        raise ArchiveError("There is nothing to read: no file or folder is named. Give one.")
    named = [each.resolve() for each in sources]
    found = [source for each in named for source in find_sources(each, output.resolve())]
    if not found:
        raise ArchiveError(
            f"There is nothing to read in {_listed(sources)}. Give files or folders."
        )
    entries = output / ENTRIES
    entries.mkdir(parents=True, exist_ok=True)
    before = _kept_table(output)
    identity = open_embedder(model).identity
    tasks, table = _sort_out(dict.fromkeys(found), before, entries, identity, model)
    failed: dict[str, str] = {}
    for task, result in steps(work_through(tasks, prepare_task, processes), len(tasks)):
        if "error" in result:
            failed[task["source"]] = result["error"]
        else:
            known = {key: task[key] for key in ("source", "state", "model_identity")}
            table.append({**result, "file": known.pop("source"), **known})
    table.sort(key=lambda entry: str(entry["file"]))
    if not table:
        raise ArchiveError(f"No article could be read. {_first_failure(failed)}")
    passages = _write_generation(output, table, identity, model)
    read = len(tasks) - len(failed)
    removed = len({entry["file"] for entry in before} - {entry["file"] for entry in table})
    notices = tuple(notice for entry in table for notice in entry["notices"])
    return Built(len(table), passages, read, removed, failed, notices)


def find_sources(named: Path, output: Path) -> Iterator[Path]:
    """Yield the files under a path, and the folders that are articles, in order.

    A folder is an article where it holds editions (it.md and so on) and nothing else that is read.
    Hidden files and the archive itself are passed over.
    """
    if not named.is_dir():
        yield named
        return
    if named == output or named.name.startswith("."):
        return
    inside = sorted(each for each in named.iterdir() if not each.name.startswith("."))
    readable = [each for each in inside if each.is_file() and each.suffix.lower() in SUFFIXES]
    if readable and all(each.stem in LANGUAGES for each in readable):
        yield named
        return
    for each in inside:
        if not each.is_symlink() or each.is_file():
            yield from find_sources(each, output)


def _kept_table(output: Path) -> list[Entry]:
    """Return the table of the archive that is there; an archive that is damaged is built anew."""
    try:
        manifest = read_manifest(output)
        check_files(output, manifest)
        return read_table(output / manifest.generation / TABLE)
    except (ArchiveError, ValueError):
        return []


def _sort_out(
    sources: dict[Path, None],
    before: Sequence[Entry],
    entries: Path,
    identity: str,
    model: str | None,
) -> tuple[list[Entry], list[Entry]]:
    """Return the sources that must be read as tasks, and the entries of those that need not be."""
    known = {str(entry["file"]): entry for entry in before}
    taken = {str(entry["article"]): name for name, entry in known.items()}
    tasks, table = [], []
    for source in sources:
        name = str(source)
        try:
            state = source_state(source)
        except OSError:
            state = ""
        entry = known.get(name)
        if entry and (entry["state"], entry["model_identity"]) == (state, identity):
            kept = [entries / f"{entry['key']}{suffix}" for suffix in (".json", ".npz")]
            if all(path.exists() for path in kept):
                table.append(entry)
                continue
        article = str(entry["article"]) if entry else _free_name(source, taken)
        taken[article] = name
        tasks.append({"source": name, "state": state, "model_identity": identity, "model": model,
                      "article": article, "folder": str(entries)})  # fmt: skip
    return tasks, table


def _free_name(source: Path, taken: dict[str, str]) -> str:
    """Return an id of its own for a source: two folders may hold files of one name."""
    name = slug(source.stem if source.is_file() else source.name)
    if taken.get(name, str(source)) == str(source):
        return name
    return f"{name}-{hashlib.sha256(os.fsencode(source)).hexdigest()[:8]}"


def _write_generation(output: Path, table: list[Entry], identity: str, model: str | None) -> int:
    """Write a build beside the old one and put it in its place; return how many passages it has."""
    name = f"build-{uuid4().hex[:12]}"
    folder = output / name
    folder.mkdir()
    written = False
    try:
        rows = _write_files(folder, output / ENTRIES, table)
        files = stored_files(folder)
        manifest = ArchiveManifest(ARCHIVE_FORMAT, identity, model, name, len(table), rows, files)
        write_manifest(output, manifest)
        written = True
    finally:
        if not written:
            shutil.rmtree(folder, ignore_errors=True)
    _clear(output, name, table)
    return sum(int(entry["passages"]) for entry in table)


def _write_files(folder: Path, entries: Path, table: Sequence[Entry]) -> int:
    articles = [_prepared(entries / f"{entry['key']}.npz") for entry in table]
    places = [np.full(len(each.passages), place) for place, each in enumerate(articles)]
    columns = (
        np.concatenate(places).astype(np.int32),
        np.concatenate([each.passages for each in articles]),
        np.concatenate([each.languages for each in articles]),
    )
    for array, column in zip(ROW_ARRAYS, columns, strict=True):
        np.save(folder / f"{array}.npy", column, allow_pickle=False)
    save_vectors(np.concatenate([each.vectors for each in articles]), folder / VECTORS)
    build_postings(articles, bundled_embedder(), folder)
    lines = (json.dumps(entry, ensure_ascii=False) for entry in table)
    (folder / TABLE).write_text("\n".join(lines), "utf-8")
    return len(columns[0])


def _prepared(path: Path) -> Prepared:
    try:
        return unpacked(path)
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        # What was damaged is read again the next time.
        path.unlink(missing_ok=True)
        raise ArchiveError(f"'{path}' was damaged. Run ponte index again.") from error


def _clear(output: Path, name: str, table: Sequence[Entry]) -> None:
    """Remove earlier builds, articles that are gone, and what an interrupted build left."""
    kept = {f"{entry['key']}{suffix}" for entry in table for suffix in (".json", ".npz")}
    for path in output.iterdir():
        if path.name.startswith("build-") and path.name != name:
            shutil.rmtree(path, ignore_errors=True)
        elif path.name.startswith(".") and path.name.endswith(".part"):
            path.unlink(missing_ok=True)
    for path in (output / ENTRIES).iterdir():
        if path.name not in kept:
            with suppress(OSError):
                path.unlink()


def _listed(sources: Sequence[Path]) -> str:
    return ", ".join(f"'{each}'" for each in sources)


def _first_failure(failed: dict[str, str]) -> str:
    return next((f"{source}: {reason}" for source, reason in failed.items()), "")
