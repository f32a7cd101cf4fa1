"""`ponte index` and `--index`: what they say, and how they fail."""

import json
from pathlib import Path

import pytest
from test_archiving import write_articles
from test_cli import Cli


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Return a command line that runs in this process."""
    return Cli(capsys, monkeypatch)


def test_an_archive_is_made_checked_and_asked(cli: Cli, tmp_path: Path) -> None:
    """What cannot be read is named on standard error, and is no failure."""
    write_articles(tmp_path / "ports", ["Genova", "Bari"])
    (tmp_path / "ports" / "x.txt").write_bytes(b"")
    ports, archive = str(tmp_path / "ports"), str(tmp_path / "archive")
    code, out, err = cli("index", ports, "--output", archive)
    assert (code, out) == (0, "2 articles, 2 passages (2 read, 0 removed, 1 not read)\n")
    assert err == (
        f"Not read: {ports}/x.txt: '{ports}/x.txt' holds no text. "
        "Give a file with at least one paragraph.\n"
    )
    _, out, _ = cli("index", ports, "--output", archive, "--json")
    counts = json.loads(out)
    assert (counts["articles"], counts["read"], list(counts["failed"])) == (
        2,
        0,
        [f"{ports}/x.txt"],
    )
    _, out, _ = cli("index", "--check", "--output", archive)
    assert out == "2 articles, every file as it was written.\n"
    _, out, _ = cli("ask", "--index", archive, "Quanto è costato il cantiere di Bari?")
    assert out.startswith("Il cantiere di Bari è costato 12 milioni. [1]")
    assert "  [1] Porto di Bari · passaggio 1 · it\n" in out
    _, out, _ = cli("articles", "--index", archive, "--until", "2024-01")
    assert out.splitlines()[0] == "genova"
    _, out, _ = cli("articles", "--index", archive, "--json", "--until", "2024-01")
    assert json.loads(out)["file"] == f"{ports}/genova.md"
    told = cli.failure("ask", "--article", archive, "?")
    assert told == f"'{archive}' is an archive. Open it with --index {archive}"
    _, out, _ = cli("show", "--index", archive, "bari#1")
    assert out.startswith("Il porto di Bari riapre in maggio.")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["ask", "x", "--index", "a", "--article", "b"],
            "An archive has its own articles and model. "
            "Give --index without --article, --translation and --model.",
        ),
        (
            ["ask", "x", "--since", "2024"],
            "--since, --until, --in and --source choose in an archive. Add --index.",
        ),
        (["ask", "x", "--index", "no-such-folder"], "'no-such-folder' holds no archive."),
        (["chat", "a.md", "--index", "b"], "An archive has its own articles and model. "),
        (["index", "--output", "a"], "There is nothing to read"),
    ],
)
def test_a_bad_call_is_one_line(cli: Cli, arguments: list[str], message: str) -> None:
    """Exit code 2, and what to do."""
    assert cli.failure(*arguments).startswith(message)
