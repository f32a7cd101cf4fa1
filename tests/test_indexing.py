"""Kinds of indexes are measured over real text, against what is really nearest."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from test_cli import Cli

from rag.datasets import Dataset
from rag.embedding import unit_rows
from rag.errors import PonteError
from rag.indexing import KINDS, index_rows, parse_kind, texts_and_questions

NEWS = Path(__file__).parent / "questions" / "news.test.jsonl"


@pytest.fixture
def parallel() -> Dataset:
    """Return twenty sentences in two languages, one of them the same."""
    rows = [{"it": f"Frase {number}.", "en": f"Sentence {number}."} for number in range(20)]
    return Dataset(Path("p.jsonl"), "parallel", [*rows, {"it": "Frase 3.", "en": "Another."}])


@pytest.fixture
def asked() -> Dataset:
    """Return two passages with three questions."""
    rows = [("Dove?", "A Bari."), ("Chi?", "A Bari."), ("Quando?", "In maggio.")]
    held = [{"lang": "it", "question": q, "passage": p, "id": q} for q, p in rows]
    return Dataset(Path("q.jsonl"), "questions", held)


def test_texts_are_different_and_what_is_asked_is_left_out(parallel: Dataset) -> None:
    """The same every time."""
    texts, questions = texts_and_questions([parallel], 30, 10)
    assert (len(set(texts)), len(set(questions))) == (30, 10)
    assert not set(texts) & set(questions)
    assert (texts, questions) == texts_and_questions([parallel], 30, 10)


def test_questions_are_those_of_the_data(parallel: Dataset, asked: Dataset) -> None:
    """Where it has any; then no text is left out."""
    texts, questions = texts_and_questions([parallel, asked], 43, 3)
    assert sorted(questions) == ["Chi?", "Dove?", "Quando?"]
    assert {"A Bari.", "In maggio.", "Frase 3.", "Another."} <= set(texts)


def test_too_few_texts_and_other_data_are_one_line(parallel: Dataset, asked: Dataset) -> None:
    """With what to give."""
    with pytest.raises(PonteError, match=r"^The data holds 31 texts, not 32\. Give more data\.$"):
        texts_and_questions([parallel], 32, 10)
    with pytest.raises(PonteError, match=r"^The data holds 3 questions, not 4\. Give more data\.$"):
        texts_and_questions([asked], 2, 4)
    with pytest.raises(PonteError, match=r"^'a' holds question sets\. Give parallel or question"):
        texts_and_questions([Dataset(Path("a"), "articles", [])], 1, 1)


@pytest.mark.parametrize(
    ("name", "kind"), [("flat", KINDS[0]), ("HNSW32,SQ8", KINDS[3]), ("IVF,SQ8", KINDS[5])]
)
def test_kinds_have_names(name: str, kind: object) -> None:
    """Of which the number of cells is no part."""
    assert parse_kind(name) == kind


def test_an_unknown_kind_is_one_line() -> None:
    """With all that there are."""
    with pytest.raises(PonteError, match=r"^There is no kind of index 'LSH'\. Give one of: Flat, "):
        parse_kind("LSH")


def test_each_kind_is_measured_at_each_effort() -> None:
    """The exact one finds everything, a harder search no less than an easier one."""
    chance = np.random.default_rng(2)
    rows = unit_rows(chance.standard_normal((4_000, 16)).astype(np.float32))
    queries = unit_rows(chance.standard_normal((40, 16)).astype(np.float32))
    figures = list(index_rows(rows, queries))
    assert [row["index"] for row in figures[:4]] == ["Flat", "SQ8", "HNSW32,Flat", "HNSW32,Flat"]
    assert {row["index"] for row in figures[-3:]} == {"IVF64,SQ8"}
    exact, bytes_each, *_ = figures
    assert (exact["at_10"], exact["at_200"], exact["effort"]) == (1.0, 1.0, "all")
    assert exact["megabytes"] == pytest.approx(4_000 * 16 * 4 / 1e6, abs=0.001)
    assert bytes_each["megabytes"] == pytest.approx(4_000 * 16 / 1e6, abs=0.001)
    assert 0.9 < bytes_each["at_10"] < 1
    for easy, hard in pairwise(figures):
        if easy["index"] == hard["index"]:
            assert easy["at_200"] <= hard["at_200"]


def test_the_command_prints_a_table(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Over a file of parallel rows; question sets are refused."""
    cli = Cli(capsys, monkeypatch)
    data = tmp_path / "rows.jsonl"
    lines = [f'{{"it": "Il porto {n} riapre.", "en": "Port {n} reopens."}}' for n in range(40)]
    data.write_text("\n".join(lines), "utf-8")
    few = ("--rows", "60", "--questions", "5", "--kind", "Flat", "--kind", "HNSW32,Flat")
    code, out, _ = cli("evaluate", "vectors", str(data), *few)
    assert code == 0
    assert out.startswith("Indexes of 60 rows of 256 numbers, 5 questions\nindex ")
    assert [line.split()[0] for line in out.splitlines()[2:]] == ["Flat", *["HNSW32,Flat"] * 3]
    _, out, _ = cli("evaluate", "vectors", str(data), *few, "--json")
    assert out.startswith('{"vectors": [{"index": "Flat", "effort": "all", "rows": 60, "at_10": 1')
    told = cli.failure("evaluate", "vectors", str(NEWS))
    assert told.startswith(f"'{NEWS}' holds question sets. Give parallel or question rows.")
