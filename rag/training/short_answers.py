"""The model of the short answer: fit which words of a sentence answer a question by themselves.

    python -m rag.training.short_answers --articles dev.jsonl.gz --questions DIR \\
        --output rag/choosing.json

The articles are trilingual, with questions and short answers (see rag/evaluation.py); question rows
bring more, each from the sentence that holds its answer. Every second article (by id) is kept for
figures, but none of those given with `--more`. From which agreement on an answer is given is chosen
on articles not fitted on.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from rag.choosing import choose
from rag.datasets import Rows
from rag.errors import PonteError
from rag.evaluation import half_of, read_questions
from rag.scoring import exact_match, token_f1
from rag.training.answer_fitting import Recipe, Weights, fit_answers
from rag.training.answer_items import (
    Described,
    Item,
    article_items,
    describe,
    question_items,
    question_rows,
)
from rag.training.answer_thresholds import thresholds_of

_FOLDS = 3
# A question row whose best run has less in common with its answer teaches nothing.
_LEAST_WORTH = 0.5
Each = TypeVar("Each")


@dataclass(frozen=True, slots=True)
class Corpus:
    """What is learnt from: items of articles and, counting for less, of question rows."""

    articles: Sequence[Item]
    questions: Sequence[Item] = ()
    share: float = 0.3
    recipe: Recipe = field(default_factory=Recipe)


@dataclass(frozen=True, slots=True)
class Weighted:
    """An item as numbers, its article, and how much it counts."""

    article: str
    numbers: Described
    share: float


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was cut out for each of some items, the agreement on it, and how right it is."""

    items: Sequence[Item]
    agreements: NDArray[np.float64]
    exact: NDArray[np.bool_]
    scores: NDArray[np.float64]


def fit(corpus: Corpus) -> Weights:
    """Fit the weights of the model on all of a corpus."""
    return _fit(_numbers(corpus), corpus.recipe)


def cross_fitted(corpus: Corpus) -> dict[str, Weights]:
    """Return, for each article by id, weights that were fitted without it, in thirds by id.

    The agreement that `rag.choosing.choose` finds by them is what an unseen article would get.
    """
    numbers = _numbers(corpus)
    names = sorted({item.article for item in corpus.articles})
    found: dict[str, Weights] = {}
    for fold in _shown(range(min(_FOLDS, len(names))), "fold"):
        out = set(names[fold::_FOLDS])
        kept = [each for each in numbers if each.article not in out]
        found.update(dict.fromkeys(out, _fit(kept, corpus.recipe)))
    return found


def _numbers(corpus: Corpus) -> list[Weighted]:
    shares = [1.0] * len(corpus.articles) + [corpus.share] * len(corpus.questions)
    items = [*corpus.articles, *corpus.questions]
    found = []
    for item, share in zip(_shown(items, "question"), shares, strict=True):
        numbers = describe(item)
        if numbers and numbers.worth.max() >= _LEAST_WORTH:
            found.append(Weighted(item.article, numbers, share))
    return found


def _fit(numbers: Sequence[Weighted], recipe: Recipe) -> Weights:
    if not numbers:
        raise PonteError("Too few questions have their short answer in a sentence. Give others.")
    shares = [each.share for each in numbers]
    return fit_answers([each.numbers for each in numbers], shares, recipe)


def cut_out(items: Sequence[Item], weights: Mapping[str, Weights]) -> Chosen:
    """Cut a short answer out for each item, by the weights for its article."""
    agreements, exact, scores = [], [], []
    for item in items:
        own = weights[item.article]
        choice = choose(
            item.asked, item.want, item.text, item.language, item.met, own, item.pointed
        )
        said = choice.interval.of(item.text)
        agreements.append(choice.agreement)
        exact.append(exact_match(said, item.gold, item.language))
        scores.append(token_f1(said, item.gold, item.language))
    return Chosen(items, np.array(agreements), np.array(exact), np.array(scores))


def report(chosen: Chosen, threshold: Mapping[str, float]) -> Iterator[str]:
    """Yield a line a group of languages: given or not, how often and how right the answers are."""
    bounds = np.array([threshold[item.want] for item in chosen.items])
    given = chosen.agreements >= bounds
    same = np.array([item.asked.language == item.language for item in chosen.items])
    for group, members in (("same language", same), ("another language", ~same)):
        if members.any():
            right, scores = chosen.exact[members], chosen.scores[members]
            told = given[members]
            said = scores[told] if told.any() else np.zeros(1)
            yield (
                f"{group}: exact {(right & told).mean():.3f}, F1 {(scores * told).mean():.3f}, "
                f"given {told.mean():.3f}; of the given, F1 {said.mean():.3f}, "
                f"nothing in common {(said == 0).mean():.3f}; "
                f"if always given, exact {right.mean():.3f}, F1 {scores.mean():.3f}"
            )


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit the model on half of the articles, print what the other half says, and write it."""
    options = parse(arguments)
    try:
        model = train(options)
        text = json.dumps(model, ensure_ascii=False, indent=1) + "\n"
        options.output.write_text(text, "utf-8")
    except (PonteError, OSError) as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    return 0


def train(options: argparse.Namespace) -> dict[str, Any]:
    """Read, fit, choose the thresholds, print the figures, and return what is stored."""
    rows = read_questions(options.articles)
    more = [row for path in options.more for row in read_questions(path)]
    articles = items_of([*half_of(rows, "even"), *more])
    questions = [
        item
        for path in _shown(files_in(options.questions), "file")
        for item in question_items(question_rows(path), options.sample, options.seed)
    ]
    corpus = Corpus(articles, questions, options.share)
    without = cross_fitted(corpus)
    unseen = cut_out(articles, without)
    wants = [item.want for item in articles]
    threshold = thresholds_of(wants, unseen.agreements, unseen.scores, options.least)
    model = {**fit(corpus), "threshold": threshold}
    others = items_of(half_of(rows, "odd"))
    held_out = cut_out(others, dict.fromkeys((item.article for item in others), model))
    for name, chosen in (("tuned on", unseen), ("held out", held_out)):
        for line in report(chosen, threshold):
            sys.stdout.write(f"{name}: {line}\n")
    return model


def items_of(rows: Rows) -> list[Item]:
    """Return the items of some articles; raise PonteError where they have none."""
    held = [row for row in rows if row.get("sentences")]
    return [item for row in _shown(held, "article") for item in article_items(row)]


def files_in(paths: Sequence[Path]) -> list[Path]:
    """Return files of question rows: those given, and qa_*.jsonl.gz of the folders given."""
    found: list[Path] = []
    for path in paths:
        inside = sorted(path.glob("qa_*.jsonl.gz")) if path.is_dir() else [path]
        if not inside:
            raise PonteError(f"'{path}' holds no qa_*.jsonl.gz. Give a folder that does, or files.")
        found += inside
    return found


def _shown(steps: Sequence[Each], unit: str) -> Iterator[Each]:
    yield from tqdm(steps, disable=None, unit=unit, leave=False, file=sys.stderr)


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m rag.training.short_answers", description=__doc__
    )
    option = parser.add_argument
    option("--articles", type=Path, required=True, help="trilingual articles with questions")
    option("--more", type=Path, action="append", default=[], help="articles all learnt from")
    option("--questions", type=Path, nargs="*", default=[], help="question rows: folders or files")
    option("--output", type=Path, required=True, help="the choosing.json to write")
    option("--sample", type=int, default=800, help="at most so many question rows a file")
    option("--share", type=float, default=0.3, help="how much a question row counts")
    option("--least", type=float, default=0.75, help="mean F1 that given answers keep")
    option("--seed", type=int, default=0, help="of the sample of question rows")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
