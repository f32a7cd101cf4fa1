"""The training's configuration, its steps and its checkpoints."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("jieba", reason="the training counts Chinese words with jieba")
pytest.importorskip("simplemma", reason="the training inflects words with simplemma")

from rag.training.__main__ import main
from rag.training.batches import TokenisedSet, tokenise_sets
from rag.training.checkpoint import NAME, Checkpoint, run_digest
from rag.training.config import SHIPPED, ConfigError, read_config
from rag.training.pairs import PairSet, TrainingDataError, make_set
from rag.training.sources import Kind, Source
from rag.training.tokenizer import UNKNOWN, blank_tokenizer
from rag.training.training import Recipe, contrastive_loss, learning_rate_at, train_table

Table = np.ndarray[tuple[int, int], np.dtype[np.float32]]
LETTERS = "abcdefghijklmnopqrst"
RECIPE = Recipe(dimension=8, epochs=3, batch_size=20, dropout=0.2, finish_rate=0.001)
SOURCE = '[[source]]\nname = "x"\nkind = "lexicon"\nshare = 1\nreason = "r"\n'


class Stop(Exception):
    """Stand for whatever ends a training early."""


def tiny_sets() -> tuple[list[TokenisedSet], object]:
    """Return two sets over an alphabet of words, one of them with negatives."""
    tokenizer = blank_tokenizer([(UNKNOWN, 0.0), *((f"▁{letter}▁", -1.0) for letter in LETTERS)])
    words = tuple((letter, letter) for letter in LETTERS)
    turned = [LETTERS[n:] + LETTERS[:n] for n in range(len(LETTERS))]
    lines = tuple((" ".join(row[:8]), " ".join(row[7::-1])) for row in turned)
    apart = tuple((row[9], "") for row in turned)
    sets = [
        PairSet("words", Kind.LEXICON, ("it", "en"), words, 2.0),
        PairSet("lines", Kind.QUESTION, ("it", "it"), lines, 1.0, apart),
    ]
    return tokenise_sets(tokenizer, sets), tokenizer


def trained(checkpoint: Checkpoint | None, stop_at: int = 10**9) -> Table:
    """Train on the tiny sets, or until a step."""
    sets, tokenizer = tiny_sets()

    def progress(step: int, total: int, loss: float) -> None:
        if step > stop_at:
            raise Stop

    model = train_table(sets, tokenizer, RECIPE, progress, checkpoint)  # type: ignore[arg-type]
    weights: Table = model[0].embedding.weight.detach().numpy()
    return weights


def test_a_resumed_training_ends_like_an_uninterrupted_one(tmp_path: Path) -> None:
    """Table, optimiser, learning rate, order and dropout go on where they were."""
    whole = trained(None)
    run = run_digest(tiny_sets()[0], RECIPE)
    with pytest.raises(Stop):
        trained(Checkpoint(tmp_path / NAME, run, resume=True, every=0.0), stop_at=3)
    assert [path.name for path in tmp_path.iterdir()] == [NAME]
    resumed = trained(Checkpoint(tmp_path / NAME, run, resume=True))
    np.testing.assert_array_equal(resumed, whole)
    assert not np.array_equal(whole[1:], 0 * whole[1:])


def test_a_checkpoint_of_another_run_is_refused(tmp_path: Path) -> None:
    """And so is a file that is none; without --resume neither is looked at."""
    with pytest.raises(Stop):
        trained(Checkpoint(tmp_path / NAME, "one", resume=False, every=0.0), stop_at=2)
    with pytest.raises(TrainingDataError, match="of another run"):
        trained(Checkpoint(tmp_path / NAME, "two", resume=True))
    (tmp_path / NAME).write_bytes(b"nothing")
    with pytest.raises(TrainingDataError, match="is no checkpoint"):
        trained(Checkpoint(tmp_path / NAME, "two", resume=True))
    assert trained(Checkpoint(tmp_path / NAME, "two", resume=False)).any()


def test_the_digest_of_a_run_changes_with_the_recipe_and_the_data() -> None:
    """So that no checkpoint is taken for another's."""
    sets, _ = tiny_sets()
    assert run_digest(sets, RECIPE) == run_digest(tiny_sets()[0], RECIPE)
    assert run_digest(sets, RECIPE) != run_digest(sets, Recipe())
    assert run_digest(sets, RECIPE) != run_digest(sets[:1], RECIPE)


def test_the_learning_rate_is_torchs_one_cycle() -> None:
    """The same curve, but a function of the step alone."""
    import torch

    optimizer = torch.optim.Adam([torch.zeros(1, requires_grad=True)], lr=5e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, 5e-3, total_steps=40, cycle_momentum=False
    )
    for step in range(40):
        assert learning_rate_at(step, 40, 5e-3) == pytest.approx(schedule.get_last_lr()[0])
        optimizer.step()
        if step < 39:
            schedule.step()


def test_the_loss_is_that_of_sentence_transformers_and_negatives_raise_it() -> None:
    """MultipleNegativesRankingLoss both ways; the negatives of a row are its own alone."""
    import torch
    from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss

    torch.manual_seed(0)
    left, right, apart = (torch.nn.functional.normalize(torch.randn(n, 4)) for n in (5, 5, 10))
    theirs = MultipleNegativesRankingLoss(
        None, directions=("query_to_doc", "doc_to_query"), partition_mode="per_direction"
    )
    expected = theirs.compute_loss_from_embeddings([left, right], torch.zeros(0))
    assert torch.allclose(contrastive_loss(left, right, None, 20.0), expected)
    assert contrastive_loss(left, right, apart, 20.0) > expected
    near = left.repeat_interleave(2, 0)
    assert contrastive_loss(left, right, near, 20.0) > contrastive_loss(left, right, -near, 20.0)


def test_the_shipped_recipe_gives_every_source_a_reason() -> None:
    """And it is the default."""
    config = read_config(SHIPPED)
    assert all(source.reason for source in config.sources)
    assert config.vocabulary.zh_names
    assert {"wiktionary_lex", "qa_squad_it"} <= {source.name for source in config.sources}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("[recipe", "Expected", id="not TOML"),
        pytest.param("", "names no [[source]]", id="empty"),
        pytest.param("speed = 1\n" + SOURCE, "'speed' is no table", id="unknown table"),
        pytest.param("[recipe]\nspeed = 1\n" + SOURCE, "'speed' is no setting", id="setting"),
        pytest.param(SOURCE.replace("lexicon", "poem"), "'kind' is none of", id="kind"),
        pytest.param(SOURCE.replace('reason = "r"', ""), "'reason' is missing", id="no reason"),
        pytest.param(SOURCE.replace('"r"', '""'), "'reason' is empty", id="empty reason"),
        pytest.param(SOURCE.replace("share = 1", "share = -1"), "below zero", id="negative"),
        pytest.param(SOURCE.replace("share = 1", "share = nan"), "below zero", id="no number"),
        pytest.param(SOURCE.replace("share = 1", "share = true"), "not float", id="type"),
        pytest.param(SOURCE + SOURCE, "source 'x' is listed twice", id="twice"),
        pytest.param("source = 3", "names no [[source]]", id="no list"),
        pytest.param("recipe = 3\n" + SOURCE, "[recipe] is not a table", id="no table"),
    ],
)
def test_a_bad_configuration_is_one_line_of_error(
    text: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It names the file and what is wrong, and the exit code is 2."""
    path = tmp_path / "recipe.toml"
    path.write_text(text, "utf-8")
    arguments = ["--data", str(tmp_path), "--output", str(tmp_path / "m"), "--config", str(path)]
    assert main(arguments) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"error: {path}: ")
    assert message in error
    assert error.count("\n") == 1


def test_a_missing_configuration_is_named(tmp_path: Path) -> None:
    """Like any other file that cannot be read."""
    with pytest.raises(ConfigError, match=r"none\.toml"):
        read_config(tmp_path / "none.toml")


def test_a_cap_keeps_so_many_pairs_evenly() -> None:
    """Whatever the share."""
    pairs = [(f"a{n}", f"b{n}") for n in range(10)]
    made = make_set(Source("x", Kind.PARALLEL, 3.0, "", cap=5), ("it", "en"), pairs)
    assert made.pairs == tuple(pairs[::2])
    assert made.share == 3.0
