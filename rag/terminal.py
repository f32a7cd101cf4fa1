"""Answers and hits laid out for a terminal, as pieces of text with the style each should have."""

from collections.abc import Iterator, Sequence
from typing import TextIO

from rag.answering import Answer, Citation, Writing
from rag.article import Interval
from rag.errors import QuestionError
from rag.languages import Language, message
from rag.retrieval import Hit

Piece = tuple[str, str]

_PLAIN, _STRONG, _FAINT, _MARK = "", "bold", "dim", "bold yellow"


def answer_pieces(answer: Answer) -> Iterator[Piece]:
    """Lay out an answer, then its proofs; or the refusal with its closest passage."""
    before, short, after = _around(answer.text, answer.short)
    yield before, _PLAIN
    yield short, _STRONG
    yield after + "\n", _PLAIN
    if told := certainty_line(answer):
        yield f"  {told}\n", _FAINT
    if answer.writing:
        yield f"  {writer_line(answer.writing, answer.language)}\n", _FAINT
    for citation in answer.citations:
        place = citation.place(answer.language)
        yield f"\n  [{citation.number}] ", _STRONG
        yield f"{citation.title} · {place} · {citation.language}\n      «", _FAINT
        yield from _marked(citation)
        yield "»\n", _FAINT
        if citation.translation and citation.translation.by:
            told = message("llm.translation", answer.language, model=citation.translation.by)
            yield f"      {told}: {_line(citation.translation.text)}\n", _FAINT
    if answer.closest:
        closest = answer.closest
        yield f"\n  {message('closest', answer.language)}: ", _FAINT
        yield f"{closest.article}#{closest.passage}\n      «{_line(closest.quote)}»\n", _FAINT
        if closest.translation:
            yield f"      {_line(closest.translation.text)}\n", _FAINT


def certainty_line(answer: Answer) -> str:
    """Return what a reader is told of an answer that is not sure, and nothing of one that is."""
    if answer.certainty == "sure":
        return ""
    key = "missed" if answer.status == "not_found" else answer.certainty
    return message(f"certainty.{key}", answer.language)


def writer_line(writing: Writing, reader: Language) -> str:
    """Return what a reader is told of a language model: its notice, or its name, and the host."""
    on = writer_told(writing.model, writing.host, reader)
    return f"{writing.notice} {on}" if writing.kept and writing.notice else writing.notice or on


def writer_told(model: str, host: str, reader: Language) -> str:
    """Return which language model words the answers, and where the text goes."""
    told = message("llm.on", reader, model=model)
    return f"{told} {message('llm.leaves', reader, host=host)}" if host else told


def hit_pieces(hits: Sequence[Hit]) -> Iterator[Piece]:
    """Lay out passages, best first."""
    for rank, hit in enumerate(hits, start=1):
        yield f"{rank}. ", _STRONG
        yield f"{hit.article}#{hit.passage} · {hit.language} · {hit.fused:.2f}\n", _FAINT
        yield f"   {_line(hit.text)}\n", _PLAIN


def typed_lines(stream: TextIO) -> Iterator[str]:
    """Yield the lines of a stream that are not empty; raise QuestionError unless it is UTF-8."""
    try:
        for line in stream:
            if line.strip():
                yield line.strip()
    except UnicodeDecodeError as error:
        raise QuestionError("Standard input is not UTF-8. Save the questions as UTF-8.") from error


def _around(text: str, part: str | None) -> tuple[str, str, str]:
    start = text.find(part) if part else -1
    if part is None or start < 0:
        return text, "", ""
    return text[:start], part, text[start + len(part) :]


def _marked(citation: Citation) -> Iterator[Piece]:
    """Yield a quote with the words that met the question marked."""
    position = 0
    for mark in _merged(citation.marks):
        yield _line(citation.quote[position : mark.start]), _PLAIN
        yield _line(mark.of(citation.quote)), _MARK
        position = mark.end
    yield _line(citation.quote[position:]), _PLAIN


def _merged(marks: Sequence[Interval]) -> list[Interval]:
    merged: list[Interval] = []
    for mark in sorted(marks):
        if merged and mark.start < merged[-1].end:
            merged[-1] = Interval(merged[-1].start, max(mark.end, merged[-1].end))
        else:
            merged.append(mark)
    return merged


def _line(text: str) -> str:
    return text.replace("\r", " ").replace("\n", " ")
