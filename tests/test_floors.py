"""The project's own question sets are answered no worse than before.

The floors lie a little under the figures of docs/evaluation.md; raise them when those rise.
"""

from functools import cache
from pathlib import Path

import pytest

from rag.evaluation import read_questions
from rag.figures import ACROSS, SAME, SEVERAL, figures, grouped
from rag.judging import Outcome, judge

SETS = Path(__file__).parent / "questions"

# Set and group; then the right sentence first, the evidence cited, near misses refused, and the
# answer in the question's language.
FLOORS = {
    ("natural.test", SAME): (0.88, 0.78, 0.84, 0.99),
    ("natural.test", ACROSS): (0.77, 0.68, 0.72, 0.99),
    ("natural.test", SEVERAL): (0.91, 0.85, 0.84, 0.99),
    ("paraphrased.test", SAME): (0.80, 0.67, 0.79, 0.99),
    ("paraphrased.test", ACROSS): (0.77, 0.66, 0.72, 0.99),
    ("paraphrased.test", SEVERAL): (0.84, 0.74, 0.75, 0.99),
}


@cache
def outcomes_of(name: str) -> dict[str, list[Outcome]]:
    """Ask a set once, over every edition alone and all three together."""
    return grouped(list(judge(read_questions(SETS / f"{name}.jsonl"))))


@pytest.mark.parametrize(("name", "group"), FLOORS, ids=map(" ".join, FLOORS))
def test_a_set_is_answered_no_worse_than_before(name: str, group: str) -> None:
    """In no group of languages."""
    reached = figures(outcomes_of(name)[group])
    found = (reached.first, reached.evidence, reached.refused, reached.in_language)
    names = ("right first", "evidence", "near misses refused", "in language")
    below = [
        f"{what} {value} < {floor}"
        for what, value, floor in zip(names, found, FLOORS[name, group], strict=True)
        if value is None or value < floor
    ]
    assert below == []


@pytest.mark.parametrize("name", sorted({name for name, _ in FLOORS}))
def test_a_set_is_asked_whole(name: str) -> None:
    """20 questions and 10 near misses, three languages, four settings of editions."""
    asked = [outcome for members in outcomes_of(name).values() for outcome in members]
    reached = figures(asked)
    assert (reached.questions, reached.near_misses) == (240, 120)
