"""The check measured: claims of a small set, with and without translations."""

import json
from pathlib import Path

import pytest
from test_altering import OTHER, ROW
from test_cli import Cli
from test_datasets import write

from rag.checking import Checked, KnownTranslations, check_rows, checked_rows, read_paraphrases
from rag.errors import ArticleError
from rag.prompting import translation_messages

ROWS = [ROW, OTHER]


@pytest.fixture(scope="module")
def checked() -> list[Checked]:
    """Check the claims of two small articles, each proof translated as the set does."""
    return list(check_rows(ROWS, translated=True))


def test_a_true_sentence_passes_in_its_own_language(checked: list[Checked]) -> None:
    """As it stands, everywhere."""
    own = [each for each in checked if each.claim.kind == "as it stands"]
    assert len(own) == 6
    assert all(each.right for each in own)


def test_rates_are_those_of_the_claims(checked: list[Checked]) -> None:
    """By kind and by pair, and in the end of all."""
    kinds = checked_rows(checked, "kind")
    assert [row["kind"] for row in kinds][:3] == ["as it stands", "translated", "framed"]
    true = [each for each in checked if each.claim.holds]
    assert kinds[-1]["true"] == len(true)
    assert kinds[-1]["passed"] == sum(each.right for each in true) / len(true)
    pairs = [row["pair"] for row in checked_rows(checked, "pair")]
    assert pairs[-3:] == ["one language", "two languages", "all"]


def test_a_translation_of_the_set_is_given_as_a_model_gives_its_own() -> None:
    """What it has none of is not translated."""
    known = KnownTranslations({"Il mulino è <vecchio>.": "The mill is old."})
    assert list(known.stream(translation_messages("Il mulino.", "en"))) == [""]
    plain = KnownTranslations({"Il mulino è vecchio.": "The mill is old."})
    asked = translation_messages("Il mulino è vecchio.", "en")
    assert list(plain.stream(asked)) == ["The mill is old."]


def test_paraphrases_are_read_from_json_lines(tmp_path: Path) -> None:
    """What is none is one line."""
    entry = {"id": "mill", "sentence": 0, "language": "en", "text": "Ada Corvi opened the mill."}
    path = tmp_path / "restated.jsonl"
    path.write_text(json.dumps(entry) + "\n\n", "utf-8")
    assert read_paraphrases(path) == [entry]
    path.write_text("{}\n", "utf-8")
    with pytest.raises(ArticleError, match="holds no paraphrases"):
        read_paraphrases(path)


def test_the_command_prints_both_tables(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """For people, or as one object."""
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    rows = [{**row, "questions": [], "unanswerable": []} for row in ROWS]
    path = write(tmp_path, "set.jsonl.gz", *rows)
    cli = Cli(capsys, monkeypatch)
    code, out, err = cli("evaluate", "support", str(path))
    assert (code, err) == (0, "")
    assert "Check by kind: set.jsonl.gz, all articles\n" in out
    assert "Check by pair: set.jsonl.gz, all articles\n" in out
    told = json.loads(cli("evaluate", "support", "--json", str(path))[1])
    assert set(told["support"]) == {"kind", "pair"}
