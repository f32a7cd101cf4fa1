"""Vectors in a FAISS file of the build's folder, memory-mapped."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from rag.embedding import Matrix
from rag.index import alone
from rag.vectors import Numbers, OpenVectors, Part, Place, Scores, Steps

VECTORS = "vectors.faiss"
# Up to so many rows (a quarter of a gigabyte of vectors, which are mapped and not loaded) all are
# compared exactly; more are held in a byte a number, and all compared too: docs/scale.md has the
# figures of other kinds.
MOST_EXACT = 250_000
# The rows of so many articles are added at once.
_AT_ONCE = 1024


class FaissVectors:
    """A FAISS file, open."""

    def __init__(self, path: Path) -> None:
        """Map a file into memory; raise RuntimeError where it is none of FAISS's."""
        import faiss

        self._index: Any = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)

    def search(
        self, query: Matrix, limit: int, among: Numbers | None = None
    ) -> tuple[Numbers, Scores]:
        """Return the rows nearest to a query, and their inner products with it."""
        import faiss

        options: dict[str, Any] = {}
        if among is not None:
            chosen = faiss.IDSelectorBatch(among)
            # faiss builds its parameters from keywords that its types do not know.
            options = {"params": faiss.SearchParameters(sel=chosen)}  # type: ignore[call-arg]
        alone()
        scores, rows = self._index.search(query, min(limit, self._index.ntotal), **options)
        found = rows[0] >= 0
        return rows[0][found], scores[0][found]

    def rows(self, numbers: Numbers) -> Matrix:
        """Return stored rows."""
        alone()
        stored: Matrix = self._index.reconstruct_batch(numbers)
        return stored

    def close(self) -> None:
        """Do nothing: the file is unmapped when this is gone."""


class FaissEngine:
    """Writes the vectors of a build into its folder."""

    def reach(self, before: Place | None) -> None:
        """Do nothing: the folder is there."""

    def write(
        self, folder: Path, parts: Sequence[Part], before: tuple[Place, Path] | None, steps: Steps
    ) -> Place:
        """Write all vectors: a build has a file of its own."""
        save_vectors([part.rows for part in parts], folder / VECTORS)
        return Place("faiss")

    def open(self, place: Place, folder: Path) -> OpenVectors:
        """Map the vectors of a build into memory."""
        return FaissVectors(folder / VECTORS)

    def settle(self, place: Place, folder: Path) -> None:
        """Do nothing: earlier builds go with their folders."""

    def drop(self, place: Place) -> None:
        """Do nothing: earlier builds go with their folders."""


def save_vectors(parts: Sequence[Matrix], path: Path) -> None:
    """Write unit rows as a FAISS index that can be memory-mapped; they are read part by part."""
    import faiss

    kind = "Flat" if sum(map(len, parts)) <= MOST_EXACT else "SQ8"
    index = faiss.index_factory(parts[0].shape[1], kind, faiss.METRIC_INNER_PRODUCT)
    if not index.is_trained:
        # All that it learns is between which numbers each column lies.
        least = np.min([part.min(axis=0) for part in parts], axis=0)
        most = np.max([part.max(axis=0) for part in parts], axis=0)
        index.train(np.stack([least, most]))
    for first in range(0, len(parts), _AT_ONCE):
        index.add(np.concatenate(parts[first : first + _AT_ONCE]))
    faiss.write_index(index, str(path))
