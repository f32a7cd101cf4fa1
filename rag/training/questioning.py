"""Questions drawn to the sentences that answer them: the last lesson of the table.

    python -m rag.training.questioning --articles rag/training/news.jsonl --questions DIR \\
        --model DIR

The articles are trilingual, with questions in other words than theirs (see rag/evaluation.py): "put
up the money" beside "financed" is in no dictionary. A question is told apart from the other
sentences of its article, read in one of its languages, and from what answers other questions.
Lest the rest be forgotten, sentences are found by their translations and passages by the question
rows of `--questions`, and each token keeps a part of where it was (Wortsman et al. 2022, "Robust
Fine-Tuning of Zero-Shot Models"). All of it is InfoNCE (van den Oord et al. 2018).
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional
from tqdm import tqdm

from rag.datasets import Rows
from rag.embedding import Matrix, load_static_embedder, unit_rows
from rag.errors import PonteError
from rag.evaluation import read_questions, spoken_in
from rag.languages import Language
from rag.training.answer_items import question_rows
from rag.training.export import float_table, write_table
from rag.training.short_answers import files_in
from rag.training.training import contrastive_loss

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Ids = list[int]
# A question is asked of its own language's edition this often, else of any.
_OWN = 1 / 3
# What answers other questions counts half of what stands beside the answer, and so do passages;
# the rate rises over so many steps, and falls in a line to this share.
_OTHERS, _PASSAGES, _WARM, _LAST = 0.5, 0.5, 50, 0.05
_OUT = -1e9


@dataclass(frozen=True, slots=True)
class Lesson:
    """How the table is taught; the batches count questions, sentences and question rows.

    `kept` is the share of its old direction in a token's new one.
    """

    passes: int = 3
    rate: float = 4e-3
    batch: int = 64
    translations: int = 256
    passages: int = 96
    scale: float = 20.0
    kept: float = 0.4
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Asking:
    """A question as tokens by language, the sentences of its article, those that answer first."""

    article: str
    spoken: Mapping[Language, Ids]
    sentences: Sequence[Mapping[Language, Ids]]
    answering: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Material:
    """All that is learned from: questions, sentences with their translations, question rows."""

    askings: Sequence[Asking]
    translated: Sequence[Mapping[Language, Ids]]
    sources: Sequence[Sequence[tuple[Ids, Ids]]]


def material_of(articles: Rows, sources: Sequence[Rows], tokenizer: Tokenizer) -> Material:
    """Return articles and question rows as tokens."""
    askings: list[Asking] = []
    translated: list[Mapping[Language, Ids]] = []
    for row in articles:
        sentences = [_tokens(sentence, tokenizer) for sentence in row["sentences"]]
        translated += [each for each in sentences if len(each) > 1]
        askings += [
            Asking(str(row["id"]), _tokens(entry, tokenizer), sentences, tuple(entry["sentence"]))
            for entry in row["questions"]
        ]
    return Material(askings, translated, [_row_tokens(rows, tokenizer) for rows in sources if rows])


def _tokens(entry: dict[str, Any], tokenizer: Tokenizer) -> dict[Language, Ids]:
    languages = spoken_in(entry)
    texts = [entry[each] for each in languages]
    encodings = tokenizer.encode_batch(texts, add_special_tokens=False)
    return {each: found.ids for each, found in zip(languages, encodings, strict=True)}


def _row_tokens(rows: Rows, tokenizer: Tokenizer) -> list[tuple[Ids, Ids]]:
    texts = list(dict.fromkeys(row[side] for row in rows for side in ("question", "passage")))
    encodings = tokenizer.encode_batch(texts, add_special_tokens=False)
    ids = {text: found.ids for text, found in zip(texts, encodings, strict=True)}
    return [(ids[row["question"]], ids[row["passage"]]) for row in rows]


def draw_questions(table: Matrix, material: Material, lesson: Lesson) -> Matrix:
    """Return the table with the directions of its rows taught.

    `table` has shape (tokens, dimension). Lengths, which weigh the words, stay as they were: the
    lexical bridge compares them with constants.
    """
    generator = random.Random(lesson.seed)
    weights = torch.tensor(table, requires_grad=True)
    optimiser = torch.optim.Adam([weights], lr=lesson.rate, fused=True)
    groups = _groups(material, lesson, generator)
    shown = tqdm(groups, disable=None, unit="batch", leave=False, file=sys.stderr)
    for step, group in enumerate(shown):
        falling = 1 - (1 - _LAST) * step / len(groups)
        optimiser.param_groups[0]["lr"] = lesson.rate * min(1.0, (step + 1) / _WARM) * falling
        loss = _question_loss(weights, group, lesson, generator)
        loss = loss + _translation_loss(weights, material, lesson, generator)
        loss = loss + _PASSAGES * _passage_loss(weights, material, lesson, generator)
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


def _passage_loss(
    table: Tensor, material: Material, lesson: Lesson, generator: random.Random
) -> Tensor:
    """Tell the passage that a question was asked about from those of others, by source."""
    total = torch.zeros(())
    for rows in material.sources:
        some = generator.sample(rows, min(lesson.passages, len(rows)))
        asked, passages = zip(*some, strict=True)
        left, right = _unit_sums(table, asked, passages)
        scores = _told_apart(left @ right.T * lesson.scale, [tuple(each) for each in passages])
        total = total + functional.cross_entropy(scores, torch.arange(len(some)))
    return total / max(len(material.sources), 1)


def _unit_sums(table: Tensor, *groups: Sequence[Ids]) -> Sequence[Tensor]:
    """Return the unit vectors of groups of texts, looked up at once: every look-up costs a whole
    gradient of the table. A text without tokens gets the zero vector.
    """
    texts = [text for group in groups for text in group]
    starts = torch.from_numpy(np.cumsum([0, *map(len, texts[:-1])]))
    ids = torch.tensor([token for text in texts for token in text], dtype=torch.int64)
    sums = functional.embedding_bag(ids, table, starts, mode="sum")
    return torch.split(functional.normalize(sums, dim=-1), [len(group) for group in groups])


def main(arguments: Sequence[str] | None = None) -> int:
    """Teach a model in its folder and return the exit code: 2 for bad data or a bad model."""
    parser = argparse.ArgumentParser(prog="python -m rag.training.questioning", description=__doc__)
    add = parser.add_argument
    add("--articles", type=Path, required=True, help="articles with questions, JSON lines")
    add("--questions", type=Path, nargs="+", required=True, help="question rows, or their folder")
    add("--model", type=Path, required=True, help="folder of a trained model")
    options = parser.parse_args(arguments)
    try:
        embedder = load_static_embedder(options.model)
        rows = [question_rows(path) for path in files_in(options.questions)]
        material = material_of(read_questions(options.articles), rows, embedder.tokenizer)
        write_table(draw_questions(float_table(embedder), material, Lesson()), options.model)
    except (PonteError, OSError) as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
