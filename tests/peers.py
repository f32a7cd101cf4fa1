"""Ponte beside other libraries: `python tests/peers.py`, over the same passages with one model.

It needs nothing but Python: it makes a virtual environment, installs this checkout and the peers in
it, and runs each library in processes of its own, one at a time and in turn. A library that cannot
be installed or run keeps its row, with the reason. `--folder` keeps the environment.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
WORKER = ROOT / "tests" / "peers_worker.py"
QUESTIONS = ROOT / "tests" / "questions" / "news.test.jsonl"
_TORCH = "torch==2.13.0"  # as in pyproject.toml: first, so that pip finds a CPU build
_TXTAI = ("txtai==9.14.0",)
PEERS: dict[str, tuple[str, ...]] = {
    "ponte": (),
    "ponte-answers": (),
    "txtai": _TXTAI,
    "txtai-hybrid": _TXTAI,
    "langchain": ("langchain-community==0.4.2",),
    "llamaindex": ("llama-index-core==0.14.25", "llama-index-vector-stores-faiss==0.7.0"),
}
NAMES = {
    "ponte": "Ponte, passages",
    "ponte-answers": "Ponte, answers",
    "txtai": "txtai",
    "txtai-hybrid": "txtai, hybrid",
    "langchain": "LangChain + FAISS",
    "llamaindex": "LlamaIndex + FAISS",
}
# Its index is that of `ponte`, and an answer is no list of passages.
_ASKED_ONLY = "ponte-answers"
COLUMNS = (
    "cold start s",
    "median ms",
    "p95 ms",
    "build s/1,000",
    "memory MB",
    "R@1 all",
    "R@1 article",
)


class FailedError(Exception):
    """A step that did not end well, with the reason in one line."""


@dataclass
class Figures:
    """What was measured of one library, or why it was not."""

    cold: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    build: float | None = None
    of_all: float | None = None
    of_article: float | None = None
    failed: str = ""

    def row(self) -> tuple[float | None, ...]:
        """Return a figure a column, where there is one."""
        times = sorted(self.times)
        return (
            statistics.median(self.cold),
            statistics.median(times),
            times[int(len(times) * 0.95)],
            self.build,
            statistics.median(self.memory),
            self.of_all,
            self.of_article,
        )


def run(*command: str | Path) -> str:
    """Run a command, niced as this process is, and return what it prints; raise FailedError."""
    environment = {
        **{name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        "HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "OMP_NUM_THREADS": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }  # fmt: skip
    done = subprocess.run(
        [str(each) for each in command], capture_output=True, text=True, encoding="utf-8",
        env=environment, check=False,
    )  # fmt: skip
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"it ended with {done.returncode}"]
        telling = [line for line in lines if "rror" in line] or lines
        raise FailedError(telling[-1].strip()[:160])
    return done.stdout


class Bench:
    """A folder with the environment, the passages and the indexes."""

    def __init__(self, folder: Path, work: Path) -> None:
        """Make the environment in `folder`, if it is not there, with Ponte alone."""
        self.work = work
        self.python = folder / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
        self._frozen = work / "frozen.txt"
        self._installed: dict[tuple[str, ...], str] = {(): ""}
        if not self.python.exists():
            venv.create(folder / "venv", with_pip=True)
        self._pip("install", _TORCH)
        self._pip("install", str(ROOT))
        kept = self._pip("freeze", "--exclude", "ponte")
        self._frozen.write_text(kept, "utf-8")

    def worker(self, step: str, *more: str) -> Any:
        """Run one step of the worker and return what it found; raise FailedError."""
        said = run(self.python, WORKER, step, self.work, *more)
        return json.loads(said.strip().splitlines()[-1])

    def install(self, packages: tuple[str, ...]) -> None:
        """Install a peer, with Ponte's own packages as they are; raise FailedError."""
        if packages not in self._installed:
            try:
                self._pip("install", "--constraint", str(self._frozen), *packages)
                self._installed[packages] = ""
            except FailedError as error:
                self._installed[packages] = f"not installed: {error}"
        if self._installed[packages]:
            raise FailedError(self._installed[packages])

    def _pip(self, *words: str) -> str:
        return run(self.python, "-m", "pip", *words)


def measure(bench: Bench, rounds: int, passages: int) -> dict[str, Figures]:
    """Build every index, open and ask all in turn, and count what comes first."""
    found = {name: Figures() for name in PEERS}

    def build(name: str, figures: Figures) -> None:
        bench.install(PEERS[name])
        if name != _ASKED_ONLY:
            figures.build = bench.worker("build", name) * 1000 / passages

    def ask(name: str, figures: Figures) -> None:
        measured = bench.worker("ask", name, str(time.time()), str(len(figures.cold)))
        figures.cold.append(measured["cold"])
        figures.memory.append(measured["memory"])
        figures.times += measured["times"]

    def recall(name: str, figures: Figures) -> None:
        if name != _ASKED_ONLY:
            counted = bench.worker("recall", name)
            figures.of_all, figures.of_article = counted["of_all"], counted["of_article"]

    for step in (build, *[ask] * rounds, recall):
        for name, figures in found.items():
            if not figures.failed:
                try:
                    step(name, figures)
                except FailedError as error:
                    figures.failed = str(error)
    return found


def cell(value: float | None, base: float | None = None) -> str:
    """Return a figure as text, with three digits that tell, or as so many times another."""
    if value is None or base == 0:
        return "–"
    if base is not None:
        return f"×{value / base:.3g}" if value / base < 100 else f"×{value / base:.0f}"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def table(found: dict[str, Figures]) -> str:
    """Return all figures, and then those of the peers as multiples of Ponte's."""
    rows = [["library", *COLUMNS]]
    reasons = []
    held = {name: figures.row() for name, figures in found.items() if not figures.failed}
    for name, figures in found.items():
        rows.append(
            [NAMES[name], *(cell(value) for value in held.get(name, [None] * len(COLUMNS)))]
        )
        if figures.failed:
            reasons.append(f"{NAMES[name]}: {figures.failed}")
    if "ponte" in held:
        rows.append(["as multiples of Ponte, passages", *[""] * len(COLUMNS)])
        for name in [name for name in held if name != "ponte"]:
            pairs = zip(held[name], held["ponte"], strict=True)
            rows.append([NAMES[name], *(cell(value, base or 0) for value, base in pairs)])
    first = max(len(row[0]) for row in rows[: len(found) + 1])
    lines = [
        f"{name:<{first}}  " + "  ".join(f"{value:>{len(COLUMNS[place])}}"
        for place, value in enumerate(values))
        for name, *values in rows
    ]  # fmt: skip
    return "\n".join(line.rstrip() for line in [*lines, *reasons])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure Ponte beside other libraries.")
    parser.add_argument("questions", nargs="?", type=Path, default=QUESTIONS)
    parser.add_argument("--half", choices=("all", "odd"), default="all")
    parser.add_argument("--folder", type=Path, help="keeps the environment")
    parser.add_argument("--rounds", type=int, default=3, help="processes opened a library")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = chosen.folder or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        work = Path(name) / "work"
        work.mkdir()
        try:
            bench = Bench(folder.resolve(), work)
            held = bench.worker("prepare", str(chosen.questions.resolve()), chosen.half)
        except FailedError as error:
            sys.exit(f"The environment could not be made: {error}")
        print(f"{chosen.questions.name}, {chosen.half}: {held['articles']} articles, "
              f"{held['passages']:,} passages, {held['questions']:,} questions")  # fmt: skip
        print(table(measure(bench, chosen.rounds, held["passages"])))


if __name__ == "__main__":
    main()
