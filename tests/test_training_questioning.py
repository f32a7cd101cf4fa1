"""Questions drawn to the sentences that answer them: what the table learns, and bad input."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from rag.embedding import BUNDLED_MODEL, bundled_embedder, load_static_embedder
from rag.training.askings import material_of
from rag.training.export import float_table
from rag.training.pairs import PairSet
from rag.training.questioning import Lesson, draw_questions, main
from rag.training.sources import Kind

ARTICLE = {
    "id": "x",
    "title": {"it": "Il mulino", "en": "The mill"},
    "sentences": [
        {"p": 0, "it": "Il mulino fu finanziato da due cugine.", "en": "Two cousins financed it."},
        {"p": 0, "it": "Ha tre macine e un forno.", "en": "It has three stones and an oven."},
        {"p": 1, "it": "Apre a maggio.", "en": "It opens in May."},
    ],
    "questions": [
        {
            "it": "Chi ci ha messo i soldi?",
            "en": "Who put up the money?",
            "sentence": [0],
            "answer": {"it": "due cugine", "en": "Two cousins"},
        }
    ],
}
CORPUS = PairSet(
    "proverbs",
    Kind.PARALLEL,
    ("it", "en"),
    (
        ("Chi dorme non piglia pesci.", "The early bird catches the worm."),
        ("Sorge a Lodi.", "In Lodi."),
    ),
    1.0,
)


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Sums in another order would be other bytes."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def _lesson(table: np.ndarray[Any, Any], passes: int) -> np.ndarray[Any, Any]:
    material = material_of([ARTICLE], [CORPUS], bundled_embedder().tokenizer)
    return draw_questions(table, material, Lesson(passes=passes))


def test_a_question_comes_to_lie_nearest_to_the_sentence_that_answers() -> None:
    """In its own language and in another, though no word is shared; the same run twice."""
    embedder = bundled_embedder()
    taught = _lesson(float_table(embedder), 20)

    def vectors(texts: list[str]) -> np.ndarray[Any, Any]:
        ids = [embedder.tokenizer.encode(text, add_special_tokens=False).ids for text in texts]
        sums = np.stack([taught[row].sum(axis=0) for row in ids])
        unit: np.ndarray[Any, Any] = sums / np.linalg.norm(sums, axis=1, keepdims=True)
        return unit

    questions = vectors(["Chi ci ha messo i soldi?", "Who put up the money?"])
    for language in ("it", "en"):
        sentences = vectors([str(each[language]) for each in ARTICLE["sentences"]])  # type: ignore[index]  # a literal
        assert (questions @ sentences.T).argmax(axis=1).tolist() == [0, 0]
    assert np.array_equal(taught, _lesson(float_table(embedder), 20))


def test_lengths_stay_as_they_were() -> None:
    """They weigh the words and are compared with constants; the unknown token says nothing."""
    table = float_table(bundled_embedder())
    taught = _lesson(table, 1)
    before, after = (np.linalg.norm(each, axis=1) for each in (table, taught))
    assert np.allclose(before, after, atol=1e-5)
    assert not taught[0].any()


def test_the_corpus_is_learned_again() -> None:
    """A sentence and its translation, of which no article speaks, come nearer to each other."""
    embedder = bundled_embedder()
    table = float_table(embedder)
    ids = [
        embedder.tokenizer.encode(text, add_special_tokens=False).ids for text in CORPUS.pairs[0]
    ]

    def likeness(rows: np.ndarray[Any, Any]) -> float:
        one, other = (rows[each].sum(axis=0) for each in ids)
        return float(one @ other / np.linalg.norm(one) / np.linalg.norm(other))

    assert likeness(_lesson(table, 20)) > likeness(table) + 0.05
    alone = draw_questions(table, material_of([ARTICLE], [], embedder.tokenizer), Lesson(passes=20))
    assert likeness(alone) < likeness(table) + 0.05


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A folder with one source of the recipe."""
    folder = tmp_path / "data"
    folder.mkdir()
    rows = [{"it": it, "en": en} for it, en in CORPUS.pairs]
    with gzip.open(folder / "tatoeba_it-en.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    return folder


def test_a_model_is_taught_in_its_folder(tmp_path: Path, sources: Path) -> None:
    """It can be opened afterwards, and its rows are others."""
    model = tmp_path / "model"
    shutil.copytree(BUNDLED_MODEL, model)
    articles = tmp_path / "articles.jsonl"
    articles.write_text(json.dumps(ARTICLE), "utf-8")
    given = ["--articles", str(articles), "--data", str(sources), "--model", str(model)]
    assert main(given) == 0
    old, new = float_table(bundled_embedder()), float_table(load_static_embedder(model))
    assert new.shape == old.shape
    assert not np.array_equal(new, old)


def test_bad_input_is_one_line_and_changes_nothing(
    tmp_path: Path, sources: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No such file of articles, no such folder of data, no model, no such configuration."""
    articles = tmp_path / "articles.jsonl"
    articles.write_text(json.dumps(ARTICLE), "utf-8")
    none = tmp_path / "none"
    good = {"--articles": articles, "--data": sources, "--model": BUNDLED_MODEL}
    for name in (*good, "--config"):
        bad = good | {name: none}
        assert main([str(part) for pair in bad.items() for part in pair]) == 2
        error = capsys.readouterr().err
        assert error.startswith("error: ")
        assert error.count("\n") == 1
        assert "none" in error
