"""Questions with the passage and with the sentence that answer them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rag.training.pairs import MAXIMUM_CHARACTERS, Pair, PairSet, Row
from rag.training.sources import Kind, Source

SENTENCE = re.compile(r"[^.!?\u3002\uff01\uff1f]+[.!?\u3002\uff01\uff1f]*\s*")


def question_sets(
    source: Source, language: str, rows: Iterable[Row], negatives: int
) -> Iterator[PairSet]:
    """Yield questions with passages, and with sentences: a batch of both would mix a passage in
    among the wrong answers of a question to one of its sentences.
    """
    passages: dict[Pair, None] = {}
    sentences: dict[Pair, tuple[str, ...]] = {}
    for row in rows:
        question, passage = str(row["question"]).strip(), str(row["passage"]).strip()
        if not question or not passage:
            continue
        passages[question, passage[:MAXIMUM_CHARACTERS]] = None
        parts = sentences_of(passage)
        place = answering_place(parts, str(row.get("answer", "")))
        if place is not None and len(parts) > 1:
            sentences[question, parts[place]] = tuple(nearest(parts, place, negatives))
    languages = (language, language)
    yield PairSet(source.name, Kind.QUESTION, languages, tuple(passages), source.share)
    apart = tuple(sentences.values()) if negatives else ()
    name = f"{source.name} sentences"
    yield PairSet(name, Kind.QUESTION, languages, tuple(sentences), source.share, apart)


def sentences_of(passage: str) -> list[str]:
    """Cut a passage at its full stops, roughly: a training text may end in an abbreviation."""
    found = (match.group().strip() for match in SENTENCE.finditer(passage))
    return [sentence for sentence in found if sentence]


def answering_place(sentences: list[str], answer: str) -> int | None:
    """Return the place of the first sentence that holds the answer."""
    if not answer:
        return None
    return next((place for place, text in enumerate(sentences) if answer in text), None)


def nearest(sentences: list[str], place: int, count: int) -> Iterator[str]:
    """Yield so many other sentences, nearest first; empty texts where there are too few."""
    others = sorted(
        (other for other in range(len(sentences)) if other != place),
        key=lambda other: (abs(other - place), other),
    )
    for turn in range(count):
        yield sentences[others[turn]] if turn < len(others) else ""
