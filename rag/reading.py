"""Reading: which sentence answers a question, and whether any does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from rag.article import Interval
from rag.candidates import text_of
from rag.choosing import Asked
from rag.comparing import Comparison, Features, firmly
from rag.languages import Language
from rag.lexical import Match, matched_intervals
from rag.network import Array
from rag.pointing import Text
from rag.questions import Kind, Leaning, is_interrogative, question_kind
from rag.retrieval import Retriever
from rag.rivals import rivals
from rag.summary import summary, whole_list
from rag.weighing import Weighed, confidence_of, reading_model, weigh_sentences

# A word is marked where it meets, so firmly, a word of the question that weighs so much.
_FIRM, _TELLING = 0.5, 0.25
# Words of no more weight than this say nothing: articles, prepositions.
_IDLE = 0.2
# A sentence that names somebody in full is worth citing beside one that does not.
_FULLER = 2
# How much nearer a sentence counts to a question that leans on the one before, in the units of the
# ranking: the sentence just cited, the one after it, others of its passage; and the share of the
# question before. Chosen on half of the invented news that the threshold was fitted on.
_NEARER: dict[Leaning, tuple[float, float, float, float]] = {
    "alone": (0.0, 0.0, 0.0, 0.0),
    "short": (2.0, 1.5, 0.5, 0.5),
    "pronoun": (3.0, 2.2, 0.6, 0.5),
    "opening": (5.0, 4.0, 1.0, 0.0),
    "ellipsis": (4.0, 3.0, 0.7, 0.25),
}


@dataclass(frozen=True, slots=True)
class Context:
    """What a question leans on: the question before, its language, and the sentences that answered.

    `cited` are indexes of the collection's sentences.
    """

    leaning: Leaning = "alone"
    question: str = ""
    language: Language = "en"
    cited: tuple[int, ...] = ()


ALONE = Context()


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found: the sentences that answer, best first, or none; and the nearest passage.

    Sentences and passages are indexes of the collection's units; `confidence` is the calibrated
    probability that the best sentence answers; `marks` are, for each sentence, the intervals of its
    original's words that met the question's; `runs` what the network said of each text it read.
    `rivals` are sentences of other articles that answer too, with an amount or a date.
    """

    asked: Asked
    confidence: float
    sentences: tuple[int, ...]
    closest: int
    marks: tuple[tuple[Interval, ...], ...] = ()
    runs: Mapping[Text, Array] = field(default_factory=dict)
    rivals: tuple[int, ...] = ()

    @property
    def kind(self) -> Kind:
        """Return what the question asks for."""
        return self.asked.kind


def read(
    question: str, language: Language, retriever: Retriever, context: Context = ALONE
) -> Reading:
    """Find the sentences that answer a question, or decide that none does.

    A question that leans on the one before is read where that one was answered.
    """
    model = reading_model()
    collection = retriever.collection
    kind = question_kind(question, language)
    if context.leaning == "ellipsis":
        kind = question_kind(context.question, context.language)
    own = weigh_sentences(question, language, kind, retriever)
    asked = Asked(question, language, kind, own.compared.evidence.matches)
    scores, weighed = own.scores, [own]
    if context.leaning != "alone" and not _about_the_whole(context):
        weighed.append(weigh_sentences(f"{context.question} {question}", language, kind, retriever))
        share = np.float32(_NEARER[context.leaning][3])
        joined = weighed[1].scores
        # The network reads whole questions, and neither of these is one.
        if context.leaning == "ellipsis":
            scores, joined = own.first, weighed[1].first
        if not _says_something(own):
            scores, share = joined, np.float32(0.0)
        scores = scores + share * joined + _nearer(context, own.compared)
    order = np.argsort(-scores, kind="stable")
    best = int(order[0])
    closest = int(collection.passage_of[best])
    if kind == "whole":
        article = collection.passages[closest].article
        return Reading(asked, 1.0, summary(collection, article), closest)
    confidence = max(confidence_of(each, scores) for each in weighed)
    if confidence < model.threshold[language] or not _asks_something(weighed):
        return Reading(asked, confidence, (), closest)
    chosen = whole_list(best, collection) if kind == "list" else (best,)
    if len(order) > 1 and scores[best] - scores[order[1]] < _margin(own, best, int(order[1])):
        chosen = (*chosen, *({int(order[1])} - set(chosen)))
    marks = tuple(original_marks(asked, index, retriever) for index in chosen)
    return Reading(asked, confidence, chosen, closest, marks, _runs(own), rivals(own, scores))


def _about_the_whole(context: Context) -> bool:
    """Tell whether the question before asked about the whole, which adds nothing to this one."""
    whole = question_kind(context.question, context.language) == "whole"
    return whole and context.leaning != "ellipsis"


def _runs(weighed: Weighed) -> dict[Text, Array]:
    """Return what the network said of each text that it read for a question."""
    pointed = weighed.candidates.pointed.items()
    return {text_of(weighed.compared, index): each.runs for index, each in pointed}


def _asks_something(weighed: Sequence[Weighed]) -> bool:
    """Tell whether a question has a word to be met, or asks with one about the question before."""
    own = weighed[0]
    if _says_something(own):
        return True
    asks = any(is_interrogative(match.word.form) for match in own.compared.evidence.matches)
    return asks and any(_says_something(each) for each in weighed)


def _says_something(weighed: Weighed) -> bool:
    """Tell whether a question has a word of some weight that does not only ask."""
    return any(
        match.weight > _IDLE and not is_interrogative(match.word.form)
        for match in weighed.compared.evidence.matches
    )


def _margin(weighed: Weighed, best: int, second: int) -> float:
    """Return how far behind a second sentence is cited too: farther if it holds more of a name."""
    named = weighed.ranking["holds_name"]
    return reading_model().second * (_FULLER if named[second] > named[best] else 1)


def _spoken_of(compared: Comparison) -> Features:
    """Return how well each sentence meets a question, the best of them fully."""
    met: Features = (compared.telling @ firmly(compared.met)) ** 2
    return met / np.float32(max(float(met.max(initial=0.0)), 1e-9))


def _nearer(context: Context, compared: Comparison) -> Features:
    """Return how much nearer each sentence counts for what was cited before."""
    collection = compared.collection
    same, following, around, _ = _NEARER[context.leaning]
    nearer = np.zeros(len(collection.sentences), dtype=np.float32)
    sentences = collection.sentences.entries
    for index in context.cited:
        inside = collection.passage_of == collection.passage_of[index]
        nearer[inside] = np.maximum(nearer[inside], around)
        # After an article's last sentence comes another article.
        if [each.article for each in sentences[index + 1 : index + 2]] == [
            sentences[index].article
        ]:
            nearer[index + 1] = max(float(nearer[index + 1]), following)
    nearer[list(context.cited)] = same
    # "And the universities?" names something new: nearness is for what speaks of it.
    return nearer * _spoken_of(compared) if context.leaning == "ellipsis" else nearer


def original_marks(asked: Asked, index: int, retriever: Retriever) -> tuple[Interval, ...]:
    """Return the words of a sentence's original that met the question's."""
    row = next(iter(retriever.collection.sentences[index].rows.values()))
    return words_that_met(asked.matches, row, retriever)


def words_that_met(
    matches: Sequence[Match], row: int, retriever: Retriever
) -> tuple[Interval, ...]:
    """Return the words of a row that firmly met a telling word of the question."""
    telling = [
        match
        for match in matches
        if match.weight > _TELLING and not is_interrogative(match.word.form)
    ]
    return matched_intervals(row, telling, retriever.lexicon, least=_FIRM)
