"""The documents say what is true: commands run, blocks run, links lead somewhere."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import typer.main
from test_architecture import ORDER
from test_archiving import write_articles
from test_cli import Cli

import rag.cli
from rag.archiving import build_archive
from rag.generation import read_manifest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
SCALE = (ROOT / "docs" / "scale.md").read_text("utf-8")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def blocks(text: str, kind: str) -> list[str]:
    """Return the fenced blocks of one kind."""
    return re.findall(rf"```{kind}\n(.*?)```", text, re.DOTALL)


def run_ponte(arguments: list[str]) -> str:
    """Run the command line in a process of its own and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-c", "from rag.cli import main; main()", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        cwd=ROOT,
    )
    return done.stdout


def test_python_blocks_of_the_readme_run() -> None:
    """Each block holds its own assertions."""
    found = blocks(README, "python")
    assert len(found) == 1
    for block in found:
        exec(compile(block, "README.md", "exec"), {})


def test_the_shell_session_of_the_readme_prints_what_it_shows() -> None:
    """Each `ponte ask` prints the lines under it, from the first."""
    session = next(block for block in blocks(README, "console") if block.startswith("$ "))
    asked = re.findall(r'^\$ \.venv/bin/ponte ask "(.*?)"\n(.*?)(?=^\$|\Z)', session, re.M | re.S)
    assert len(asked) == 2
    for question, shown in asked:
        assert run_ponte(["ask", question]).startswith(shown.strip())


def test_every_command_is_in_the_readme() -> None:
    """And the README names no command that is not there."""
    commands = set(typer.main.get_command(rag.cli.app).commands)
    table = set(re.findall(r"^\| .*?`ponte (\w+)", README, re.M))
    assert table == commands


def test_the_architecture_page_lists_the_modules_in_order() -> None:
    """The house as drawn is the house as built."""
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    assert re.findall(r"^\| `rag/(\w+)\.py`", page, re.M) == ORDER


@pytest.mark.parametrize("page", [pytest.param(page, id=page.name) for page in PAGES])
def test_links_lead_to_files(page: Path) -> None:
    """Relative links and images exist."""
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_the_commands_of_the_page_on_scale_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One after another, with a file of Milvus Lite in place of a server."""
    lines = blocks(SCALE, "console")[0].replace("http://milvus.example.org:19530", "vectors.db")
    pip, *commands = [shlex.split(line) for line in lines.splitlines()]
    assert pip == ["pip", "install", "ponte[milvus]"]
    write_articles(tmp_path / "articles", ["Bari", "Genova"])
    build_archive([tmp_path / "articles"], tmp_path / "archive", processes=1)
    monkeypatch.chdir(tmp_path)
    cli = Cli(capsys, monkeypatch)
    told = []
    for name, *arguments in commands:
        assert name == "ponte"
        code, out, err = cli(*arguments)
        assert (code, err) == (0, "")
        told.append(out)
    unread = "2 articles, 2 passages (0 read, 0 removed, 0 not read)\n"
    assert (told[0], told[2], told[4]) == (unread, unread, unread)
    assert "  [1] Porto di Bari" in told[1]
    assert told[3] == "2 articles, every file as it was written.\n"
    assert read_manifest(Path("archive")).vectors.engine == "faiss"


@pytest.mark.parametrize("command", re.findall(r"^    ponte evaluate vectors (.*)$", SCALE, re.M))
def test_the_measurements_of_the_page_on_scale_can_be_made(
    command: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With fewer rows."""
    data = tmp_path / "rows.jsonl"
    data.write_text(
        "\n".join(f'{{"it": "Porto {n}", "en": "Port {n}"}}' for n in range(99)), "utf-8"
    )
    small = re.sub(r"(--rows|--questions) \d+", r"\1 20", command.replace("DATA...", str(data)))
    code, out, _ = Cli(capsys, monkeypatch)("evaluate", "vectors", *small.split())
    assert code == 0
    assert out.startswith("Indexes of 20 rows of 256 numbers, 20 questions\n")


def test_the_readme_installs_and_tests_with_one_command_each() -> None:
    """Both make their own environment, and the chat opens in the first."""
    start, test = [
        block.strip() for block in blocks(README, "console") if block.startswith("python3 -m venv")
    ]
    assert start.endswith("&& .venv/bin/ponte")
    assert test.endswith("&& .venv/bin/pytest -n auto --dist loadfile")
