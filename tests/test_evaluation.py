"""Question sets become figures."""

import gzip
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rag.errors import ArticleError
from rag.evaluation import (
    Figures,
    Outcome,
    article_of,
    evaluate,
    evidence_places,
    figures,
    read_questions,
)
from rag.languages import LANGUAGES
from rag.library import library_of

ROW: dict[str, Any] = {
    "id": "museo",
    "title": {"it": "Museo", "en": "Museum", "zh": "博物馆"},
    "sentences": [
        {"p": 0, "it": "Piove.", "en": "It rains.", "zh": "下雨。"},
        {"p": 0, "it": "Il museo apre.", "en": "The museum opens.", "zh": "博物馆开门。"},
        {"p": 1, "it": "Piove.", "en": "It rains.", "zh": "下雨。"},
    ],
    "questions": [
        {
            "it": "Che cosa apre il museo?",
            "en": "When does the museum open?",
            "zh": "博物馆几点开门？",
            "sentence": [1],
        }
    ],
    "unanswerable": [
        {"it": "Chi è il re di Marte?", "en": "Who is king of Mars?", "zh": "火星之王是谁？"}
    ],
}
RIGHT = Outcome(("it",), "it", True, True, True, True, 1.0)


def write(folder: Path, name: str, rows: list[Any]) -> Path:
    """Write rows as JSON lines, packed where the name says so."""
    data = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()
    path = folder / name
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return path


@pytest.mark.parametrize("name", ["set.jsonl", "set.jsonl.gz"])
def test_a_question_set_is_read(tmp_path: Path, name: str) -> None:
    """Plain or packed."""
    assert read_questions(write(tmp_path, name, [ROW])) == [ROW]


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[1]", b'{"a": 1}', b"\xff\xfe", gzip.compress(b"{}" * 99)[:-9]],
    ids=["empty", "broken", "list", "no questions", "not UTF-8", "packed"],
)
def test_what_is_no_question_set_is_one_line(tmp_path: Path, content: bytes) -> None:
    """With what to give instead."""
    path = tmp_path / "set.jsonl"
    path.write_bytes(content)
    with pytest.raises(ArticleError, match="Give JSON lines") as caught:
        read_questions(path)
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize("content", [b"not gzip", gzip.compress(b"{}" * 99)[:-9]])
def test_a_damaged_archive_is_one_line(tmp_path: Path, content: bytes) -> None:
    """Cut short, or none at all."""
    path = tmp_path / "set.jsonl.gz"
    path.write_bytes(content)
    with pytest.raises(ArticleError, match="is not a question set"):
        read_questions(path)


def test_a_row_with_sentences_is_an_article() -> None:
    """Its paragraphs are those of `p`, in each language asked for."""
    article = article_of(ROW, ("zh", "it"))
    assert (article.id, article.languages) == ("museo", ("zh", "it"))
    assert article.original.text == "下雨。博物馆开门。\n\n下雨。"
    assert article.edition("it").text == "Piove. Il museo apre.\n\nPiove."


def test_a_row_without_sentences_is_the_bundled_article() -> None:
    """With the editions asked for."""
    article = article_of({"questions": []}, ("en",))
    assert (article.id, article.languages) == ("torino-pechino", ("en",))


def test_each_sentence_has_its_place() -> None:
    """Sentences that say the same stand in different places."""
    article = article_of(ROW, ("it",))
    places = evidence_places(ROW, article, library_of([article]))
    assert [(place.start, place.of(article.original.text)) for place in places] == [
        (0, "Piove."),
        (7, "Il museo apre."),
        (23, "Piove."),
    ]


def test_every_question_is_asked_in_every_language_and_setting() -> None:
    """Two questions, three languages, two settings."""
    outcomes = list(evaluate([ROW], [("it",), LANGUAGES]))
    assert len(outcomes) == 12
    assert [outcome.answerable for outcome in outcomes] == ([True] * 3 + [False] * 3) * 2
    assert [outcome.spoken for outcome in outcomes] == list(LANGUAGES) * 4
    assert not any(outcome.right_first for outcome in outcomes if not outcome.answerable)


def test_figures_are_rates() -> None:
    """Of the questions with an answer, and of the near misses."""
    wrong = replace(RIGHT, right_first=False, right_cited=False, elapsed_ms=3.0)
    silent = replace(wrong, answered=False, elapsed_ms=2.0)
    missed = replace(silent, answerable=False, elapsed_ms=9.0)
    assert figures([RIGHT, wrong, silent, RIGHT, missed]) == Figures(
        questions=4,
        near_misses=1,
        right_first=0.5,
        right_cited=0.5,
        answered=0.75,
        refused=1.0,
        median_ms=2.0,
        p95_ms=3.0,
    )


def test_figures_of_nothing_are_zero() -> None:
    """No questions, no division."""
    assert figures([]) == Figures(0, 0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


def test_the_bundled_article_is_answered_no_worse_than_before() -> None:
    """Floors a little under the figures of docs/evaluation.md, on the natural test half."""
    rows = read_questions(Path(__file__).parent / "questions" / "natural.test.jsonl")
    reached = figures(list(evaluate(rows, [LANGUAGES])))
    assert (reached.questions, reached.near_misses) == (60, 30)
    assert reached.right_cited >= 0.7
    assert reached.refused >= 0.55
