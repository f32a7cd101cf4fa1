"""Vectors in a collection of a Milvus server, which may be many machines.

The ids of an article never change. So a build adds only what is new, whoever opened the one before
still finds all of it, and what is gone is removed once the manifest names the new build.
"""

import json
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path
from uuid import uuid4

import numpy as np

from rag.embedding import Matrix
from rag.errors import ArchiveError
from rag.milvus_ids import IDS, Ids, first_free, ids_of, read_ids, save_ids
from rag.milvus_server import MOST_FOUND, MilvusServer, opened_server
from rag.storing import write_json
from rag.vectors import Numbers, OpenVectors, Part, Place, Scores, Steps

# Beside the manifest while a collection is filled that no manifest names yet.
PENDING = "milvus-pending.json"
# How many ids one expression names, and how many rows go to the server at a time.
_NAMED, _AT_ONCE = 8_000, 4_000


class MilvusVectors:
    """A collection, open for one build."""

    def __init__(self, server: MilvusServer, ids: Ids) -> None:
        """Keep a connection, and which ids the rows of the build have."""
        self._server, self._ids = server, ids
        # What a build that is under way has added already is none of this build's.
        self._own = f"id < {ids.end}"

    def search(
        self, query: Matrix, limit: int, among: Numbers | None = None
    ) -> tuple[Numbers, Scores]:
        """Return the rows nearest to a query, and their inner products with it."""
        wanted = min(limit, len(self._ids))
        if among is None:
            return self._found(query, wanted, self._own)
        if len(among) > _NAMED:
            # Too many to be named: of what is nearest among all, some are among them.
            most = min(MOST_FOUND, len(self._ids), 2 * wanted * len(self._ids) // len(among))
            rows, scores = self._found(query, most, self._own)
            kept = np.isin(rows, among)
            if kept.sum() >= wanted:
                return rows[kept][:wanted], scores[kept][:wanted]
        return self._found_in_turns(query, wanted, self._ids.of_rows(among))

    def _found_in_turns(self, query: Matrix, wanted: int, ids: Numbers) -> tuple[Numbers, Scores]:
        found = [
            self._found(query, wanted, f"id in {ids[first : first + _NAMED].tolist()}")
            for first in range(0, len(ids), _NAMED)
        ]
        rows = np.concatenate([each for each, _ in found])
        scores = np.concatenate([each for _, each in found])
        best = np.argsort(-scores, kind="stable")[:wanted]
        return rows[best], scores[best]

    def _found(self, query: Matrix, limit: int, condition: str) -> tuple[Numbers, Scores]:
        ids, scores = self._server.search(query, limit, condition)
        rows = self._ids.rows_of(ids)
        return rows[rows >= 0], scores[rows >= 0]

    def rows(self, numbers: Numbers) -> Matrix:
        """Return stored rows; one that a later build has removed is zero, so near to nothing."""
        ids = self._ids.of_rows(np.asarray(numbers, dtype=np.int64))
        held = self._server.rows(ids)
        rows = np.zeros((len(ids), self._ids.dimension), dtype=np.float32)
        for place, id in enumerate(ids.tolist()):
            if id in held:
                rows[place] = held[id]
        return rows

    def close(self) -> None:
        """Close the connection."""
        self._server.close()


class MilvusEngine:
    """Writes vectors into a collection, and which ids they have into the build's folder."""

    def __init__(self, url: str = "") -> None:
        """Keep the address that a person named, if any; it is connected to when it is used."""
        self._url = url

    def _server(self, place: Place) -> MilvusServer:
        return opened_server(place.url, place.collection, named=place.url == self._url)

    def reach(self, before: Place | None) -> None:
        """Connect once; raise ArchiveError where that fails."""
        url = self._url or (before.url if before else "")
        self._server(Place("milvus", url)).close()

    def write(
        self, folder: Path, parts: Sequence[Part], before: tuple[Place, Path] | None, steps: Steps
    ) -> Place:
        """Add what the last build has not; into a new collection where it cannot be gone on with.

        Raise ArchiveError where the server fails: the last build is as it was.
        """
        dimension = parts[0].rows.shape[1]
        held = self._going_on(before, dimension)
        if held and before:
            place = before[0]
        else:
            url = self._url or (before[0].url if before else "")
            place = Place("milvus", url, f"ponte_{uuid4().hex}")
            self._begin(place, folder.parent, before)
        with closing(self._server(place)) as server:
            if not held:
                server.create(dimension)
            server.load()
            firsts = _added(server, parts, held, steps)
        save_ids(ids_of(parts, firsts), folder / IDS)
        return place

    def _going_on(self, before: tuple[Place, Path] | None, dimension: int) -> Ids | None:
        """Return the ids of the last build where its collection is whole and fits this one."""
        if before is None or before[0].engine != "milvus":
            return None
        place, folder = before
        if self._url and self._url != place.url:
            return None
        try:
            ids = read_ids(folder / IDS)
        except (OSError, ValueError):
            return None
        if ids.dimension != dimension:
            return None
        with closing(self._server(place)) as server:
            whole = server.load() == dimension and server.count(f"id < {ids.end}") >= len(ids)
        return ids if whole else None

    def _begin(self, place: Place, output: Path, before: tuple[Place, Path] | None) -> None:
        """Note which collection is begun, and drop the one of a build that was interrupted."""
        path = output / PENDING
        with suppress(OSError, ValueError, KeyError, TypeError, ArchiveError):
            noted = json.loads(path.read_text("utf-8"))
            left = Place("milvus", noted["url"], noted["collection"])
            if before is None or before[0] != left:
                self.drop(left)
        write_json(path, {"url": place.url, "collection": place.collection})

    def open(self, place: Place, folder: Path) -> OpenVectors:
        """Connect to the collection of a build."""
        ids = read_ids(folder / IDS)
        server = self._server(place)
        dimension = server.load()
        fault = ""
        if dimension != ids.dimension:
            other = f"has rows of {dimension} numbers, not {ids.dimension}"
            fault = other if dimension else "is gone"
        elif (count := server.count(f"id < {ids.end}")) < len(ids):
            fault = f"has {count:,} of {len(ids):,} rows"
        if fault:
            server.close()
            raise ArchiveError(
                f"The collection '{place.collection}' at '{server.url}' {fault}. "
                "Run ponte index again: it is filled anew."
            )
        return MilvusVectors(server, ids)

    def settle(self, place: Place, folder: Path) -> None:
        """Remove the rows that this build does not name."""
        ids = read_ids(folder / IDS)
        with closing(self._server(place)) as server:
            server.load()
            if server.count() != len(ids):
                for gap in ids.gaps():
                    server.delete(gap)
                server.flush()
        (folder.parent / PENDING).unlink(missing_ok=True)

    def drop(self, place: Place) -> None:
        """Drop a collection."""
        with closing(self._server(place)) as server:
            server.drop()


def _added(
    server: MilvusServer, parts: Sequence[Part], held: Ids | None, steps: Steps
) -> list[int]:
    """Add the articles that are not held yet; return the first id of each article."""
    firsts = dict(zip(held.keys, held.firsts.tolist(), strict=True)) if held else {}
    begun = free = first_free(held.end if held else 0)
    new = [part for part in parts if part.key not in firsts]
    waiting: list[Part] = []
    for place, part in enumerate(steps(iter(new), len(new)), start=1):
        waiting.append(part)
        count = sum(len(each.rows) for each in waiting)
        if count >= _AT_ONCE or place == len(new):
            rows = np.concatenate([each.rows for each in waiting])
            server.insert(np.arange(free, free + count), rows)
            for each in waiting:
                firsts[each.key], free = free, free + len(each.rows)
            waiting = []
    if new:
        server.flush()
        if server.count(f"id >= {begun}") != free - begun:
            told = f"Milvus at '{server.url}' did not keep all rows. Run ponte index again."
            raise ArchiveError(told)
    return [firsts[part.key] for part in parts]
