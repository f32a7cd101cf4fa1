"""Question sets: their articles, their questions, and where the evidence stands."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from rag.errors import ArticleError
from rag.evaluation import (
    SETTINGS,
    article_of,
    count_questions,
    evidence_places,
    half_of,
    inquiries_of,
    read_questions,
    settings_of,
    with_off_topic,
)
from rag.library import library_of
from rag.passages import build_passages

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
            "answer": {"it": "il museo", "en": "the museum", "zh": "博物馆"},
        }
    ],
    "unanswerable": [
        {"it": "Chi è il re di Marte?", "en": "Who is king of Mars?", "zh": "火星之王是谁？"}
    ],
    "followups": [{"en": "And the weather?", "after": 0, "sentence": [0, 2]}],
}


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


def changed(**changes: Any) -> dict[str, Any]:
    """Return the row with some of its values replaced."""
    return {**ROW, **changes}


@pytest.mark.parametrize(
    ("row", "message"),
    [
        pytest.param({"a": 1}, "it holds no questions", id="no questions"),
        pytest.param(changed(questions=1), "it holds no questions", id="questions no list"),
        pytest.param(changed(questions=[1]), "missing or misplaced", id="a question no object"),
        pytest.param(changed(questions=[{"sentence": [0]}]), "no wording", id="bare"),
        pytest.param(changed(unanswerable=[{"it": " "}]), "near miss has no wording", id="blank"),
        pytest.param(changed(questions=[{"it": 1, "sentence": [0]}]), "no wording", id="number"),
        pytest.param(
            changed(questions=[{"it": "Che?", "sentence": [0], "answer": "no"}]),
            "missing or misplaced",
            id="answer in no language",
        ),
        pytest.param(
            changed(questions=[{"it": "Che?", "sentence": [0], "answer": {"it": None}}]),
            "an answer of a question is no text",
            id="answer no text",
        ),
        pytest.param(changed(questions=[{"it": "Che?"}]), "'sentence'", id="no sentence"),
        pytest.param(
            changed(questions=[{"it": "Che?", "sentence": []}]), "names no sentence", id="empty"
        ),
        pytest.param(
            changed(questions=[{"it": "Che?", "sentence": ["1"]}]), "by its index", id="word"
        ),
        pytest.param(
            changed(questions=[]), "missing or misplaced", id="a follow-up of no question"
        ),
        pytest.param(changed(title={}), "missing or misplaced", id="no title"),
        pytest.param(changed(sentences=[{"p": 0}]), "none of the languages", id="no text"),
        pytest.param(changed(sentences=[{"it": "Piove."}]), "'p'", id="no paragraph"),
        pytest.param(
            changed(sentences=[{"p": 0, "it": ""}]), "a sentence is no text", id="empty sentence"
        ),
        pytest.param(changed(followups=[{"fr": "Et ?", "after": 0}]), "no wording", id="French"),
        pytest.param(
            changed(questions=[{"it": "Che?", "sentence": [0]}]), "after no question", id="after"
        ),
    ],
)
def test_what_is_no_question_set_is_one_line(
    tmp_path: Path, row: dict[str, Any], message: str
) -> None:
    """With the line, and what to give instead."""
    with pytest.raises(ArticleError, match=message) as caught:
        read_questions(write(tmp_path, "set.jsonl", [ROW, row]))
    assert "set.jsonl', line 2: " in str(caught.value)
    assert "Give JSON lines with 'questions'" in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_halves_go_by_the_sorted_ids() -> None:
    """Whatever the order of the lines; a half may not be empty."""
    rows = [{"id": name} for name in "cabed"]
    assert [row["id"] for row in half_of(rows, "even")] == ["a", "c", "e"]
    assert [row["id"] for row in half_of(rows, "odd")] == ["b", "d"]
    assert [row["id"] for row in half_of(rows, "all")] == ["a", "b", "c", "d", "e"]
    with pytest.raises(ArticleError, match="no odd half"):
        half_of([{"id": "a"}], "odd")


def test_settings_are_the_editions_there_are() -> None:
    """Each alone, and all together where there are several."""
    assert settings_of(ROW) == [*SETTINGS]
    assert settings_of({"questions": []}) == [*SETTINGS]
    one = article_of(ROW, ("en",))
    assert settings_of({"questions": []}, one) == [("en",)]
    two = article_of(ROW, ("zh", "it"))
    assert settings_of({"questions": []}, two) == [("zh",), ("it",), ("zh", "it")]
    assert settings_of({"sentences": [{"p": 0, "en": "It rains."}]}, two) == [("en",)]


def test_questions_are_counted_over_languages_and_settings() -> None:
    """Two entries in three languages and one in one, over four settings."""
    assert count_questions([ROW]) == 28
    assert count_questions([{"questions": [{"it": "Che?"}]}], article_of(ROW, ("en",))) == 1


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


def test_inquiries_know_their_places() -> None:
    """Questions, near misses, then follow-ups with the question they continue."""
    article = article_of(ROW, ("en",))
    question, missed, continued = inquiries_of(ROW, article, build_passages("", article.original))
    assert [place.of(article.original.text) for place in question.places] == ["The museum opens."]
    assert question.accepted == {"it": "il museo", "en": "the museum", "zh": "博物馆"}
    assert (question.kind, question.before) == ("question", {})
    assert (missed.kind, missed.places, missed.accepted) == ("near miss", (), {})
    assert (continued.kind, continued.wording) == ("follow-up", {"en": "And the weather?"})
    assert continued.before["en"] == "When does the museum open?"
    assert len(continued.places) == 2


def test_questions_of_the_next_article_are_off_topic() -> None:
    """The last article's next is the first; they keep their wording alone."""
    other = {**ROW, "id": "other", "questions": [{"en": "Is it far?", "sentence": [0]}]}
    rows = with_off_topic([ROW, other], 2)
    assert [row["id"] for row in rows] == [ROW["id"], "other"]
    assert rows[0]["offtopic"] == [{"en": "Is it far?"}]
    assert [entry["en"] for entry in rows[1]["offtopic"]] == [
        entry["en"] for entry in ROW["questions"][:2]
    ]
    assert not any({"sentence", "answer"} & entry.keys() for entry in rows[1]["offtopic"])
    own = {"en": "Are you hungry?"}
    with_own = with_off_topic([{**ROW, "offtopic": [own]}, other], 2)
    assert with_own[0]["offtopic"] == [own, *rows[0]["offtopic"]]
    article = article_of(rows[0], ("en",))
    *_, strange = inquiries_of(rows[0], article, build_passages("", article.original))
    assert (strange.kind, strange.places, strange.accepted) == ("off topic", (), {})


def test_an_article_alone_has_no_questions_off_topic() -> None:
    """There is no other to ask about."""
    assert with_off_topic([ROW], 2) == [ROW]


def test_a_set_over_another_article_says_so() -> None:
    """A sentence that is not there is one line, with the remedy."""
    article = article_of(ROW, ("en",))
    row = {"questions": [{"en": "What?", "sentence": [7]}]}
    with pytest.raises(ArticleError, match="names sentence 7, but 'museo' has 3") as caught:
        inquiries_of(row, article, build_passages("", article.original))
    assert "--article" in str(caught.value)
