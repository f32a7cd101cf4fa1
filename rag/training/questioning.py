"""Questions drawn to the sentences that answer them: the last lesson of the table.

    python -m rag.training.questioning --articles rag/training/news.jsonl --data DIR --model DIR

The articles are trilingual, with questions in other words than theirs (see rag/evaluation.py): "put
up the money" beside "financed" is in no dictionary. A question is told apart from the other
sentences of its article, read in one of its languages, and from what answers other questions.
Lest the rest be forgotten, sentences are found by their translations, a batch of the corpus is
learned again at every step, and each token keeps a part of where it was (Wortsman et al. 2022,
"Robust Fine-Tuning of Zero-Shot Models"). All of it is InfoNCE (van den Oord et al. 2018).
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional
from tqdm import tqdm

from rag.embedding import Matrix, load_static_embedder, unit_rows
from rag.errors import PonteError
from rag.evaluation import read_questions
from rag.languages import Language
from rag.training.askings import Asking, Ids, Material, material_of
from rag.training.batches import Integers, TokenisedSet, epoch_batches, merge_small
from rag.training.config import SHIPPED, ConfigError, read_config
from rag.training.corpus import read_corpus
from rag.training.export import float_table, write_table
from rag.training.pairs import TrainingDataError
from rag.training.sources import Derived
from rag.training.training import contrastive_loss, fewer_words, unit_vectors

# A question is asked of its own language's edition this often, else of any.
_OWN = 1 / 3
# What answers other questions counts half of what stands beside the answer, the corpus twice;
# the rate rises over so many steps, and falls in a line to this share.
_OTHERS, _CORPUS, _WARM, _LAST = 0.5, 2.0, 50, 0.05
_OUT = -1e9


@dataclass(frozen=True, slots=True)
class Lesson:
    """How the table is taught; the batches count questions, sentences and pairs of the corpus.

    `kept` is the share of its old direction in a token's new one.
    """

    passes: int = 3
    rate: float = 4e-3
    batch: int = 64
    translations: int = 256
    pairs: int = 1024
    scale: float = 20.0
    kept: float = 0.3
    seed: int = 0


def draw_questions(table: Matrix, material: Material, lesson: Lesson) -> Matrix:
    """Return the table with the directions of its rows taught.

    `table` has shape (tokens, dimension). Lengths, which weigh the words, stay as they were: the
    lexical bridge compares them with constants.
    """
    generator = random.Random(lesson.seed)
    weights = torch.tensor(table, requires_grad=True)
    optimiser = torch.optim.Adam([weights], lr=lesson.rate, fused=True)
    groups = _groups(material, lesson, generator)
    batches = _corpus_batches(material, lesson)
    shown = tqdm(groups, disable=None, unit="batch", leave=False, file=sys.stderr)
    for step, group in enumerate(shown):
        falling = 1 - (1 - _LAST) * step / len(groups)
        optimiser.param_groups[0]["lr"] = lesson.rate * min(1.0, (step + 1) / _WARM) * falling
        loss = _question_loss(weights, group, lesson, generator)
        loss = loss + _translation_loss(weights, material, lesson, generator)
        if batch := next(batches, None):
            loss = loss + _CORPUS * _corpus_loss(weights, *batch, lesson)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it so
        optimiser.step()
    moved = (1 - lesson.kept) * unit_rows(weights.detach().numpy())
    directions = unit_rows(moved + lesson.kept * unit_rows(table))
    taught: Matrix = directions * np.linalg.norm(table, axis=1, keepdims=True)
    return taught


def _groups(material: Material, lesson: Lesson, generator: random.Random) -> list[list[Asking]]:
    groups = []
    for _ in range(lesson.passes):
        order = generator.sample(material.askings, len(material.askings))
        groups += [order[at : at + lesson.batch] for at in range(0, len(order), lesson.batch)]
    return groups


def _corpus_batches(material: Material, lesson: Lesson) -> Iterator[tuple[TokenisedSet, Integers]]:
    """Yield sets of the corpus with rows of them, over and over."""
    generator = np.random.default_rng(lesson.seed)
    while batches := epoch_batches(material.corpus, lesson.pairs, generator):
        for number, rows in batches:
            yield material.corpus[number], rows


def _question_loss(
    table: Tensor, group: Sequence[Asking], lesson: Lesson, generator: random.Random
) -> Tensor:
    """Tell the answer from the rest of its article, and from the answers of other questions."""
    asked, said = list[Ids](), list[Ids]()
    right: list[int] = []
    shown: list[list[int]] = []
    for asking in group:
        chosen, count = asking.answering[0], len(asking.sentences)
        told = sorted({chosen, *range(count)} - set(asking.answering[1:]))
        for language, question in asking.spoken.items():
            read = _edition(asking, language, generator)
            first = len(said)
            said += [sentence[read] for sentence in asking.sentences]
            shown.append([first + index for index in told])
            asked.append(question)
            right.append(first + chosen)
    questions, sentences = _unit_sums(table, asked, said)
    scores = questions @ sentences.T * lesson.scale
    hidden = torch.full_like(scores, _OUT)
    for row, columns in enumerate(shown):
        hidden[row, columns] = 0.0
    beside = functional.cross_entropy(scores + hidden, torch.tensor(right))
    articles = [asking.article for asking in group for _ in asking.spoken]
    answers = _told_apart(scores[:, right], articles)
    return beside + _OTHERS * functional.cross_entropy(answers, torch.arange(len(right)))


def _edition(asking: Asking, language: Language, generator: random.Random) -> Language:
    editions = list(asking.sentences[0])
    own = language in editions and generator.random() < _OWN
    return language if own else generator.choice(editions)


def _told_apart(scores: Tensor, keys: Sequence[object]) -> Tensor:
    """Return square scores with what has the same key as a row hidden, itself apart."""
    numbers = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    codes = torch.tensor([numbers[key] for key in keys])
    same = (codes[:, None] == codes[None, :]) & ~torch.eye(len(keys), dtype=torch.bool)
    return scores.masked_fill(same, _OUT)


def _translation_loss(
    table: Tensor, material: Material, lesson: Lesson, generator: random.Random
) -> Tensor:
    """Tell a sentence's translation from those of others, both ways."""
    count = min(lesson.translations, len(material.translated))
    some = generator.sample(material.translated, count)
    pairs = [generator.sample(list(sentence.values()), 2) for sentence in some]
    if not pairs:
        return torch.zeros(())
    left, right = _unit_sums(table, *zip(*pairs, strict=True))
    return contrastive_loss(left, right, None, lesson.scale)


def _corpus_loss(table: Tensor, tokenised: TokenisedSet, rows: Integers, lesson: Lesson) -> Tensor:
    left, right = _vectors(table, tokenised.left.take(rows), tokenised.right.take(rows))
    return contrastive_loss(left, right, None, lesson.scale)


def _unit_sums(table: Tensor, *groups: Sequence[Ids]) -> Sequence[Tensor]:
    """Return the unit vectors of groups of texts."""
    return _vectors(table, *(_joined(group) for group in groups))


def _joined(texts: Sequence[Ids]) -> tuple[Integers, Integers]:
    """Return the ids of some texts joined, and their offsets."""
    starts = np.cumsum([0, *map(len, texts[:-1])], dtype=np.int64)
    return np.array([token for text in texts for token in text], np.int64), starts


def _vectors(table: Tensor, *parts: tuple[Integers, Integers]) -> Sequence[Tensor]:
    def sums(ids: Tensor, starts: Tensor) -> Tensor:
        return functional.embedding_bag(ids, table, starts, mode="sum")

    return unit_vectors(sums, parts)


def main(arguments: Sequence[str] | None = None) -> int:
    """Teach a model in its folder and return the exit code: 2 for bad data or a bad model."""
    parser = argparse.ArgumentParser(prog="python -m rag.training.questioning", description=__doc__)
    add = parser.add_argument
    add("--articles", type=Path, required=True, help="articles with questions, JSON lines")
    add("--data", type=Path, required=True, help="folder of *.jsonl.gz sources")
    add("--model", type=Path, required=True, help="folder of a trained model")
    add("--config", type=Path, default=SHIPPED, help="TOML file (default: shipped)")
    options = parser.parse_args(arguments)
    try:
        config = read_config(options.config)
        embedder = load_static_embedder(options.model)
        articles = read_questions(options.articles)
        corpus = merge_small(read_corpus(options.data, config.sources, Derived(inflected=0.0)))
        material = material_of(articles, corpus, embedder.tokenizer)
        fewer = fewer_words(material.corpus, config.recipe.finish_words)
        lesson = Lesson(seed=config.recipe.seed)
        taught = draw_questions(float_table(embedder), replace(material, corpus=fewer), lesson)
        write_table(taught, options.model)
    except (ConfigError, TrainingDataError, PonteError, OSError) as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
