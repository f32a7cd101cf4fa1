"""The network that points at answers: taught, measured and written.

    python -m rag.training.pointing --articles rag/training/news.jsonl --questions DIR \\
        --measure dev.jsonl.gz --output rag/pointer.safetensors

The articles are trilingual, with questions, short answers and near misses (see rag/evaluation.py).
It learns from question rows first, a few passages of one title as an article, then from all of the
articles. Of those given with `--measure` it learns nothing: what the network alone says of them is
printed, for articles at even and at odd places of the sorted ids.
"""

import argparse
import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from tqdm import tqdm

from rag.datasets import Rows
from rag.errors import PonteError
from rag.evaluation import Half, half_of, read_questions, with_off_topic
from rag.languages import LANGUAGES, Language
from rag.network import Weights
from rag.training.answer_items import question_rows
from rag.training.cases import article_cases
from rag.training.exercises import Exercise, articles_of, exercise_of
from rag.training.pointing_report import report
from rag.training.short_answers import files_in

if TYPE_CHECKING:
    from torch import Tensor

    from rag.training.teaching import Course, Vocabulary

# So many questions about another article are asked of each.
_OFF_TOPIC = 2
HALVES: tuple[Half, ...] = ("even", "odd")
Job = tuple[dict[str, Any], tuple[Language, ...]]


def exercises_of(jobs: Sequence[Job], processes: int) -> list[Exercise]:
    """Return the exercises of articles, each with the editions that it is read in."""
    if processes < 2:
        return [each for job in _shown(jobs, "article", len(jobs)) for each in _of_job(job)]
    with ProcessPoolExecutor(processes) as pool:
        found = pool.map(_of_job, jobs, chunksize=4)
        return [each for some in _shown(found, "article", len(jobs)) for each in some]


def _of_job(job: Job) -> list[Exercise]:
    row, languages = job
    found = (exercise_of(case) for case in article_cases(row, languages))
    return [exercise for exercise in found if exercise]


def jobs_of(rows: Rows) -> list[Job]:
    """Return every article with each of its editions alone."""
    return [
        (row, (language,))
        for row in rows
        for language in LANGUAGES
        if language in row["sentences"][0]
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Teach the network, write it, and print what it says of articles that are new to it."""
    options = parse(arguments)
    try:
        train(options)
    except (PonteError, OSError) as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    return 0


def train(options: argparse.Namespace) -> None:
    """Read, teach, write what is stored and print the figures."""
    measured = read_questions(options.measure) if options.measure else []
    told = with_off_topic(read_questions(options.articles), _OFF_TOPIC)
    articles = _read(told, options)
    rows = (
        row
        for path in files_in(options.questions)
        for row in articles_of(path.name, question_rows(path), options.seed)
    )
    questions = _read(list(rows), options)
    if not articles:
        raise PonteError("No article has a question that says something. Give others.")
    taught = teach_all(articles, questions, options)
    _save(options.output, taught)
    for half in HALVES if measured else ():
        for line in report(_read(half_of(measured, half), options), taught):
            sys.stdout.write(f"{half}: {line}\n")


def _read(rows: Rows, options: argparse.Namespace) -> list[Exercise]:
    return exercises_of(jobs_of(rows), options.processes)


def teach_all(
    articles: Sequence[Exercise], questions: Sequence[Exercise], options: argparse.Namespace
) -> Weights:
    """Return the weights that question rows and then articles teach, as they are stored.

    With the articles some of the question rows come again, lest they be forgotten.
    """
    from rag.training.teaching import Course, vocabulary_of
    from rag.training.torch_network import Sizes, first_weights

    vocabulary = vocabulary_of([*articles, *questions])
    sizes = Sizes(len(articles[0].numbers.vectors[0]), options.projected, options.state)
    weights = first_weights(sizes, options.seed)
    first = Course(1, options.rate, kept_back=0.25, dropout=0.15, seed=options.seed)
    second = Course(options.passes, options.rate / 2, 0.1, dropout=0.25, seed=options.seed)
    again = min(len(questions), round(options.share * len(articles)))
    sample = random.Random(options.seed).sample(questions, again)
    _teach(weights, questions, vocabulary, first)
    _teach(weights, [*articles, *sample], vocabulary, second)
    return stored_with_features(weights, articles)


def stored_with_features(weights: "Mapping[str, Tensor]", exercises: Sequence[Exercise]) -> Weights:
    """Return weights as they are stored, with the features of a typical sentence that answers."""
    from rag.training.torch_network import stored

    right = [own.told.features for each in exercises for own in each.candidates if own.answers]
    typical = np.mean(right, axis=0).astype(np.float16).astype(np.float32)
    return {**stored(weights), "typical": typical}


def _teach(
    weights: "Mapping[str, Tensor]",
    exercises: Sequence[Exercise],
    vocabulary: "Vocabulary",
    course: "Course",
) -> None:
    from rag.training.teaching import steps_of, teach

    if not exercises or not course.passes:
        return
    with tqdm(total=steps_of(exercises, course), disable=None, leave=False) as bar:
        losses: list[float] = []

        def progress(loss: float) -> None:
            losses.append(loss)
            bar.set_postfix(loss=f"{np.mean(losses[-100:]):.3f}", refresh=False)
            bar.update()

        teach(weights, exercises, vocabulary, course, progress)


def _save(path: Path, weights: Weights) -> None:
    from safetensors.numpy import save

    halves = {name: np.ascontiguousarray(weight.astype(np.float16))
              for name, weight in sorted(weights.items())}  # fmt: skip
    path.write_bytes(save(halves))


def _shown(steps: Any, unit: str, total: int) -> Iterator[Any]:
    yield from tqdm(steps, total=total, disable=None, unit=unit, leave=False, file=sys.stderr)


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m rag.training.pointing", description=__doc__)
    option = parser.add_argument
    option("--articles", type=Path, required=True, help="trilingual articles with questions")
    option("--questions", type=Path, nargs="*", default=[], help="question rows: folders or files")
    option("--measure", type=Path, help="articles that figures are printed of")
    option("--output", type=Path, required=True, help="the pointer.safetensors to write")
    option("--projected", type=int, default=48, help="what the vectors of words become")
    option("--state", type=int, default=64, help="numbers that a token is described by")
    option("--passes", type=int, default=2, help="passes over the articles")
    option("--rate", type=float, default=2e-3, help="learning rate of the first course")
    option("--share", type=float, default=0.1, help="question rows again for each of the articles'")
    option("--processes", type=int, default=2, help="that describe the questions")
    option("--seed", type=int, default=0, help="of everything random")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
