"""Building an archive: only what is new is read, and the old archive works until the new one does.

Every article is prepared and kept by itself; from all that are kept, a new build is written beside
the old one, and the manifest is then put in the place of the old in one step.
"""

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.arrays import ARRAYS
from rag.building import Entry, Writing, held_vectors, write_build
from rag.embedding import open_embedder
from rag.engines import chosen_engine
from rag.errors import ArchiveError
from rag.formats import SUFFIXES
from rag.generation import ENTRIES, TABLE, Table, check_files, read_manifest
from rag.languages import LANGUAGES
from rag.preparing import prepare_task, source_state
from rag.readers import slug
from rag.storing import make_lasting
from rag.vectors import Steps, every_step
from rag.workers import work_through


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
    engine: str | None = None,
    milvus_url: str | None = None,
    steps: Steps = every_step,
    processes: int = 0,
) -> Built:
    """Make or renew an archive of all files and folders; what cannot be read is named and left out.

    `engine` ('faiss', or 'milvus' with its address) holds the vectors; without it, the one that
    does already. `steps` serves a progress bar. Raise ArchiveError where nothing is there.
    """
    found = _all_sources(sources, output)
    held = held_vectors(output)
    writing = chosen_engine(engine, milvus_url, held[0] if held else None)
    writing.reach(held[0] if held else None)
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
    _settle(tasks, table, entries)
    left = write_build(output, table, Writing(identity, model, writing, held, steps))
    passages, read = sum(entry["passages"] for entry in table), len(tasks) - len(failed)
    removed = len({entry["file"] for entry in before} - {entry["file"] for entry in table})
    notices = tuple(notice for entry in table for notice in entry["notices"])
    return Built(len(table), passages, read, removed, failed, notices + left)


def _all_sources(sources: Sequence[Path], output: Path) -> list[Path]:
    if not sources:
        raise ArchiveError("There is nothing to read: no file or folder is named. Give one.")
    named = [each.resolve() for each in sources]
    found = [source for each in named for source in find_sources(each, output.resolve())]
    if not found:
        listed = ", ".join(f"'{each}'" for each in sources)
        raise ArchiveError(f"There is nothing to read in {listed}. Give files or folders.")
    return found


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
        return list(Table(output / manifest.generation / TABLE))
    except (ArchiveError, OSError, ValueError):
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
            kept = [entries / f"{entry['key']}{suffix}" for suffix in (".json", ARRAYS)]
            if all(path.exists() for path in kept):
                table.append(entry)
                continue
        article = str(entry["article"]) if entry else _free_name(source, taken)
        taken[article] = name
        tasks.append({"source": name, "state": state, "model_identity": identity, "model": model,
                      "article": article, "folder": str(entries)})  # fmt: skip
    return tasks, table


def _settle(tasks: Sequence[Entry], table: Sequence[Entry], entries: Path) -> None:
    """See to it that what was read anew is on the disk before a manifest names it."""
    anew = {task["source"] for task in tasks}
    kept = [entry["key"] for entry in table if entry["file"] in anew]
    make_lasting(entries / f"{key}{suffix}" for key in kept for suffix in (".json", ARRAYS))


def _free_name(source: Path, taken: dict[str, str]) -> str:
    """Return an id of its own for a source: two folders may hold files of one name."""
    name = slug(source.stem if source.is_file() else source.name)
    if taken.get(name, str(source)) == str(source):
        return name
    return f"{name}-{hashlib.sha256(os.fsencode(source)).hexdigest()[:8]}"


def _first_failure(failed: dict[str, str]) -> str:
    return next((f"{source}: {reason}" for source, reason in failed.items()), "")
