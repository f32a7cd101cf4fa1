"""What several test files build on: a deterministic embedder, and articles from plain text."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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


DIRECTORS = ["Anna Neri", "Marco Rossi", "Carla Bianchi", "Ugo Verdi", "Ida Conti", "Leo Galli"]


def museum(number: int) -> dict[str, Any]:
    """Make an article of two sentences with a person and a number to ask for."""
    name, count = DIRECTORS[number], 120 + 7 * number
    return {
        "id": f"a{number}",
        "title": {"it": "Museo", "en": "Museum", "zh": "博物馆"},
        "sentences": [
            {
                "p": 0,
                "it": f"Il museo è diretto da {name}, una chimica.",
                "en": f"The museum is led by {name}, a chemist.",
                "zh": f"博物馆由{name}领导。",
            },
            {
                "p": 0,
                "it": f"La sala ospita {count} quadri antichi.",
                "en": f"The hall holds {count} old paintings.",
                "zh": f"大厅里有{count}幅古画。",
            },
        ],
        "questions": [
            {
                "it": "Chi dirige il museo?",
                "en": "Who leads the museum?",
                "zh": "谁领导博物馆？",
                "sentence": [0],
                "answer": {"it": name, "en": name, "zh": name},
            },
            {
                "it": "Quanti quadri ospita la sala?",
                "en": "How many paintings does the hall hold?",
                "zh": "大厅里有多少幅画？",
                "sentence": [1],
                "answer": {"it": str(count), "en": str(count), "zh": f"{count}幅"},
            },
        ],
        "unanswerable": [],
    }


# What no museum says.
NEAR_MISS = {
    "it": "Quanti euro costa il biglietto del museo?",
    "en": "How much does a ticket to the museum cost?",
    "zh": "博物馆的门票多少钱？",
}

BRIDGE_QUESTIONS = [
    {
        "id": str(number),
        "lang": "en",
        "question": "When did the bridge open?",
        "passage": f"It is long. The bridge opened in {1900 + number}. Many cross it.",
        "answer": str(1900 + number),
    }
    for number in range(8)
]


def write_rows(path: Path, rows: list[dict[str, Any]]) -> Path:
    """Write rows as JSON lines."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path
