"""What is done with whatever a reader types: talk, requests, follow-ups, questions in parts."""

from collections.abc import Sequence
from dataclasses import replace

from rag.answering import Answer
from rag.conversation import (
    Turn,
    cited_last,
    context_of,
    following,
    language_wanted,
    request,
    self_contained,
)
from rag.languages import Language, detect_language, message
from rag.parts import split_question
from rag.questions import Leaning, is_foreign, leaning, small_talk
from rag.reading import Context, Reading, read
from rag.retrieval import Retriever
from rag.writing import refuse, write_answer, write_talk

# How many sentences "tell me more" adds.
_MORE = 3
# What a reader of a fourth language is told is said in these.
_WIDELY_READ: tuple[Language, ...] = ("en", "it")
# A part of a question with no more signs than this has no words of its own: "and when?".
_BARE: dict[Language, int] = {"it": 12, "en": 12, "zh": 6}


def respond(
    question: str,
    spoken: Language,
    reader: Language,
    history: Sequence[Turn],
    retriever: Retriever,
) -> Answer:
    """Respond to what a reader typed after the turns before, in the reader's language."""
    if talk := small_talk(question):
        return write_talk(question, message(talk, reader), reader)
    if wanted_language := language_wanted(question):
        return _again(question, wanted_language, history, retriever)
    kind = request(question)
    if kind == "more":
        return _more(question, spoken, reader, history, retriever)
    if is_foreign(question):
        answer = _answer(question, spoken, reader, (), retriever)
        told = dict.fromkeys((reader, *_WIDELY_READ))
        notice = " · ".join(message("foreign", language) for language in told)
        return replace(answer, text=f"{notice}: {answer.text}")
    answer = _answer(question, spoken, reader, history, retriever)
    if kind == "instruction":
        return refuse(question, read(question, spoken, retriever), retriever, reader, "instruction")
    return answer


def _answer(
    question: str,
    spoken: Language,
    reader: Language,
    history: Sequence[Turn],
    retriever: Retriever,
) -> Answer:
    """Answer each part of a question; a later part leans on the first."""
    context = context_of(question, spoken, history, retriever.collection)
    first, *others = split_question(question, spoken)
    readings = [read(first, spoken, retriever, context)]
    for part in others:
        lean: Leaning = "opening" if len(part) <= _BARE[spoken] else leaning(part, spoken)
        after = Context("alone" if lean == "short" else lean, first, spoken, readings[0].sentences)
        readings.append(read(part, spoken, retriever, after))
    return write_answer(question, readings, retriever, reader)


def _again(
    question: str, reader: Language, history: Sequence[Turn], retriever: Retriever
) -> Answer:
    """Answer the last question once more, in another language."""
    earlier = list(history)
    while earlier and language_wanted(earlier[-1].question):
        earlier.pop()
    if not earlier or not self_contained(earlier):
        return write_talk(question, message("greeting", reader), reader)
    last = earlier[-1].question
    answer = respond(last, detect_language(last, reader), reader, earlier[:-1], retriever)
    return replace(answer, question=question)


def _more(
    question: str,
    spoken: Language,
    reader: Language,
    history: Sequence[Turn],
    retriever: Retriever,
) -> Answer:
    """Cite what the article says after what was cited last; at its end, what it says in all."""
    collection = retriever.collection
    added = following(cited_last(history, collection), collection, _MORE)
    whole = read(message("suggestion.whole", spoken), spoken, retriever)
    if not added:
        return write_answer(question, [whole], retriever, reader)
    closest = int(collection.passage_of[added[0]])
    return write_answer(question, [Reading(whole.asked, 1.0, added, closest)], retriever, reader)
