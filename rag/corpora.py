"""Data sets become searches: texts in one language, and questions with the right text of each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rag.alignment import AlignedArticle, align_article
from rag.collection import lay_out
from rag.datasets import Dataset
from rag.embedding import bundled_embedder
from rag.evaluation import (
    Half,
    article_of,
    check_questions,
    half_of,
    inquiries_of,
    settings_of,
)
from rag.languages import LANGUAGES, Language


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: a text, its language, and the indexes of the texts that are right."""

    text: str
    language: Language
    right: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Search:
    """Queries over texts in one language, of which those from `first` on are ranked.

    The texts before stand in the same lexicon, as an article's passages stand beside its sentences.
    """

    data: str
    language: Language
    texts: tuple[str, ...]
    first: int
    queries: tuple[Query, ...]


def searches_of(
    datasets: Sequence[Dataset], passages: Sequence[Language] = LANGUAGES, half: Half = "all"
) -> Iterator[Search]:
    """Yield the searches of data sets whose texts are in one of some languages.

    All files of question rows are one set, joined by the questions' ids where languages share any.
    """
    for data in datasets:
        if data.format == "parallel":
            yield from _parallel_searches(data, passages)
        elif data.format == "articles":
            yield from _article_searches(data, passages, half)
    asked = [data for data in datasets if data.format == "questions"]
    if asked:
        name = "+".join(data.name for data in asked)
        yield from _question_searches(name, [row for data in asked for row in data.rows], passages)


def _question_searches(
    name: str, rows: Sequence[dict[str, Any]], wanted: Sequence[Language]
) -> Iterator[Search]:
    """Search each language's distinct passages by the questions of each language that has them."""
    tables: dict[Language, dict[str, dict[str, Any]]] = {}
    for row in rows:
        tables.setdefault(row["lang"], {})[str(row["id"])] = row
    shared = set.intersection(*(set(table) for table in tables.values()))
    for language in (code for code in LANGUAGES if code in tables and code in wanted):
        own = tables[language]
        kept = [key for key in own if key in shared] or list(own)
        places: dict[str, int] = {}
        right = {key: places.setdefault(own[key]["passage"], len(places)) for key in kept}
        askers = [code for code in LANGUAGES if code in tables and (shared or code == language)]
        queries = tuple(
            Query(tables[code][key]["question"], code, (right[key],))
            for code in askers
            for key in kept
        )
        yield Search(name, language, tuple(places), 0, queries)


def _parallel_searches(data: Dataset, wanted: Sequence[Language]) -> Iterator[Search]:
    """Search each language's texts by their translations; equal texts are all right."""
    for language in wanted:
        held = [row for row in data.rows if language in row]
        if not held:
            continue
        places: dict[str, int] = {}
        right = [places.setdefault(row[language], len(places)) for row in held]
        queries = tuple(
            Query(row[code], code, (place,))
            for code in LANGUAGES
            if code != language
            for row, place in zip(held, right, strict=True)
            if code in row
        )
        if queries:
            yield Search(data.name, language, tuple(places), 0, queries)


def _article_searches(data: Dataset, wanted: Sequence[Language], half: Half) -> Iterator[Search]:
    """Search each article's sentences, in each of its languages, by its own questions."""
    check_questions(data.path, data.rows)
    embedder = bundled_embedder()
    for row in half_of(data.rows, half):
        for languages in settings_of(row):
            if len(languages) == 1 and languages[0] in wanted:
                article = article_of(row, languages)
                yield _article_search(data.name, row, align_article(article, embedder))


def _article_search(name: str, row: dict[str, Any], aligned: AlignedArticle) -> Search:
    language = aligned.article.original.language
    collection = lay_out([aligned])
    first = len(collection.passages)
    places = [unit.versions[language] for unit in collection.sentences.entries]
    queries = []
    for inquiry in inquiries_of(row, aligned.article, aligned.passages):
        right = tuple(
            first + number
            for number, sentence in enumerate(places)
            if any(sentence.overlaps(place) for place in inquiry.places)
        )
        if inquiry.kind == "question":
            queries += [Query(text, code, right) for code, text in inquiry.wording.items()]
    return Search(name, language, collection.texts, first, tuple(queries))
