"""Train the bundled model: python -m rag.training --data DIR --output DIR."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rag.training.batches import merge_small, tokenise_sets
from rag.training.checkpoint import NAME, Checkpoint, run_digest
from rag.training.config import SHIPPED, Config, ConfigError, read_config
from rag.training.corpus import read_corpus
from rag.training.export import export_model, read_table
from rag.training.inflection import inflected_sets
from rag.training.pairs import PairSet, TrainingDataError
from rag.training.synonyms import pivot_sets
from rag.training.tokenizer import (
    VocabularySize,
    attested_words,
    chinese_names,
    count_words,
    join_counts,
    named_words,
    train_tokenizer,
)
from rag.training.training import Progress, train_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tokenizers import Tokenizer

OVERRIDES = {
    "seed": int,
    "epochs": int,
    "batch_size": int,
    "learning_rate": float,
    "scale": float,
    "dimension": int,
    "finish_rate": float,
}


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m rag.training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of *.jsonl.gz sources")
    parser.add_argument("--output", type=Path, required=True, help="folder to write the model to")
    parser.add_argument("--config", type=Path, default=SHIPPED, help="TOML file (default: shipped)")
    parser.add_argument("--resume", action="store_true", help="go on from the output's checkpoint")
    parser.add_argument("--start", type=Path, help="a model of this recipe to go on from")
    for name, kind in OVERRIDES.items():
        option = f"--{name.replace('_', '-')}"
        parser.add_argument(option, type=kind, help="instead of the configuration's")
    parser.add_argument(
        "--vocabulary",
        type=int,
        nargs=6,
        metavar=("IT", "EN", "ZH", "ZH_NAMES", "NUMBERS", "PIECES"),
        help="whole words of each language, Chinese names, numbers and word pieces",
    )
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a training and return the exit code: 2 for a bad configuration or bad data."""
    options = parse(arguments)
    try:
        train(options, configured(options))
    except (ConfigError, TrainingDataError) as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    return 0


def configured(options: argparse.Namespace) -> Config:
    """Return the configuration of the file, changed where the command line says so."""
    config = read_config(options.config)
    given = {name: getattr(options, name) for name in OVERRIDES}
    changed = {name: value for name, value in given.items() if value is not None}
    config = replace(config, recipe=replace(config.recipe, **changed))
    if options.vocabulary:
        config = replace(config, vocabulary=VocabularySize(*options.vocabulary))
    return config


def train(options: argparse.Namespace, config: Config) -> None:
    """Read, tokenise, train and export."""
    sets, tokenizer = prepare(options.data, config)
    tokenised = tokenise_sets(tokenizer, merge_small(sets))
    start = read_table(options.start, tokenizer.get_vocab_size()) if options.start else None
    run = run_digest(tokenised, config.recipe)
    checkpoint = Checkpoint(options.output / NAME, run, options.resume)
    with progress_bar() as progress:
        model = train_table(tokenised, tokenizer, config.recipe, progress, checkpoint, start)
    export_model(model, options.output)


def prepare(data: Path, config: Config) -> tuple[list[PairSet], Tokenizer]:
    """Return all pairs, read and derived, and the tokenizer of their words."""
    sets = read_corpus(data, config.sources, config.derived)
    sets += pivot_sets(sets, config.derived)
    counts = count_words(sets)
    share = config.derived.inflected
    if share:
        inflected = list(inflected_sets(sets, attested_words(counts), config.recipe.seed, share))
        counts = join_counts(counts, count_words(inflected))
        sets += inflected
    names, chinese = named_words(sets), chinese_names(sets)
    return sets, train_tokenizer(counts, config.vocabulary, names, chinese)


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Show the steps on standard error, on a terminal only."""
    from tqdm import tqdm

    with tqdm(disable=None, unit="step", file=sys.stderr) as bar:

        def progress(step: int, total: int, loss: float) -> None:
            bar.total = total
            bar.n = step
            bar.set_postfix(loss=f"{loss:.3f}", refresh=False)
            bar.update(0)

        yield progress


if __name__ == "__main__":
    sys.exit(main())
