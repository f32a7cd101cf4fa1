"""Questions that ask two things: 'who led it, and when?' becomes two questions."""

import re

from rag.languages import Language
from rag.questions import plain_question
from rag.wording import pattern, wording


def split_question(question: str, language: Language) -> tuple[str, ...]:
    """Return the questions that a question consists of, in order; one where it asks one thing."""
    if language == "zh":
        return _split_chinese(question)
    plain = plain_question(question)
    asks = pattern("asks", language)
    joint = re.search(rf"^((?:{asks}))\s+(?:e|ed|and)\s+((?:{asks}))\s+", plain)
    if joint:
        rest = question[joint.end() :]
        return tuple(f"{question[slice(*joint.span(part))]} {rest}" for part in (1, 2))
    pieces = re.split(pattern("part_break", language), plain)
    if len(pieces) < 2:
        return (question,)
    return _slices(question, plain, rf"(?:{pattern('part_break', language)})", asks)


def _slices(question: str, plain: str, breaks: str, asks: str) -> tuple[str, ...]:
    """Cut a question at its breaks where each piece asks; else leave it whole."""
    ends = [0]
    for found in re.finditer(breaks, plain):
        ends += [found.start(), found.end()]
    ends.append(len(question))
    pieces = [question[start:end].strip() for start, end in zip(ends[::2], ends[1::2], strict=True)]
    asking = [piece for piece in pieces if re.search(asks, plain_question(piece))]
    return tuple(pieces) if len(asking) == len(pieces) > 1 else (question,)


def _split_chinese(question: str) -> tuple[str, ...]:
    """Cut at a comma or a joining word between two that ask, or ask each in the same words."""
    asks = "|".join(wording()["asks"]["zh"])
    found = list(re.finditer(asks, question))
    if len(found) != 2:
        return (question,)
    between = question[found[0].end() : found[1].start()]
    pieces = _slices(question, question, pattern("part_break", "zh"), asks)
    if len(pieces) > 1:
        return pieces
    if len(between) > 1:
        return (question,)
    first = question[: found[0].end()] + question[found[1].end() :]
    second = question[: found[0].start()] + question[found[1].start() :]
    return first, second
