"""An interrupted training goes on where it was: table, optimiser and step, in one file."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from rag.training.pairs import TrainingDataError

if TYPE_CHECKING:
    from torch.nn import EmbeddingBag
    from torch.optim import Adam

    from rag.training.batches import TokenisedSet
    from rag.training.training import Recipe

NAME = "checkpoint.safetensors"
SECONDS_BETWEEN = 180.0


@dataclass(slots=True)
class Checkpoint:
    """A file that holds the last state of one run; `run` is different for every other run."""

    path: Path
    run: str
    resume: bool
    every: float = SECONDS_BETWEEN
    _saved: float = field(default_factory=time.monotonic)

    def restore(self, table: EmbeddingBag, optimizer: Adam) -> int:
        """Put the saved state in place and return the steps done; 0 where there is none."""
        import torch
        from safetensors import SafetensorError, safe_open

        if not self.resume or not self.path.is_file():
            return 0
        try:
            with safe_open(self.path, framework="pt") as file:
                made = file.metadata() or {}
                tensors = {name: file.get_tensor(name) for name in ("table", "first", "second")}
        except (OSError, SafetensorError) as error:
            raise TrainingDataError(f"{self.path}: is no checkpoint ({error})") from error
        if made.get("run") != self.run:
            raise TrainingDataError(f"{self.path}: is of another run; leave out --resume")
        steps = int(made["steps"])
        with torch.no_grad():
            table.weight.copy_(tensors["table"])
        optimizer.state[table.weight] = {
            "step": torch.tensor(float(steps)),
            "exp_avg": tensors["first"],
            "exp_avg_sq": tensors["second"],
        }
        return steps

    def save_if_due(self, steps: int, table: EmbeddingBag, optimizer: Adam) -> None:
        """Save where the last time is long enough ago."""
        if time.monotonic() - self._saved >= self.every:
            self.save(steps, table, optimizer)
            self._saved = time.monotonic()

    def save(self, steps: int, table: EmbeddingBag, optimizer: Adam) -> None:
        """Write the state aside, and rename it: a checkpoint is never half written."""
        from safetensors.torch import save_file

        state = optimizer.state[table.weight]
        tensors = {
            "table": table.weight.detach(),
            "first": state["exp_avg"],
            "second": state["exp_avg_sq"],
        }
        self.path.parent.mkdir(parents=True, exist_ok=True)
        aside = self.path.with_suffix(".part")
        save_file(tensors, aside, metadata={"run": self.run, "steps": str(steps)})
        aside.replace(self.path)


def run_digest(sets: Sequence[TokenisedSet], recipe: Recipe) -> str:
    """Return a name for a run: the same data and recipe give the same."""
    digest = hashlib.sha256(json.dumps(asdict(recipe), sort_keys=True).encode())
    for tokenised in sets:
        digest.update(f"{tokenised.share} ".encode())
        for texts in (tokenised.left, tokenised.right, tokenised.negatives):
            if texts:
                digest.update(texts.ids.tobytes())
                digest.update(texts.starts.tobytes())
    return digest.hexdigest()[:32]
