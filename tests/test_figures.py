"""Outcomes become figures, worked out by hand."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.figures import (
    ACROSS,
    SAME,
    SEVERAL,
    Bin,
    Confusion,
    Figures,
    Point,
    calibration,
    calibration_error,
    confusion,
    failures,
    figure_rows,
    figures,
    group_of,
    grouped,
    trade_off,
)
from rag.judging import Outcome
from rag.languages import LANGUAGES

RIGHT = Outcome(
    article="a",
    editions=("it",),
    spoken="it",
    kind="question",
    question="Chi?",
    answered=True,
    confidence=0.9,
    right_first=True,
    right=(True,),
    exact=True,
    f1=1.0,
    in_language=True,
    elapsed_ms=1.0,
    short="Yu",
    accepted=("Yu",),
)
# The evidence stands second; the short answer is right in part.
SECOND = replace(
    RIGHT, right_first=False, right=(False, True), exact=False, f1=0.5, confidence=0.7,
    elapsed_ms=2.0,
)  # fmt: skip
REFUSED = replace(
    RIGHT, answered=False, right=(), exact=False, f1=0.0, short="", confidence=0.4, elapsed_ms=3.0
)
WRONG = replace(
    SECOND, right=(False,), f1=0.0, short="", confidence=0.6, in_language=False, elapsed_ms=4.0
)
MISSED = replace(
    REFUSED, kind="near miss", right_first=False, accepted=(), confidence=0.3, elapsed_ms=5.0
)
FOOLED = replace(WRONG, kind="near miss", accepted=(), confidence=0.65, elapsed_ms=6.0)
FOLLOWED = replace(RIGHT, kind="follow-up", elapsed_ms=7.0)
LOST = replace(REFUSED, kind="follow-up", right_first=False, elapsed_ms=8.0)
STRANGE = replace(MISSED, kind="off topic", elapsed_ms=4.0)
STRAYED = replace(FOOLED, kind="off topic", elapsed_ms=4.0)
ALL = [
    RIGHT,
    SECOND,
    REFUSED,
    WRONG,
    MISSED,
    FOOLED,
    FOLLOWED,
    LOST,
    STRANGE,
    STRANGE,
    STRANGE,
    STRAYED,
]


def test_figures_are_rates() -> None:
    """Of the questions of each kind by itself."""
    assert figures(ALL) == Figures(
        questions=4,
        near_misses=2,
        follow_ups=2,
        off_topic=4,
        first=0.5,
        evidence=0.25,
        in_two=0.5,
        exact=0.25,
        f1=0.375,
        short_given=0.5,
        f1_given=0.75,
        wrong=0.5,
        answered=0.75,
        refused=0.5,
        off_topic_refused=0.75,
        followed=0.5,
        in_language=0.75,
        median_ms=4.0,
        p95_ms=8.0,
        p99_ms=8.0,
    )


def test_a_question_without_an_accepted_answer_is_not_scored() -> None:
    """It counts for the rest."""
    reached = figures([RIGHT, replace(WRONG, accepted=())])
    assert (reached.exact, reached.f1, reached.evidence) == (1, 1, 0.5)


def test_figures_of_nothing_are_none() -> None:
    """No questions, no division."""
    assert figures([]) == Figures(0, 0, 0, 0, *[None] * 16)


def test_a_group_is_known_by_its_languages() -> None:
    """One edition in the question's language or in another, or several editions."""
    across, several = replace(RIGHT, spoken="en"), replace(RIGHT, editions=LANGUAGES)
    assert [group_of(one.editions, one.spoken) for one in (RIGHT, across, several)] == [
        SAME,
        ACROSS,
        SEVERAL,
    ]
    assert grouped([several, RIGHT, several]) == {SAME: [RIGHT], SEVERAL: [several, several]}


def test_rows_are_pairs_of_languages_then_groups() -> None:
    """In the order in which they were asked."""
    across = replace(WRONG, spoken="en")
    rows = figure_rows([RIGHT, across, across])
    keys = ("article", "question", "questions", "evidence")
    assert [tuple(row[key] for key in keys) for row in rows] == [
        ("it", "it", 1, 1),
        ("it", "en", 2, 0),
        ("same language", "all", 1, 1),
        ("another language", "all", 2, 0),
    ]


def test_the_trade_off_runs_from_answering_all_to_nothing() -> None:
    """A threshold refuses what is less sure; the best sentence counts, refused or not."""
    assert trade_off(ALL) == (
        Point(0.0, 0.0, 0.5),
        Point(0.3, 0.0, 0.5),
        Point(0.4, 0.5, 0.5),
        Point(0.65, 0.5, 0.25),
        Point(0.9, 1.0, 0.25),
        Point(pytest.approx(1.0), 1.0, 0.0),
    )
    assert trade_off([RIGHT]) == trade_off([MISSED]) == ()


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.floats(0, 1)), min_size=1))
def test_refusing_more_never_proves_more(cases: list[tuple[bool, bool, float]]) -> None:
    """The curve falls from left to right, and ends where all is refused."""
    points = trade_off(
        [
            replace(RIGHT, kind="question", right_first=right, confidence=sure)
            if asked
            else replace(MISSED, confidence=sure)
            for asked, right, sure in cases
        ]
    )
    for left, right in pairwise(points):
        assert left.refused <= right.refused
        assert left.evidence >= right.evidence
    assert not points or (points[0].refused, points[-1].refused) == (0.0, 1.0)
    assert not points or points[-1].evidence == 0.0


def test_calibration_compares_confidence_with_what_was_right() -> None:
    """Follow-ups, whose confidence is of two questions, are left out; empty bins too."""
    outcomes = [RIGHT, replace(FOOLED, confidence=1.0), MISSED, FOLLOWED]
    assert calibration(outcomes, 2) == (
        Bin(0.0, 0.5, 1, 0.3, 0.0),
        Bin(0.5, 1.0, 2, pytest.approx(0.95), 0.5),
    )
    assert calibration_error(calibration(outcomes, 2)) == 0.4
    assert calibration_error(()) == 0.0


def test_confusion_counts_everything_once() -> None:
    """Right, wrong and refused."""
    assert confusion(ALL) == (
        Confusion("question", 1, 2, 1),
        Confusion("near miss", 0, 1, 1),
        Confusion("off topic", 0, 1, 3),
        Confusion("follow-up", 1, 0, 1),
    )


def test_failures_are_what_should_have_been_otherwise() -> None:
    """Not proved by the first citation, or answered though nothing answers."""
    assert failures(ALL) == (SECOND, REFUSED, WRONG, FOOLED, LOST, STRAYED)
