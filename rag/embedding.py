"""Texts become unit vectors: by the bundled static model, or by any sentence-transformers model."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import chain, repeat
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
# So many texts are kept as tokens, mostly words, 0.3 kB each; those of longer lists are not kept,
# and cut by all cores. And so many runs of Chinese between two marks, half a kilobyte each.
_TOKENISED, _FEW, _SEGMENTED = 32_768, 8192, 8192
# A word has so many tokens at most, or is no usual one.
_WORD = 8


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
    int8 or float rows, shape (tokens, dimension); `scales` what each row is multiplied by. `apart`
    says that the tokenizer cuts what stands between two spaces as if it stood alone.
    """

    identity: str
    tokenizer: "Tokenizer"
    table: NDArray[Any]
    scales: NDArray[np.float32]
    apart: bool = False

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        """Return one unit row a question; a text without tokens gets the zero row."""
        return unit_rows(self.token_sums(texts))

    def encode_passages(self, texts: Sequence[str]) -> Matrix:
        """Return one unit row a passage; a text without tokens gets the zero row."""
        return unit_rows(self.token_sums(texts))

    def token_sums(self, texts: Sequence[str]) -> Matrix:
        """Return the sums of token rows, not normalised: their lengths are the texts' weights."""
        sums = np.zeros((len(texts), self.table.shape[1]), dtype=np.float32)
        tokens = tokens_of_all(texts, self.tokenizer, apart=self.apart)
        lengths = [len(ids) for ids in tokens]
        sizes = np.array(lengths, dtype=np.int64)
        # Most words are one token, and need no sum; those of as many tokens are summed together.
        ones = np.flatnonzero(sizes == 1)
        alone = np.array([tokens[row][0] for row in ones.tolist()], dtype=np.int64)
        sums[ones] = self.scales[alone, None] * self.table[alone].astype(np.float32)
        for size in set(lengths) & set(range(2, _WORD + 1)):
            alike = np.flatnonzero(sizes == size)
            ids = np.array([tokens[row] for row in alike.tolist()], dtype=np.int64)
            held = ids.reshape(-1, size)
            sums[alike] = (self.scales[held][:, None] @ self.table[held].astype(np.float32))[:, 0]
        for row in np.flatnonzero(sizes > _WORD).tolist():
            ids = np.array(tokens[row])
            sums[row] = self.scales[ids] @ self.table[ids].astype(np.float32)
        return sums

    def segment(self, text: str) -> tuple[Interval, ...]:
        """Return the intervals of the tokens of a text: for Chinese, about its words."""
        return segmented(text, self.tokenizer)


def tokens_of_all(
    texts: Sequence[str], tokenizer: "Tokenizer", *, apart: bool
) -> list[Sequence[int]]:
    """Return the tokens of each text; those of the latest words, or else texts, are kept."""
    if len(texts) <= _FEW:
        return [
            list(chain.from_iterable(map(_tokens, text.split(" "), repeat(tokenizer))))
            if apart and " " in text
            else _tokens(text, tokenizer)
            for text in texts
        ]
    batches = (texts[first : first + _BATCH] for first in range(0, len(texts), _BATCH))
    return [
        encoding.ids
        for batch in batches
        for encoding in tokenizer.encode_batch_fast(list(batch), add_special_tokens=False)
    ]


# The key is the tokenizer, and no embedder, whose table would be kept alive.
@lru_cache(maxsize=_TOKENISED)
def _tokens(text: str, tokenizer: "Tokenizer") -> tuple[int, ...]:
    return tuple(tokenizer.encode(text, add_special_tokens=False).ids)


@lru_cache(maxsize=_SEGMENTED)
def segmented(text: str, tokenizer: "Tokenizer") -> tuple[Interval, ...]:
    """Return the intervals of the tokens of a text; those of the latest texts are kept."""
    offsets = tokenizer.encode(text, add_special_tokens=False).offsets
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
    return replace(load_static_embedder(BUNDLED_MODEL), apart=True)


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
