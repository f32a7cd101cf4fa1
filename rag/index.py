"""PassageIndex: an article's vectors in FAISS, with a manifest that says what they were made of."""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.embedding import Embedder, Matrix

# Raised whenever the files, the sentence rules or the passage rules change.
FORMAT = 1
_MANIFEST, _VECTORS = "manifest.json", "vectors.faiss"


class StaleIndexError(Exception):
    """A stored index that is damaged or belongs to other texts, another model or another format."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index was made of; two indexes with equal manifests hold the same vectors."""

    format: int
    model: str
    texts: str
    rows: int

    @property
    def key(self) -> str:
        """Return the name of the folder that an index with this manifest is cached in."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:32]


def manifest_of(texts: Sequence[str], embedder: Embedder) -> Manifest:
    """Describe the index that these texts and this model would give."""
    digest = hashlib.sha256()
    for text in texts:
        digest.update(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest())
    return Manifest(FORMAT, embedder.identity, digest.hexdigest(), len(texts))


class PassageIndex:
    """Unit vectors, one a text, searched by exact inner product."""

    def __init__(self, manifest: Manifest, vectors: Any) -> None:
        """Keep a FAISS index and its manifest."""
        self.manifest = manifest
        self._vectors = vectors

    @classmethod
    def from_texts(cls, texts: Sequence[str], embedder: Embedder) -> "PassageIndex":
        """Embed the texts and index their rows in order."""
        import faiss

        rows = embedder.encode_passages(texts)
        vectors = faiss.IndexFlatIP(rows.shape[1])
        vectors.add(np.ascontiguousarray(rows))
        return cls(manifest_of(texts, embedder), vectors)

    @classmethod
    def load(cls, folder: Path, expected: Manifest) -> "PassageIndex":
        """Read a saved index; raise StaleIndexError unless it is whole and the expected one."""
        import faiss

        try:
            stored = json.loads((folder / _MANIFEST).read_text("utf-8"))
            data = (folder / _VECTORS).read_bytes()
        except (OSError, ValueError) as error:
            raise StaleIndexError(f"it cannot be read ({error})") from error
        if not isinstance(stored, dict) or stored.get("manifest") != _fields(expected):
            raise StaleIndexError("it belongs to another text, model or format")
        if stored.get("sha256") != hashlib.sha256(data).hexdigest():
            raise StaleIndexError("its vectors are damaged")
        try:
            vectors = faiss.deserialize_index(np.frombuffer(data, dtype=np.uint8))
        except RuntimeError as error:
            raise StaleIndexError("its vectors are not a FAISS index") from error
        return cls(expected, vectors)

    def save(self, folder: Path) -> None:
        """Write the index aside and rename it into place; an index already there is replaced."""
        import faiss

        folder.parent.mkdir(parents=True, exist_ok=True)
        data = faiss.serialize_index(self._vectors).tobytes()
        stored = {
            "manifest": _fields(self.manifest),
            "sha256": hashlib.sha256(data).hexdigest(),
        }
        aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        try:
            (aside / _VECTORS).write_bytes(data)
            (aside / _MANIFEST).write_text(json.dumps(stored, indent=2), "utf-8")
            _replace(aside, folder)
        finally:
            shutil.rmtree(aside, ignore_errors=True)

    def search(self, query: Matrix, limit: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the rows nearest to one query row of shape (1, dimension), and their cosines."""
        alone()
        cosines, rows = self._vectors.search(query, min(limit, self._vectors.ntotal))
        return rows[0], cosines[0]

    def cosines(self, query: Matrix) -> NDArray[np.float32]:
        """Return the cosine of one query row with every row of the index, in order."""
        rows, cosines = self.search(query, self._vectors.ntotal)
        ordered = np.empty(len(rows), dtype=np.float32)
        ordered[rows] = cosines
        return ordered

    def vector(self, row: int) -> Matrix:
        """Return one stored row, shape (dimension,)."""
        stored: Matrix = self._vectors.reconstruct(row)
        return stored


def alone() -> None:
    """Have FAISS search in this thread only: several would mostly wait for each other."""
    import faiss

    faiss.omp_set_num_threads(1)


def load_or_build(
    texts: Sequence[str], embedder: Embedder, cache: Path, notify: Callable[[str], None]
) -> PassageIndex:
    """Take the index of these texts from the cache folder, or build it and put it there."""
    expected = manifest_of(texts, embedder)
    folder = cache / expected.key
    if folder.exists():
        try:
            return PassageIndex.load(folder, expected)
        except StaleIndexError as reason:
            notify(f"The cached index is rebuilt: {reason}.")
    index = PassageIndex.from_texts(texts, embedder)
    try:
        index.save(folder)
    except OSError as error:
        notify(f"The index is not cached: '{cache}' cannot be written ({error.strerror}).")
    return index


def _fields(manifest: Manifest) -> dict[str, Any]:
    return {
        "format": manifest.format,
        "model": manifest.model,
        "texts": manifest.texts,
        "rows": manifest.rows,
    }


def _replace(aside: Path, folder: Path) -> None:
    """Rename a finished folder into place; where another process was first, its index stays."""
    try:
        aside.rename(folder)
        return
    except OSError:
        if not folder.exists():
            raise
    old = Path(tempfile.mkdtemp(prefix=f".{folder.name}-old-", dir=folder.parent))
    with suppress(OSError):
        folder.rename(old)
        aside.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def cache_folder() -> Path:
    """Return where indexes are cached: PONTE_CACHE, or the user's cache directory."""
    from platformdirs import user_cache_path

    stated = os.environ.get("PONTE_CACHE")
    return Path(stated) if stated else user_cache_path("ponte", appauthor=False)
