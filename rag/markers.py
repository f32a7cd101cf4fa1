"""The citation markers of a language model, in every spelling that models use."""

import re
from dataclasses import dataclass

# [1], [1, 2], [1-3], 【1】, 【1†source】, ［1］, [^1], [passage 1], (passage 1), （第1段）, [1][2].
_NAMED = r"(?:passages?|passaggi[o]?|passo|brano|source|fonte|fonti|ref\.?|段落?|来源|第)"
_NUMBERS = r"\d{1,3}(?:\s*(?:[,;、，]|-|–|and|e|和)\s*(?:\^)?\d{1,3})*"
_MARKER = re.compile(
    rf"\s*(?:[\[【［〔]\s*\^?\s*(?:{_NAMED}\s*:?\s*)?#?(?P<square>{_NUMBERS})\s*(?:段)?(?:†[^\]】］〕]*)?\s*[\]】］〕]"
    rf"|[(（]\s*(?:{_NAMED})\s*:?\s*#?(?P<round>{_NUMBERS})\s*(?:段)?\s*[)）])",
    re.IGNORECASE,
)
_RANGE = re.compile(r"(\d{1,3})\s*[-–]\s*(\d{1,3})")
# What models put around a sentence: list signs, emphasis, headings.
_DRESSING = re.compile(r"^\s*(?:[-*•·]\s+|#{1,6}\s+|\d{1,2}[.)]\s+)|\*\*|__|`")
# A range of more passages than this is no citation.
_WIDEST = 9


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence without its markers, and the numbers that they name, each once, as first named."""

    text: str
    numbers: tuple[int, ...]


def read_markers(sentence: str) -> Marked:
    """Take the markers out of a sentence; [0] is a number too, and names no passage."""
    numbers: dict[int, None] = {}
    for match in _MARKER.finditer(sentence):
        numbers |= dict.fromkeys(_numbers(match["square"] or match["round"]))
    text = _DRESSING.sub("", _MARKER.sub("", sentence))
    return Marked(" ".join(text.split()), tuple(numbers))


def leading_markers(text: str) -> int:
    """Return how many characters of markers a text begins with: they belong to what is before."""
    end = 0
    while found := _MARKER.match(text, end):
        end = found.end()
    return end


def _numbers(written: str) -> list[int]:
    found: list[int] = []
    position = 0
    for match in _RANGE.finditer(written):
        found += [int(each) for each in re.findall(r"\d+", written[position : match.start()])]
        first, last = int(match[1]), int(match[2])
        wide = 0 <= last - first <= _WIDEST
        found += range(first, last + 1) if wide else (first, last)
        position = match.end()
    return [*found, *(int(each) for each in re.findall(r"\d+", written[position:]))]
