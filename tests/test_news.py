"""The project's own news articles: what teaches, and what nothing learns from."""

from itertools import combinations
from pathlib import Path

import pytest

import rag.training
from rag.datasets import Rows
from rag.evaluation import read_questions
from rag.languages import LANGUAGES

TRAINING = Path(rag.training.__file__).parent
QUESTIONS = Path(__file__).parent / "questions"
# The network learns from the first, the decision from the second, and nothing from the others.
SETS = {
    TRAINING / "news.jsonl": 2938,
    TRAINING / "plain.jsonl": 207,
    QUESTIONS / "news.test.jsonl": 91,
    QUESTIONS / "plain.test.jsonl": 40,
}
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


@pytest.mark.parametrize(("path", "count"), SETS.items(), ids=[path.stem for path in SETS])
def test_articles_are_question_sets_with_near_misses(path: Path, count: int) -> None:
    """Eight questions, answered word for word, and five near misses; twice as many where long.

    Some have four plain ones more, and three or six that differ in one thing from what is told;
    later ones have ten questions and eight near misses, of both sorts, however long, and the latest
    eight and seven, of which one is about nothing in the article.
    """
    rows = read_questions(path)
    assert len(rows) == count
    for row in rows:
        asked, missed = (16, 9) if len(row["sentences"]) > LONG else (8, 5)
        count_of = (len(row["questions"]), len(row["unanswerable"]))
        earlier = ((asked, missed), (asked + 4, missed + 3), (asked + 4, missed + 6))
        assert count_of in (*earlier, (10, 8), (8, 7))
        for entry in row["questions"]:
            for language in LANGUAGES:
                places = (row["sentences"][place][language] for place in entry["sentence"])
                assert any(entry["answer"][language] in said for said in places)


def test_no_article_is_in_two_sets() -> None:
    """Nor is any sentence of one said or asked in another."""
    for one, other in combinations(SETS, 2):
        rows, kept = read_questions(one), read_questions(other)
        assert {row["id"] for row in rows}.isdisjoint(row["id"] for row in kept)
        sentences = {
            entry[language] for row in kept for entry in row["sentences"] for language in LANGUAGES
        }
        assert said(rows).isdisjoint(sentences)
