"""Data sets become searches for the right text."""

from pathlib import Path
from typing import Any

import pytest
from test_evaluation import ROW

from rag.corpora import Query, Search, searches_of
from rag.datasets import Dataset, Format
from rag.errors import ArticleError
from rag.languages import Language


def dataset(kind: Format, *rows: dict[str, Any], name: str = "set.jsonl.gz") -> Dataset:
    """Make a data set of rows."""
    return Dataset(Path(name), kind, list(rows))


def asked(language: Language, key: str, question: str, passage: str) -> dict[str, Any]:
    """Make a question row."""
    return {"lang": language, "id": key, "question": question, "passage": passage}


def test_parallel_rows_are_searched_by_their_translations() -> None:
    """Each ordered pair of languages; equal texts are one."""
    rows = [
        {"it": "Piove.", "en": "It rains."},
        {"it": "Nevica.", "en": "It snows."},
        {"it": "Piove.", "en": "It is raining."},
        {"en": "It hails."},
    ]
    italian, english = searches_of([dataset("parallel", *rows)])
    assert italian == Search(
        "set",
        "it",
        ("Piove.", "Nevica."),
        0,
        (
            Query("It rains.", "en", (0,)),
            Query("It snows.", "en", (1,)),
            Query("It is raining.", "en", (0,)),
        ),
    )
    assert english.texts == ("It rains.", "It snows.", "It is raining.", "It hails.")
    assert [(query.text, query.right) for query in english.queries] == [
        ("Piove.", (0,)),
        ("Nevica.", (1,)),
        ("Piove.", (2,)),
    ]


def test_question_rows_of_one_language_search_its_distinct_passages() -> None:
    """Two questions about the first of two passages."""
    rows = [asked("it", "1", "A?", "Uno."), asked("it", "2", "B?", "Due."),
            asked("it", "3", "C?", "Uno.")]  # fmt: skip
    assert list(searches_of([dataset("questions", *rows)])) == [
        Search(
            "set",
            "it",
            ("Uno.", "Due."),
            0,
            (Query("A?", "it", (0,)), Query("B?", "it", (1,)), Query("C?", "it", (0,))),
        )
    ]


def test_question_files_are_joined_by_id() -> None:
    """Only the questions that every language has, against the passages of those."""
    italian = dataset(
        "questions",
        asked("it", "9", "X?", "Nove."),
        asked("it", "1", "A?", "Uno."),
        asked("it", "2", "B?", "Due."),
        name="it.json",
    )
    rows = asked("zh", "2", "乙？", "二。"), asked("zh", "1", "甲？", "一。")
    chinese = dataset("questions", *rows, name="zh.json")
    (search,) = searches_of([italian, chinese], ["it"])
    assert (search.data, search.language) == ("it+zh", "it")
    assert search.texts == ("Uno.", "Due.")
    assert search.queries == (
        Query("A?", "it", (0,)),
        Query("B?", "it", (1,)),
        Query("甲？", "zh", (0,)),
        Query("乙？", "zh", (1,)),
    )
    assert [each.language for each in searches_of([italian, chinese])] == ["it", "zh"]


def test_questions_that_share_no_id_stay_in_their_language() -> None:
    """Each language by itself."""
    rows = [asked("it", "1", "A?", "Uno."), asked("en", "2", "B?", "Two.")]
    searches = list(searches_of([dataset("questions", *rows)]))
    assert [search.queries for search in searches] == [
        (Query("A?", "it", (0,)),),
        (Query("B?", "en", (0,)),),
    ]


def test_an_article_is_searched_sentence_by_sentence() -> None:
    """In each of its languages, by its questions in all; its passages stand in front."""
    searches = list(searches_of([dataset("articles", ROW)]))
    assert [search.language for search in searches] == ["it", "en", "zh"]
    assert searches[1] == Search(
        "set",
        "en",
        ("It rains. The museum opens.", "It rains.", "It rains.", "The museum opens.", "It rains."),
        2,
        (
            Query("Che cosa apre il museo?", "it", (3,)),
            Query("When does the museum open?", "en", (3,)),
            Query("博物馆几点开门？", "zh", (3,)),
        ),
    )


def test_half_of_the_articles_may_be_left_out() -> None:
    """By their sorted ids; what is no question set is one line."""
    data = dataset(
        "articles", {**ROW, "id": "b"}, {**ROW, "id": "a", "questions": [], "followups": []}
    )
    assert [len(search.queries) for search in searches_of([data], ["it"], "odd")] == [3]
    assert [len(search.queries) for search in searches_of([data], ["it"], "even")] == [0]
    with pytest.raises(ArticleError, match=r"'set.jsonl.gz', line 1: it holds no questions"):
        list(searches_of([dataset("articles", {"questions": 1})]))
