"""Which sentence of one edition says what a sentence of another says.

Monotone alignment by dynamic programming over embedding similarity and length, in the manner of
Gale and Church (1993) and of vecalign (Thompson and Koehn, 2019).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.article import Article, Edition, Interval
from rag.embedding import Embedder, Matrix
from rag.languages import Language
from rag.passages import Passage, build_passages
from rag.sentences import sentence_intervals

# The groups tried at each step (sentences of the source, of the target) and what each costs beyond
# its distance. As in vecalign, a distance counts once a pair of sentences: else one merger would be
# cheaper than two good pairs.
_STEPS = {(1, 1): 0.0, (1, 2): 0.0, (2, 1): 0.0, (1, 0): 0.6, (0, 1): 0.6}
_LENGTH_WEIGHT = 0.3


@dataclass(frozen=True, slots=True)
class Link:
    """A run of source sentences and the run of target sentences that says the same, as indexes."""

    source: tuple[int, ...]
    target: tuple[int, ...]


def align(
    source: Matrix, target: Matrix, source_lengths: Sequence[int], target_lengths: Sequence[int]
) -> tuple[Link, ...]:
    """Align two editions' sentences, given their unit rows and lengths in characters."""
    ratio = max(1, sum(target_lengths)) / max(1, sum(source_lengths))
    cost = np.full((len(source) + 1, len(target) + 1), np.inf)
    cost[0, 0] = 0.0
    came: dict[tuple[int, int], tuple[int, int]] = {}
    for row in range(len(source) + 1):
        for column in range(len(target) + 1):
            for step, penalty in _STEPS.items():
                before = (row - step[0], column - step[1])
                if min(before) < 0 or not np.isfinite(cost[before]):
                    continue
                total = cost[before] + penalty
                if step[0] and step[1]:
                    near = slice(before[0], row), slice(before[1], column)
                    gap = _length_gap(
                        sum(source_lengths[near[0]]) * ratio, sum(target_lengths[near[1]])
                    )
                    distance = _distance(source[near[0]], target[near[1]])
                    total += step[0] * step[1] * (distance + _LENGTH_WEIGHT * gap)
                if total < cost[row, column]:
                    cost[row, column] = total
                    came[row, column] = step
    return _trace(came, len(source), len(target))


def _distance(source: Matrix, target: Matrix) -> float:
    left, right = source.sum(axis=0), target.sum(axis=0)
    length = float(np.linalg.norm(left) * np.linalg.norm(right))
    return 1.0 - float(left @ right) / length if length else 1.0


def _length_gap(expected: float, actual: float) -> float:
    return abs(expected - actual) / max(expected, actual, 1.0)


def _trace(came: dict[tuple[int, int], tuple[int, int]], row: int, column: int) -> tuple[Link, ...]:
    links = []
    while row or column:
        step = came[row, column]
        links.append(Link(tuple(range(row - step[0], row)), tuple(range(column - step[1], column))))
        row, column = row - step[0], column - step[1]
    return tuple(reversed(links))


@dataclass(frozen=True, slots=True)
class AlignedSentence:
    """A sentence of the original and what each edition says in its place.

    `number` counts from 1 within the passage; `versions` holds the original's interval too, and no
    entry for an edition that leaves the sentence out.
    """

    passage: int
    number: int
    versions: dict[Language, Interval]


@dataclass(frozen=True, slots=True)
class AlignedArticle:
    """An article cut into the passages of its original, its other editions aligned with them."""

    article: Article
    passages: tuple[Passage, ...]
    sentences: tuple[AlignedSentence, ...]

    def passage_versions(self) -> dict[int, dict[Language, Interval]]:
        """Return what each edition says in the place of each passage, by number and language."""
        found: dict[int, dict[Language, Interval]] = {}
        for sentence in self.sentences:
            versions = found.setdefault(sentence.passage, {})
            for language, said in sentence.versions.items():
                start = versions[language].start if language in versions else said.start
                versions[language] = Interval(start, said.end)
        return found


def align_article(article: Article, embedder: Embedder) -> AlignedArticle:
    """Cut an article into passages and align the sentences of its editions with the original's."""
    passages = build_passages(article.id, article.original)
    originals = [
        AlignedSentence(passage.number, number, {passage.language: sentence})
        for passage in passages
        for number, sentence in enumerate(passage.sentences, start=1)
    ]
    for edition in article.editions[1:]:
        originals = _with_edition(originals, article, edition, embedder)
    return AlignedArticle(article, passages, tuple(originals))


def _with_edition(
    sentences: Sequence[AlignedSentence], article: Article, edition: Edition, embedder: Embedder
) -> list[AlignedSentence]:
    original = article.original
    source = [sentence.versions[original.language] for sentence in sentences]
    target = [
        sentence
        for passage in build_passages(article.id, edition)
        for sentence in passage.sentences
    ]
    versions = [dict(sentence.versions) for sentence in sentences]
    for link in _links(article, edition, source, target, embedder):
        if link.target:
            said = Interval(target[link.target[0]].start, target[link.target[-1]].end)
            for index in link.source:
                versions[index][edition.language] = said
    return [
        AlignedSentence(sentence.passage, sentence.number, version)
        for sentence, version in zip(sentences, versions, strict=True)
    ]


def _links(
    article: Article,
    edition: Edition,
    source: Sequence[Interval],
    target: Sequence[Interval],
    embedder: Embedder,
) -> tuple[Link, ...]:
    if _paragraph_sizes(article.original) == _paragraph_sizes(edition):
        return tuple(Link((index,), (index,)) for index in range(len(source)))
    said = [interval.of(article.original.text) for interval in source]
    translated = [interval.of(edition.text) for interval in target]
    return align(
        embedder.encode_passages(said),
        embedder.encode_passages(translated),
        [len(text) for text in said],
        [len(text) for text in translated],
    )


def _paragraph_sizes(edition: Edition) -> list[int]:
    return [
        len(sentence_intervals(edition.text, edition.language, paragraph))
        for paragraph in edition.paragraphs
    ]
