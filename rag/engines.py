"""Which engine holds the vectors of an archive, by its manifest and by what a person asks for."""

import os

from rag.errors import ArchiveError
from rag.faiss_vectors import FaissEngine
from rag.milvus_server import checked_url
from rag.milvus_vectors import MilvusEngine
from rag.vectors import Place, VectorEngine

ENGINES = ("faiss", "milvus")


def engine_of(place: Place) -> VectorEngine:
    """Return the engine that opens what is at a place."""
    if place.engine == "faiss":
        return FaissEngine()
    if place.engine == "milvus":
        return MilvusEngine()
    raise ArchiveError(
        f"The archive's vectors are in '{place.engine}', which this Ponte does not know. "
        "Update Ponte, or build the archive anew with ponte index --engine faiss."
    )


def chosen_engine(name: str | None, url: str | None, before: Place | None) -> VectorEngine:
    """Return the engine that a build writes with: the one asked for, or that of the last build.

    An address alone asks for Milvus. Raise ArchiveError where name and address do not fit.
    """
    if name and name not in ENGINES:
        raise ArchiveError(f"There is no engine '{name}'. Give one of: {', '.join(ENGINES)}.")
    if url and name == "faiss":
        raise ArchiveError("FAISS has no address. Give --milvus-url with --engine milvus.")
    asked = name or ("milvus" if url else before.engine if before else "faiss")
    if asked == "faiss":
        return FaissEngine()
    held = before is not None and before.engine == "milvus"
    address = url or ("" if held else os.environ.get("PONTE_MILVUS_URL", ""))
    if not address and not held:
        raise ArchiveError(
            "Where is Milvus? Give its address: --milvus-url http://HOST:19530 "
            "(or PONTE_MILVUS_URL), or FILE.db for Milvus Lite."
        )
    return MilvusEngine(checked_url(address) if address else "")
