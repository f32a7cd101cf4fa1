"""Retrieval alone, by each of its parts: where the right text ranks among the others."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from rag.corpora import Query, Search
from rag.embedding import Embedder, StaticEmbedder
from rag.errors import PonteError
from rag.figures import ACROSS, SAME
from rag.languages import Language
from rag.lexical import bm25, build_lexicon, match_question
from rag.retrieval import Scores, fuse, standardise
from rag.scoring import mean
from rag.words import words_of

# One language's stems alone; words across languages; vectors alone; and both, as Ponte adds them.
System = Literal["bm25", "bm25-across", "dense", "both"]
SYSTEMS: tuple[System, ...] = get_args(System)
# BM25's usual values (Robertson and Zaragoza 2009); the bridge across languages has its own.
_K1, _B = 1.2, 0.75


@dataclass(frozen=True, slots=True)
class Rank:
    """The place, counted from 1, at which one system puts the best right text of a question."""

    data: str
    texts: Language
    spoken: Language
    system: System
    place: int


def parse_system(name: str) -> System:
    """Return the system of a name; raise PonteError where there is none."""
    if name not in SYSTEMS:
        raise PonteError(f"Unknown system '{name}'. Use one of: {', '.join(SYSTEMS)}.")
    return name


def ranks_of(
    search: Search,
    embedder: Embedder,
    words: StaticEmbedder,
    systems: Sequence[System] = SYSTEMS,
) -> Iterator[Rank]:
    """Rank the texts of a search for each of its questions, by each system.

    `words` gives the vectors of the lexical bridge, as in the retrieval.
    """
    nothing = np.zeros((len(search.queries), len(search.texts) - search.first), dtype=np.float32)
    crossing = {"bm25-across", "both"} & set(systems)
    stems = _stem_scores(search, words) if "bm25" in systems else nothing
    across = _bridged_scores(search, words) if crossing else nothing
    dense = _dense_scores(search, embedder) if {"dense", "both"} & set(systems) else nothing
    for query, stemmed, lexical, near in zip(search.queries, stems, across, dense, strict=True):
        scores: dict[System, Scores] = {
            "bm25": stemmed,
            "bm25-across": lexical,
            "dense": near,
            "both": fuse(standardise(near), standardise(lexical)),
        }
        right = np.array(query.right) - search.first
        for system in systems:
            place = place_of(scores[system], right)
            yield Rank(search.data, search.language, query.language, system, place)


def _stem_scores(search: Search, words: StaticEmbedder) -> Iterator[Scores]:
    index = StemIndex(search.texts[search.first :], search.language, words)
    return (index.scores(query) for query in search.queries)


def _bridged_scores(search: Search, words: StaticEmbedder) -> Iterator[Scores]:
    lexicon = build_lexicon(search.texts, [search.language] * len(search.texts), words)
    for query in search.queries:
        matches = match_question(query.text, query.language, lexicon, words)
        yield bm25(matches, lexicon)[search.first :]


def _dense_scores(search: Search, embedder: Embedder) -> Scores:
    rows = embedder.encode_passages(search.texts[search.first :])
    asked: Scores = embedder.encode_queries([query.text for query in search.queries]) @ rows.T
    return asked


class StemIndex:
    """BM25 as it is used within one language: the stems of its words, counted."""

    def __init__(self, texts: Sequence[str], language: Language, words: StaticEmbedder) -> None:
        """Count the stems of the texts; Chinese is cut into words as the model cuts it."""
        self._language, self._words = language, words
        counts = [Counter(self._stems(text)) for text in texts]
        lengths = np.array([count.total() for count in counts], dtype=np.float32)
        self._norm = _K1 * (1 - _B + _B * lengths / max(float(lengths.mean()), 1.0))
        self._postings: dict[str, tuple[list[int], list[int]]] = {}
        for row, count in enumerate(counts):
            for stem, times in count.items():
                rows, tally = self._postings.setdefault(stem, ([], []))
                rows.append(row)
                tally.append(times)

    def scores(self, query: Query) -> Scores:
        """Score every text by the stems it shares with a query."""
        total = np.zeros(len(self._norm), dtype=np.float32)
        for stem in self._stems(query.text):
            if stem in self._postings:
                rows, tally = (np.array(values) for values in self._postings[stem])
                rarity = np.log1p((len(total) - len(rows) + 0.5) / (len(rows) + 0.5))
                total[rows] += rarity * tally * (_K1 + 1) / (tally + self._norm[rows])
        return total

    def _stems(self, text: str) -> list[str]:
        return [word.stem for word in words_of(text, self._language, self._words)]


def place_of(scores: Scores, right: NDArray[np.int64]) -> int:
    """Return the place of the best right text; wrong texts that score the same stand before it."""
    best = scores[right].max()
    wrong = np.delete(scores, right)
    return 1 + int((wrong >= best).sum())


def rank_rows(ranks: Sequence[Rank]) -> list[dict[str, object]]:
    """Return recall and mean reciprocal rank by pair of languages, then within one and across."""
    pairs: dict[tuple[str, str, str, str], list[int]] = {}
    kinds: dict[tuple[str, str, str, str], list[int]] = {}
    for rank in ranks:
        pairs.setdefault((rank.data, rank.texts, rank.spoken, rank.system), []).append(rank.place)
        kind = SAME if rank.texts == rank.spoken else ACROSS
        kinds.setdefault((rank.data, kind, "all", rank.system), []).append(rank.place)
    if len({key[:3] for key in pairs}) == len({key[:3] for key in kinds}):
        kinds = {}
    return [
        {
            "data": data,
            "texts": texts,
            "question": spoken,
            "system": system,
            "questions": len(places),
            "at_1": mean([place <= 1 for place in places]),
            "at_2": mean([place <= 2 for place in places]),
            "at_5": mean([place <= 5 for place in places]),
            "mrr": mean([1 / place for place in places]),
        }
        for (data, texts, spoken, system), places in {**pairs, **kinds}.items()
    ]
