"""Where the vectors of an archive are: what every engine does with them.

A build gives the vectors of all its articles, part by part; an engine writes what it does not hold
yet, and forgets the rest only when the build has taken the place of the last. Whoever opened the
archive before goes on undisturbed.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from rag.embedding import Matrix

Numbers = NDArray[np.int64]
Scores = NDArray[np.float32]
# Passes on what is done, for a progress bar.
Steps = Callable[[Iterator[Any], int], Iterator[Any]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where vectors are: an engine's name, and what it finds them by. Never a secret."""

    engine: str = "faiss"
    url: str = ""
    collection: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """The unit rows of one article, under a key that is another one whenever they are."""

    key: str
    rows: Matrix


class OpenVectors(Protocol):
    """The vectors of one build, open for reading; its rows are numbered from 0, part after part."""

    def search(
        self, query: Matrix, limit: int, among: Numbers | None = None
    ) -> tuple[Numbers, Scores]:
        """Return the rows nearest to a query of shape (1, dimension), best first.

        And their inner products with it. `among` are the only rows that may be returned, sorted.
        """
        ...

    def rows(self, numbers: Numbers) -> Matrix:
        """Return stored rows, shape (len(numbers), dimension)."""
        ...

    def close(self) -> None:
        """Let go of whatever is held open."""
        ...


class VectorEngine(Protocol):
    """How vectors are written and found again; all its errors are ArchiveError."""

    def reach(self, before: Place | None) -> None:
        """Raise ArchiveError where vectors could not be written, before any work is done."""
        ...

    def write(
        self, folder: Path, parts: Sequence[Part], before: tuple[Place, Path] | None, steps: Steps
    ) -> Place:
        """Write the vectors of a build, and into its folder what finds them; return where they are.

        `before` is where the last build is, and its folder: what it holds is not written again,
        and nothing of it is lost.
        """
        ...

    def open(self, place: Place, folder: Path) -> OpenVectors:
        """Open the vectors of a build."""
        ...

    def settle(self, place: Place, folder: Path) -> None:
        """Forget whatever this build does not name."""
        ...

    def drop(self, place: Place) -> None:
        """Forget all that is there; a build that is somewhere else has taken its place."""
        ...


def every_step(steps: Iterator[Any], _total: int) -> Iterator[Any]:
    """Pass on what is done, without a progress bar."""
    return steps
