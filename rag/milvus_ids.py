"""Which ids the rows of a build have in a collection of Milvus.

Each article has a run of ids that never change: they are taken from the clock, so that two builds
never give out the same.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from rag.vectors import Numbers, Part

IDS = "milvus.npz"
# Conditions on so many gaps go into one expression.
_GAPS = 200
# Milliseconds from 1970 to 2020; what is left of 63 bits counts rows, four million a millisecond.
_EPOCH, _ROW_BITS = 1_577_836_800_000, 22


@dataclass(frozen=True, slots=True)
class Ids:
    """The ids of a build: its articles' keys, the first id of each, and the row each begins at.

    `starts` ends with how many rows there are; `order` sorts the articles by their first ids.
    """

    keys: list[str]
    firsts: Numbers
    starts: Numbers
    order: Numbers
    dimension: int

    def __len__(self) -> int:
        """Return how many rows there are."""
        return int(self.starts[-1])

    @property
    def end(self) -> int:
        """Return the first id above all."""
        return int((self.firsts + np.diff(self.starts)).max())

    def of_rows(self, rows: Numbers) -> Numbers:
        """Return the ids of rows."""
        places = np.searchsorted(self.starts, rows, side="right") - 1
        found: Numbers = self.firsts[places] + (rows - self.starts[places])
        return found

    def rows_of(self, ids: Numbers) -> Numbers:
        """Return the rows of ids, -1 for an id that is none of the build's."""
        sorted_firsts = self.firsts[self.order]
        places = self.order[np.searchsorted(sorted_firsts, ids, side="right") - 1]
        beyond = ids - self.firsts[places]
        held = (beyond >= 0) & (beyond < np.diff(self.starts)[places])
        rows: Numbers = np.where(held, self.starts[places] + beyond, -1)
        return rows

    def gaps(self) -> Iterator[str]:
        """Yield conditions that together hold every id that is none of the build's."""
        firsts = self.firsts[self.order]
        ends = firsts + np.diff(self.starts)[self.order]
        yield f"id < {firsts[0]} or id >= {ends[-1]}"
        wide = np.flatnonzero(firsts[1:] > ends[:-1])
        for some in range(0, len(wide), _GAPS):
            between = wide[some : some + _GAPS].tolist()
            yield " or ".join(f"(id >= {ends[at]} and id < {firsts[at + 1]})" for at in between)


def first_free(after: int) -> int:
    """Return an id from which on none was ever given out, and none will be by another build."""
    now = time.time_ns() // 1_000_000 - _EPOCH
    return max(now << _ROW_BITS, after)


def ids_of(parts: Sequence[Part], firsts: Sequence[int]) -> Ids:
    """Return the ids of a build whose articles' ids begin at `firsts`."""
    lengths = [len(part.rows) for part in parts]
    begun = np.array(firsts, dtype=np.int64)
    return Ids(
        keys=[part.key for part in parts],
        firsts=begun,
        starts=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        order=np.argsort(begun, kind="stable").astype(np.int64),
        dimension=parts[0].rows.shape[1],
    )


def save_ids(ids: Ids, path: Path) -> None:
    """Write the ids of a build as a file of arrays."""
    with path.open("xb") as file:
        np.savez(
            file, keys=np.array(ids.keys), firsts=ids.firsts, starts=ids.starts, order=ids.order,
            dimension=np.int64(ids.dimension), allow_pickle=False,
        )  # fmt: skip


def read_ids(path: Path) -> Ids:
    """Read the ids of a build; raise OSError or ValueError where the file is damaged."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            return Ids(
                [str(key) for key in stored["keys"]], stored["firsts"], stored["starts"],
                stored["order"], int(stored["dimension"]),
            )  # fmt: skip
    except (KeyError, EOFError, BadZipFile) as error:
        raise ValueError(f"'{path}' is damaged") from error
