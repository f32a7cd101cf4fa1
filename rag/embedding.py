"""Texts become unit vectors: by the bundled static model, or by any sentence-transformers model."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from rag.article import Interval
from rag.errors import ModelError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Matrix = NDArray[np.float32]

BUNDLED_MODEL = Path(__file__).parent / "model"
# E5 was trained with these words before each text; its files on the hub do not name them.
# Wang et al. 2024, "Multilingual E5 Text Embeddings", section 2.
_E5_PROMPTS = {"query": "query: ", "document": "passage: "}
_E5_NAME = re.compile(r"(?:^|[-_/])e5(?:[-_]|$)")
_BATCH = 1024


class Embedder(Protocol):
    """Something that turns texts into unit float32 rows."""

    @property
    def identity(self) -> str:
        """Return a name that is different for different vectors."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        """Return one unit row a question, shape (len(texts), dimension)."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> Matrix:
        """Return one unit row a passage, shape (len(texts), dimension)."""
        ...


@dataclass(frozen=True, slots=True)
class StaticEmbedder:
    """A table of token vectors: a text is the normalised sum of the rows of its tokens.

    The same files as sentence-transformers' StaticEmbedding reads, without torch. `table` holds
    int8 or float rows, shape (tokens, dimension); `scales` what each row is multiplied by.
    """

    identity: str
    tokenizer: "Tokenizer"
    table: NDArray[Any]
    scales: NDArray[np.float32]

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        """Return one unit row a question; a text without tokens gets the zero row."""
        return unit_rows(self.token_sums(texts))

    def encode_passages(self, texts: Sequence[str]) -> Matrix:
        """Return one unit row a passage; a text without tokens gets the zero row."""
        return unit_rows(self.token_sums(texts))

    def token_sums(self, texts: Sequence[str]) -> Matrix:
        """Return the sums of token rows, not normalised: their lengths are the texts' weights."""
        sums = np.zeros((len(texts), self.table.shape[1]), dtype=np.float32)
        for first in range(0, len(texts), _BATCH):
            batch = list(texts[first : first + _BATCH])
            encodings = self.tokenizer.encode_batch(batch, add_special_tokens=False)
            for row, encoding in enumerate(encodings, start=first):
                if encoding.ids:
                    sums[row] = self.scales[encoding.ids] @ self.table[encoding.ids].astype(
                        np.float32
                    )
        return sums

    def segment(self, text: str) -> tuple[Interval, ...]:
        """Return the intervals of the tokens of a text: for Chinese, about its words."""
        offsets = self.tokenizer.encode(text, add_special_tokens=False).offsets
        return tuple(Interval(start, end) for start, end in offsets if end > start)


class SentenceTransformerEmbedder:
    """Any sentence-transformers model, with the prompts that the model itself names."""

    def __init__(self, name: str) -> None:
        """Load a model by its hub name or folder; raise ModelError where that fails."""
        self._model = _load_sentence_transformer(name)
        if _E5_NAME.search(name.lower()) and not any(self._model.prompts.values()):
            self._model.prompts = dict(_E5_PROMPTS)
        self.identity = f"sentence-transformers:{name}:{_folder_state(Path(name))}"

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        """Return one unit row a question."""
        rows = self._model.encode_query(list(texts), normalize_embeddings=True)
        return np.asarray(rows, dtype=np.float32)

    def encode_passages(self, texts: Sequence[str]) -> Matrix:
        """Return one unit row a passage."""
        rows = self._model.encode_document(list(texts), normalize_embeddings=True)
        return np.asarray(rows, dtype=np.float32)


def open_embedder(name: str | None = None) -> Embedder:
    """Open the bundled model, or the sentence-transformers model of a name or folder."""
    return SentenceTransformerEmbedder(name) if name else bundled_embedder()


@cache
def bundled_embedder() -> StaticEmbedder:
    """Open the model that ships with Ponte, once."""
    return load_static_embedder(BUNDLED_MODEL)


def load_static_embedder(folder: Path) -> StaticEmbedder:
    """Read a StaticEmbedding saved by sentence-transformers (or model2vec) without torch."""
    from safetensors import SafetensorError
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    root = _module_folder(folder)
    weights, tokenizer = root / "model.safetensors", root / "tokenizer.json"
    try:
        tensors = load_file(weights)
        table = tensors["embedding.weight" if "embedding.weight" in tensors else "embeddings"]
        scales = tensors.get("weights", np.ones(len(table), dtype=np.float32))
        return StaticEmbedder(
            identity=f"static:{_file_digest(weights)}:{_file_digest(tokenizer)}",
            tokenizer=Tokenizer.from_file(str(tokenizer)),
            table=table,
            scales=scales.astype(np.float32),
        )
    except (OSError, KeyError, SafetensorError) as error:
        raise ModelError(f"'{folder}' is not a static embedding model: {error}.") from error


def unit_rows(rows: Matrix) -> Matrix:
    """Return the rows divided by their lengths; a zero row stays zero."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Matrix = rows / np.maximum(lengths, np.finfo(np.float32).tiny)
    return unit


def _module_folder(folder: Path) -> Path:
    modules = folder / "modules.json"
    if not modules.exists():
        return folder
    first = json.loads(modules.read_text("utf-8"))[0]
    return folder / str(first["path"])


def _file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


def _folder_state(folder: Path) -> str:
    if not folder.is_dir():
        return "hub"
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    state = "\n".join(
        f"{path.name} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in files
    )
    return hashlib.sha256(state.encode()).hexdigest()[:16]


def _load_sentence_transformer(name: str) -> Any:
    from sentence_transformers import SentenceTransformer

    try:
        return SentenceTransformer(name)
    except (OSError, ValueError, RuntimeError) as error:
        reason = str(error).strip().splitlines()[0][:200]
        raise ModelError(
            f"Model '{name}' cannot be loaded: {reason} "
            "Give a sentence-transformers folder or hub name with --model."
        ) from error
