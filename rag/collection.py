"""Articles laid out for the index: passages and sentences, each once for every edition."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.alignment import AlignedArticle
from rag.article import Interval
from rag.languages import LANGUAGES, Language


@dataclass(frozen=True, slots=True)
class Unit:
    """A passage (`sentence` is 0) or one sentence of it.

    By language: where each edition says it, and in which row of the index that text stands.
    """

    article: int
    passage: int
    sentence: int
    versions: dict[Language, Interval]
    rows: dict[Language, int]


@dataclass(frozen=True, slots=True)
class Placement:
    """The units that have an edition in one language, and their rows in the index, side by side."""

    language: Language
    units: NDArray[np.int64]
    rows: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Units:
    """All passages, or all sentences, of a collection, and where their editions stand."""

    entries: tuple[Unit, ...]
    placements: tuple[Placement, ...]

    def __len__(self) -> int:
        """Return how many units there are."""
        return len(self.entries)

    def __getitem__(self, index: int) -> Unit:
        """Return one unit."""
        return self.entries[index]


@dataclass(frozen=True, slots=True)
class Collection:
    """Aligned articles laid out as units, and the text of every row of the index.

    `passage_of` holds, for each sentence, the index of the passage it stands in.
    """

    articles: tuple[AlignedArticle, ...]
    passages: Units
    sentences: Units
    passage_of: NDArray[np.int64]
    texts: tuple[str, ...]
    languages: tuple[Language, ...]


def lay_out(articles: Sequence[AlignedArticle]) -> Collection:
    """Lay articles out as units: all passages first, then all sentences."""
    texts: list[str] = []
    languages: list[Language] = []

    def unit(index: int, passage: int, sentence: int, versions: dict[Language, Interval]) -> Unit:
        rows = {}
        for language, interval in versions.items():
            rows[language] = len(texts)
            texts.append(interval.of(articles[index].article.edition(language).text))
            languages.append(language)
        return Unit(index, passage, sentence, versions, rows)

    passages = tuple(
        unit(index, number, 0, versions)
        for index, aligned in enumerate(articles)
        for number, versions in aligned.passage_versions().items()
    )
    sentences = tuple(
        unit(index, sentence.passage, sentence.number, sentence.versions)
        for index, aligned in enumerate(articles)
        for sentence in aligned.sentences
    )
    place = {(unit.article, unit.passage): index for index, unit in enumerate(passages)}
    return Collection(
        articles=tuple(articles),
        passages=Units(passages, _placements(passages)),
        sentences=Units(sentences, _placements(sentences)),
        passage_of=np.array([place[unit.article, unit.passage] for unit in sentences]),
        texts=tuple(texts),
        languages=tuple(languages),
    )


def _placements(units: Sequence[Unit]) -> tuple[Placement, ...]:
    found = []
    for language in LANGUAGES:
        held = [index for index, unit in enumerate(units) if language in unit.rows]
        if held:
            rows = [units[index].rows[language] for index in held]
            found.append(Placement(language, np.array(held), np.array(rows)))
    return tuple(found)
