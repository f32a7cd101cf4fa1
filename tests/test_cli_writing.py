"""The language model that a command's options name."""

import json
import os
import subprocess
import sys
import threading
import urllib.request
from urllib.parse import urlsplit

import pytest
from language_server import Script, serving
from test_cli import ROOT, Cli, ponte

from rag.cli_writing import named_writer
from rag.errors import ModelError
from rag.languages import message

pytest.importorskip("openai")

QUESTION = "How many research institutes are there in Beijing?"
# A busy machine takes a while to reach a model.
PATIENT = "import rag.model_server; rag.model_server._REACH = 60; from rag.cli import main; main()"
SAID = "Beijing has more than 400 scientific research institutes [1]."


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Return a command line in this process, with no model in its environment."""
    for name in ("PONTE_LLM_URL", "PONTE_LLM_MODEL", "PONTE_LLM_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("rag.model_server._REACH", 60.0)
    return Cli(capsys, monkeypatch)


def test_no_model_is_opened_where_none_is_named(cli: Cli) -> None:
    """And nothing is said of one."""
    assert named_writer(None, None) is None


def test_a_model_words_the_answer_and_the_command_says_so(cli: Cli) -> None:
    """On standard error before, under the answer, and for programs in the object."""
    with serving(Script([SAID])) as url:
        options = ("--llm", url, "--llm-model", "tiny")
        code, out, err = cli("ask", QUESTION, *options)
        assert (code, err) == (0, message("llm.on", "en", model="tiny") + "\n")
        assert out.startswith("Beijing has more than 400 scientific research institutes. [1]\n  ")
        told = json.loads(cli("ask", "--json", QUESTION, *options)[1])
    assert told["writing"] == {
        "model": "tiny",
        "host": "",
        "kept": 1,
        "replaced": 0,
        "dropped": 0,
        "notice": "",
    }


def test_where_the_text_goes_is_said_before_it_goes(capsys: pytest.CaptureFixture[str]) -> None:
    """To which host."""
    named_writer("https://models.example/v1", "big")
    assert capsys.readouterr().err == (
        "Worded by big, every sentence checked against the article. "
        "The question and the passages are sent to models.example.\n"
    )


def test_the_environment_names_a_model(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the options do."""
    monkeypatch.setenv("PONTE_LLM_URL", "http://localhost:1/v1")
    with pytest.raises(ModelError, match="Name it with --llm-model"):
        named_writer(None, None)


def test_a_server_that_is_not_there_is_one_line_and_no_answer_is_lost() -> None:
    """In a process of its own, as a reader runs it."""
    with serving(Script()) as url:
        pass
    done = ponte("ask", QUESTION, "--llm", url, "--llm-model", "tiny")
    assert done.returncode == 0
    assert message("llm.unreachable", "en", address=url) in done.stdout
    assert "number more than 400" in done.stdout


@pytest.mark.parametrize("command", [("ask", QUESTION), ("chat",), ("mcp",)], ids=lambda c: c[0])
@pytest.mark.parametrize(
    ("options", "line"),
    [
        (
            ("--llm", "localhost", "--llm-model", "tiny"),
            "--llm is 'localhost', which is no address. Give a URL such as",
        ),
        (("--llm", "http://localhost:1"), "--llm says where a model is, and not which. Name it"),
        (("--llm-model", "tiny"), "--llm-model names a model, and --llm does not say where."),
    ],
    ids=["no address", "no model", "no place"],
)
def test_options_that_make_no_sense_are_one_line(
    cli: Cli, command: tuple[str, ...], options: tuple[str, ...], line: str
) -> None:
    """What, its value, and what to give: the same wherever a model may be named."""
    assert cli.failure(*command, *options).startswith(line)


@pytest.mark.parametrize("command", [("ask", QUESTION), ("chat",), ("mcp",)], ids=lambda c: c[0])
def test_the_environment_is_refused_as_the_options_are(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    """In every command that a model may write for."""
    monkeypatch.setenv("PONTE_LLM_URL", "localhost")
    assert cli.failure(*command).startswith("--llm is 'localhost', which is no address.")


@pytest.mark.parametrize(
    ("command", "served"),
    [("chat", "ui.app.serve"), ("mcp", "ui.mcp_server.serve_tools")],
    ids=["chat", "mcp"],
)
def test_what_keeps_a_model_from_being_asked_is_told_when_a_command_starts(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, command: str, served: str
) -> None:
    """In one line on standard error, beside what it does anyway; nothing where all is well."""
    pytest.importorskip("gradio" if command == "chat" else "mcp")

    def wait(*_: object, **__: object) -> None:
        for thread in threading.enumerate():
            if thread.name == "ponte-look":
                thread.join(60)

    monkeypatch.setattr(served, wait)
    on = message("llm.on", "en", model="tiny")
    with serving(Script(models=["tiny"])) as url:
        well = cli(command, "--llm", url, "--llm-model", "tiny")
    assert well == (0, "", f"{on}\n")
    with serving(Script(status=404, models=["small"])) as url:
        code, out, err = cli(command, "--llm", url, "--llm-model", "tiny")
    assert (code, out) == (0, "")
    assert err.splitlines() == [
        on,
        f"There is no language model 'tiny' at {url}, which has: small. Name another with "
        "--llm-model. Until then the answers are the article's own words.",
    ]


def asked_of_the_page(address: str) -> dict[str, object]:
    """Ask the API of a page about the institutes of Beijing; return what became of the writing."""
    request = urllib.request.Request(
        f"{address}api/ask",
        json.dumps({"question": QUESTION}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as reply:
        writing: dict[str, object] = json.load(reply)["writing"]
    return writing


def test_a_server_that_starts_after_the_page_is_used_then() -> None:
    """Before, the page says what is missing, and answers without it."""
    pytest.importorskip("gradio")
    with serving(Script()) as url:
        pass
    command = [sys.executable, "-c", PATIENT, "chat", "--port", "0", "--no-browser"]
    with subprocess.Popen(
        [*command, "--llm", url, "--llm-model", "tiny"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
    ) as page:
        try:
            assert page.stdout is not None
            assert page.stderr is not None
            told = [page.stderr.readline().rstrip("\n") for _ in range(2)]
            assert told == [
                message("llm.on", "en", model="tiny"),
                f"No language model answers at {url}. Start its server, or name another with "
                "--llm. Until then the answers are the article's own words.",
            ]
            address = page.stdout.readline().split()[1]
            before = asked_of_the_page(address)
            assert (before["kept"], before["notice"]) == (
                0,
                message("llm.unreachable", "en", address=url),
            )
            with serving(Script([SAID]), urlsplit(url).port or 0):
                assert asked_of_the_page(address)["kept"] == 1
        finally:
            page.terminate()
