"""A file that crashes, hangs or swallows memory costs itself and no other."""

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
