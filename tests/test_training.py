"""The making of the bundled model, end to end on a handful of rows."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("jieba", reason="the training counts Chinese words with jieba")
pytest.importorskip("simplemma", reason="the training inflects words with simplemma")

from rag.training.__main__ import main
from rag.training.batches import epoch_batches, merge_small, tokenise_sets
from rag.training.config import SHIPPED, read_config
from rag.training.corpus import read_corpus, source_sets
from rag.training.export import quantise, read_table
from rag.training.pairs import TrainingDataError
from rag.training.sources import Derived, Kind, Source
from rag.training.tokenizer import UNKNOWN, blank_tokenizer

WORDS = [
    {"it": "istituto", "en": "institute", "zh": "研究所"},
    {"it": "città", "en": "city (large town)", "zh": "城市"},
    {"it": "guidare", "en": "to lead", "zh": "率领"},
    {"it": "sindaco", "en": "mayor: leader of a city"},
    {"it": "kind of tree", "en": "a tree"},
    {"it": "acqua", "en": "water", "zh": "水"},
]
SENTENCES = [
    {"it": f"Il sindaco guida {n} istituti.", "en": f"The mayor leads {n} institutes."}
    for n in range(40)
]
QUESTIONS = [
    {
        "lang": "it",
        "question": f"Chi guida la città {n}?",
        "passage": f"La città {n} è grande. La guida il sindaco {n}.",
        "answer": f"sindaco {n}",
        "id": str(n),
    }
    for n in range(20)
]
# Torch and jieba warn about their own use of other packages.
pytestmark = [
    pytest.mark.filterwarnings("ignore:.*pkg_resources.*"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:jieba.*"),
]


def write(path: Path, rows: list[dict[str, object]]) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    write(folder / "wiktionary_lex.jsonl.gz", [dict(row) for row in WORDS])
    write(folder / "tatoeba_it-en.jsonl.gz", [dict(row) for row in SENTENCES])
    write(folder / "qa_squad_it.jsonl.gz", [dict(row) for row in QUESTIONS])
    return folder


def train(data: Path, output: Path, *more: object) -> None:
    arguments = ["--data", data, "--output", output, "--epochs", 2, "--learning-rate", 0.05]
    arguments += [
        "--dimension",
        16,
        "--batch-size",
        64,
        "--vocabulary",
        60,
        60,
        40,
        5,
        20,
        40,
        *more,
    ]
    assert main([str(argument) for argument in arguments]) == 0


@pytest.fixture(scope="module")
def model(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("models") / "model"
    train(data, output)
    return output


def light_vectors(
    model: Path, texts: list[str]
) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """Read the export without torch, as the program does."""
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    tensors = load_file(model / "model.safetensors")
    table = tensors["embeddings"].astype(np.float32) * tensors["weights"][:, None]
    encodings = Tokenizer.from_file(str(model / "tokenizer.json")).encode_batch(texts)
    sums = np.stack([table[encoding.ids].sum(axis=0) for encoding in encodings])
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    return sums / np.where(lengths > 0, lengths, 1.0)


def test_the_export_loads_in_sentence_transformers_with_the_same_vectors(model: Path) -> None:
    from sentence_transformers import SentenceTransformer

    texts = ["Chi guida gli istituti?", "城市", "", "...", "жж", "The mayor leads 7 institutes."]
    vectors = SentenceTransformer(str(model), device="cpu").encode(texts)
    assert vectors == pytest.approx(light_vectors(model, texts), abs=1e-5)
    assert not vectors[2:5].any()


def test_training_brings_translations_together(model: Path) -> None:
    italian, english = light_vectors(model, ["città"]), light_vectors(model, ["city", "water"])
    assert (italian @ english.T).argmax() == 0


def test_the_same_seed_replaces_a_model_by_the_same_bytes_and_keeps_its_card(
    data: Path, model: Path, tmp_path: Path
) -> None:
    output = tmp_path / "model"
    output.mkdir()
    (output / "README.md").write_text("a card", encoding="utf-8")
    (output / "stale.bin").write_bytes(b"old")
    train(data, output)
    for name in ("model.safetensors", "tokenizer.json"):
        assert (output / name).read_bytes() == (model / name).read_bytes()
    assert (output / "README.md").read_text(encoding="utf-8") == "a card"
    assert not (output / "stale.bin").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["model"]


def test_a_training_can_go_on_from_a_model_of_the_same_vocabulary(
    data: Path, model: Path, tmp_path: Path
) -> None:
    from safetensors.numpy import load_file

    train(data, tmp_path / "same", "--start", model, "--epochs", 0, "--finish-rate", 0)
    same = load_file(tmp_path / "same" / "model.safetensors")["embeddings"]
    assert (same == load_file(model / "model.safetensors")["embeddings"]).all()
    with pytest.raises(TrainingDataError, match="another vocabulary"):
        read_table(model, 3)


def test_a_byte_is_off_by_at_most_half_a_step_of_its_row() -> None:
    table = np.random.default_rng(0).standard_normal((50, 8)).astype(np.float32)
    table[7] = 0.0
    embeddings, scales = quantise(table)
    difference = np.abs(embeddings * scales[:, None] - table)
    assert embeddings.dtype == np.int8
    assert (difference <= scales[:, None] * 0.501).all()
    assert not embeddings[7].any()
    assert scales[7] == 0.0


def test_lexicon_rows_give_clean_heads_and_no_foreign_words() -> None:
    rows = [dict(row) for row in WORDS[1:5]]
    source = Source("wiktionary_lex", Kind.LEXICON, 1.0, "")
    italian_english, italian_chinese, _ = source_sets(source, rows, Derived())
    assert italian_english.pairs == (
        ("città", "city"),
        ("guidare", "lead"),
        ("sindaco", "mayor: leader of a city"),
        ("sindaco", "mayor"),
    )
    assert italian_chinese.pairs == (("città", "城市"), ("guidare", "率领"))


def test_questions_go_with_their_passage_and_the_sentence_that_answers() -> None:
    source = Source("qa_squad_it", Kind.QUESTION, 1.0, "")
    rows = [dict(QUESTIONS[3])]
    passages, sentences = (
        found for found in source_sets(source, rows, Derived(negatives=2)) if found.pairs
    )
    assert passages.languages == sentences.languages == ("it", "it")
    question = "Chi guida la città 3?"
    assert passages.pairs == ((question, "La città 3 è grande. La guida il sindaco 3."),)
    assert sentences.pairs == ((question, "La guida il sindaco 3."),)
    assert passages.negatives == ()
    assert sentences.negatives == (("La città 3 è grande.", ""),)


def test_copies_and_duplicates_are_left_out_and_a_small_share_thins_evenly() -> None:
    rows: list[dict[str, object]] = [
        {"it": "GNOME", "en": "GNOME"},
        *({"it": f"uno {n // 2}", "en": f"one {n // 2}"} for n in range(20)),
    ]
    found = next(source_sets(Source("x", Kind.PARALLEL, 0.5, ""), rows, Derived()))
    assert found.pairs == tuple((f"uno {n}", f"one {n}") for n in (0, 2, 4, 6, 8))
    assert found.share == 1.0


def test_a_batch_holds_no_text_twice_and_never_mixes_sets(data: Path) -> None:
    tokenizer = blank_tokenizer([(UNKNOWN, 0.0), ("▁il▁", -1.0)])
    sets = merge_small(read_corpus(data, read_config(SHIPPED).sources, Derived()))
    tokenised = tokenise_sets(tokenizer, sets)
    batches = epoch_batches(tokenised, 64, np.random.default_rng(0))
    assert batches
    for number, rows in batches:
        pairs = [sets[number].pairs[row] for row in rows]
        assert len({left.lower() for left, _ in pairs}) == len(pairs)
        assert len({right.lower() for _, right in pairs}) == len(pairs)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(None, "no such folder of training data", id="no folder"),
        pytest.param({}, "holds none of the configured sources", id="no known source"),
        pytest.param({"sdg.jsonl.gz": b"plain"}, "cannot be read", id="not gzip"),
        pytest.param({"sdg.jsonl.gz": gzip.compress(b"{")}, "line 1: not JSON", id="not JSON"),
    ],
)
def test_bad_data_is_one_line_of_error(
    content: dict[str, bytes] | None,
    message: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    data = tmp_path / "data"
    if content is not None:
        data.mkdir()
        for name, written in content.items():
            (data / name).write_bytes(written)
    assert main(["--data", str(data), "--output", str(tmp_path / "model")]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(f"error: {data}")
    assert message in captured.err
    assert captured.err.count("\n") == 1


def test_importing_the_training_imports_nothing_heavy() -> None:
    heavy = "{'torch', 'sentence_transformers', 'jieba', 'simplemma'}"
    modules = "rag.training.__main__, rag.training.bridge, sys"
    program = f"import {modules}; print({heavy} & set(sys.modules))"
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, text=True
    )
    assert run.stdout == "set()\n"
