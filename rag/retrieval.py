"""Hybrid retrieval: which passages, and which sentences in them, are nearest to a question.

Every sentence and passage stands in the index once for each edition. Scores are standardised
within one language before they meet, so that text in the question's own language cannot bury the
rest, and dense and lexical evidence are added, so that neither can veto.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.collection import Collection, Units
from rag.deputies import Deputies, deputies_in, met_but_by_deputies
from rag.describing import (
    Description,
    descriptions_in,
    met_as_described,
    named_by_description,
)
from rag.embedding import Embedder, StaticEmbedder, bundled_embedder
from rag.index import PassageIndex
from rag.languages import Language
from rag.lexical import (
    Lexicon,
    Match,
    bm25,
    build_lexicon,
    match_question,
    met_strengths,
)
from rag.passages import passage_url
from rag.values import Values, met_by_value, sure_in, values_in

Scores = NDArray[np.float32]

# The share of a text's score that comes from the edition in the reader's own language, where there
# is one; the rest is the mean over the other editions.
_OWN_EDITION = 0.6
# What dense evidence counts for a passage beside lexical: words tell long texts apart better.
_DENSE_SHARE = 0.7


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage with its scores: dense and lexical are standardised, fused is what ranks."""

    article: str
    passage: int
    language: Language
    start: int
    end: int
    text: str
    dense: float
    lexical: float
    fused: float

    @property
    def url(self) -> str:
        """Return the permanent path of the passage on the page."""
        return passage_url(self.article, self.passage)

    def to_dict(self) -> dict[str, Any]:
        """Return the hit as `ponte find --json` prints it."""
        return {
            "article": self.article,
            "passage": self.passage,
            "language": self.language,
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "score": round(self.fused, 4),
            "url": self.url,
        }


@dataclass(frozen=True, slots=True)
class Evidence:
    """The scores of one question over a collection: an entry a unit, and the words met by row.

    `cosines` are raw; the others are standardised. `met` has shape (question words, rows).
    """

    lexicon: Lexicon
    matches: tuple[Match, ...]
    met: Scores
    cosines: Scores
    passage_dense: Scores
    passage_lexical: Scores
    sentence_dense: Scores
    sentence_lexical: Scores


class Retriever:
    """A collection with its index and its lexicon, ready for questions."""

    def __init__(
        self,
        collection: Collection,
        index: PassageIndex,
        embedder: Embedder,
        words: StaticEmbedder,
    ) -> None:
        """Keep the parts and count the words; `words` gives the vectors of the lexical bridge."""
        self.collection = collection
        self._index = index
        self._embedder = embedder
        self._words = words
        self.lexicon: Lexicon = build_lexicon(collection.texts, collection.languages, words)
        self._described: tuple[Description, ...] = descriptions_in(collection, self.lexicon, words)
        texts, languages = collection.texts, collection.languages
        self._deputies: tuple[Deputies, ...] = deputies_in(texts, languages, self.lexicon)
        # Worked out for the first question that names a number or a month.
        self._values: Values | None = None

    @property
    def embedder(self) -> Embedder:
        """Return what turns texts into the rows of the index."""
        return self._embedder

    def over(self, collection: Collection) -> "Retriever":
        """Return a retriever with the same models over another collection, indexed in memory."""
        index = PassageIndex.from_texts(collection.texts, self._embedder)
        return Retriever(collection, index, self._embedder, self._words)

    def gather(self, question: str, language: Language) -> Evidence:
        """Score every unit of the collection against a question."""
        found = match_question(question, language, self.lexicon, self._words)
        matches = named_by_description(found, self._described)
        lexical = bm25(matches, self.lexicon)
        met = self._met((question, language), matches)
        cosines = self._index.cosines(self._embedder.encode_queries([question]))
        passages, sentences = self.collection.passages, self.collection.sentences
        return Evidence(
            lexicon=self.lexicon,
            matches=matches,
            met=met,
            cosines=cosines,
            passage_dense=combine(cosines, passages, language),
            passage_lexical=combine(lexical, passages, language),
            sentence_dense=combine(cosines, sentences, language),
            sentence_lexical=combine(lexical, sentences, language),
        )

    def _met(self, question: tuple[str, Language], matches: Sequence[Match]) -> Scores:
        """Return how well words of a question are met (words, rows), beyond their likeness."""
        met = met_strengths(matches, self.lexicon)
        met = met_but_by_deputies(met, question, matches, self._deputies)
        met = met_as_described(met, matches, self._described)
        asked = sure_in(*question)
        if not asked:
            return met
        if self._values is None:
            self._values = values_in(self.collection.texts, self.collection.languages)
        return met_by_value(met, asked, matches, self._values)

    def find(self, query: str, language: Language, reader: Language, limit: int) -> tuple[Hit, ...]:
        """Return the passages nearest to a query, best first, in the reader's language if there."""
        evidence = self.gather(query, language)
        return tuple(self.hit(evidence, index, reader) for index in self.ranked(evidence)[:limit])

    def ranked(self, evidence: Evidence) -> list[int]:
        """Return all passages, as indexes of the collection's, best first."""
        fused = fuse(evidence.passage_dense, evidence.passage_lexical)
        order: list[int] = np.argsort(-fused, kind="stable").tolist()
        return order

    def hit(self, evidence: Evidence, index: int, reader: Language) -> Hit:
        """Return a passage with its scores, in the words of the reader's edition if there."""
        unit = self.collection.passages[index]
        aligned = self.collection.articles[unit.article]
        spoken = reader if reader in unit.rows else aligned.article.original.language
        interval = unit.versions[spoken]
        own = slice(index, index + 1)
        dense, lexical = evidence.passage_dense[own], evidence.passage_lexical[own]
        return Hit(
            article=aligned.article.id,
            passage=unit.passage,
            language=spoken,
            start=interval.start,
            end=interval.end,
            text=self.collection.texts[unit.rows[spoken]],
            dense=float(dense[0]),
            lexical=float(lexical[0]),
            fused=float(fuse(dense, lexical)[0]),
        )


def retriever_over(collection: Collection, embedder: Embedder) -> Retriever:
    """Index a collection in memory, its words by the bundled model's vectors."""
    index = PassageIndex.from_texts(collection.texts, embedder)
    return Retriever(collection, index, embedder, bundled_embedder())


def fuse(dense: Scores, lexical: Scores) -> Scores:
    """Return what ranks passages: standardised dense and lexical scores, weighed and added."""
    fused: Scores = _DENSE_SHARE * dense + lexical
    return fused


def combine(scores: Scores, units: Units, language: Language) -> Scores:
    """Standardise row scores within each language, and combine a unit's editions into one score."""
    total = np.zeros(len(units), dtype=np.float32)
    weight = np.zeros(len(units), dtype=np.float32)
    for place in units.placements:
        share = _OWN_EDITION if place.language == language else (1 - _OWN_EDITION) / 2
        total[place.units] += share * standardise(scores[place.rows])
        weight[place.units] += share
    combined: Scores = (total / np.maximum(weight, 1e-6)).astype(np.float32)
    return combined


def best_edition(scores: Scores, units: Units) -> Scores:
    """Return scores by row (the last axis) as scores by unit, each in its best edition."""
    best = np.zeros((*scores.shape[:-1], len(units)), dtype=np.float32)
    for place in units.placements:
        best[..., place.units] = np.maximum(best[..., place.units], scores[..., place.rows])
    return best


def standardise(scores: Scores) -> Scores:
    """Return scores less their mean, over their standard deviation; all zero where none differ."""
    if not len(scores):
        return scores
    centred = scores - scores.mean()
    spread = float(np.sqrt(centred @ centred / len(centred)))
    if spread <= 1e-9:
        return np.zeros(scores.shape, dtype=np.float32)
    standard: Scores = (centred / np.float32(spread)).astype(np.float32, copy=False)
    return standard
