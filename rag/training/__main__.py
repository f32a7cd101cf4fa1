"""Train the bundled model: python -m rag.training --data DIR --output DIR."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rag.training.batches import merge_small, tokenise_sets
from rag.training.corpus import TrainingDataError, read_corpus
from rag.training.export import export_model
from rag.training.inflection import inflected_sets
from rag.training.tokenizer import (
    VocabularySize,
    attested_words,
    count_words,
    join_counts,
    named_words,
    train_tokenizer,
)
from rag.training.training import Progress, Recipe, train_table

if TYPE_CHECKING:
    from collections.abc import Iterator


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    recipe, size = Recipe(), VocabularySize()
    parser = argparse.ArgumentParser(prog="python -m rag.training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of *.jsonl.gz sources")
    parser.add_argument("--output", type=Path, required=True, help="folder to write the model to")
    parser.add_argument("--seed", type=int, default=recipe.seed)
    parser.add_argument("--epochs", type=int, default=recipe.epochs)
    parser.add_argument("--batch-size", type=int, default=recipe.batch_size)
    parser.add_argument("--learning-rate", type=float, default=recipe.learning_rate)
    parser.add_argument("--scale", type=float, default=recipe.scale)
    parser.add_argument("--dimension", type=int, default=recipe.dimension)
    parser.add_argument(
        "--vocabulary",
        type=int,
        nargs=5,
        metavar=("IT", "EN", "ZH", "NUMBERS", "PIECES"),
        default=(size.it, size.en, size.zh, size.numbers, size.pieces),
        help="whole words of each language, numbers and word pieces",
    )
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a training and return the exit code."""
    options = parse(arguments)
    try:
        train(options)
    except TrainingDataError as error:
        sys.stderr.write(f"error: {error}\n")
        return 1
    return 0


def train(options: argparse.Namespace) -> None:
    """Read, tokenise, train and export."""
    sets = read_corpus(options.data)
    counts = count_words(sets)
    inflected = list(inflected_sets(sets, attested_words(counts), options.seed))
    sets = [*sets, *inflected]
    counts = join_counts(counts, count_words(inflected))
    tokenizer = train_tokenizer(counts, VocabularySize(*options.vocabulary), named_words(sets))
    tokenised = tokenise_sets(tokenizer, merge_small(sets))
    recipe = Recipe(
        seed=options.seed,
        dimension=options.dimension,
        epochs=options.epochs,
        batch_size=options.batch_size,
        learning_rate=options.learning_rate,
        scale=options.scale,
    )
    with progress_bar() as progress:
        model = train_table(tokenised, tokenizer, recipe, progress)
    export_model(model, options.output)


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Show the steps on standard error, on a terminal only."""
    from tqdm import tqdm

    with tqdm(disable=None, unit="step", file=sys.stderr) as bar:

        def progress(step: int, total: int, loss: float) -> None:
            bar.total = total
            bar.set_postfix(loss=f"{loss:.3f}", refresh=False)
            bar.update()

        yield progress


if __name__ == "__main__":
    sys.exit(main())
