"""The language model that a command's options name."""

import json

import pytest
from language_server import Script, serving
from test_cli import Cli, ponte

from rag.cli_writing import named_writer
from rag.errors import ModelError
from rag.languages import message

pytest.importorskip("openai")

QUESTION = "How many research institutes are there in Beijing?"
SAID = "Beijing has more than 400 scientific research institutes [1]."


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Return a command line in this process, with no model in its environment."""
    for name in ("PONTE_LLM_URL", "PONTE_LLM_MODEL", "PONTE_LLM_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("rag.served_model._REACH", 60.0)
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
