"""The words of an archive on disk: which passages hold a word, looked up without loading them.

The arrays are memory-mapped. Words are found by their hashes, sorted, and their kindred through
their vectors in a FAISS index; what is found is scored by the same BM25 as in memory.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.embedding import StaticEmbedder, unit_rows
from rag.index import alone
from rag.languages import Language
from rag.lexical import Lexicon, Match, bm25, question_weights, wholes_or_parts
from rag.preparing import Prepared
from rag.words import words_of

_ARRAYS = (
    "starts",
    "rows",
    "counts",
    "lengths",
    "form_keys",
    "form_terms",
    "stem_keys",
    "stem_terms",
)
_KINDRED = "words.faiss"
# As in rag.lexical: how near a word must be to count, and how many may.
_NEAR, _NEAREST = 0.25, 10
# The kindred of so many words of questions are kept, a kilobyte and a half each.
_KEPT = 4096
_NONE = np.zeros(0, dtype=np.float32)


def build_postings(articles: Iterable[Prepared], embedder: StaticEmbedder, folder: Path) -> None:
    """Join the words of articles, whose rows follow one another, into files in a folder.

    Of each article no more is kept than its numbers and what words are new.
    """
    # A term that is new takes the next number.
    vocabulary: defaultdict[tuple[str, str], int] = defaultdict()
    vocabulary.default_factory = vocabulary.__len__
    stems: list[str] = []
    written: list[str] = []
    columns: list[NDArray[np.int32]] = []
    lengths: list[NDArray[np.int32]] = []
    first = 0
    for article in articles:
        own = [vocabulary[language, form] for language, form, _, _ in article.terms]
        known = len(written)
        new = [term for number, term in zip(own, article.terms, strict=True) if number >= known]
        stems += [f"{language} {stem}" for language, _, stem, _ in new]
        written += [spelling for _, _, _, spelling in new]
        terms, rows, counts = article.postings.T
        columns.append(np.array([np.array(own, dtype=np.int32)[terms], rows + first, counts]))
        lengths.append(article.lengths.copy())
        first += len(article.passages)
    arrays = _joined(columns, len(written))
    arrays["lengths"] = np.concatenate(lengths).astype(np.float32)
    arrays["form_keys"], arrays["form_terms"] = _sorted_keys(form for _, form in vocabulary)
    arrays["stem_keys"], arrays["stem_terms"] = _sorted_keys(stems)
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array, allow_pickle=False)
    _save_kindred(unit_rows(embedder.token_sums(written)), folder / _KINDRED)


def _joined(columns: Sequence[NDArray[np.int32]], size: int) -> dict[str, NDArray[Any]]:
    """Return the postings of so many terms, in the order of the terms and then of their rows."""
    terms, rows, counts = (np.concatenate(each) for each in zip(*columns, strict=True))
    # Rows came in their order, and those of a term keep it.
    order = np.argsort(terms, kind="stable")
    return {
        "starts": np.searchsorted(terms[order], np.arange(size + 1)),
        "rows": rows[order],
        "counts": np.minimum(counts[order], 65_535).astype(np.uint16),
    }


def _sorted_keys(texts: Iterable[str]) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    keys = np.array([_key(text) for text in texts], dtype=np.uint64)
    order = np.argsort(keys, kind="stable").astype(np.int32)
    return keys[order], order


def _key(text: str) -> int:
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big")


def _save_kindred(directions: NDArray[np.float32], path: Path) -> None:
    import faiss

    index = faiss.index_factory(directions.shape[1], "SQ8", faiss.METRIC_INNER_PRODUCT)
    index.train(directions)
    index.add(directions)
    faiss.write_index(index, str(path))


@dataclass(frozen=True, slots=True)
class _StoredTerms:
    """A vocabulary looked up by hash."""

    keys: NDArray[np.uint64]
    terms: NDArray[np.int32]

    def get(self, text: str) -> NDArray[np.int64]:
        key = np.uint64(_key(text))
        first, last = np.searchsorted(self.keys, [key, key + np.uint64(1)])
        return np.asarray(self.terms[first:last], dtype=np.int64)

    def __contains__(self, text: object) -> bool:
        return isinstance(text, str) and len(self.get(text)) > 0


class Postings:
    """The words of an archive, open."""

    def __init__(self, folder: Path) -> None:
        """Map the files of a folder into memory; raise OSError, ValueError or RuntimeError."""
        import faiss

        # Mapped, but plain arrays: each part of a memmap would be one more.
        held: dict[str, Any] = {
            name: np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False))
            for name in _ARRAYS
        }
        self._forms = _StoredTerms(held["form_keys"], held["form_terms"])
        self._stems = _StoredTerms(held["stem_keys"], held["stem_terms"])
        self._kindred = faiss.read_index(str(folder / _KINDRED), faiss.IO_FLAG_MMAP_IFC)
        self._near = lru_cache(maxsize=_KEPT)(self._nearest)
        nothing = np.zeros(0, dtype=np.int64)
        self._lexicon = Lexicon(
            forms={}, stems={}, directions=np.zeros((0, 0), dtype=np.float32),
            starts=held["starts"], rows=held["rows"], counts=held["counts"],
            lengths=held["lengths"], terms_by_row=nothing, row_starts=nothing, sequence=nothing,
            places=nothing, word_starts=nothing,
        )  # fmt: skip

    def scores(
        self, question: str, language: Language, embedder: StaticEmbedder
    ) -> NDArray[np.float32]:
        """Return the BM25 score of every row for a question."""
        words = wholes_or_parts(words_of(question, language, embedder), self._forms)
        if not words:
            return np.zeros(len(self._lexicon.lengths), dtype=np.float32)
        sums = embedder.token_sums([question[word.start : word.end] for word in words])
        weights = question_weights(sums)
        directions = unit_rows(sums)
        matches = []
        for word, weight, direction, vector in zip(words, weights, directions, sums, strict=True):
            strengths: dict[int, float] = {}
            if not word.form[0].isdigit():
                strengths = dict(self._near(direction.tobytes()))
            same = (self._forms.get(word.form), self._stems.get(f"{language} {word.stem}"))
            strengths.update((int(term), 1.0) for term in np.concatenate(same))
            best = sorted(strengths.items(), key=lambda each: -each[1])[:_NEAREST]
            found = np.array([term for term, _ in best], dtype=np.int64)
            met = np.array([strength for _, strength in best], dtype=np.float32)
            matches.append(Match(word, float(weight), found, met, _NONE, vector))
        return bm25(matches, self._lexicon)

    def _nearest(self, direction: bytes) -> tuple[tuple[int, float], ...]:
        """Return the terms nearest to a word's direction that are near, with their cosines."""
        count = min(_NEAREST, self._kindred.ntotal)
        alone()
        query = np.frombuffer(direction, dtype=np.float32)[None]
        cosines, terms = self._kindred.search(query, count)
        near = cosines[0] > _NEAR
        return tuple(zip(terms[0][near].tolist(), cosines[0][near].tolist(), strict=True))
