"""The extractive writer: answers in the article's own words, every sentence with its proof."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from rag.answering import Answer, Citation, Closest
from rag.article import Interval
from rag.choosing import Asked, short_answer
from rag.citing import cite, edition_translation
from rag.languages import Language, language_name, message
from rag.localising import localised
from rag.nearing import certainty_of, is_near, words_met
from rag.pointing import Text, point
from rag.questions import question_kind, wanted
from rag.reading import Reading, original_marks
from rag.retrieval import Retriever
from rag.rivals import differ
from rag.settling import verdict


def write_answer(
    question: str, readings: Sequence[Reading], retriever: Retriever, reader: Language
) -> Answer:
    """Write what was read as an answer in the reader's language, or as a refusal.

    There is a reading for each part of the question; each sentence is cited once.
    """
    found = [reading for reading in readings if reading.sentences]
    if not found:
        return refuse(question, readings[0], retriever, reader)
    alone = len(found) == 1 and found[0].rivals
    differing = _differing(found[0], retriever, reader) if alone else {}
    if differing:
        found = [_beside(found[0], differing, retriever)]
    citations = _citations(found, retriever, reader)
    first, asked = citations[0], found[0].asked
    short = _short(found[0], first, retriever)
    local = _localised(asked, short, first, reader)
    texts = [quoted_sentence(citation, reader) for citation in citations]
    texts[0] = _opened(asked, local, texts[0], first, retriever, reader)
    if differing:
        texts[0] = message("differ", reader, sentence=texts[0])
    return Answer(
        question=question,
        language=reader,
        status="answered",
        text=" ".join(texts),
        short=short,
        confidence=min(reading.confidence for reading in found),
        citations=citations,
        closest=None,
        elapsed_ms=0.0,
        localised=local,
        # What differs is cited right after the best.
        further=_further(found, citations, retriever) or tuple(enumerate(differing.values(), 2)),
        certainty=certainty_of(min(found, key=lambda reading: reading.confidence)),
    )


def write_talk(question: str, text: str, reader: Language) -> Answer:
    """Answer what asks nothing of the article, which needs no proof because it states nothing."""
    return Answer(question, reader, "conversation", text, None, 1.0, (), None, 0.0)


def offer(question: str, reader: Language, suggestions: Sequence[str]) -> Answer:
    """Answer somebody who asks what can be asked."""
    offered = " · ".join(suggestions)
    return write_talk(question, message("help", reader, questions=offered), reader)


def refuse(
    question: str, reading: Reading, retriever: Retriever, reader: Language, key: str = "not_found"
) -> Answer:
    """Say that the article does not say, with a passage that is near offered as what it is."""
    several = key == "not_found" and len(retriever.collection.articles) > 1
    near = is_near(reading, retriever)
    return Answer(
        question=question,
        language=reader,
        status="not_found",
        text=message("not_found.many" if several else key, reader),
        short=None,
        confidence=reading.confidence,
        citations=(),
        closest=_closest(reading, retriever, reader) if near else None,
        elapsed_ms=0.0,
        certainty=certainty_of(reading) if near else "sure",
    )


def _closest(reading: Reading, retriever: Retriever, reader: Language) -> Closest:
    unit = retriever.collection.passages[reading.closest]
    article = retriever.collection.articles[unit.article].article
    original = article.original
    quote = unit.versions[original.language].of(original.text)
    told = edition_translation(unit, article, reader)
    return Closest(article.id, unit.passage, quote, original.language, told)


def _citations(
    readings: Sequence[Reading], retriever: Retriever, reader: Language
) -> tuple[Citation, ...]:
    """Cite every sentence that was found once, numbered in the order of use."""
    marks = {
        index: met
        for reading in reversed(readings)
        for index, met in zip(
            reading.sentences, reading.marks or ((),) * len(reading.sentences), strict=True
        )
    }
    collection = retriever.collection
    there = _marks_there(readings, retriever, reader)
    return tuple(
        cite(number, collection.sentences[index], collection, reader, marks[index], there[index])
        for number, index in enumerate(_order(readings), start=1)
    )


def _marks_there(
    readings: Sequence[Reading], retriever: Retriever, reader: Language
) -> dict[int, tuple[Interval, ...]]:
    """Return the words of the reader's edition of each sentence that met the question's."""
    sentences = retriever.collection.sentences
    return {
        index: words_met(reading, sentences[index], reader, retriever) if reading.marks else ()
        for reading in reversed(readings)
        for index in reading.sentences
    }


def _order(readings: Sequence[Reading]) -> list[int]:
    """Return every sentence that was found once, in the order of use."""
    return list(dict.fromkeys(index for reading in readings for index in reading.sentences))


def _differing(reading: Reading, retriever: Retriever, reader: Language) -> dict[int, str]:
    """Return the sentences of other articles whose amount or date is another than the best's.

    With each its short answer.
    """
    first = _short_of(reading, reading.sentences[0], retriever, reader)
    told = {index: _short_of(reading, index, retriever, reader) for index in reading.rivals}
    return {
        index: other.text
        for index, other in told.items()
        if first and other and differ(first, other)
    }


def _short_of(reading: Reading, index: int, retriever: Retriever, reader: Language) -> Text | None:
    citation = cite(1, retriever.collection.sentences[index], retriever.collection, reader)
    short = _short(reading, citation, retriever)
    return Text(short, citation.shown_language) if short else None


def _beside(reading: Reading, differing: Iterable[int], retriever: Retriever) -> Reading:
    """Return a reading with sentences of other articles cited after the best."""
    marks = dict(zip(reading.sentences, reading.marks, strict=True))
    best, *rest = reading.sentences
    order = tuple(dict.fromkeys((best, *differing, *rest)))
    marks |= {index: original_marks(reading.asked, index, retriever) for index in differing}
    return replace(reading, sentences=order, marks=tuple(marks[index] for index in order))


def _further(
    found: Sequence[Reading], citations: Sequence[Citation], retriever: Retriever
) -> tuple[tuple[int, str], ...]:
    """Return the short answer of each further part, with the number of its citation."""
    order = _order(found)
    further = []
    for reading in found[1:]:
        citation = citations[order.index(reading.sentences[0])]
        if said := _short(reading, citation, retriever):
            further.append((citation.number, said))
    return tuple(further)


def _short(reading: Reading, citation: Citation, retriever: Retriever) -> str | None:
    asked, lexicon = reading.asked, retriever.lexicon
    if asked.kind == "whole":
        return None
    shown = Text(citation.shown, citation.shown_language)
    runs = None
    # What the network learnt from are whole questions, not "and the universities?".
    if asked.kind == question_kind(asked.question, asked.language):
        runs = reading.runs.get(shown)
        runs = point(asked, [shown], lexicon)[0].runs if runs is None else runs
    return short_answer(asked, shown.text, shown.language, lexicon, runs)


def _localised(asked: Asked, short: str | None, citation: Citation, reader: Language) -> str:
    if short is None or citation.shown_language == reader:
        return ""
    want = wanted(asked.question, asked.kind, asked.language)
    return localised(short, want, citation.shown_language, reader)


def _opened(
    asked: Asked,
    local: str,
    text: str,
    citation: Citation,
    retriever: Retriever,
    reader: Language,
) -> str:
    """Put before the first sentence its short answer in the reader's language, or a yes or no."""
    if local:
        name = language_name(citation.language, reader)
        frame = message("short.quoted", reader, short=local, language=name)
        return f"{frame} «{_prose(citation.quote)}» [{citation.number}]"
    said = verdict(asked, citation.shown, citation.shown_language, retriever.lexicon)
    return text if said == "open" else message(f"verdict.{said}", reader, sentence=text)


def quoted_sentence(citation: Citation, reader: Language) -> str:
    """Return a cited sentence as it is shown: in the reader's edition, or framed as a quote."""
    prose = _prose(citation.shown)
    if citation.shown_language == reader:
        return f"{prose} [{citation.number}]"
    frame = message("quoted", reader, language=language_name(citation.language, reader))
    return f"{frame} «{prose}» [{citation.number}]"


def _prose(text: str) -> str:
    """Return quoted text on one line, its own bracketed numbers told apart from markers."""
    return re.sub(r"\[(\d+)\]", r"(\1)", " ".join(text.split()))
