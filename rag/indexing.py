"""Kinds of FAISS indexes over the vectors of real text: what each finds of what is nearest.

Questions are searched as an archive searches them: for the 200 nearest rows, in one thread. Times
are of the processor, so a busy machine leaves them as they are.
"""

import math
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rag.datasets import Dataset
from rag.embedding import Matrix
from rag.errors import PonteError
from rag.languages import LANGUAGES
from rag.scoring import percentile
from rag.vectors import Numbers

# As many as an archive asks for.
_LIMIT = 200
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of index as FAISS's factory names it, and how hard it searches: each value is a row.

    `{cells}` in the name stands for four times the square root of the rows, as a power of two.
    """

    name: str
    effort: str = ""
    values: tuple[int, ...] = (0,)


KINDS = (
    Kind("Flat"),
    Kind("SQ8"),
    Kind("HNSW32,Flat", "efSearch", (64, 256, 512)),
    Kind("HNSW32,SQ8", "efSearch", (64, 256, 512)),
    Kind("IVF{cells},Flat", "nprobe", (16, 64, 256)),
    Kind("IVF{cells},SQ8", "nprobe", (16, 64, 256)),
)


def parse_kind(name: str) -> Kind:
    """Return the kind of a name; raise PonteError where it is none that is measured."""
    for kind in KINDS:
        if kind.name.replace("{cells}", "").casefold() == name.casefold():
            return kind
    known = ", ".join(kind.name.replace("{cells}", "") for kind in KINDS)
    raise PonteError(f"There is no kind of index '{name}'. Give one of: {known}.")


def texts_and_questions(
    data: Sequence[Dataset], rows: int, questions: int
) -> tuple[list[str], list[str]]:
    """Return different texts, and what is asked of them: the same every time.

    Questions are those of question rows; without any, texts that are then left out. Raise
    PonteError where there are fewer than asked for.
    """
    chance = random.Random(0)
    found: dict[str, None] = {}
    asked: dict[str, None] = {}
    for each in data:
        if each.format == "articles":
            raise PonteError(f"'{each.path}' holds question sets. Give parallel or question rows.")
        for row in each.rows:
            if each.format == "questions":
                asked[str(row["question"])] = found[str(row["passage"])] = None
            else:
                found.update((str(row[code]), None) for code in LANGUAGES if code in row)
    texts, wanted = list(found), list(asked)
    chance.shuffle(texts)
    chance.shuffle(wanted)
    wanted = wanted or texts
    if not asked:
        texts = texts[questions:]
    for held, count, name in ((texts, rows, "texts"), (wanted, questions, "questions")):
        if len(held) < count:
            raise PonteError(f"The data holds {len(held):,} {name}, not {count:,}. Give more data.")
    return texts[:rows], wanted[:questions]


def index_rows(
    vectors: Matrix, queries: Matrix, kinds: Sequence[Kind] = KINDS
) -> Iterator[dict[str, Any]]:
    """Yield the figures of each kind of index over unit vectors, at each of its efforts."""
    import faiss

    exact = faiss.IndexFlatIP(vectors.shape[1])
    exact.add(vectors)
    _, nearest = exact.search(queries, min(_LIMIT, len(vectors)))
    for kind in kinds:
        index, built = _built(kind, vectors)
        size = faiss.serialize_index(index).nbytes / _MEGABYTE
        for value in kind.values:
            if kind.effort:
                faiss.ParameterSpace().set_index_parameter(index, kind.effort, value)
            found, times = _searched(index, queries)
            yield {
                "index": kind.name.format(cells=_cells(len(vectors))),
                "effort": f"{kind.effort} {value}" if kind.effort else "all",
                "rows": len(vectors),
                "at_10": _recall(found, nearest, 10),
                "at_200": _recall(found, nearest, _LIMIT),
                "megabytes": size,
                "built_s": built,
                "median_ms": percentile(times, 0.5),
                "p95_ms": percentile(times, 0.95),
            }


def _built(kind: Kind, vectors: Matrix) -> tuple[Any, float]:
    import faiss

    began = time.process_time()
    name = kind.name.format(cells=_cells(len(vectors)))
    index = faiss.index_factory(vectors.shape[1], name, faiss.METRIC_INNER_PRODUCT)
    if not index.is_trained:
        index.train(vectors)
    index.add(vectors)
    return index, time.process_time() - began


def _cells(rows: int) -> int:
    # FAISS wants 39 rows a cell to find its centre by.
    most = min(4 * math.sqrt(rows), rows / 39)
    return int(2 ** max(0, math.floor(math.log2(max(1.0, most)))))


def _searched(index: Any, queries: Matrix) -> tuple[Numbers, list[float]]:
    found, times = [], []
    for place in range(len(queries)):
        began = time.process_time()
        _, rows = index.search(queries[place : place + 1], min(_LIMIT, index.ntotal))
        times.append(1000 * (time.process_time() - began))
        found.append(rows[0])
    return np.stack(found), times


def _recall(found: Numbers, nearest: Numbers, count: int) -> float:
    """Return how much of the first `count` that are nearest is among the first `count` found."""
    most = min(count, nearest.shape[1])
    pairs = zip(found[:, :most], nearest[:, :most], strict=True)
    return float(np.mean([np.isin(right, left).mean() for left, right in pairs]))
