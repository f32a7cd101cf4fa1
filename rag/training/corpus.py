"""Reading of the sources into pairs of texts that should lie close together."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path

from rag.training.pairs import (
    LANGUAGES,
    MAXIMUM_CHARACTERS,
    Pair,
    PairSet,
    Row,
    TrainingDataError,
    make_set,
)
from rag.training.questions import question_sets
from rag.training.sources import Derived, Kind, Source
from rag.training.synonyms import same_language_sets

LANGUAGE_PAIRS = tuple(combinations(LANGUAGES, 2))
MINIMUM_SCORE = 4.0
MAXIMUM_TERM_CHARACTERS = 60
PARENTHESIS = re.compile(r"\s*[(\uff08\[][^)\uff09\]]*[)\uff09\]]\s*")
# English text in the Italian column of a lexicon: the dump holds glosses there.
FOREIGN_WORDS = re.compile(r"\b(?:the|of|to|or|and|with|for|that|used)\b", re.IGNORECASE)


def read_rows(path: Path) -> Iterator[Row]:
    """Yield the JSON objects of a gzipped file of lines."""
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                try:
                    yield json.loads(line)
                except json.JSONDecodeError as error:
                    raise TrainingDataError(f"{path}, line {number}: not JSON ({error})") from error
    except (OSError, EOFError) as error:
        raise TrainingDataError(f"{path}: cannot be read ({error})") from error


def clean_term(text: str) -> str:
    """Return an entry without remarks in parentheses and the English infinitive's 'to'."""
    return PARENTHESIS.sub(" ", text).removeprefix("to ").strip(" ,;:")


def parallel_pairs(rows: Iterable[Row], left: str, right: str) -> Iterator[Pair]:
    """Yield the translations in two languages, leaving out copies and overlong texts."""
    for row in rows:
        first, second = str(row.get(left, "")).strip(), str(row.get(right, "")).strip()
        longest = max(len(first), len(second))
        if first and second and first != second and longest <= MAXIMUM_CHARACTERS:
            yield first, second


def lexicon_pairs(rows: Iterable[Row], left: str, right: str) -> Iterator[Pair]:
    """Yield cleaned terms; of 'head: gloss' the head alone too."""
    for row in rows:
        first, second = clean_term(str(row.get(left, ""))), clean_term(str(row.get(right, "")))
        if not first or not second or (left == "it" and FOREIGN_WORDS.search(first)):
            continue
        if max(len(first), len(second)) <= MAXIMUM_TERM_CHARACTERS:
            yield first, second
        first_head, second_head = first.partition(": ")[0], second.partition(": ")[0]
        # Where both sides have a colon it belongs to the name: "flag: Italy".
        if (first_head != first) != (second_head != second):
            yield first_head, second_head


def scored_pairs(rows: Iterable[Row], left: str, right: str) -> Iterator[Pair]:
    """Yield near paraphrases across two languages, both ways round."""
    for row in rows:
        if float(str(row["score"])) >= MINIMUM_SCORE:
            yield str(row[f"{left}_1"]), str(row[f"{right}_2"])
            yield str(row[f"{left}_2"]), str(row[f"{right}_1"])


READERS = {Kind.LEXICON: lexicon_pairs, Kind.SCORED: scored_pairs}


def source_sets(source: Source, rows: list[Row], derived: Derived) -> Iterator[PairSet]:
    """Yield the pair sets of a source, one for each pair of languages."""
    if source.kind is Kind.QUESTION:
        for language in LANGUAGES:
            spoken = [row for row in rows if row.get("lang") == language]
            yield from question_sets(source, language, spoken, derived.negatives)
        return
    reader = READERS.get(source.kind, parallel_pairs)
    for left, right in LANGUAGE_PAIRS:
        yield make_set(source, (left, right), reader(rows, left, right))
    for language in LANGUAGES:
        entries = [str(row[language]) for row in rows if row.get(language)]
        yield from same_language_sets(source, language, entries, derived)


def read_corpus(data: Path, sources: Iterable[Source], derived: Derived) -> list[PairSet]:
    """Read every source that a folder holds."""
    if not data.is_dir():
        raise TrainingDataError(f"{data}: no such folder of training data")
    sets: list[PairSet] = []
    for source in sources:
        path = data / f"{source.name}.jsonl.gz"
        if path.is_file() and source.share:
            found = source_sets(source, list(read_rows(path)), derived)
            sets.extend(pair_set for pair_set in found if pair_set.pairs)
    if not sets:
        raise TrainingDataError(f"{data}: holds none of the configured sources")
    return sets
