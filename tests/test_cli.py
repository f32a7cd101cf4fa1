"""The command line: what it prints, for people and for scripts, and how it fails."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from files import pdf_file

ROOT = Path(__file__).parent.parent
QUESTION = "How many research institutes are there in Beijing?"
SENTENCE = (
    "The Chinese capital's scientific research institutes number more than 400 and are "
    "represented by the Chinese Academy of Sciences and the Chinese Academy of Engineering."
)


def ponte(
    *arguments: str, stdin: str | bytes = "", cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    given = stdin if isinstance(stdin, bytes) else stdin.encode()
    done = subprocess.run(
        [sys.executable, "-c", "from rag.cli import main; main()", *arguments],
        input=given,
        capture_output=True,
        timeout=60,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        check=False,
    )
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
    )


def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: str
) -> tuple[int, str, str]:
    """Run the command line in this process; return its exit code, output and errors."""
    from rag.cli import main

    monkeypatch.setattr(sys, "argv", ["ponte", *arguments])
    code = 0
    try:
        main()
    except SystemExit as end:
        code = int(end.code or 0)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> "Cli":
    """Return a command line that runs in this process."""
    return Cli(capsys, monkeypatch)


class Cli:
    """The command line, called with its arguments."""

    def __init__(self, capsys: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch) -> None:
        """Keep what a call needs."""
        self._capsys, self._patch = capsys, patch

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        """Return the exit code, the output and the errors of a call."""
        return run(self._capsys, self._patch, *arguments)

    def failure(self, *arguments: str) -> str:
        """Return the one line of a call that must fail with exit code 2 and print nothing."""
        code, out, err = self(*arguments)
        assert (code, out) == (2, "")
        assert err.startswith("ponte: ")
        assert err.endswith("\n")
        assert len(err.splitlines()) == 1
        return err[len("ponte: ") : -1]


def test_numpy_keeps_to_one_thread_unless_told_otherwise() -> None:
    """A question's matrices are small; who knows better says so in the environment."""
    told = "import os, sys; sys.argv = ['ponte', '--version']; from rag.cli import main; main()"
    told += "; print(os.environ['OPENBLAS_NUM_THREADS'])"
    kept = {name: said for name, said in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    kept["PYTHONPATH"] = str(ROOT)
    for stated, expected in (({}, "1"), ({"OPENBLAS_NUM_THREADS": "3"}, "3")):
        run = [sys.executable, "-c", told]
        found = subprocess.run(run, env=kept | stated, capture_output=True, text=True, check=True)
        assert found.stdout.splitlines()[-1] == expected


def test_ask_prints_the_answer_then_its_proof(cli: Cli) -> None:
    """The reader's words, then title, passage and the original's words."""
    code, out, err = cli("ask", QUESTION)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].startswith(f"{SENTENCE} [1]")
    proof = lines[lines.index("") + 1 :]
    assert proof[0] == (
        "  [1] Torino e Pechino, due poli dell'innovazione sempre più vicini · passage 4 · it"
    )
    assert proof[1].startswith("      «Gli istituti di ricerca scientifica della capitale cinese")
    assert proof[1].endswith("l'Accademia cinese di ingegneria.»")


def test_ask_json_is_the_library_s_answer(cli: Cli) -> None:
    """One object on one line, with a proved citation."""
    code, out, _ = cli("ask", "--json", QUESTION)
    record = json.loads(out)
    assert (code, out.count("\n")) == (0, 1)
    assert (record["status"], record["language"]) == ("answered", "en")
    cited = record["citations"][0]
    text = (ROOT / "rag/articles/torino-pechino/it.md").read_bytes().decode("utf-8")
    assert text[cited["start"] : cited["end"]] == cited["quote"]
    assert cited["translation"] == {"language": "en", "text": SENTENCE}
    assert cited["url"] == "/p/torino-pechino/4"


def test_ask_in_another_language(cli: Cli) -> None:
    """--language answers in it; en-GB is English."""
    _, out, _ = cli("ask", "--json", "--language", "zh", QUESTION)
    assert json.loads(out)["text"].startswith("中国首都的科研机构超过400家")
    _, out, _ = cli("ask", "--json", "--language", "en-GB", "北京有多少家科研机构？")
    assert json.loads(out)["text"].startswith(SENTENCE)


def test_a_refusal_is_no_error(cli: Cli) -> None:
    """Exit code 0, the closest passage below, where one is near."""
    code, out, err = cli("ask", "How many start-ups have come out of the I3P incubator?")
    assert (code, err) == (0, "")
    assert out.startswith(
        "The article does not say.\n  The closest passage may say it in other words.\n\n"
        "  Closest passage: torino-pechino#"
    )
    code, out, err = cli("ask", "Who won the World Cup?")
    assert (code, out.strip(), err) == (0, "The article does not say.", "")


def test_ask_reads_one_question_a_line() -> None:
    """With - as the question; blank lines are passed over."""
    done = ponte("ask", "--json", "-", stdin=f"{QUESTION}\n\n  \nChi è il re di Marte?\r\n")
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert [record["question"] for record in records] == [QUESTION, "Chi è il re di Marte?"]
    assert [record["status"] for record in records] == ["answered", "not_found"]
    assert (done.returncode, done.stderr) == (0, "")


def test_ask_reads_nothing_from_an_empty_input() -> None:
    """No questions, no answers, no error."""
    done = ponte("ask", "--json", "-", stdin="")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_an_input_that_is_not_utf_8_is_one_line() -> None:
    """As every other thing a person can put right."""
    done = ponte("ask", "-", stdin="Perché è così?\n".encode("cp1252"))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("ponte: ")
    assert done.stderr.endswith(" UTF-8.\n")
    assert len(done.stderr.splitlines()) == 1


def test_find_lists_passages(cli: Cli) -> None:
    """Best first, as many as asked for."""
    code, out, _ = cli("find", "--limit", "2", "research institutes")
    assert code == 0
    heads = [line for line in out.splitlines() if line[:1].isdigit()]
    assert [head[:18] for head in heads] == ["1. torino-pechino#", "2. torino-pechino#"]
    assert heads[0].startswith("1. torino-pechino#4 · en · ")
    _, out, _ = cli("find", "--json", "--limit", "2", "research institutes")
    record = json.loads(out)
    assert list(record) == ["query", "hits"]
    assert len(record["hits"]) == 2
    assert record["hits"][0]["passage"] == 4


def test_show_prints_a_passage(cli: Cli) -> None:
    """In the original's language or another; as a reference or a number."""
    _, out, _ = cli("show", "torino-pechino#11")
    assert out.startswith("Il Forum ZGC è una piattaforma nazionale della Cina")
    _, out, _ = cli("show", "1", "--language", "zh")
    assert out.startswith("都灵与北京正在加强两地创新生态系统之间的合作。")
    _, out, _ = cli("show", "1", "--json")
    record = json.loads(out)
    assert list(record) == ["article", "passage", "language", "text", "url"]
    assert (record["passage"], record["language"]) == (1, "it")
    assert record["url"] == "/p/torino-pechino/1"


def test_articles_are_listed(cli: Cli) -> None:
    """With title, date, languages and passages."""
    _, out, _ = cli("articles", "--json")
    assert json.loads(out) == {
        "article": "torino-pechino",
        "title": "Torino e Pechino, due poli dell'innovazione sempre più vicini",
        "date": "2023-09",
        "source": "Edizione trilingue, scritta per questo progetto, dei fatti riportati in un "
        "articolo italiano del settembre 2023 sulla cooperazione tra Torino e Pechino",
        "languages": ["it", "en", "zh"],
        "passages": 11,
    }
    _, out, _ = cli("articles")
    assert out.splitlines()[0] == "torino-pechino"
    assert out.splitlines()[2] == "  2023-09 · it, en, zh · 1-11"


def test_an_article_of_one_s_own(cli: Cli, tmp_path: Path) -> None:
    """--article replaces the bundled one, and may be repeated."""
    for name, text in (("a", "Il fiume Po nasce dal Monviso."), ("b", "La torre è alta.")):
        (tmp_path / f"{name}.txt").write_text(text, "utf-8")
    paths = ["--article", str(tmp_path / "a.txt"), "--article", str(tmp_path / "b.txt")]
    _, out, _ = cli("articles", "--json", *paths)
    assert [json.loads(line)["article"] for line in out.splitlines()] == ["a", "b"]


def test_a_notice_goes_to_standard_error(cli: Cli, tmp_path: Path) -> None:
    """So that JSON stays JSON."""
    text = "La città è più bella così. Perché l'università non è già lì? Il caffè costa 1 €."
    (tmp_path / "a.txt").write_bytes(text.encode("cp1252"))
    _, out, err = cli("articles", "--json", "--article", str(tmp_path / "a.txt"))
    assert json.loads(out)["article"] == "a"
    assert err == "'a.txt' is not UTF-8; it was read as cp1252. Save it as UTF-8 if wrong.\n"


def bad_article(folder: Path, case: str) -> Path:
    """Make the file or folder that a case is about."""
    path = folder / ("folder" if case == "folder without editions" else "bad.txt")
    if case == "folder without editions":
        path.mkdir()
    elif case == "empty file":
        path.write_bytes(b"")
    elif case == "binary file":
        path.write_bytes(bytes(range(256)) * 8)
    elif case == "50 MB file":
        with path.open("wb") as file:
            file.truncate(50_000_000)
    return path


@pytest.mark.parametrize(
    ("case", "message"),
    [
        ("no such file", "No such file: '{path}'. Check the path given with --article."),
        (
            "folder without editions",
            "Folder '{path}' holds no edition. Put one of these in it: it.md, en.md, zh.md.",
        ),
        ("empty file", "'{path}' holds no text. Give a file with at least one paragraph."),
        ("binary file", "'bad.txt' is not text (it holds zero bytes). Give a .txt or .md file."),
        (
            "50 MB file",
            "'{path}' has 50,000,000 bytes; Ponte reads articles up to 10,000,000. "
            "Give the article alone.",
        ),
    ],
    ids=lambda value: value if len(value) < 24 else "",
)
@pytest.mark.parametrize("command", ["ask", "find", "show", "articles"])
def test_a_bad_article_is_one_line(
    cli: Cli, tmp_path: Path, command: str, case: str, message: str
) -> None:
    """In every command: exit code 2, one line on standard error, nothing else."""
    path = bad_article(tmp_path, case)
    words = [] if command == "articles" else ["1"]
    said = cli.failure(command, *words, "--article", str(path))
    assert said == message.format(path=path)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(
            ["ask", "a" * 10_000],
            "The question has 10,000 characters. Ask in at most 2,000.",
            id="question of 10,000 characters",
        ),
        pytest.param(
            ["ask", ""], "The question is empty. Ask something in words.", id="empty question"
        ),
        pytest.param(
            ["find", " ?! "], "The question is empty. Ask something in words.", id="empty query"
        ),
        pytest.param(
            ["ask", "Chi?", "--language", "fr"],
            "Unknown language 'fr'. Use one of: it, en, zh.",
            id="unknown language",
        ),
        pytest.param(
            ["ask", "Chi?", "--language", "f\nr"],
            "Unknown language 'f r'. Use one of: it, en, zh.",
            id="language on two lines",
        ),
        pytest.param(
            ["show", "99"],
            "There is no passage '99'. 'torino-pechino' has passages 1 to 11.",
            id="no such passage",
        ),
        pytest.param(
            ["show", "roma#1"],
            "There is no article 'roma'. Open are: torino-pechino.",
            id="no such article",
        ),
        pytest.param(["ask", "caff\udce8"], None, id="bytes that are not text"),
        pytest.param(["find", "x", "--limit", "0"], None, id="limit below 1"),
        pytest.param(["find", "x", "--limit", "many"], None, id="limit that is no number"),
        pytest.param(["ask"], None, id="no question"),
        pytest.param(["sing"], None, id="no such command"),
        pytest.param(["ask", "x", "--loud"], None, id="no such option"),
        pytest.param(["articles", "--article", "x" * 5000], None, id="path of 5,000 characters"),
    ],
)
def test_a_bad_call_is_one_line(cli: Cli, arguments: list[str], message: str | None) -> None:
    """Exit code 2 and one line that says what to do."""
    said = cli.failure(*arguments)
    assert message is None or said == message


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_a_missing_model_is_one_line(cli: Cli) -> None:
    """As every error with a remedy."""
    said = cli.failure("ask", "Chi?", "--model", "/no/such/model")
    assert said.startswith("Model '/no/such/model' cannot be loaded: ")


HEAVY = ("torch", "sentence_transformers", "transformers", "gradio", "numpy", "faiss", "tokenizers")


def loaded_after(code: str) -> set[str]:
    """Return which heavy libraries a fresh interpreter has loaded after some code."""
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print('\\n'.join(sys.modules))"],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
    )
    return set(HEAVY) & set(done.stdout.splitlines())


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("import rag", id="import rag"),
        pytest.param("import rag.cli", id="import rag.cli"),
        pytest.param(
            "import sys; sys.argv = ['ponte', '--help']\nfrom rag.cli import main; main()",
            id="ponte --help",
        ),
        pytest.param(
            "import sys; sys.argv = ['ponte', 'ask', '--help']\nfrom rag.cli import main; main()",
            id="ponte ask --help",
        ),
    ],
)
def test_what_needs_no_model_loads_nothing_heavy(code: str) -> None:
    """So that it is instant."""
    assert loaded_after(code) == set()


def test_ask_loads_no_torch() -> None:
    """Nor transformers, nor gradio, with the bundled model."""
    called = f"import sys; sys.argv = ['ponte', 'ask', {QUESTION!r}]"
    code = f"{called}\nfrom rag.cli import main; main()"
    assert loaded_after(code) == {"numpy", "faiss", "tokenizers"}


def test_help_names_every_command(cli: Cli) -> None:
    """With no traceback and no error."""
    code, out, err = cli("--help")
    assert (code, err) == (0, "")
    for command in ("chat", "ask", "find", "show", "articles"):
        assert f"\n  {command} " in out


def test_a_reader_that_has_gone_is_no_error() -> None:
    """`ponte … | head -1` ends quietly."""
    shell = (
        f"yes '{QUESTION}' | head -200 | '{sys.executable}' -c "
        "'from rag.cli import main; main()' ask - | head -1"
    )
    done = subprocess.run(
        ["bash", "-c", shell],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
    )
    assert done.stdout.startswith(SENTENCE)
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("flags", "uploads"), [([], None), (["--uploads"], True), (["--no-uploads"], False)]
)
def test_uploads_are_as_asked(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, flags: list[str], uploads: bool | None
) -> None:
    """Without a word, where the server listens decides."""
    pytest.importorskip("gradio")
    import ui.app

    served: list[bool | None] = []
    monkeypatch.setattr(ui.app, "serve", lambda *_, uploads, **__: served.append(uploads))
    assert cli("chat", "--no-browser", *flags)[0] == 0
    assert served == [uploads]


def test_show_prints_the_whole_text(cli: Cli, tmp_path: Path) -> None:
    """As it was read, of the first article, of a named one, or of an edition."""
    (tmp_path / "a.pdf").write_bytes(pdf_file([["Il porto riapre lunedì."], ["La diga è lunga."]]))
    (tmp_path / "b.txt").write_text("The port reopens.\n", "utf-8")
    named = ["--article", str(tmp_path / "a.pdf"), "--article", str(tmp_path / "b.txt")]
    _, out, err = cli("show", "--text", *named)
    assert (out, err) == ("Il porto riapre lunedì.\n\nLa diga è lunga.\n", "")
    _, out, _ = cli("show", "--text", "b", *named)
    assert out == "The port reopens.\n"
    _, out, _ = cli("show", "--text", "--language", "en")
    assert out == (ROOT / "rag/articles/torino-pechino/en.md").read_text("utf-8")
    assert (
        cli.failure("show") == "No passage is named. Give one, such as '3', or add --text for all."
    )
