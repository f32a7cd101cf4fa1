"""An archive, open: which of its passages are near to a question, and their articles."""

import json
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.alignment import AlignedArticle
from rag.arrays import ARRAYS
from rag.embedding import Embedder, Matrix, bundled_embedder, open_embedder
from rag.engines import engine_of
from rag.errors import ArchiveError, PassageError
from rag.generation import (
    ENTRIES,
    ROW_ARRAYS,
    TABLE,
    Table,
    check_files,
    damaged,
    read_manifest,
)
from rag.languages import LANGUAGES, Language
from rag.postings import Postings
from rag.preparing import unpacked
from rag.storing import aligned_of

Scores = NDArray[np.float32]

# How many rows each half proposes, and from how many the usual cosine is taken, a language.
_PROPOSED, _SAMPLE = 200, 2_000
# As in rag.retrieval: what dense evidence counts for a passage beside lexical.
_DENSE_SHARE = 0.7
_OPEN_ARTICLES = 256


@dataclass(frozen=True, slots=True)
class Filters:
    """What articles are asked: dates (as ISO, both included), a language of theirs, a source."""

    since: str = ""
    until: str = ""
    language: Language | None = None
    source: str = ""

    def admits(self, entry: dict[str, Any]) -> bool:
        """Tell whether an article of the table is asked; one without a date has none to compare."""
        date = str(entry["date"])
        if (self.since or self.until) and not date:
            return False
        if (self.since and date < self.since) or (
            self.until and date[: len(self.until)] > self.until
        ):
            return False
        if self.language and self.language not in entry["languages"]:
            return False
        said = f"{entry['source']} {entry['file']}".casefold()
        return self.source.casefold() in said


@dataclass(frozen=True, slots=True)
class Near:
    """A passage near to a question: its article's place in the table, its number, its scores."""

    article: int
    passage: int
    dense: float
    lexical: float

    @property
    def fused(self) -> float:
        """Return what ranks passages."""
        return _DENSE_SHARE * self.dense + self.lexical


class Archive:
    """The files of an archive, mapped into memory."""

    def __init__(self, folder: Path, filters: Filters = Filters()) -> None:
        """Open an archive; raise ArchiveError that names what is missing or damaged."""
        self.folder = folder
        self.manifest = read_manifest(folder)
        check_files(folder, self.manifest)
        build = folder / self.manifest.generation
        try:
            self.table = Table(build / TABLE)
            self._articles, self._passages, self._languages = (
                np.load(build / f"{name}.npy", mmap_mode="r", allow_pickle=False)
                for name in ROW_ARRAYS
            )
            self._vectors = engine_of(self.manifest.vectors).open(self.manifest.vectors, build)
            self._postings = Postings(build)
        except (OSError, ValueError, RuntimeError) as error:
            raise damaged(build) from error
        self.embedder = self._opened_model()
        admitted = np.ones(len(self.table), dtype=bool)
        if filters != Filters():
            admitted[:] = [filters.admits(entry) for entry in self.table]
        if not admitted.any():
            raise ArchiveError("No article of the archive is as asked for. Widen the filters.")
        self.admitted = np.flatnonzero(admitted)
        self._rows = None if admitted.all() else np.flatnonzero(admitted[self._articles])
        self._open = lru_cache(maxsize=_OPEN_ARTICLES)(self._read)

    @cached_property
    def _places(self) -> dict[str, int]:
        """Return where each article stands in the table, by its id; no question needs to know."""
        return {self.table[place]["article"]: place for place in self.admitted.tolist()}

    @property
    def state(self) -> str:
        """Return a name for exactly what is asked: this build, and what the filters admit of it."""
        chosen = sha256(self.admitted.tobytes()).hexdigest()[:8]
        return f"{self.manifest.generation}-{chosen}"

    def _opened_model(self) -> Embedder:
        embedder = open_embedder(self.manifest.model_name)
        if embedder.identity != self.manifest.model:
            raise ArchiveError(
                f"'{self.folder}' was built with another model. Run ponte index again."
            )
        return embedder

    def article(self, place: int) -> AlignedArticle:
        """Return an article of the table; raise ArchiveError where its file is damaged."""
        return self._open(place)

    def _read(self, place: int) -> AlignedArticle:
        entry = self.table[place]
        path = self.folder / ENTRIES / f"{entry['key']}.json"
        try:
            data = path.read_bytes()
        except OSError as error:
            raise damaged(path) from error
        if sha256(data).hexdigest() != entry["sha256"]:
            raise damaged(path)
        return aligned_of(json.loads(data))

    def check_vectors(self) -> None:
        """Compare what a server holds with what was sent; raise ArchiveError for an article."""
        first = 0
        for entry in self.table:
            sent = unpacked(self.folder / ENTRIES / f"{entry['key']}{ARRAYS}").vectors
            held = self._vectors.rows(np.arange(first, first + len(sent)))
            if not np.allclose(held, sent, atol=1e-6):
                raise ArchiveError(
                    f"The vectors of '{entry['article']}' are not as they were sent to "
                    f"'{self.manifest.vectors.url}'. Move them out and back: ponte index "
                    "--engine faiss, then --engine milvus."
                )
            first += len(sent)

    def place_of(self, article: str) -> int:
        """Return where an article stands in the table; raise PassageError where it does not."""
        if article not in self._places:
            told = f"There is no article '{article}' in the archive. See: ponte articles"
            raise PassageError(told)
        return self._places[article]

    def holds(self, article: str) -> bool:
        """Tell whether an article of this id is among those that are asked."""
        return article in self._places

    def near(self, question: str, language: Language, limit: int) -> tuple[Near, ...]:
        """Return the passages nearest to a question, best first, by meaning and by words."""
        query = self.embedder.encode_queries([question])
        lexical = self._postings.scores(question, language, bundled_embedder())
        proposed, cosines = self._proposed(query, lexical)
        dense = self._standardised(cosines, proposed, self._usual_cosines(query))
        words = self._standardised(lexical[proposed], proposed, self._usual_scores(lexical))
        best: dict[tuple[int, int], Near] = {}
        for place in np.argsort(-(_DENSE_SHARE * dense + words), kind="stable").tolist():
            row = int(proposed[place])
            named = int(self._articles[row]), int(self._passages[row])
            best.setdefault(named, Near(*named, float(dense[place]), float(words[place])))
            if len(best) == limit:
                break
        return tuple(best.values())

    def _proposed(self, query: Matrix, lexical: Scores) -> tuple[NDArray[np.int64], Scores]:
        """Return the rows that either half finds among the nearest, in order, and their cosines."""
        near, cosines = self._vectors.search(query, _PROPOSED, self._rows)
        if self._rows is not None:
            lexical = lexical[self._rows]
        count = min(_PROPOSED, len(lexical))
        words = np.argpartition(-lexical, count - 1)[:count]
        words = words[lexical[words] > 0]
        others = np.setdiff1d(words if self._rows is None else self._rows[words], near)
        rows = np.concatenate([near, others])
        known = np.concatenate([cosines, self._vectors.rows(others) @ query[0]])
        order = np.argsort(rows)
        return rows[order], known[order].astype(np.float32)

    @cached_property
    def _sampled(self) -> dict[int, tuple[NDArray[np.int64], Matrix]]:
        """Return some rows of each language, the same every time, to tell what is usual."""
        chance = np.random.default_rng(0)
        languages = np.asarray(self._languages)
        held = {code: np.flatnonzero(languages == code) for code in range(len(LANGUAGES))}
        chosen = {
            code: np.sort(chance.choice(rows, min(_SAMPLE, len(rows)), replace=False))
            for code, rows in held.items()
            if len(rows)
        }
        return {code: (rows, self._vectors.rows(rows)) for code, rows in chosen.items()}

    def _usual_cosines(self, query: Matrix) -> dict[int, tuple[float, float]]:
        return {code: _usual(held @ query[0]) for code, (_, held) in self._sampled.items()}

    def _usual_scores(self, lexical: Scores) -> dict[int, tuple[float, float]]:
        return {code: _usual(lexical[rows]) for code, (rows, _) in self._sampled.items()}

    def _standardised(
        self, scores: Scores, rows: NDArray[np.int64], usual: dict[int, tuple[float, float]]
    ) -> Scores:
        """Return scores less what is usual in their language, over how much they vary there."""
        languages = np.asarray(self._languages[rows])
        standard = np.zeros(len(rows), dtype=np.float32)
        for code, (mean, spread) in usual.items():
            own = languages == code
            standard[own] = (scores[own] - mean) / max(spread, 1e-6)
        return standard


def _usual(scores: Scores) -> tuple[float, float]:
    return float(scores.mean()), float(scores.std())


def check_archive(folder: Path) -> int:
    """Read every byte of an archive against its manifest; return how many articles it holds.

    Raise ArchiveError that names the first file that is not as it was written.
    """
    manifest = read_manifest(folder)
    check_files(folder, manifest, whole=True)
    archive = Archive(folder)
    for place in range(len(archive.table)):
        archive.article(place)
    if manifest.vectors.engine != "faiss":
        archive.check_vectors()
    return manifest.articles
