"""Question sets become figures: the right sentence, the refusals, the time.

A set is a file of JSON lines (gzipped or not), one article a line, in the form
`{"questions": [{"it", "en", "zh", "sentence": [index, ...]}], "unanswerable": [{"it", ...}],
"sentences": [{"p": paragraph, "it", "en", "zh"}]}`; without `sentences`, the questions are about
the bundled article, and an index counts its sentences from 0.
"""

import gzip
import json
import statistics
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.answering import Answer
from rag.article import Article, Edition, Interval
from rag.errors import ArticleError
from rag.languages import LANGUAGES, Language
from rag.library import BUNDLED_ARTICLE, Library, library_of
from rag.readers import read_article, read_plain_text

# Every edition alone, and all three together.
SETTINGS: tuple[tuple[Language, ...], ...] = (("it",), ("en",), ("zh",), LANGUAGES)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question: `evidence` is empty where the article does not answer it."""

    editions: tuple[Language, ...]
    spoken: Language
    answerable: bool
    answered: bool
    right_first: bool
    right_cited: bool
    elapsed_ms: float


@dataclass(frozen=True, slots=True)
class Figures:
    """Rates over a group of outcomes, from 0 to 1, and the time of a question in milliseconds."""

    questions: int
    near_misses: int
    right_first: float
    right_cited: float
    answered: float
    refused: float
    median_ms: float
    p95_ms: float


def read_questions(path: Path) -> list[dict[str, Any]]:
    """Read a question set; raise ArticleError where it is not one."""
    try:
        data = path.read_bytes()
        text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
        rows = [json.loads(line) for line in text.splitlines() if line.strip()]
    except (OSError, EOFError, zlib.error, ValueError) as error:
        raise ArticleError(f"'{path}' is not a question set ({error}). Give JSON lines.") from error
    if not rows or not all(isinstance(row, dict) and "questions" in row for row in rows):
        raise ArticleError(f"'{path}' holds no questions. Give JSON lines with 'questions'.")
    return rows


def evaluate(
    rows: Sequence[dict[str, Any]], settings: Sequence[tuple[Language, ...]] = SETTINGS
) -> Iterator[Outcome]:
    """Ask every question of a set in every language, over each setting of editions."""
    for row in rows:
        for languages in settings:
            article = article_of(row, languages)
            library = library_of([article])
            places = evidence_places(row, article, library)
            for entry in (*row["questions"], *row.get("unanswerable", ())):
                wanted = [places[index] for index in entry.get("sentence", ())]
                for spoken in LANGUAGES:
                    answer = library.ask(entry[spoken])
                    yield _outcome(languages, spoken, wanted, answer)


def article_of(row: dict[str, Any], languages: Sequence[Language]) -> Article:
    """Return the article of a row, with the editions of some languages, the first as original."""
    if "sentences" not in row:
        bundled = read_article(BUNDLED_ARTICLE)
        editions = tuple(bundled.edition(language) for language in languages)
        return Article(bundled.id, bundled.date, editions)
    return Article(
        str(row["id"]),
        str(row.get("date", "")),
        tuple(_edition_of(row, language) for language in languages),
    )


def evidence_places(row: dict[str, Any], article: Article, library: Library) -> list[Interval]:
    """Return where each sentence that a set can name stands in the original's text."""
    if "sentences" not in row:
        passages = library.passages(article.id)
        return [sentence for passage in passages for sentence in passage.sentences]
    places = []
    position = 0
    for sentence in row["sentences"]:
        said = sentence[article.original.language]
        start = article.original.text.index(said, position)
        position = start + len(said)
        places.append(Interval(start, position))
    return places


def figures(outcomes: Sequence[Outcome]) -> Figures:
    """Return the rates of a group of outcomes."""
    asked = [outcome for outcome in outcomes if outcome.answerable]
    missed = [outcome for outcome in outcomes if not outcome.answerable]
    times = sorted(outcome.elapsed_ms for outcome in outcomes)
    return Figures(
        questions=len(asked),
        near_misses=len(missed),
        right_first=_rate([outcome.right_first for outcome in asked]),
        right_cited=_rate([outcome.right_cited for outcome in asked]),
        answered=_rate([outcome.answered for outcome in asked]),
        refused=_rate([not outcome.answered for outcome in missed]),
        median_ms=round(statistics.median(times), 2) if times else 0.0,
        p95_ms=round(times[int(0.95 * (len(times) - 1))], 2) if times else 0.0,
    )


def _edition_of(row: dict[str, Any], language: Language) -> Edition:
    paragraphs: dict[int, list[str]] = {}
    for sentence in row["sentences"]:
        paragraphs.setdefault(sentence["p"], []).append(sentence[language])
    space = "" if language == "zh" else " "
    text = "\n\n".join(space.join(sentences) for sentences in paragraphs.values())
    layout = read_plain_text(text, str(row["id"]))
    blocks = tuple(sorted((*layout.headings, *layout.paragraphs)))
    return Edition(language, row["title"][language], "", text, (), blocks)


def _outcome(
    editions: tuple[Language, ...], spoken: Language, wanted: Sequence[Interval], answer: Answer
) -> Outcome:
    right = [
        any(Interval(citation.start, citation.end).overlaps(place) for place in wanted)
        for citation in answer.citations
    ]
    return Outcome(
        editions=editions,
        spoken=spoken,
        answerable=bool(wanted),
        answered=answer.status == "answered",
        right_first=bool(right and right[0]),
        right_cited=any(right),
        elapsed_ms=answer.elapsed_ms,
    )


def _rate(flags: Sequence[bool]) -> float:
    return round(sum(flags) / len(flags), 3) if flags else 0.0
