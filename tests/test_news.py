"""The project's own news articles: what teaches, and what nothing learns from."""

from pathlib import Path

import rag.training
from rag.datasets import Rows
from rag.evaluation import read_questions
from rag.languages import LANGUAGES

TAUGHT = Path(rag.training.__file__).with_name("news.jsonl")
KEPT = Path(__file__).parent / "questions" / "news.test.jsonl"
# Sentences from which an article has twice the questions.
LONG = 20


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
    """Eight questions, answered word for word, and five near misses; twice as many where long."""
    taught, kept = read_questions(TAUGHT), read_questions(KEPT)
    assert (len(taught), len(kept)) == (501, 91)
    for row in (*taught, *kept):
        asked = (16, 9) if len(row["sentences"]) > LONG else (8, 5)
        assert (len(row["questions"]), len(row["unanswerable"])) == asked
        for entry in row["questions"]:
            for language in LANGUAGES:
                places = (row["sentences"][place][language] for place in entry["sentence"])
                assert any(entry["answer"][language] in said for said in places)


def test_no_article_teaches_and_is_kept() -> None:
    """Nor any sentence of one that is kept."""
    taught, kept = read_questions(TAUGHT), read_questions(KEPT)
    assert {row["id"] for row in taught}.isdisjoint(row["id"] for row in kept)
    sentences = {
        entry[language] for row in kept for entry in row["sentences"] for language in LANGUAGES
    }
    assert said(taught).isdisjoint(sentences)
