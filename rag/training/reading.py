"""The reading model: fit the ranking of sentences and the decision to answer.

    python -m rag.training.reading --articles dev.jsonl.gz --output rag/reading.json \\
        --tune tests/questions/natural.tune.jsonl --tune tests/questions/paraphrased.tune.jsonl \\
        --more rag/training/plain.jsonl

The articles are trilingual, with questions and near misses (see the project's question format), and
none taught the network. Ranking is a conditional logit over the sentences of an article, first
alone and then with what the network says of those that rank highest; the decision is a logistic
regression over the best sentence's features. Every second of `--articles` (by id) is kept for
figures.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from rag.evaluation import SETTINGS, Half, half_of, read_questions, with_off_topic
from rag.features import weigh
from rag.languages import LANGUAGES
from rag.training.cases import Case, PointedCase, article_cases, pointed
from rag.training.fitting import choose_threshold, fit_decision, fit_ranking, probabilities_of
from rag.weighing import ReadingModel

Each = TypeVar("Each", bound=Case)

# So many questions about another article are asked of each.
_OFF_TOPIC = 2


def read_cases(path: Path) -> Iterator[Case]:
    """Yield every question of every article, in nine pairs of languages and over all editions.

    And questions about other articles, each from the same half as the article.
    """
    rows = read_questions(path)
    halves: tuple[Half, ...] = ("even", "odd") if len(rows) > 1 else ("all",)
    asked = [row for half in halves for row in with_off_topic(half_of(rows, half), _OFF_TOPIC)]
    for row in tqdm(asked, disable=None, unit="article", leave=False, file=sys.stderr):
        for languages in SETTINGS:
            yield from article_cases(row, languages)


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit both models on half of the articles, print what the other half says, and write them."""
    options = parse(arguments)
    cases = list(read_cases(options.articles))
    fitted_on = set(sorted({case.article for case in cases})[::2])
    parts = {
        "fitted on": [case for case in cases if case.article in fitted_on],
        "more": [case for path in options.more for case in read_cases(path)],
        "tuned on": [case for path in options.tune for case in read_cases(path)],
        "held out": [case for case in cases if case.article not in fitted_on],
    }
    first = fit_ranking(_weighed(parts, options.weight))
    read = {name: _read(part, first) for name, part in parts.items()}
    fit = _weighed(read, options.weight)
    ranking = fit_ranking(fit)
    fitted = fit_decision(fit, ranking)
    threshold = thresholds_of(fit, probabilities_of(fit, ranking, *fitted), options.refused)
    model = ReadingModel(first, ranking, *fitted, threshold, options.second)
    options.output.write_text(json.dumps(asdict(model), indent=2) + "\n", "utf-8")
    for name, part in read.items():
        if part:
            probabilities = probabilities_of(part, ranking, *fitted)
            for line in report(part, ranking, probabilities, threshold):
                sys.stdout.write(f"{name}: {line}\n")
    return 0


def _weighed(parts: Mapping[str, list[Each]], weight: int) -> list[Each]:
    """Return what is fitted on, the questions over the bundled article several times."""
    return parts["fitted on"] + parts["more"] + parts["tuned on"] * weight


def _read(cases: Sequence[Case], first: Mapping[str, float]) -> list[PointedCase]:
    """Let the network read for every question."""
    shown = tqdm(cases, disable=None, unit="question", leave=False, file=sys.stderr)
    return [pointed(case, first) for case in shown]


def thresholds_of(
    cases: Sequence[PointedCase], probabilities: NDArray[np.float64], refused: float
) -> dict[str, float]:
    """Choose, for each language of the question, where an answer becomes a refusal."""
    spoken = np.array([case.spoken for case in cases])
    missing = np.array([not case.gold and not case.off_topic for case in cases])
    return {
        language: choose_threshold(probabilities[missing & (spoken == language)], refused)
        for language in LANGUAGES
    }


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m rag.training.reading", description=__doc__)
    option = parser.add_argument
    option("--articles", type=Path, required=True, help="trilingual articles with questions")
    option("--tune", type=Path, action="append", default=[], help="sets over the bundled article")
    option(
        "--more", type=Path, action="append", default=[], help="articles like those, all of them"
    )
    option("--weight", type=int, default=24, help="how often a question of those counts")
    option("--output", type=Path, required=True, help="the reading.json to write")
    option("--refused", type=float, default=0.74, help="share of near misses to refuse")
    option("--second", type=float, default=2.0, help="lead under which a second sentence is cited")
    return parser.parse_args(arguments)


def report(
    cases: Sequence[PointedCase],
    ranking: dict[str, float],
    probabilities: NDArray[np.float64],
    threshold: dict[str, float],
) -> Iterator[str]:
    """Yield a line a group of settings: the right sentence first, and the two error rates."""
    groups: dict[str, list[int]] = {}
    for index, case in enumerate(cases):
        same = "same" if case.setting == case.spoken else "across"
        groups.setdefault("all editions" if len(case.setting) > 2 else same, []).append(index)
    for group, members in groups.items():
        answerable = [index for index in members if cases[index].gold]
        missing = [index for index in members if not cases[index].gold]
        strange = [index for index in missing if cases[index].off_topic]
        misses = [index for index in missing if not cases[index].off_topic]
        right = [
            int(np.argmax(weigh(cases[index].ranking, ranking))) in cases[index].gold
            for index in answerable
        ]
        said = [probabilities[index] >= threshold[case.spoken] for index, case in enumerate(cases)]
        answered = [said[index] for index in answerable]
        both = np.mean([first and told for first, told in zip(right, answered, strict=True)])
        refused, turned = (
            np.mean([not said[index] for index in group]) if group else np.nan
            for group in (misses, strange)
        )
        yield (
            f"{group}: right first {np.mean(right):.3f}, answered {np.mean(answered):.3f}, "
            f"right and answered {both:.3f}, near misses refused {refused:.3f}, "
            f"off topic refused {turned:.3f}"
        )


if __name__ == "__main__":
    sys.exit(main())
