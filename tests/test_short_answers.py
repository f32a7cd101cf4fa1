"""The making of the short answer's model: a tiny corpus, the same weights each time."""

import json
from pathlib import Path

import numpy as np
import pytest
from helpers import BRIDGE_QUESTIONS, museum, write_rows

from rag.choosing import choose
from rag.runs import layout_of
from rag.training.answer_fitting import WANTED
from rag.training.answer_items import Item, article_items, describe, question_items, run_worths
from rag.training.answer_thresholds import thresholds_of
from rag.training.short_answers import Corpus, cross_fitted, cut_out, fit, main

ROWS = [museum(number) for number in range(6)]


@pytest.fixture(scope="module")
def items() -> list[Item]:
    """Return the items of all articles: nine pairs of languages, two questions, six articles."""
    return [item for row in ROWS for item in article_items(row)]


def test_every_pair_of_languages_is_an_item(items: list[Item]) -> None:
    """With the sentence that holds the answer."""
    assert len(items) == 6 * 2 * 9
    assert all(item.gold in item.text for item in items)
    assert {item.want for item in items} == {"who", "count"}


def test_a_question_row_brings_the_sentence_that_holds_its_answer() -> None:
    """A sample of them, the same for the same seed."""
    first, second = (list(question_items(BRIDGE_QUESTIONS, 5, 3)) for _ in range(2))
    assert len(first) == 5
    assert [item.text for item in first] == [item.text for item in second]
    assert all(item.text == f"The bridge opened in {item.gold}." for item in first)
    assert {item.article for item in first} == {""}


def test_a_heading_of_the_answer_is_no_evidence() -> None:
    """'1900 — It opened then.' does not prove what it says first."""
    row = {**BRIDGE_QUESTIONS[0], "passage": "1900 — The bridge opened in 1900."}
    assert list(question_items([row], 1, 0)) == []


def test_the_run_of_the_answer_is_worth_one(items: list[Item]) -> None:
    """And a run beside it nothing."""
    item = next(item for item in items if (item.language, item.want) == ("en", "who"))
    layout = layout_of(item.text, "en")
    worths = run_worths(item, layout)
    said = [item.text[start:end] for start, end in layout.places]
    first = said.index("Anna")
    assert worths[first, 1] == 1.0
    assert worths[first, 0] == pytest.approx(2 / 3)
    assert worths[said.index("museum"), 0] == 0.0


def test_a_sentence_without_a_possible_run_is_left_out(items: list[Item]) -> None:
    """There is nothing to choose from."""
    bare = Item("", items[0].asked, "who", "…", "en", "…", ())
    assert describe(bare) is None


def test_the_fitted_weights_find_the_answers(items: list[Item]) -> None:
    """Those of a third of the articles by the others'; twice the same, to the last digit."""
    questions = tuple(question_items(BRIDGE_QUESTIONS, 8, 0))
    once, again = (cross_fitted(Corpus(items, questions)) for _ in range(2))
    assert once == again
    assert set(once) == {row["id"] for row in ROWS}
    others = [item for item in items if item.article not in ("a0", "a3")]
    assert once["a0"] == once["a3"] == fit(Corpus(others, questions))
    assert cut_out(items, once).scores.mean() > 0.85


def test_the_default_weights_of_choose_are_the_stored_ones(items: list[Item]) -> None:
    """Others are taken where they are given."""
    item = items[0]
    own = fit(Corpus(items))
    arguments = (item.asked, item.want, item.text, item.language, item.met)
    stored = json.loads((Path(__file__).parents[1] / "rag/choosing.json").read_text("utf-8"))
    assert choose(*arguments) == choose(*arguments, stored)
    assert choose(*arguments) != choose(*arguments, own)


def test_a_threshold_keeps_the_mean() -> None:
    """As many answers as can be are given; a kind that is more often right needs less agreement."""
    agreements = np.tile(np.linspace(0.05, 0.95, 100), 2)
    scores = np.concatenate([agreements[:100], np.minimum(1.0, agreements[100:] + 0.3)])
    wants = ["who"] * 100 + ["when"] * 100
    found = thresholds_of(wants, agreements, scores, 0.75)  # type: ignore[arg-type]
    given = agreements >= np.array([found[want] for want in wants])
    assert set(found) == set(WANTED)
    assert found["when"] < found["who"]
    assert 0.74 <= scores[given].mean() <= 0.8


def test_no_answer_is_given_where_none_is_good_enough() -> None:
    """Nor where the agreement tells nothing."""
    found = thresholds_of(["who"] * 20, np.linspace(0, 1, 20), np.full(20, 0.2), 0.75)
    assert min(found.values()) > 1.0


def test_the_command_writes_a_model(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And prints what the articles it was not fitted on say."""
    articles, rows = (
        write_rows(tmp_path / "a.jsonl", ROWS),
        write_rows(tmp_path / "q.jsonl", BRIDGE_QUESTIONS),
    )
    outputs = [tmp_path / "one.json", tmp_path / "two.json"]
    for output in outputs:
        given = ["--articles", articles, "--questions", rows, "--output", output]
        assert main([str(each) for each in given]) == 0
    assert outputs[0].read_bytes() == outputs[1].read_bytes()
    model = json.loads(outputs[0].read_text("utf-8"))
    assert list(model) == ["all", "wanted", "language", "threshold"]
    assert set(model["wanted"]) == set(model["threshold"]) == set(WANTED)
    printed = capsys.readouterr().out.splitlines()
    assert [line.split(":")[:2] for line in printed[:4]] == [
        ["tuned on", " same language"],
        ["tuned on", " another language"],
        ["held out", " same language"],
        ["held out", " another language"],
    ]


@pytest.mark.parametrize("fault", ["articles", "questions", "folder", "output"])
def test_what_is_amiss_is_said_in_a_line(
    fault: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With exit code 2."""
    articles = write_rows(tmp_path / "a.jsonl", ROWS[:4])
    rows = write_rows(tmp_path / "q.jsonl", [{"lang": "en", "question": "Who?"}])
    (tmp_path / "empty").mkdir()
    given = {
        "articles": ["--articles", tmp_path / "none.jsonl", "--output", tmp_path / "o.json"],
        "questions": ["--articles", articles, "--questions", rows, "--output", tmp_path / "o.json"],
        "folder": ["--articles", articles, "--questions", tmp_path / "empty", "--output", "o.json"],
        "output": ["--articles", articles, "--output", tmp_path / "none" / "o.json"],
    }[fault]
    assert main([str(each) for each in given]) == 2
    said = capsys.readouterr().err
    assert said.startswith("error: ")
    assert len(said.splitlines()) == 1
