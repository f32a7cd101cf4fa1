"""`ponte evaluate`: what it measures, prints and writes, and how it fails."""

import json
from pathlib import Path
from typing import Any

import pytest
from test_cli import Cli
from test_datasets import SQUAD, write
from test_judging import MUSEUM
from test_searching import BRIDGE
from test_searching import MUSEUM as LIGHTHOUSE


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Return a command line that runs in this process and leaves the environment as it was."""
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    return Cli(capsys, monkeypatch)


@pytest.fixture
def museum(tmp_path: Path) -> str:
    """Return the path of a set with a question, a near miss and a follow-up."""
    return str(write(tmp_path, "museum.jsonl.gz", *MUSEUM))


def test_answers_is_the_command_where_none_is_named(cli: Cli, museum: str) -> None:
    """Options may stand in front."""
    figures = [
        json.loads(out)["figures"][0]["evidence"]
        for _, out, _ in (
            cli("evaluate", "answers", "--json", museum),
            cli("evaluate", "--json", museum),
            cli("evaluate", museum, "--json"),
        )
    ]
    assert figures == [1.0] * 3


def test_json_holds_figures_curves_and_counts(cli: Cli, museum: str) -> None:
    """One object on one line."""
    code, out, err = cli("evaluate", "--json", museum)
    record: dict[str, Any] = json.loads(out)
    assert (code, err, out.count("\n")) == (0, "", 1)
    assert record["set"] == "museum.jsonl.gz"
    pair, group = record["figures"]
    assert (pair["article"], pair["question"], pair["questions"]) == ("en", "en", 1)
    assert (pair["near_misses"], pair["follow_ups"], pair["refused"]) == (1, 1, 1.0)
    assert group["article"] == "same language"
    assert record["confusion"]["same language"][0] == {
        "sort": "question", "right": 1, "wrong": 0, "refused": 0,
    }  # fmt: skip
    assert sum(each["count"] for each in record["calibration"]) == 2
    assert 0 <= record["calibration_error"] <= 1
    assert record["trade_off"]["same language"][-1]["refused"] == 1.0


def test_a_pipe_gets_two_plain_tables(cli: Cli, museum: str) -> None:
    """Their titles name the set."""
    _, out, _ = cli("evaluate", museum)
    lines = out.splitlines()
    assert lines[0] == "Evidence and refusals: museum.jsonl.gz"
    assert lines[1].split()[:3] == ["article", "question", "asked"]
    assert lines[2].split()[:4] == ["en", "en", "1", "1"]
    assert lines[4] == "Wording and time: museum.jsonl.gz"


def test_a_report_and_a_figure_are_written(cli: Cli, museum: str, tmp_path: Path) -> None:
    """With the failures, or without."""
    page, figure = tmp_path / "page.html", tmp_path / "figure.svg"
    code, _, err = cli("evaluate", museum, "--report", str(page), "--figure", str(figure))
    assert (code, err) == (0, "")
    assert "Evaluation: museum.jsonl.gz" in page.read_text("utf-8")
    assert "Failures" in page.read_text("utf-8")
    assert figure.read_text("utf-8").startswith("<svg")
    cli("evaluate", museum, "--report", str(page), "--no-failures")
    assert "Failures" not in page.read_text("utf-8")


def test_half_of_a_set_is_measured(cli: Cli, tmp_path: Path) -> None:
    """By the sorted ids; the title says which."""
    other = {**MUSEUM[0], "id": "a", "unanswerable": []}
    path = str(write(tmp_path, "set.jsonl", MUSEUM[0], other))
    _, out, _ = cli("evaluate", "--json", "--half", "even", path)
    record = json.loads(out)
    assert (record["set"], record["figures"][0]["near_misses"]) == ("set.jsonl, even articles", 0)
    _, out, _ = cli("evaluate", "--json", "--half", "odd", path)
    assert json.loads(out)["figures"][0]["near_misses"] == 1


def test_a_set_may_be_about_another_article(cli: Cli, tmp_path: Path) -> None:
    """--article takes what it takes elsewhere."""
    article = tmp_path / "lucca.txt"
    article.write_text("Lucca has walls. The silk museum opened in 2021.", "utf-8")
    path = write(
        tmp_path,
        "set.jsonl",
        {"questions": [{"en": "When did the silk museum open?", "sentence": [1]}]},
    )
    _, out, _ = cli("evaluate", "--json", str(path), "--article", str(article))
    assert json.loads(out)["figures"][0]["first"] == 1.0
    assert "names sentence 1" not in out


def test_retrieval_tells_the_parts_apart(cli: Cli, tmp_path: Path) -> None:
    """A row for each system, and one pair of languages needs no sums."""
    rows = [{"lang": "en", "id": str(place), "question": f"What did {word} do?",
             "passage": f"{word} fell on the harbour."}
            for place, word in enumerate(("rain", "snow", "night"))]  # fmt: skip
    path = str(write(tmp_path, "rows.jsonl", *rows))
    code, out, err = cli("evaluate", "retrieval", "--json", path)
    found = json.loads(out)["retrieval"]
    assert (code, err) == (0, "")
    assert [row["system"] for row in found] == ["bm25", "bm25-across", "dense", "both"]
    assert {(row["data"], row["texts"], row["question"]) for row in found} == {("rows", "en", "en")}
    assert [row["at_1"] for row in found] == [1.0] * 4
    _, out, _ = cli("evaluate", "retrieval", "--system", "dense", path)
    assert out.splitlines()[0] == "Retrieval: rows"
    assert [line.split()[3] for line in out.splitlines()[1:]] == ["system", "dense"]


def test_retrieval_joins_squad_files(cli: Cli, tmp_path: Path) -> None:
    """Questions in two languages over the passages of one."""
    italian = write(tmp_path, "squad_it.json", SQUAD)
    english = write(tmp_path, "xquad.en.json", SQUAD)
    _, out, _ = cli(
        "evaluate", "retrieval", "--json", "--passages", "it", "--system", "bm25",
        f"it={italian}", f"en={english}",
    )  # fmt: skip
    rows = json.loads(out)["retrieval"]
    assert [(row["texts"], row["question"], row["questions"]) for row in rows[:2]] == [
        ("it", "it", 2),
        ("it", "en", 2),
    ]
    assert rows[0]["data"] == "squad_it+xquad.en"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["none.jsonl"], "No such file: 'none.jsonl'. Check the path.", id="no file"),
        pytest.param([], None, id="nothing"),
        pytest.param(["retrieval"], None, id="no data"),
        pytest.param(["retrieval", "none"], "No such file: 'none'. Check the path.", id="none"),
        pytest.param(
            ["{set}", "--half", "odd"],
            "The set has one article and no odd half. Use --half all.",
            id="no such half",
        ),
        pytest.param(["{set}", "--half", "third"], None, id="unknown half"),
        pytest.param(
            ["{set}", "--report", "/no/such/folder/page.html"],
            "'/no/such/folder/page.html' cannot be written. Give a file in a folder that exists.",
            id="no such folder",
        ),
        pytest.param(
            ["retrieval", "{set}", "--system", "tfidf"],
            "Unknown system 'tfidf'. Use one of: bm25, bm25-across, dense, both.",
            id="unknown system",
        ),
        pytest.param(
            ["retrieval", "{set}", "--passages", "fr"],
            "Unknown language 'fr'. Use one of: it, en, zh.",
            id="unknown language",
        ),
        pytest.param(
            ["retrieval", "{set}", "--passages", "zh"],
            "The data holds no questions over texts in these languages.",
            id="no texts",
        ),
        pytest.param(["{set}", "--article", "none.txt"], None, id="no such article"),
    ],
)
def test_a_bad_call_is_one_line(
    cli: Cli, museum: str, arguments: list[str], message: str | None
) -> None:
    """Exit code 2 and one line that says what to do, before any work is done."""
    said = cli.failure("evaluate", *(word.format(set=museum) for word in arguments))
    assert message is None or said == message


def test_help_names_both_commands(cli: Cli) -> None:
    """And each has its own."""
    code, out, _ = cli("evaluate", "--help")
    assert code == 0
    assert "\n  answers " in out
    assert "\n  retrieval " in out
    for command in ("answers", "retrieval"):
        assert cli("evaluate", command, "--help")[0] == 0


def test_search_prints_a_row_a_group(cli: Cli, tmp_path: Path) -> None:
    """And one object with --json; a set without texts has nothing to search."""
    path = str(write(tmp_path, "set.jsonl.gz", LIGHTHOUSE, BRIDGE))
    code, out, _ = cli("evaluate", "search", path)
    assert (code, out.splitlines()[0]) == (0, "Search: set.jsonl.gz")
    assert "said elsewhere" in out
    record = json.loads(cli("evaluate", "search", "--json", path)[1])
    assert record["search"][0]["first"] == record["search"][0]["nothing"] == 1.0
    bare = {"id": "b", "questions": [{"en": "Who?", "sentence": [0]}]}
    code, out, err = cli("evaluate", "search", str(write(tmp_path, "bare.jsonl", bare)))
    assert (code, out) == (2, "")
    assert "holds no texts with short answers" in err


def test_the_alignment_of_parallel_rows(cli: Cli, tmp_path: Path) -> None:
    """A row a pair of languages; other data are refused."""
    rows = [
        {"it": "Il museo apre alle nove.", "en": "The museum opens at nine."},
        {"it": "Il biglietto costa sei euro.", "en": "The ticket costs six euros."},
    ]
    data = str(write(tmp_path, "pairs.jsonl", *rows))
    _, out, _ = cli("evaluate", "alignment", "--json", data)
    (found,) = json.loads(out)["alignment"]
    assert (found["texts"], found["F1"]) == ("it-en", 1.0)
    other = str(write(tmp_path, "museum.jsonl", *MUSEUM))
    said = cli.failure("evaluate", "alignment", other)
    assert said == f"'{other}' holds no parallel rows. Give rows of 'it', 'en' and 'zh'."
