"""What comes back from a browser: questions about the same text, and nothing else."""

import json
from dataclasses import replace

import pytest
from helpers import article_of, edition_of

from rag.article import Article
from ui.kept import REMEMBERED, Asked, Kept, fingerprint, read_kept

ARTICLE = article_of(edition_of("The lighthouse was lit."), edition_of("Il faro.", "it"))
TEXT = fingerprint([ARTICLE])


def kept(*turns: object, text: object = TEXT) -> str:
    """Write what a browser keeps."""
    return json.dumps({"text": text, "turns": turns})


def questions(kept: str, text: str) -> tuple[Asked, ...]:
    """Return the questions that a browser kept about a text."""
    return read_kept(kept).questions(text)


def test_questions_come_back_in_their_languages() -> None:
    """In their order, as they were asked."""
    asked = questions(kept(["it", "Chi è?"], ["zh", "谁？\n为什么？"]), TEXT)
    assert asked == (Asked("Chi è?", "it"), Asked("谁？\n为什么？", "zh"))


@pytest.mark.parametrize(
    "damaged",
    [
        *("", "{", "null", "[]", "1", '"text"', "NaN", "[" * 100_000, "1" * 5000),
        json.dumps({"text": TEXT}),
        json.dumps({"turns": [["it", "Chi?"]]}),
        json.dumps({"text": TEXT, "turns": {"it": "Chi?"}}),
        json.dumps({"text": [TEXT], "turns": [["it", "Chi?"]]}),
        kept(["it", "Chi?"], text="another"),
        kept(["it", "x" * 2000]) + " " * 120_000,
    ],
)
def test_damaged_or_foreign_is_as_good_as_nothing(damaged: str) -> None:
    """Nothing is raised, and nothing is asked."""
    assert questions(damaged, TEXT) == ()


@pytest.mark.parametrize(
    "turn",
    [
        *(None, 1, "it", [], ["it"], ["it", "Chi?", 3], ["it", "Chi?", "a", "b"], {"it": "Chi?"}),
        *(["fr", "Qui ?"], [1, "Chi?"], ["it", 1], ["it", ["Chi?"]], ["it", " "]),
        *(["it", "x" * 2001], ["it", "\ud800"], [["it"], "Chi?"]),
        {"question": "Chi?", "answer": "A lie. [1]", "citations": [{"start": 0, "end": 4}]},
    ],
)
def test_what_is_no_question_is_left_out(turn: object) -> None:
    """An answer or a citation is never taken from a browser."""
    assert questions(kept(["en", "Who?"], turn), TEXT) == (Asked("Who?", "en"),)


def test_what_was_open_comes_back() -> None:
    """The token of the visitor's own articles, the one article that was asked, the count."""
    told = {"text": TEXT, "own": "t0ken", "count": 7, "turns": [["it", "Chi?", "faro"]]}
    assert read_kept(json.dumps(told)) == Kept((Asked("Chi?", "it", "faro"),), TEXT, "t0ken", 7)


@pytest.mark.parametrize("count", [-1, 1_000_000, 1.5, True, "7", None, [7]])
def test_a_count_is_a_small_whole_number(count: object) -> None:
    """It comes back to the page in the name of a class."""
    assert read_kept(json.dumps({"count": count, "own": 1})) == Kept()


def test_the_latest_are_kept() -> None:
    """An endless conversation keeps as much of itself as the page remembers."""
    asked = questions(kept(*(["en", f"Who is {n}?"] for n in range(70))), TEXT)
    assert (len(asked), asked[0]) == (REMEMBERED, Asked("Who is 10?", "en"))


@pytest.mark.parametrize(
    "other",
    [
        replace(ARTICLE, id="other"),
        replace(ARTICLE, editions=ARTICLE.editions[::-1]),
        replace(ARTICLE, editions=ARTICLE.editions[:1]),
        article_of(edition_of("The lighthouse was lit!"), edition_of("Il faro.", "it")),
    ],
    ids=["name", "original", "editions", "text"],
)
def test_each_text_has_its_fingerprint(other: Article) -> None:
    """Another name, order or letter is another conversation."""
    assert fingerprint([other]) != TEXT == fingerprint([ARTICLE])
    assert fingerprint([ARTICLE, other]) != fingerprint([other, ARTICLE])
