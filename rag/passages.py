"""Passages: numbered runs of consecutive sentences, about a paragraph each."""

from collections.abc import Sequence
from dataclasses import dataclass

from rag.article import Edition, Interval
from rag.languages import Language
from rag.sentences import sentence_intervals

# Characters in a passage before it is cut between two sentences; a Chinese sign says about as much
# as three letters.
_LONGEST: dict[Language, int] = {"it": 1200, "en": 1200, "zh": 400}


@dataclass(frozen=True, slots=True)
class Passage:
    """A numbered run of consecutive sentences of one edition; `article#number` names it.

    The numbers are those of the original edition, counted from 1. `heading` is the section the
    passage stands in, or an empty string.
    """

    article: str
    number: int
    language: Language
    start: int
    end: int
    sentences: tuple[Interval, ...]
    heading: str

    @property
    def reference(self) -> str:
        """Return the passage's name, such as 'torino-pechino#3'."""
        return f"{self.article}#{self.number}"

    @property
    def url(self) -> str:
        """Return the passage's permanent path on the page."""
        return passage_url(self.article, self.number)


def passage_url(article: str, number: int) -> str:
    """Return the permanent path that a passage has on the page."""
    return f"/p/{article}/{number}"


def build_passages(article: str, edition: Edition) -> tuple[Passage, ...]:
    """Group the sentences of an edition into passages that never cross a paragraph."""
    longest = _LONGEST[edition.language]
    runs = [
        run
        for paragraph in edition.paragraphs
        for run in _runs(sentence_intervals(edition.text, edition.language, paragraph), longest)
    ]
    return passages_of(article, edition, runs)


def passages_of(
    article: str, edition: Edition, runs: Sequence[Sequence[Interval]]
) -> tuple[Passage, ...]:
    """Return the passages of an edition whose sentences are known, run by run."""
    return tuple(
        Passage(
            article=article,
            number=number,
            language=edition.language,
            start=run[0].start,
            end=run[-1].end,
            sentences=tuple(run),
            heading=_heading_above(edition, run[0].start),
        )
        for number, run in enumerate(runs, start=1)
    )


def _runs(sentences: Sequence[Interval], longest: int) -> list[list[Interval]]:
    runs: list[list[Interval]] = []
    for sentence in sentences:
        if runs and sentence.end - runs[-1][0].start <= longest:
            runs[-1].append(sentence)
        else:
            runs.append([sentence])
    return runs


def _heading_above(edition: Edition, position: int) -> str:
    above = [heading for heading in edition.headings if heading.start < position]
    return above[-1].of(edition.text) if above else ""
