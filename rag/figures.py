"""Outcomes become figures: rates by languages, the trade-off of refusing, and calibration."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from rag.evaluation import UNANSWERABLE
from rag.judging import Outcome
from rag.languages import Language
from rag.scoring import mean, percentile

SAME, ACROSS, SEVERAL = "same language", "another language", "several editions"
GROUPS = (SAME, ACROSS, SEVERAL)


@dataclass(frozen=True, slots=True)
class Figures:
    """Rates over a group of outcomes, from 0 to 1, None where there is nothing to measure.

    `first` is the right sentence ranked first, before any refusal. `evidence` is the same with an
    answer given, so that its first citation proves it, and `in_two` that one of the first two does;
    `wrong` is an answer whose first citation does not.
    `exact` and `f1` compare short answers, and count a missing one as wrong; `f1_given` leaves
    those out that none was given for.
    """

    questions: int
    near_misses: int
    follow_ups: int
    off_topic: int
    first: float | None
    evidence: float | None
    in_two: float | None
    exact: float | None
    f1: float | None
    short_given: float | None
    f1_given: float | None
    wrong: float | None
    answered: float | None
    refused: float | None
    off_topic_refused: float | None
    followed: float | None
    in_language: float | None
    median_ms: float | None
    p95_ms: float | None
    p99_ms: float | None


@dataclass(frozen=True, slots=True)
class Point:
    """What a threshold gives: near misses refused, and questions answered with the evidence."""

    threshold: float
    refused: float
    evidence: float


@dataclass(frozen=True, slots=True)
class Bin:
    """The questions whose confidence lies in an interval, and how many of them were right."""

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Confusion:
    """How many questions of a sort were answered right, answered wrong, and refused."""

    sort: str
    right: int
    wrong: int
    refused: int


def figures(outcomes: Sequence[Outcome]) -> Figures:
    """Return the rates of a group of outcomes."""
    asked = [outcome for outcome in outcomes if outcome.kind == "question"]
    missed = [outcome for outcome in outcomes if outcome.kind == "near miss"]
    strange = [outcome for outcome in outcomes if outcome.kind == "off topic"]
    continued = [outcome for outcome in outcomes if outcome.kind == "follow-up"]
    scored = [outcome for outcome in asked if outcome.accepted]
    times = [outcome.elapsed_ms for outcome in outcomes]
    return Figures(
        questions=len(asked),
        near_misses=len(missed),
        follow_ups=len(continued),
        off_topic=len(strange),
        first=mean([outcome.right_first for outcome in asked]),
        evidence=mean([outcome.right_cited for outcome in asked]),
        in_two=mean([any(outcome.right[:2]) for outcome in asked]),
        exact=mean([outcome.exact for outcome in scored]),
        f1=mean([outcome.f1 for outcome in scored]),
        short_given=mean([bool(outcome.short) for outcome in scored]),
        f1_given=mean([outcome.f1 for outcome in scored if outcome.short]),
        wrong=mean([outcome.answered and not outcome.right_cited for outcome in asked]),
        answered=mean([outcome.answered for outcome in asked]),
        refused=mean([not outcome.answered for outcome in missed]),
        off_topic_refused=mean([not outcome.answered for outcome in strange]),
        followed=mean([outcome.right_cited for outcome in continued]),
        in_language=mean([outcome.in_language for outcome in outcomes]),
        median_ms=percentile(times, 0.5),
        p95_ms=percentile(times, 0.95),
        p99_ms=percentile(times, 0.99),
    )


def group_of(editions: Sequence[Language], spoken: Language) -> str:
    """Return which of the groups a question over some editions belongs to."""
    if len(editions) > 1:
        return SEVERAL
    return SAME if editions[0] == spoken else ACROSS


def grouped(outcomes: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    """Return the outcomes of each group that has any."""
    found = {
        name: [one for one in outcomes if group_of(one.editions, one.spoken) == name]
        for name in GROUPS
    }
    return {name: members for name, members in found.items() if members}


def figure_rows(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    """Return figures by the article's editions and the question's language, then by group."""
    pairs: dict[tuple[str, str], list[Outcome]] = {}
    for outcome in outcomes:
        pairs.setdefault(("+".join(outcome.editions), outcome.spoken), []).append(outcome)
    rows = [
        {"article": editions, "question": spoken, **asdict(figures(members))}
        for (editions, spoken), members in pairs.items()
    ]
    groups = [
        {"article": name, "question": "all", **asdict(figures(members))}
        for name, members in grouped(outcomes).items()
    ]
    return [*rows, *groups]


def trade_off(outcomes: Sequence[Outcome]) -> tuple[Point, ...]:
    """Return what every threshold of the confidence would give, from answering all to nothing."""
    asked = [outcome for outcome in outcomes if outcome.kind == "question"]
    right = np.sort([outcome.confidence for outcome in asked if outcome.right_first])
    missed = np.sort([one.confidence for one in outcomes if one.kind == "near miss"])
    if not asked or not len(missed):
        return ()
    thresholds = np.unique(np.concatenate([[0.0], right, missed, [np.nextafter(1.0, 2.0)]]))
    refused = np.searchsorted(missed, thresholds) / len(missed)
    evidence = (len(right) - np.searchsorted(right, thresholds)) / len(asked)
    return tuple(
        Point(float(threshold), float(share), float(rate))
        for threshold, share, rate in zip(thresholds, refused, evidence, strict=True)
    )


def calibration(outcomes: Sequence[Outcome], bins: int = 10) -> tuple[Bin, ...]:
    """Return how often the best sentence was right, by how sure of it the answer was."""
    judged = [outcome for outcome in outcomes if outcome.kind in ("question", "near miss")]
    members: dict[int, list[Outcome]] = {}
    for outcome in judged:
        members.setdefault(min(int(outcome.confidence * bins), bins - 1), []).append(outcome)
    return tuple(
        Bin(
            low=place / bins,
            high=(place + 1) / bins,
            count=len(inside),
            confidence=sum(one.confidence for one in inside) / len(inside),
            accuracy=sum(one.right_first for one in inside) / len(inside),
        )
        for place, inside in sorted(members.items())
    )


def calibration_error(bins: Sequence[Bin]) -> float:
    """Return the mean distance between confidence and accuracy, each question counting once."""
    total = sum(each.count for each in bins)
    gaps = sum(each.count * abs(each.confidence - each.accuracy) for each in bins)
    return round(gaps / total, 3) if total else 0.0


def confusion(outcomes: Sequence[Outcome]) -> tuple[Confusion, ...]:
    """Return what became of the questions of each kind."""
    found = []
    for kind in ("question", "near miss", "off topic", "follow-up"):
        members = [outcome for outcome in outcomes if outcome.kind == kind]
        right = sum(outcome.right_cited for outcome in members)
        answered = sum(outcome.answered for outcome in members)
        found.append(Confusion(kind, right, answered - right, len(members) - answered))
    return tuple(found)


def failures(outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """Return the outcomes that should have been others: not proved, or answered in vain."""
    return tuple(
        outcome
        for outcome in outcomes
        if (outcome.answered if outcome.kind in UNANSWERABLE else not outcome.right_cited)
    )
