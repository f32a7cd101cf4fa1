"""What several test files build on: a deterministic embedder, and articles from plain text."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.article import Article, Edition
from rag.embedding import Matrix, unit_rows
from rag.languages import Language
from rag.text_reader import read_plain_text

NASTY_TEXTS = [
    "😀👩‍👩‍👧 Ciao. 🎉",
    "İstanbul è bella. İ",
    "Cafe\u0301. E\u0300 vero! n\u0303",
    "Uno.\r\nDue.\r\n\r\nTre",
    "北京很大。都灵也很美！“是吗？”他说。",
    "«Sì», disse. «No!»",
    "“Yes.” “No?!”",
    "CIM4.0 e 3.14.\t1.000\u00a0€…",
    "\u2028a.\u2029B.\x0bC.\x0cD.\x85E.",
]


@dataclass(frozen=True, slots=True)
class FakeEmbedder:
    """Each word is a unit vector made from its hash; a text is their normalised sum."""

    dimension: int = 64
    identity: str = "fake:1"

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        """Return one unit row a question."""
        return self.encode_passages(texts)

    def encode_passages(self, texts: Sequence[str]) -> Matrix:
        """Return one unit row a passage."""
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.lower()):
                rows[row] += _word_row(word, self.dimension)
        return unit_rows(rows)


def _word_row(word: str, dimension: int) -> Matrix:
    seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
    row = np.random.default_rng(seed).standard_normal((1, dimension)).astype(np.float32)
    first: Matrix = unit_rows(row)[0]
    return first


def edition_of(text: str, language: Language = "en", title: str = "Title") -> Edition:
    """Make an edition of a plain text: paragraphs stand between blank lines."""
    layout = read_plain_text(text, "text")
    return Edition(language, title, "", text, layout.headings, layout.paragraphs)


def article_of(*editions: Edition, id: str = "article") -> Article:
    """Make an article of editions, the original first."""
    return Article(id=id, date="2024", editions=editions)
