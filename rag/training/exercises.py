"""What the network learns from: questions beside sentences that could answer them."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.candidates import asked_of, text_of, told_of
from rag.choosing import Asked
from rag.datasets import Rows
from rag.features import weigh
from rag.network import AskedNumbers
from rag.pointing import Text, Told, asked_numbers, classes_and_runs, kinship
from rag.runs import layout_of
from rag.sentences import sentence_intervals
from rag.training.answer_items import worths_of
from rag.training.cases import Case
from rag.weighing import reading_model

# How many sentences are kept for a question, and how many sentences and passages of question rows
# make an article.
_KEPT, _SENTENCES, _PASSAGES = 11, 60, 3
# A sentence whose best run has less in common with the answer tells nothing of where it stands.
_LEAST_WORTH = 0.5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence beside a question: whether it answers, and how good an answer each run is.

    `worth` has the shape of the possible runs; it is empty where the answer's words are not known.
    """

    sentence: Text
    kinship: NDArray[np.float16]
    told: Told
    answers: bool
    worth: NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class Exercise:
    """A question and the sentences that rank highest for it, those that answer among them."""

    article: str
    setting: str
    asked: Asked
    numbers: AskedNumbers
    candidates: tuple[Candidate, ...]


def exercise_of(case: Case) -> Exercise | None:
    """Return a case as an exercise, or None where no word of the question says anything."""
    asked = asked_of(case.compared)
    if not asked.matches:
        return None
    scores = weigh(case.ranking, reading_model().first)
    order = np.argsort(-scores, kind="stable")[:_KEPT].tolist()
    chosen = [*order, *(index for index in case.gold if index not in order)]
    beside = told_of(case.compared, case.ranking, chosen)
    found = []
    for index, told in zip(chosen, beside, strict=True):
        sentence = text_of(case.compared, index)
        if len(classes_and_runs(sentence)[0]):
            gold = case.answers.get(sentence.language, "") if index in case.gold else ""
            found.append(
                Candidate(
                    sentence,
                    kinship(asked, sentence, case.compared.evidence.lexicon).astype(np.float16),
                    told,
                    index in case.gold,
                    run_worths(sentence, gold).astype(np.float16),
                )
            )
    if not found:
        return None
    bare = Asked(asked.question, asked.language, asked.kind)
    return Exercise(case.article, case.setting, bare, asked_numbers(asked), tuple(found))


def run_worths(sentence: Text, gold: str) -> NDArray[np.float64]:
    """Return how good an answer each run is, in the shape of the possible ones.

    Empty where the sentence does not hold the answer, or no run has enough in common with it.
    """
    layout = layout_of(sentence.text, sentence.language)
    if not gold or gold not in sentence.text or not layout.possible.any():
        return np.zeros((0, 0))
    possible = classes_and_runs(sentence)[1]
    worths = np.zeros(possible.shape)
    found = worths_of(sentence.text, sentence.language, gold, layout)[: len(possible)]
    worths[:, : found.shape[1]] = found
    worths *= possible
    return worths if worths.max(initial=0.0) >= _LEAST_WORTH else np.zeros((0, 0))


def articles_of(name: str, rows: Rows, seed: int) -> Iterator[dict[str, Any]]:
    """Make articles of question rows: a few passages of one title, with all their questions."""
    titles: dict[tuple[str, str], dict[str, Rows]] = {}
    for row in rows:
        title = str(row.get("title") or row["passage"][:60])
        titles.setdefault((row["lang"], title), {}).setdefault(row["passage"], []).append(row)
    generator = random.Random(seed)
    for language, title in sorted(titles):
        passages = list(titles[language, title].items())
        generator.shuffle(passages)
        for first in range(0, len(passages), _PASSAGES):
            article = _article(language, passages[first : first + _PASSAGES])
            if article["questions"] and len(article["sentences"]) > 1:
                titled = {"id": f"{name} {title} {first}", "title": {language: title}}
                yield {**titled, **article}


def _article(language: str, passages: Sequence[tuple[str, Rows]]) -> dict[str, Any]:
    sentences: Rows = []
    questions: Rows = []
    for number, (passage, rows) in enumerate(passages):
        places = sentence_intervals(passage, language)  # type: ignore[arg-type]  # checked rows
        said = [text for text in (place.of(passage).strip() for place in places) if text]
        for row in rows:
            gold = str(row["answer"]).strip()
            # An answer set before a dash is a heading, not a sentence.
            holding = [
                place
                for place, text in enumerate(said, start=len(sentences))
                if gold in text and not text.startswith(f"{gold} —")
            ]
            if holding and holding[0] < _SENTENCES:
                questions.append(
                    {language: row["question"], "sentence": holding[:1], "answer": {language: gold}}
                )
        sentences += [{"p": number, language: text} for text in said]
    return {"sentences": sentences[:_SENTENCES], "questions": questions}
