"""A file that crashes, hangs or swallows memory costs itself and no other."""

import multiprocessing
import os
import time
from typing import Any

import pytest

from rag import workers
from rag.errors import ArticleError
from rag.workers import work_through


def act(task: dict[str, Any]) -> dict[str, Any]:
    """Do what the task says."""
    if task["do"] == "crash":
        os._exit(3)
    if task["do"] == "hang":
        time.sleep(600)
    if task["do"] == "swallow":
        return {"bytes": len(bytearray(20_000_000_000))}
    if task["do"] == "refuse":
        raise ArticleError("It is none.")
    return {"done": task["number"]}


def test_every_task_has_a_result(monkeypatch: pytest.MonkeyPatch) -> None:
    """In any order, and what fails is told why."""
    monkeypatch.setattr(workers, "_PATIENCE", 3.0)
    deeds = ["work", "crash", "work", "swallow", "refuse", "hang", "work", "crash", "work"]
    tasks = [{"do": deed, "number": number} for number, deed in enumerate(deeds)]
    results = {task["number"]: result for task, result in work_through(tasks, act, 2)}
    assert [results[number] for number in (0, 2, 6, 8)] == [{"done": n} for n in (0, 2, 6, 8)]
    assert results[1] == results[7] == {"error": "the reader crashed on it (exit code 3)"}
    assert results[3] == {"error": "it needs more memory than one file may take"}
    assert results[4] == {"error": "It is none."}
    assert results[5] == {"error": "reading it took over 3 seconds"}


def test_nothing_to_do() -> None:
    """Starts no process."""
    assert list(work_through([], act)) == []


def test_only_what_a_process_dies_of_has_failed() -> None:
    """Of the tasks that it was given at once, the others are done by another process."""
    crashes = {3, 4, 40, 159}
    tasks = [{"do": "crash" if n in crashes else "work", "number": n} for n in range(160)]
    results = {task["number"]: result for task, result in work_through(tasks, act, 2)}
    assert {number for number, result in results.items() if "error" in result} == crashes
    assert all(results[n] == {"done": n} for n in range(160) if n not in crashes)


def test_whoever_stops_waiting_leaves_no_process() -> None:
    """After the first result, with many tasks to come."""
    tasks = [{"do": "work", "number": number} for number in range(200)]
    results = work_through(tasks, act, 1)
    assert next(results) == (tasks[0], {"done": 0})
    results.close()  # type: ignore[attr-defined]
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize(
    ("tasks", "count", "shares"),
    [(3, 2, [1, 1, 1]), (40, 1, [10, 7, 5, 4, 3, 2, 2, 1, 1, 1, 1, 1, 1, 1]), (0, 2, [])],
)
def test_tasks_are_given_out_in_fewer_and_fewer(tasks: int, count: int, shares: list[int]) -> None:
    """So that no process has much to do when the others have nothing."""
    given = [*workers._shares([{"number": n} for n in range(tasks)], count)]
    assert [len(share) for share in given] == shares
    assert [task["number"] for share in given for task in share] == [*range(tasks)]
