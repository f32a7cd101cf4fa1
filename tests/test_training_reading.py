"""Fitting the reading: what is asked of a tiny corpus, and the model that is written."""

import json
from pathlib import Path

import numpy as np
import pytest
from helpers import NEAR_MISS, museum, write_rows

from rag.languages import LANGUAGES
from rag.training.cases import Case
from rag.training.fitting import HARMFUL, HELPFUL, probabilities_of
from rag.training.reading import main, pointed, read_cases, thresholds_of
from rag.weighing import ReadingModel

ROWS = [museum(number) | {"unanswerable": [NEAR_MISS]} for number in range(4)]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write four articles with two questions and a near miss each."""
    return write_rows(tmp_path_factory.mktemp("corpus") / "museums.jsonl", ROWS)


@pytest.fixture(scope="module")
def cases(corpus: Path) -> list[Case]:
    """Return every question over every article."""
    return list(read_cases(corpus))


def test_every_question_is_asked_in_nine_pairs_and_over_all_editions(cases: list[Case]) -> None:
    """Two questions, a near miss, and two questions of the other article of the same half."""
    assert len(cases) == 4 * 5 * 3 * 4
    asked = [case for case in cases if case.article == ROWS[0]["id"] and case.setting == "en"]
    spoken = [case.compared.question for case in asked if case.spoken == "en"]
    assert [case.off_topic for case in asked] == [False] * 9 + [True] * 6
    assert spoken[2] == NEAR_MISS["en"]
    assert spoken[3:] == [question["en"] for question in ROWS[2]["questions"]]
    assert [bool(case.gold) for case in asked] == [True] * 6 + [False] * 9


def test_the_command_writes_a_model_and_prints_what_each_part_reaches(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its signs are those that reason demands; a set that is not given has no line."""
    output = tmp_path / "reading.json"
    assert main(["--articles", str(corpus), "--output", str(output)]) == 0
    model = ReadingModel(**json.loads(output.read_text("utf-8")))
    assert all(model.decision[name] >= 0 for name in HELPFUL)
    assert all(model.decision[name] <= 0 for name in HARMFUL)
    assert set(model.threshold) == set(LANGUAGES)
    lines = [line.split(": ")[:2] for line in capsys.readouterr().out.splitlines()]
    groups = ("same", "across", "all editions")
    assert lines == [[part, group] for part in ("fitted on", "held out") for group in groups]


def test_the_threshold_is_that_of_near_misses(cases: list[Case]) -> None:
    """Questions off topic and those with an answer do not count."""
    weights = dict.fromkeys(cases[0].ranking, 1.0)
    read = [pointed(case, weights) for case in cases if case.setting == "en"]
    ranking = dict.fromkeys(read[0].ranking, 1.0)
    decision = dict.fromkeys((*HELPFUL, *HARMFUL), 0.0) | {"cosine": 4.0}
    probabilities = probabilities_of(read, ranking, decision, -1.0)
    for language, threshold in thresholds_of(read, probabilities, 0.5).items():
        missed = [
            probability
            for case, probability in zip(read, probabilities, strict=True)
            if case.spoken == language and not case.gold and not case.off_topic
        ]
        assert len(missed) == 4
        assert threshold == round(float(np.median(missed)), 3)
