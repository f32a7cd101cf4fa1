"""The project's own news articles: what teaches, and what nothing learns from."""

from pathlib import Path

import rag.training
from rag.datasets import Rows
from rag.evaluation import read_questions
from rag.languages import LANGUAGES

TAUGHT = Path(rag.training.__file__).with_name("news.jsonl")
KEPT = Path(__file__).parent / "questions" / "news.test.jsonl"


def said(rows: Rows) -> set[str]:
    """Return every sentence and every question in every language."""
    entries = [
        entry
        for row in rows
        for part in ("sentences", "questions", "unanswerable")
        for entry in row[part]
    ]
    return {entry[language] for entry in entries for language in LANGUAGES}


def test_articles_are_question_sets_with_near_misses() -> None:
    """Each with eight questions, answered word for word by one sentence, and five near misses."""
    taught, kept = read_questions(TAUGHT), read_questions(KEPT)
    assert (len(taught), len(kept)) == (253, 72)
    for row in (*taught, *kept):
        assert (len(row["questions"]), len(row["unanswerable"])) == (8, 5)
        for entry in row["questions"]:
            (place,) = entry["sentence"]
            for language in LANGUAGES:
                assert entry["answer"][language] in row["sentences"][place][language]


def test_no_article_teaches_and_is_kept() -> None:
    """Nor any sentence of one that is kept."""
    taught, kept = read_questions(TAUGHT), read_questions(KEPT)
    assert {row["id"] for row in taught}.isdisjoint(row["id"] for row in kept)
    sentences = {
        entry[language] for row in kept for entry in row["sentences"] for language in LANGUAGES
    }
    assert said(taught).isdisjoint(sentences)
