"""The reading model: fit the ranking of sentences and the decision to answer.

    python -m rag.training.reading --articles dev.jsonl.gz --output rag/reading.json \\
        --tune tests/questions/natural.tune.jsonl --tune tests/questions/paraphrased.tune.jsonl

The articles are trilingual, with questions and near misses (see the project's question format).
Ranking is a conditional logit over the sentences of an article; the decision is a logistic
regression over the best sentence's features. Every second article (by id) is kept for figures.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.evaluation import SETTINGS, read_questions
from rag.features import weigh
from rag.languages import LANGUAGES
from rag.training.cases import Case, article_cases
from rag.training.fitting import choose_threshold, fit_decision, fit_ranking, probabilities_of


def read_cases(path: Path, without: Mapping[str, Any] | None = None) -> Iterator[Case]:
    """Yield every question of every article, in nine pairs of languages and over all editions.

    `without` holds, by article, weights of the short answer that were fitted without it.
    """
    rows = sorted(read_questions(path), key=lambda row: str(row["id"]))
    for row in rows:
        for languages in SETTINGS:
            cases = article_cases(row, languages)
            yield from (replace(case, choosing=(without or {}).get(case.article)) for case in cases)


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit both models on half of the articles, print what the other half says, and write them."""
    options = parse(arguments)
    without = json.loads(options.without.read_text("utf-8")) if options.without else None
    cases = list(read_cases(options.articles, without))
    names = sorted({case.article for case in cases})
    fitted_on = set(names[::2])
    own = [case for path in options.tune for case in read_cases(path)]
    fit = [case for case in cases if case.article in fitted_on] + own * options.weight
    held_out = [case for case in cases if case.article not in fitted_on]
    ranking = fit_ranking(fit)
    decision, intercept = fit_decision(fit, ranking)
    chosen_on = own or fit
    probabilities = probabilities_of(chosen_on, ranking, decision, intercept)
    threshold = thresholds_of(chosen_on, probabilities, options.refused)
    model = {"ranking": ranking, "decision": decision, "intercept": intercept,
             "threshold": threshold, "second": options.second}  # fmt: skip
    options.output.write_text(json.dumps(model, indent=2) + "\n", "utf-8")
    for name, part in (("fitted on", fit), ("tuned on", own), ("held out", held_out)):
        if part:
            probabilities = probabilities_of(part, ranking, decision, intercept)
            for line in report(part, ranking, probabilities, threshold):
                sys.stdout.write(f"{name}: {line}\n")
    return 0


def thresholds_of(
    cases: Sequence[Case], probabilities: NDArray[np.float64], refused: float
) -> dict[str, float]:
    """Choose, for each language of the question, where an answer becomes a refusal."""
    spoken = np.array([case.spoken for case in cases])
    answerable = np.array([bool(case.gold) for case in cases])
    return {
        language: choose_threshold(
            probabilities[spoken == language], answerable[spoken == language], refused
        )
        for language in LANGUAGES
    }


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m rag.training.reading", description=__doc__)
    option = parser.add_argument
    option("--articles", type=Path, required=True, help="trilingual articles with questions")
    option("--tune", type=Path, action="append", default=[], help="sets over the bundled article")
    option("--without", type=Path, help="weights that rag.training.short_answers --without wrote")
    option("--weight", type=int, default=2, help="how often a question of those counts")
    option("--output", type=Path, required=True, help="the reading.json to write")
    option("--refused", type=float, default=0.75, help="share of near misses to refuse")
    option("--second", type=float, default=0.7, help="lead under which a second sentence is cited")
    return parser.parse_args(arguments)


def report(
    cases: Sequence[Case],
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
        misses = [index for index in members if not cases[index].gold]
        right = [
            int(np.argmax(weigh(cases[index].ranking, ranking))) in cases[index].gold
            for index in answerable
        ]
        said = [probabilities[index] >= threshold[case.spoken] for index, case in enumerate(cases)]
        answered = [said[index] for index in answerable]
        both = np.mean([first and told for first, told in zip(right, answered, strict=True)])
        refused = np.mean([not said[index] for index in misses])
        yield (
            f"{group}: right first {np.mean(right):.3f}, answered {np.mean(answered):.3f}, "
            f"right and answered {both:.3f}, near misses refused {refused:.3f}"
        )


if __name__ == "__main__":
    sys.exit(main())
