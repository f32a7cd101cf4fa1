"""Teaching the network: exercises of a tiny corpus, the same weights each time."""

import re
from pathlib import Path

import numpy as np
import pytest
import torch
from helpers import BRIDGE_QUESTIONS, NEAR_MISS, museum, write_rows
from safetensors.numpy import load_file

from rag.candidates import TOLD
from rag.embedding import bundled_embedder
from rag.languages import LANGUAGES
from rag.network import SentenceNumbers, run_scores
from rag.pointing import Text, classes_and_runs, token_texts
from rag.runs import layout_of
from rag.training.exercises import Exercise, articles_of, run_worths
from rag.training.pointing import exercises_of, jobs_of, main
from rag.training.pointing_report import area, report
from rag.training.teaching import Course, batch_of, teach, vocabulary_of
from rag.training.torch_network import Sizes, first_weights, scores_of, stored

ROWS = [museum(number) | {"unanswerable": [NEAR_MISS]} for number in range(6)]


@pytest.fixture(scope="module")
def exercises() -> list[Exercise]:
    """Return the exercises of all articles: nine pairs of languages, two questions and a miss."""
    return exercises_of(jobs_of(ROWS), 1)


def test_every_pair_of_languages_is_an_exercise(exercises: list[Exercise]) -> None:
    """With the sentence that holds the answer among its candidates, or none for a near miss."""
    assert len(exercises) == 6 * 3 * 9
    right = [[own for own in each.candidates if own.answers] for each in exercises]
    assert sum(not own for own in right) == 6 * 9
    assert all(own[0].worth.max() > 0.6 for own in right if own)
    assert {each.asked.kind for each in exercises} == {"who", "how_many"}


def test_the_run_of_the_answer_is_worth_one() -> None:
    """And a run beside it nothing."""
    text = "The museum is led by Anna Neri, a chemist."
    worths = run_worths(Text(text, "en"), "Anna Neri")
    said = [text[start:end] for start, end in layout_of(text, "en").places]
    first = said.index("Anna")
    assert worths[first, 1] == 1.0
    assert worths[said.index("museum"), 0] == 0.0
    assert worths[said.index("Neri"), 2] == 0.0
    assert run_worths(Text(text, "en"), "Ugo Verdi").size == 0


def test_question_rows_of_one_title_make_an_article() -> None:
    """A few passages in an order that the seed gives, each question with its sentence."""
    rows = [{**row, "title": "Bridges"} for row in BRIDGE_QUESTIONS]
    found = list(articles_of("q", rows, 0))
    assert [len(row["questions"]) for row in found] == [3, 3, 2]
    assert [row["id"] for row in found] == ["q Bridges 0", "q Bridges 3", "q Bridges 6"]
    assert found == list(articles_of("q", rows, 0)) != list(articles_of("q", rows, 1))
    for row in found:
        for entry in row["questions"]:
            said = row["sentences"][entry["sentence"][0]]["en"]
            assert said == f"The bridge opened in {entry['answer']['en']}."


def test_a_heading_of_the_answer_is_no_evidence() -> None:
    """'1900 — It opened then.' does not prove what it says first."""
    row = {**BRIDGE_QUESTIONS[0], "passage": "1900 — The bridge opened in 1900. It is long."}
    assert list(articles_of("q", [row], 0)) == []


def test_torch_and_numpy_say_the_same(exercises: list[Exercise]) -> None:
    """To rounding, for any weights."""
    weights = first_weights(Sizes(projected=8, state=10), 3)
    halves = stored(weights)
    exact = {name: torch.from_numpy(weight) for name, weight in halves.items()}
    vocabulary = vocabulary_of(exercises)
    shown = [(each, list(each.candidates)) for each in exercises[7:13]]
    batch = batch_of(shown, vocabulary)
    runs, none = scores_of(batch, exact, vocabulary.table())
    row = 0
    for number, (exercise, candidates) in enumerate(shown):
        read = [
            SentenceNumbers(
                *(classes_and_runs(own.sentence)[0], vectors(own.sentence)),
                own.kinship.astype(np.float32),
                classes_and_runs(own.sentence)[1],
                LANGUAGES.index(own.sentence.language),
                own.told.features,
                own.told.met,
            )
            for own in candidates
        ]
        expected, nothing = run_scores(exercise.numbers, read, halves)
        assert float(none[number]) == pytest.approx(nothing, abs=1e-4)
        for own in expected:
            possible = np.isfinite(own)
            found = runs[row, : len(own)].numpy()
            np.testing.assert_allclose(found[possible], own[possible], atol=1e-4)
            assert (found[~possible] < -9e3).all()
            row += 1


def vectors(sentence: Text) -> np.ndarray:
    """Return the vectors of a sentence's tokens."""
    return bundled_embedder().token_sums(token_texts(sentence))


def test_the_network_learns_and_twice_the_same(exercises: list[Exercise]) -> None:
    """To point at the names and numbers of this corpus, and at nothing for a near miss."""
    course = Course(passes=6, rate=5e-3, kept_back=0.0, dropout=0.0, batch=16)
    vocabulary = vocabulary_of(exercises)
    taught = []
    for _ in range(2):
        weights = first_weights(Sizes(projected=16, state=16), 0)
        losses: list[float] = []
        teach(weights, exercises, vocabulary, course, losses.append)
        taught.append(stored(weights))
        assert np.mean(losses[-5:]) < 0.25 * losses[0]
    for name, weight in taught[0].items():
        np.testing.assert_array_equal(weight, taught[1][name])
    same, other = report(exercises, taught[0])
    figures = [float(text) for text in re.findall(r"\d\.\d+", same + other)]
    assert all(figure > 0.9 for figure in figures)
    assert len(figures) == 4


def test_the_area_under_a_curve() -> None:
    """How often the right is above the wrong; a draw counts half."""
    assert area(np.array([3.0, 1.0]), np.array([2.0, 1.0])) == pytest.approx(2.5 / 4)
    assert area(np.array([]), np.array([2.0])) == 0.0


def test_the_command_writes_what_it_taught(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And prints what it says of articles that it did not learn from."""
    given = arguments(tmp_path)
    assert main(given) == 0
    weights = load_file(tmp_path / "pointer.safetensors")
    assert weights["project"].shape == (256, 8)
    assert weights["project"].dtype == np.float16
    assert weights["typical"].shape == (len(TOLD),)
    printed = capsys.readouterr().out.splitlines()
    assert [line.split(":")[:2] for line in printed] == [
        ["even", " same language"],
        ["even", " another language"],
        ["odd", " same language"],
        ["odd", " another language"],
    ]


def arguments(folder: Path) -> list[str]:
    """Return the arguments of a small course."""
    articles = write_rows(folder / "a.jsonl", ROWS)
    rows = write_rows(folder / "q.jsonl", [{**row, "title": "Bridges"} for row in BRIDGE_QUESTIONS])
    options = {
        "articles": articles, "questions": rows, "output": folder / "pointer.safetensors",
        "measure": articles, "projected": 8, "state": 8, "passes": 1, "processes": 1,
    }  # fmt: skip
    return [text for name, value in options.items() for text in (f"--{name}", str(value))]


@pytest.mark.parametrize("fault", ["articles", "questions", "folder", "output"])
def test_what_is_amiss_is_said_in_a_line(
    fault: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With exit code 2."""
    given = arguments(tmp_path)
    if fault == "articles":
        (tmp_path / "a.jsonl").unlink()
    if fault == "questions":
        write_rows(tmp_path / "q.jsonl", [{"lang": "en", "question": "Who?"}])
    if fault == "folder":
        (tmp_path / "none").mkdir()
        given[given.index("--questions") + 1] = str(tmp_path / "none")
    if fault == "output":
        given[given.index("--output") + 1] = str(tmp_path / "no" / "pointer.safetensors")
    assert main(given) == 2
    error = capsys.readouterr().err
    assert error.startswith("error: ")
    assert error.count("\n") == 1
