"""The examples of docs/api.md run as they stand, against a real server."""

import contextlib
import io
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("gradio")

from serving import serving
from test_docs import ROOT, blocks

from rag.library import Library
from ui.app import build_app

# Gradio calls pandas in ways that pandas is about to drop.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

PAGE = (ROOT / "docs" / "api.md").read_text("utf-8")
USUAL = "http://127.0.0.1:7860"
# What a command needs to run, and to fetch from nowhere else.
QUIET = {"PATH": os.environ["PATH"], "HF_HUB_OFFLINE": "1"}


@pytest.fixture(scope="module")
def address(bundled_library: Library) -> Iterator[str]:
    """Serve the bundled article."""
    with serving(lambda: build_app(bundled_library)) as address:
        yield address


def tool(name: str) -> str:
    """Return where a program is; without it skip, except where the suite must be whole."""
    found = shutil.which(name)
    if found is None:
        reason = f"No {name} on this machine."
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    return str(found)


def output_of(command: list[str]) -> str:
    """Run a command and return what it prints."""
    done = subprocess.run(
        command, capture_output=True, encoding="utf-8", check=True, timeout=60, env=QUIET
    )
    return done.stdout


@pytest.mark.parametrize("block", blocks(PAGE, "python"))
def test_python_runs(block: str, address: str) -> None:
    """Each block holds its own assertions."""
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(block.replace(USUAL, address), "api.md", "exec"), {})


def test_javascript_runs(address: str, tmp_path: Path) -> None:
    """It prints the quote."""
    (block,) = blocks(PAGE, "javascript")
    script = tmp_path / "ask.mjs"
    script.write_text(block.replace(USUAL, address), "utf-8")
    printed = output_of([tool("node"), str(script)])
    assert printed.startswith("answered Gli istituti di ricerca scientifica")


def test_commands_of_the_shell_run(address: str) -> None:
    """Each gives JSON; the first, the answer that the page shows."""
    (session,) = blocks(PAGE, "console")
    commands = session.replace(USUAL, address).splitlines()
    shell = [tool("bash"), "-c"]
    tool("curl")
    said = [output_of([*shell, command.removeprefix("$ curl ").join(("curl -sf ", ""))])
            for command in commands]  # fmt: skip
    answer, inwards, found, passage = map(json.loads, said)
    shown = json.loads(blocks(PAGE, "json")[0])
    assert {**answer, "elapsed_ms": 0} == {**shown, "elapsed_ms": 0}
    assert (inwards["language"], inwards["status"]) == ("it", "answered")
    assert len(found["hits"]) == 3
    assert passage["language"] == "zh"


def test_refusal_is_told_as_shown(address: str) -> None:
    """In the same words."""
    asked = f'curl -s --json \'{{"question": "a", "language": "fr"}}\' {address}/api/ask'
    told = output_of([tool("bash"), "-c", asked])
    assert json.loads(told) == json.loads(blocks(PAGE, "json")[1])
