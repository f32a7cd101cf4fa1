"""Vectors: the light path equals sentence-transformers, and other models get their prompts."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.article import Interval
from rag.embedding import (
    BUNDLED_MODEL,
    SentenceTransformerEmbedder,
    bundled_embedder,
    load_static_embedder,
    open_embedder,
    tokens_of_all,
    unit_rows,
)
from rag.errors import ModelError

# The libraries that load models warn about each other.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")

TEXTS = [
    "Gli istituti di ricerca scientifica di Pechino superano quota 400.",
    "The Chinese delegation was led by the vice-mayor of Beijing, Yu Yingjie.",
    "CIM4.0是设在都灵的国家级能力中心，接待了中国代表团。",
    "",
    " \n\t",
    "😀👩‍👩‍👧🎉",
    "Cafe\u0301 İstanbul\r\n«»“”",
    "parola lunga " * 150,
    "x" * 2000,
]


def test_the_light_path_equals_sentence_transformers() -> None:
    """The bundled model gives the same rows without torch, on every kind of text."""
    from sentence_transformers import SentenceTransformer

    expected = SentenceTransformer(str(BUNDLED_MODEL)).encode(TEXTS)
    rows = bundled_embedder().encode_passages(TEXTS)
    np.testing.assert_allclose(rows, expected, atol=1e-5)


def test_rows_are_unit_float32_and_empty_texts_are_zero() -> None:
    """A text without tokens has no direction; all others have length 1."""
    rows = bundled_embedder().encode_queries(TEXTS)
    assert rows.dtype == np.float32
    lengths = np.linalg.norm(rows, axis=1).round(5).tolist()
    worded = [any(sign.isalnum() for sign in text) for text in TEXTS]
    assert [bool(length) for length in lengths] == worded
    assert {length for length in lengths if length} == {1.0}


def test_no_texts_give_no_rows() -> None:
    """An empty list has a shape too."""
    dimension = bundled_embedder().table.shape[1]
    assert bundled_embedder().encode_passages([]).shape == (0, dimension)


def test_rows_do_not_depend_on_their_neighbours() -> None:
    """A text alone has the row that it has in a batch."""
    embedder = bundled_embedder()
    together = embedder.encode_passages(TEXTS)
    alone = np.concatenate([embedder.encode_passages([text]) for text in TEXTS])
    np.testing.assert_array_equal(together, alone)


@given(st.text() | st.text("aAéßΣσ1９%.,'’▁ \n\u3000\u0301\u00a8都灵"))
def test_what_stands_between_spaces_is_cut_as_if_alone(text: str) -> None:
    """So the tokens of a text are those of its parts, which are kept; no sum differs in a bit."""
    embedder = bundled_embedder()
    whole = embedder.tokenizer.encode(text, add_special_tokens=False).ids
    (tokens,) = tokens_of_all([text], embedder.tokenizer, apart=True)
    assert list(tokens) == whole
    added = embedder.scales[whole] @ embedder.table[whole].astype(np.float32)
    np.testing.assert_array_equal(embedder.token_sums([text])[0], added)


def test_only_the_bundled_model_is_known_to_cut_so() -> None:
    """A folder's tokenizer may join words."""
    assert bundled_embedder().apart
    assert not load_static_embedder(BUNDLED_MODEL).apart


def test_a_word_is_its_row_of_the_table() -> None:
    """One token needs no sum: its row is as exact."""
    embedder = bundled_embedder()
    words = ["the", "di", "都", "5", "università", ""]
    sums = embedder.token_sums(words)
    for word, found in zip(words, sums, strict=True):
        ids = embedder.tokenizer.encode(word, add_special_tokens=False).ids
        row = embedder.scales[ids] @ embedder.table[ids].astype(np.float32)
        np.testing.assert_array_equal(found, row)


def test_long_lists_are_cut_as_short_ones_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """All cores cut them, and nothing of them is kept."""
    embedder = bundled_embedder()
    expected = embedder.token_sums(TEXTS)
    monkeypatch.setattr("rag.embedding._FEW", 1)
    monkeypatch.setattr("rag.embedding._BATCH", 2)
    np.testing.assert_array_equal(embedder.token_sums(TEXTS), expected)


def test_translations_are_nearer_than_other_sentences() -> None:
    """Each Italian sentence is nearest to its own English and Chinese."""
    italian = ["Il museo apre alle nove.", "La squadra ha vinto la partita.", "Il pane costa poco."]
    english = ["The museum opens at nine.", "The team won the match.", "Bread costs little."]
    chinese = ["博物馆九点开门。", "球队赢了比赛。", "面包很便宜。"]
    embedder = bundled_embedder()
    rows = embedder.encode_passages(italian)
    for other in (english, chinese):
        cosines = rows @ embedder.encode_passages(other).T
        assert cosines.argmax(axis=1).tolist() == [0, 1, 2]


def test_segments_are_slices_in_order() -> None:
    """The tokens of a Chinese text cover it, each once."""
    text = "都灵与北京正在加强合作"
    pieces = bundled_embedder().segment(text)
    assert "".join(piece.of(text) for piece in pieces) == text
    assert [piece.start for piece in pieces] == sorted({piece.start for piece in pieces})
    assert bundled_embedder().segment("") == ()
    assert all(isinstance(piece, Interval) for piece in pieces)


def test_unit_rows_leaves_its_argument_and_zero_rows_alone() -> None:
    """A zero row stays zero, and the caller's array is not touched."""
    rows = np.array([[3, 4], [0, 0]], dtype=np.float32)
    expected = np.array([[0.6, 0.8], [0, 0]], dtype=np.float32)
    np.testing.assert_allclose(unit_rows(rows), expected, atol=1e-6)
    assert rows.tolist() == [[3, 4], [0, 0]]


def test_the_bundled_model_is_the_default() -> None:
    """It is opened once."""
    assert open_embedder() is bundled_embedder()
    assert bundled_embedder().identity.startswith("static:")


def test_a_folder_that_is_no_static_model(tmp_path: Path) -> None:
    """The message names the folder, in one line."""
    with pytest.raises(ModelError, match="is not a static embedding model") as caught:
        load_static_embedder(tmp_path)
    assert len(str(caught.value).splitlines()) == 1


def test_a_broken_weights_file(tmp_path: Path) -> None:
    """Damaged weights are a ModelError too."""
    (tmp_path / "model.safetensors").write_bytes(b"not weights")
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(ModelError, match="is not a static embedding model"):
        load_static_embedder(tmp_path)


WORDS = ["[UNK]", "query", "passage", "ask", "say", ":", "river", "mountain", "lake"]


def tiny_tokenizer() -> Any:
    """Make a tokenizer that knows a handful of words."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

    vocabulary = {word: number for number, word in enumerate(WORDS)}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return tokenizer


def tiny_table() -> np.ndarray[Any, np.dtype[np.float32]]:
    """Return a row a word, each along its own axis."""
    return np.eye(len(WORDS), dtype=np.float32)


def save_tiny_model(folder: Path, prompts: dict[str, str] | None = None) -> str:
    """Save a StaticEmbedding over the tiny tokenizer as a sentence-transformers model."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import StaticEmbedding

    module = StaticEmbedding(tiny_tokenizer(), embedding_weights=tiny_table())
    SentenceTransformer(modules=[module], prompts=prompts, device="cpu").save(str(folder))
    return str(folder)


def row_of(words: Sequence[str]) -> list[float]:
    """Return the row that a text of these words has."""
    total = np.sum([tiny_table()[WORDS.index(word)] for word in words], axis=0, keepdims=True)
    row: list[float] = unit_rows(total)[0].tolist()
    return row


def test_e5_models_are_sent_their_prefixes(tmp_path: Path) -> None:
    """E5's files name no prompts, so Ponte puts 'query: ' and 'passage: ' in front."""
    embedder = SentenceTransformerEmbedder(save_tiny_model(tmp_path / "tiny-e5-small"))
    query, passage = embedder.encode_queries(["river"]), embedder.encode_passages(["river"])
    np.testing.assert_allclose(query[0], row_of(["query", ":", "river"]), atol=1e-6)
    np.testing.assert_allclose(passage[0], row_of(["passage", ":", "river"]), atol=1e-6)


def test_a_model_with_its_own_prompts_uses_those(tmp_path: Path) -> None:
    """What the model's files say comes first, even where it is called E5."""
    prompts = {"query": "ask : ", "document": "say : "}
    embedder = SentenceTransformerEmbedder(save_tiny_model(tmp_path / "own-e5", prompts))
    query, passage = embedder.encode_queries(["lake"]), embedder.encode_passages(["lake"])
    np.testing.assert_allclose(query[0], row_of(["ask", ":", "lake"]), atol=1e-6)
    np.testing.assert_allclose(passage[0], row_of(["say", ":", "lake"]), atol=1e-6)


def test_a_model_without_prompts_gets_the_text_alone(tmp_path: Path) -> None:
    """Only E5's name asks for E5's prefixes: 'made5' is another."""
    embedder = SentenceTransformerEmbedder(save_tiny_model(tmp_path / "made5-small"))
    np.testing.assert_allclose(
        embedder.encode_queries(["lake"]), embedder.encode_passages(["lake"]), atol=1e-6
    )
    np.testing.assert_allclose(embedder.encode_queries(["lake"])[0], row_of(["lake"]), atol=1e-6)


def test_a_model_in_a_folder_is_known_by_its_files(tmp_path: Path) -> None:
    """Its identity changes when a file does, so no index of the old model is used."""
    folder = tmp_path / "tiny"
    before = SentenceTransformerEmbedder(save_tiny_model(folder)).identity
    assert SentenceTransformerEmbedder(str(folder)).identity == before
    (folder / "README.md").write_text("changed")
    assert SentenceTransformerEmbedder(str(folder)).identity != before


def test_a_model2vec_model_is_read_by_the_light_path(tmp_path: Path) -> None:
    """The files of model2vec's StaticModel give model2vec's vectors."""
    from model2vec import StaticModel

    model = StaticModel(tiny_table(), tiny_tokenizer(), normalize=True)
    model.save_pretrained(str(tmp_path))
    texts = ["river lake", "mountain"]
    rows = load_static_embedder(tmp_path).encode_passages(texts)
    np.testing.assert_allclose(rows, model.encode(texts), atol=1e-5)
    np.testing.assert_allclose(rows[0], row_of(["river", "lake"]), atol=1e-5)


@pytest.mark.parametrize(
    "name",
    ["no-such-owner/no-such-model", "/no/such/folder", "no such name!", "../up/and/away"],
    ids=["hub name", "folder", "impossible name", "relative folder"],
)
def test_a_missing_model_is_one_line(name: str) -> None:
    """Offline, a model that is not here is a ModelError that names it and what to give."""
    with pytest.raises(ModelError) as caught:
        open_embedder(name)
    assert str(caught.value).startswith(f"Model '{name}' cannot be loaded: ")
    assert str(caught.value).endswith("folder or hub name with --model.")
    assert len(str(caught.value).splitlines()) == 1


def test_an_empty_folder_is_no_model(tmp_path: Path) -> None:
    """A folder without a model in it is refused too."""
    with pytest.raises(ModelError, match="cannot be loaded"):
        open_embedder(str(tmp_path))
