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

from rag.alignment import AlignedArticle
from rag.article import Interval
from rag.embedding import Embedder, StaticEmbedder
from rag.index import PassageIndex
from rag.languages import LANGUAGES, Language
from rag.lexical import Lexicon, Match, bm25, build_lexicon, match_question, met_strengths

Scores = NDArray[np.float32]

# The share of a text's score that comes from the edition in the reader's own language, where there
# is one; the rest is the mean over the other editions.
_OWN_EDITION = 0.6


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage with its scores: dense and lexical are standardised, fused is their sum."""

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
        return f"/p/{self.article}/{self.passage}"

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
class Collection:
    """Aligned articles laid out as units, and the text of every row of the index."""

    articles: tuple[AlignedArticle, ...]
    passages: tuple[Unit, ...]
    sentences: tuple[Unit, ...]
    texts: tuple[str, ...]
    languages: tuple[Language, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The scores of one question over a collection: an entry a unit, and the words met by row.

    `cosines` are raw; the others are standardised. `met` has shape (question words, rows).
    """

    matches: tuple[Match, ...]
    met: Scores
    cosines: Scores
    passage_dense: Scores
    passage_lexical: Scores
    sentence_dense: Scores
    sentence_lexical: Scores


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
    return Collection(tuple(articles), passages, sentences, tuple(texts), tuple(languages))


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

    def gather(self, question: str, language: Language) -> Evidence:
        """Score every unit of the collection against a question."""
        matches = match_question(question, language, self.lexicon, self._words)
        lexical = bm25(matches, self.lexicon)
        cosines = self._index.cosines(self._embedder.encode_queries([question]))
        passages, sentences = self.collection.passages, self.collection.sentences
        return Evidence(
            matches=matches,
            met=met_strengths(matches, self.lexicon),
            cosines=cosines,
            passage_dense=_combine(cosines, passages, language),
            passage_lexical=_combine(lexical, passages, language),
            sentence_dense=_combine(cosines, sentences, language),
            sentence_lexical=_combine(lexical, sentences, language),
        )

    def find(
        self, query: str, language: Language, reader: Language, limit: int
    ) -> tuple[Hit, ...]:
        """Return the passages nearest to a query, best first, in the reader's language if there."""
        evidence = self.gather(query, language)
        fused = evidence.passage_dense + evidence.passage_lexical
        best = np.argsort(-fused, kind="stable")[:limit]
        return tuple(self._hit(evidence, int(unit), reader) for unit in best)

    def _hit(self, evidence: Evidence, index: int, reader: Language) -> Hit:
        unit = self.collection.passages[index]
        aligned = self.collection.articles[unit.article]
        spoken = reader if reader in unit.rows else aligned.article.original.language
        interval = unit.versions[spoken]
        dense, lexical = evidence.passage_dense[index], evidence.passage_lexical[index]
        return Hit(
            article=aligned.article.id,
            passage=unit.passage,
            language=spoken,
            start=interval.start,
            end=interval.end,
            text=self.collection.texts[unit.rows[spoken]],
            dense=float(dense),
            lexical=float(lexical),
            fused=float(dense + lexical),
        )


def _combine(scores: Scores, units: Sequence[Unit], language: Language) -> Scores:
    """Standardise row scores within each language, and combine a unit's editions into one score."""
    total = np.zeros(len(units), dtype=np.float32)
    weight = np.zeros(len(units), dtype=np.float32)
    for spoken in LANGUAGES:
        held = np.array([index for index, unit in enumerate(units) if spoken in unit.rows], dtype=int)
        if not len(held):
            continue
        rows = np.array([units[index].rows[spoken] for index in held])
        share = _OWN_EDITION if spoken == language else (1 - _OWN_EDITION) / 2
        total[held] += share * standardise(scores[rows])
        weight[held] += share
    combined: Scores = total / np.maximum(weight, 1e-6)
    return combined


def standardise(scores: Scores) -> Scores:
    """Return scores less their mean, over their standard deviation; all zero where none differ."""
    spread = float(scores.std())
    standard: Scores = (scores - scores.mean()) / spread if spread > 1e-9 else scores * 0
    return standard
