"""The table of letter n-grams that tells Italian from English."""

import json
from pathlib import Path

import pytest

from rag.languages import word_ngrams
from rag.training.ngrams import count_ngrams, log_odds, main, telling_ngrams


def test_ngrams_of_words_are_counted_with_their_edges() -> None:
    """Each word counts its n-grams of two to four letters."""
    assert count_ngrams(["Il 3", "il"]) == {
        " i": 2,
        "il": 2,
        "l ": 2,
        " il": 2,
        "il ": 2,
        " il ": 2,
    }
    assert word_ngrams("il") == [" i", "il", "l ", " il", "il ", " il "]


def test_the_sign_of_the_odds_names_the_language() -> None:
    """Above zero for Italian, below for English, zero for what both have alike."""
    odds = log_odds({"gli": 8, "in": 2}, {"the": 8, "in": 2})
    assert odds["gli"] > 0 > odds["the"]
    assert odds["in"] == 0.0


def test_the_most_telling_are_kept() -> None:
    """A frequent n-gram of one language comes before one of both."""
    assert set(telling_ngrams({"gli": 8, "in": 2}, {"the": 8, "in": 2}, kept=2)) == {"gli", "the"}


def test_a_missing_folder_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And nothing is written."""
    output = tmp_path / "ngrams.json"
    assert main(["--data", str(tmp_path / "none"), "--output", str(output)]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert not output.exists()


def test_the_table_that_ships_has_a_thousand_entries() -> None:
    """It is what the command above writes."""
    table = json.loads((Path(__file__).parent.parent / "rag" / "ngrams.json").read_text("utf-8"))
    assert len(table) == 1000
