"""What a source of the training text is; `recipe.toml` lists them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """Say how the rows of a source become pairs."""

    PARALLEL = "parallel"
    """Sentences or paragraphs with their translations."""
    LEXICON = "lexicon"
    """Words or short terms with their translations."""
    GLOSS = "gloss"
    """Lemmas with a definition: the same sense, not a translation."""
    QUESTION = "question"
    """A question with the passage that answers it."""
    SCORED = "scored"
    """Two sentences in every language with a similarity from 0 to 5."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file of the data folder: 0.3 keeps every third row or so, 2 shows each twice a pass."""

    name: str
    kind: Kind
    share: float
    reason: str
    cap: int | None = None
    """At most so many pairs of two languages, evenly spaced."""


@dataclass(frozen=True, slots=True)
class Derived:
    """How often a pass shows the pairs that are made from the sources; 0 leaves them out."""

    inflected: float = 1.0
    synonyms: float = 0.0
    pivots: float = 0.0
    definitions: float = 0.0
    negatives: int = 0
    """Other sentences of the same passage that a question is told apart from."""
