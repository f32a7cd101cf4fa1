"""Pairs from the trilingual question articles: the nearest to what the program meets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product
from typing import Any

from rag.training.sources import Kind

LANGUAGES = ("it", "en", "zh")
HELD_OUT_EVERY = 3

Rows = Sequence[dict[str, Any]]
ArticleSet = tuple[tuple[str, str], tuple[tuple[str, str], ...], str, Kind]


def read_articles(rows: Rows) -> list[dict[str, Any]]:
    """Return the articles to train on: sorted by id, every third one is kept for figures."""
    ordered = sorted(rows, key=lambda row: str(row["id"]))
    return [row for index, row in enumerate(ordered) if index % HELD_OUT_EVERY]


def article_pairs(articles: Rows) -> Iterator[ArticleSet]:
    """Yield translations, then question-to-sentence and question-to-paragraph pairs."""
    for left, right in combinations(LANGUAGES, 2):
        sentences = dict.fromkeys(
            (sentence[left], sentence[right])
            for article in articles
            for sentence in [*article["sentences"], *article["questions"], article["title"]]
        )
        yield (left, right), tuple(sentences), "articles", Kind.PARALLEL
    for asked, written in product(LANGUAGES, repeat=2):
        questions = dict.fromkeys(_question_pairs(articles, asked, written))
        yield (asked, written), tuple(questions), "article questions", Kind.QUESTION


def _question_pairs(articles: Rows, asked: str, written: str) -> Iterator[tuple[str, str]]:
    """Yield every question with its sentences and with the paragraph of the first."""
    for article in articles:
        sentences = article["sentences"]
        for question in article["questions"]:
            for index in question["sentence"]:
                yield question[asked], sentences[index][written]
            paragraph = sentences[question["sentence"][0]]["p"]
            inside = (sentence[written] for sentence in sentences if sentence["p"] == paragraph)
            yield question[asked], ("" if written == "zh" else " ").join(inside)
