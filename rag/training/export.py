"""Writing of the trained table as one byte a number, in a folder sentence-transformers reads."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rag.embedding import StaticEmbedder, load_static_embedder
from rag.errors import ModelError
from rag.training.pairs import TrainingDataError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

LARGEST_BYTE = 127
WRITTEN_BY_HAND = ("README.md", "LICENSE")


def quantise(
    table: NDArray[np.float32],
) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return rows of bytes and the scale of each row: bytes times scale is the row."""
    largest = np.abs(table).max(axis=1)
    scales = np.where(largest > 0, largest / LARGEST_BYTE, 0.0).astype(np.float32)
    divisors = np.where(scales > 0, scales, 1.0)[:, None]
    return np.rint(table / divisors).astype(np.int8), scales


def read_table(folder: Path, tokens: int) -> NDArray[np.float32]:
    """Return the table of a model of so many tokens; raise TrainingDataError for another."""
    try:
        embedder = load_static_embedder(folder)
    except ModelError as error:
        raise TrainingDataError(str(error)) from error
    if len(embedder.table) != tokens:
        raise TrainingDataError(f"{folder}: is a model of another vocabulary")
    return float_table(embedder)


def float_table(embedder: StaticEmbedder) -> NDArray[np.float32]:
    """Return the rows of a model as numbers, no longer bytes and scales."""
    table: NDArray[np.float32] = embedder.table.astype(np.float32) * embedder.scales[:, None]
    return table


def export_model(model: SentenceTransformer, output: Path) -> None:
    """Write the model beside its place, then move it there."""
    from safetensors.numpy import load_file, save_file

    output.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=output.parent, prefix=f".{output.name}-") as aside:
        folder = Path(aside) / output.name
        model.save_pretrained(str(folder), create_model_card=False)
        weights = next(folder.rglob("model.safetensors"))
        embeddings, scales = quantise(load_file(weights)["embedding.weight"])
        save_file({"embeddings": embeddings, "weights": scales}, weights)
        weights.chmod(0o644)
        compact_json(weights.with_name("tokenizer.json"))
        _replace(folder, output)


def write_table(table: NDArray[np.float32], folder: Path) -> None:
    """Write another table into the folder of a model, aside and then in its place."""
    from safetensors.numpy import save_file

    weights = next(folder.rglob("model.safetensors"))
    aside = weights.with_suffix(".new")
    embeddings, scales = quantise(table)
    save_file({"embeddings": embeddings, "weights": scales}, aside)
    aside.chmod(0o644)
    aside.replace(weights)


def compact_json(path: Path) -> None:
    """Rewrite a JSON file without spaces."""
    content = json.loads(path.read_text(encoding="utf-8"))
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    path.write_text(text, encoding="utf-8")


def _replace(folder: Path, output: Path) -> None:
    """Move a new folder into place, keeping the texts written by hand that lie there."""
    if output.exists():
        for name in WRITTEN_BY_HAND:
            if (output / name).is_file():
                shutil.copy2(output / name, folder / name)
        output.rename(folder.with_name(f"{output.name}-old"))
    folder.rename(output)
