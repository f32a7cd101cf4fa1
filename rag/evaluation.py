"""Question sets: their articles, their questions, and where the evidence stands.

A set is a file of JSON lines (gzipped or not), one article a line:

    {"id", "title": {it, en, zh}, "sentences": [{"p": paragraph, it, en, zh}, ...],
     "questions": [{it, en, zh, "sentence": [index, ...], "answer": {it, en, zh}}, ...],
     "unanswerable": [{it, en, zh}, ...],
     "followups": [{it, en, zh, "after": index of a question, "sentence", "answer"}, ...]}

Without `sentences`, the questions are about the bundled article, or another that is given, and an
index counts its sentences from 0. Languages, answers, `unanswerable` and `followups` may be left
out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from rag.article import Article, Edition, Interval
from rag.datasets import Rows, read_json_lines, read_text
from rag.errors import ArticleError
from rag.languages import LANGUAGES, Language
from rag.library import BUNDLED_ARTICLE, Library
from rag.passages import Passage
from rag.readers import read_article
from rag.text_reader import read_plain_text

# Every edition alone, and all three together.
SETTINGS: tuple[tuple[Language, ...], ...] = (("it",), ("en",), ("zh",), LANGUAGES)

Kind = Literal["question", "near miss", "follow-up", "off topic"]
# The articles of a set by their place among the sorted ids: even ones to tune on, odd ones to test.
Half = Literal["even", "odd", "all"]
_PARTS: dict[str, Kind] = {
    "questions": "question",
    "unanswerable": "near miss",
    "followups": "follow-up",
    "offtopic": "off topic",
}
# Those that should get "the article does not say".
UNANSWERABLE: tuple[Kind, ...] = ("near miss", "off topic")


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question in some languages, the one before it, and the short answers that would do.

    `places` are where the article's original holds the evidence: nowhere, where there is none.
    """

    kind: Kind
    wording: dict[Language, str]
    before: dict[Language, str]
    places: tuple[Interval, ...]
    accepted: dict[Language, str]


def read_questions(path: Path) -> Rows:
    """Read a question set; raise ArticleError where it is not one."""
    rows = read_json_lines(path, read_text(path))
    check_questions(path, rows)
    return rows


def check_questions(path: Path, rows: Rows) -> None:
    """Raise ArticleError, with the line and the remedy, where rows are no question set."""
    for number, row in enumerate(rows, start=1):
        try:
            fault = _fault(row)
        except (LookupError, TypeError, AttributeError) as error:
            fault = f"something is missing or misplaced ({error!r})"
        if fault:
            raise ArticleError(
                f"'{path}', line {number}: {fault}. Give JSON lines with 'questions', each with "
                "'sentence' and its wording in 'it', 'en' or 'zh'."
            )


def half_of(rows: Rows, half: Half) -> Rows:
    """Return the articles at even or odd places of the sorted ids; raise ArticleError if none."""
    ordered = sorted(rows, key=lambda row: str(row.get("id", "")))
    kept = {"even": ordered[::2], "odd": ordered[1::2], "all": ordered}[half]
    if not kept:
        raise ArticleError(f"The set has one article and no {half} half. Use --half all.")
    return kept


def with_off_topic(rows: Rows, count: int) -> Rows:
    """Return articles with so many questions of the article that comes next, each `offtopic`.

    They join those that a set has of its own. A set of one article has no next, and is returned as
    it is.
    """
    return [
        {
            **row,
            "offtopic": [*row.get("offtopic", ()), *map(_wording, following["questions"][:count])],
        }
        if following is not row
        else row
        for row, following in zip(rows, [*rows[1:], *rows[:1]], strict=True)
    ]


def settings_of(row: dict[str, Any], article: Article | None = None) -> list[tuple[Language, ...]]:
    """Return each edition of a row's article alone, and all together where there are several."""
    held = article.languages if article else LANGUAGES
    if "sentences" in row:
        held = spoken_in(row["sentences"][0])
    alone: list[tuple[Language, ...]] = [(language,) for language in held]
    return [*alone, held] if len(held) > 1 else alone


def spoken_in(entry: dict[str, Any]) -> tuple[Language, ...]:
    """Return the languages that an entry of a set is worded in."""
    return tuple(language for language in LANGUAGES if language in entry)


def count_questions(rows: Rows, article: Article | None = None) -> int:
    """Return how many times a set asks, over all languages and settings."""
    return sum(
        len(settings_of(row, article)) * len(spoken_in(entry))
        for row in rows
        for part in _PARTS
        for entry in row.get(part, ())
    )


def article_of(
    row: dict[str, Any], languages: Sequence[Language], article: Article | None = None
) -> Article:
    """Return the article of a row, with the editions of some languages, the first as original."""
    if "sentences" not in row:
        whole = article or read_article(BUNDLED_ARTICLE)
        editions = tuple(whole.edition(language) for language in languages)
        return Article(whole.id, whole.date, editions)
    return Article(
        str(row["id"]),
        str(row.get("date", "")),
        tuple(_edition_of(row, language) for language in languages),
    )


def evidence_places(row: dict[str, Any], article: Article, library: Library) -> list[Interval]:
    """Return where each sentence that a set can name stands in the text of an open article."""
    return places_of(row, article, library.passages(article.id))


def places_of(row: dict[str, Any], article: Article, passages: Sequence[Passage]) -> list[Interval]:
    """Return where each sentence that a set can name stands in the original's text."""
    if "sentences" not in row:
        return [sentence for passage in passages for sentence in passage.sentences]
    places = []
    position = 0
    for sentence in row["sentences"]:
        said = sentence[article.original.language]
        start = article.original.text.index(said, position)
        position = start + len(said)
        places.append(Interval(start, position))
    return places


def inquiries_of(
    row: dict[str, Any], article: Article, passages: Sequence[Passage]
) -> list[Inquiry]:
    """Return the questions, near misses, follow-ups and questions off topic, in order."""
    places = places_of(row, article, passages)
    proved = [*row["questions"], *row.get("followups", ())]
    named = [index for entry in proved for index in entry["sentence"]]
    if max(named, default=0) >= len(places):
        raise ArticleError(
            f"A question names sentence {max(named)}, but '{article.id}' has {len(places)}, "
            "counted from 0. Give the article that the set is about with --article."
        )
    return [
        Inquiry(
            kind=kind,
            wording=_wording(entry),
            before=row["questions"][entry["after"]] if kind == "follow-up" else {},
            places=tuple(
                places[index] for index in entry.get("sentence", ()) if kind not in UNANSWERABLE
            ),
            accepted=entry.get("answer", {}),
        )
        for part, kind in _PARTS.items()
        for entry in row.get(part, ())
    ]


def _wording(entry: dict[str, Any]) -> dict[Language, str]:
    return {language: entry[language] for language in spoken_in(entry)}


def _edition_of(row: dict[str, Any], language: Language) -> Edition:
    paragraphs: dict[int, list[str]] = {}
    for sentence in row["sentences"]:
        paragraphs.setdefault(sentence["p"], []).append(sentence[language])
    space = "" if language == "zh" else " "
    text = "\n\n".join(space.join(sentences) for sentences in paragraphs.values())
    layout = read_plain_text(text, str(row["id"]))
    blocks = tuple(sorted((*layout.headings, *layout.paragraphs)))
    return Edition(language, row["title"][language], "", text, (), blocks)


def _fault(row: dict[str, Any]) -> str:
    """Return what is wrong with a row of a question set, or nothing."""
    if not isinstance(row.get("questions"), list):
        return "it holds no questions"
    sentences = row.get("sentences", [])
    held = spoken_in(sentences[0]) if sentences else ()
    if "sentences" in row and not (held and row["id"]):
        return "its sentences are in none of the languages"
    for sentence in sentences:
        if not _is_index(sentence["p"]) or not _all_texts(sentence[code] for code in held):
            return "a sentence is no text of a numbered paragraph"
    if not _all_texts(row["title"][language] for language in held):
        return "the title is no text"
    faults = (
        _entry_fault(row, kind, entry)
        for part, kind in _PARTS.items()
        for entry in row.get(part, ())
    )
    return next((fault for fault in faults if fault), "")


def _entry_fault(row: dict[str, Any], kind: Kind, entry: dict[str, Any]) -> str:
    """Return what is wrong with a question of a row, or nothing."""
    spoken = spoken_in(entry)
    if not spoken or not _all_texts(entry[language] for language in spoken):
        return f"a {kind} has no wording"
    if not _all_texts(entry.get("answer", {}).values()):
        return f"an answer of a {kind} is no text"
    if kind in UNANSWERABLE:
        return ""
    if not entry["sentence"] or not all(_is_index(place) for place in entry["sentence"]):
        return f"a {kind} names no sentence by its index"
    if kind == "follow-up" and not {*spoken} <= row["questions"][entry["after"]].keys():
        return "a follow-up comes after no question"
    return ""


def _all_texts(values: Iterable[object]) -> bool:
    return all(isinstance(value, str) and value.strip() for value in values)


def _is_index(value: object) -> bool:
    return isinstance(value, int) and value >= 0
