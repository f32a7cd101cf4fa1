"""A Milvus server, or Milvus Lite in a file: every call is bounded, every failure is one line."""

import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

from rag.embedding import Matrix
from rag.errors import ArchiveError
from rag.vectors import Numbers, Scores

# Seconds to reach a server, for a question, and for a step of a build.
_REACH, _ASK, _WORK = 5.0, 20.0, 120.0
# Bytes of vectors a message, a quarter of what servers take; ids an expression; and the most that
# a server returns for one search.
_MESSAGE, _IDS, MOST_FOUND = 16_000_000, 8_000, 16_384
_LITE = ".db"


def checked_url(url: str) -> str:
    """Return the address of a server, or the whole path of a file; raise ArchiveError."""
    if url.endswith(_LITE) and "://" not in url:
        return str(Path(url).resolve())
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ArchiveError(
            f"'{url}' is no address of Milvus. Give http://HOST:19530, or FILE.db for Milvus Lite."
        )
    if "@" in parts.netloc:
        raise ArchiveError(
            "An archive keeps the address of Milvus, and no password. "
            "Give USER:PASSWORD, or a token, in PONTE_MILVUS_TOKEN."
        )
    return url


class MilvusServer:
    """A connection, and one collection of unit rows under whole numbers as ids."""

    def __init__(self, url: str, collection: str, token: str = "") -> None:
        """Connect; raise ArchiveError where the package or the server is not there."""
        self.url, self.collection = url, collection
        try:
            import pymilvus
        except ImportError as error:
            raise ArchiveError(
                "Milvus needs a package that is not installed. "
                "Install it with: pip install 'ponte[milvus]'"
            ) from error
        # What goes wrong is told in one line, by us.
        for name in ("pymilvus", "milvus_lite", "grpc"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        self._pymilvus = pymilvus
        self._token = token
        with self._told():
            self._client = pymilvus.MilvusClient(url, token=token, timeout=_REACH)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn what pymilvus raises into one line."""
        import grpc

        try:
            yield
        except (self._pymilvus.MilvusException, grpc.RpcError) as error:
            raise ArchiveError(self._failure(error)) from error

    def _failure(self, error: Exception) -> str:
        said = " ".join(str(getattr(error, "message", "") or error).split())[:200].rstrip(" .")
        if "auth" in said.lower():
            return (
                f"Milvus at '{self.url}' wants another token ({said}). "
                "Set PONTE_MILVUS_TOKEN, and PONTE_MILVUS_URL to where it may be sent."
            )
        if "milvus-lite is required" in said:
            return "Milvus Lite is not installed. Install it with: pip install 'ponte[milvus]'"
        if self.url.endswith(_LITE):
            said += "; only one process at a time can open a file of Milvus Lite"
        return (
            f"Milvus at '{self.url}' cannot be used: {said}. Check that it runs and is reached, "
            "or name another address in PONTE_MILVUS_URL."
        )

    def close(self) -> None:
        """Close the connection; a file of Milvus Lite stays open until the process ends."""
        self._client.close()

    def load(self) -> int:
        """Have the collection loaded; return how many numbers a row has, 0 where there is none."""
        with self._told():
            if not self._client.has_collection(self.collection, timeout=_ASK):
                return 0
            self._client.load_collection(self.collection, timeout=_WORK)
            fields = self._client.describe_collection(self.collection, timeout=_ASK)["fields"]
        return next((int(each["params"]["dim"]) for each in fields if each["name"] == "row"), -1)

    def create(self, dimension: int) -> None:
        """Make the collection, empty, searched exactly by inner product."""
        milvus = self._pymilvus
        schema = milvus.MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field("id", milvus.DataType.INT64, is_primary=True)
        schema.add_field("row", milvus.DataType.FLOAT_VECTOR, dim=dimension)
        index = milvus.MilvusClient.prepare_index_params()
        # Through other kinds, rows just added are found badly for a while: see docs/scale.md.
        index.add_index("row", index_type="FLAT", metric_type="IP")
        with self._told():
            self._client.create_collection(
                self.collection, schema=schema, index_params=index,
                consistency_level="Bounded", timeout=_WORK,
            )  # fmt: skip

    def collections(self) -> list[str]:
        """Return the names of all collections there."""
        with self._told():
            return list(self._client.list_collections(timeout=_ASK))

    def drop(self) -> None:
        """Remove the collection, where there is one."""
        with self._told():
            self._client.drop_collection(self.collection, timeout=_WORK)

    def insert(self, ids: Numbers, rows: Matrix) -> None:
        """Add rows under new ids."""
        for some in _batches(len(ids), _MESSAGE // (4 * rows.shape[1])):
            pairs = zip(ids[some].tolist(), rows[some], strict=True)
            with self._told():
                self._client.insert(
                    self.collection, [{"id": id, "row": row} for id, row in pairs], timeout=_WORK
                )

    def flush(self) -> None:
        """Have all that was added written to the server's storage."""
        with self._told():
            self._client.flush(self.collection, timeout=_WORK)

    def count(self, condition: str = "") -> int:
        """Return how many rows there are, or those of a condition, the last changes included."""
        with self._told():
            found = self._client.query(
                self.collection, filter=condition, output_fields=["count(*)"],
                consistency_level="Strong", timeout=_WORK,
            )  # fmt: skip
        return int(found[0]["count(*)"])

    def delete(self, condition: str) -> None:
        """Remove the rows of a condition."""
        with self._told():
            self._client.delete(self.collection, filter=condition, timeout=_WORK)

    def rows(self, ids: Numbers) -> dict[int, Sequence[float]]:
        """Return those of the rows that are there, by their ids."""
        held: dict[int, Sequence[float]] = {}
        for some in _batches(len(ids), _IDS):
            with self._told():
                found = self._client.query(
                    self.collection, ids=ids[some].tolist(), output_fields=["id", "row"],
                    timeout=_ASK,
                )  # fmt: skip
            held.update((int(each["id"]), each["row"]) for each in found)
        return held

    def search(self, query: Matrix, limit: int, condition: str) -> tuple[Numbers, Scores]:
        """Return the ids nearest to a query among those of a condition, and the inner products."""
        with self._told():
            found = self._client.search(
                self.collection, data=query, limit=limit, filter=condition, anns_field="row",
                output_fields=["id"], timeout=_ASK,
                search_params={"metric_type": "IP"},
            )[0]  # fmt: skip
        return (
            np.array([each["id"] for each in found], dtype=np.int64),
            np.array([each["distance"] for each in found], dtype=np.float32),
        )


def opened_server(url: str, collection: str, *, named: bool = False) -> MilvusServer:
    """Connect to where an archive says that it is, or to PONTE_MILVUS_URL in its place.

    PONTE_MILVUS_TOKEN is sent only where a person `named` the address: an archive that came from
    somebody else may name any.
    """
    stated = os.environ.get("PONTE_MILVUS_URL", "")
    trusted = named or bool(stated)
    url = checked_url(url if named else stated or url)
    if url.endswith(_LITE) and not named and not Path(url).exists():
        raise ArchiveError(f"There is no file '{url}' of Milvus Lite. Run ponte index again.")
    token = os.environ.get("PONTE_MILVUS_TOKEN", "") if trusted else ""
    return MilvusServer(url, collection, token)


def _batches(count: int, size: int) -> Iterator[slice]:
    for first in range(0, count, max(1, size)):
        yield slice(first, first + max(1, size))
