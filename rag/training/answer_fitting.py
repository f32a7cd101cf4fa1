"""Fitting the log-linear model of the short answer by maximum likelihood."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from rag.languages import LANGUAGES
from rag.questions import Wanted
from rag.runs import FEATURE_NAMES, HELD, LONGEST, length_bins
from rag.training.answer_items import Described
from rag.training.minimising import minimise

WANTED: tuple[Wanted, ...] = get_args(Wanted)
# Groups of weights: one for what is wanted in a language.
_GROUPS = len(WANTED) * len(LANGUAGES)
_SIZES = [len(names) for names in FEATURE_NAMES]
_EDGES = np.cumsum([0, *_SIZES])
Weights = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the weights are fitted: what large ones cost, how sharply good runs are told from others.

    A run is worth its F1 to the power `sharpness`; `own` is what a weight of one kind of question
    or of one language costs, `common` what one of all costs.
    """

    common: float = 1.0
    own: float = 4.0
    sharpness: float = 12.0
    steps: int = 60


@dataclass(frozen=True, slots=True)
class Table:
    """The runs of many items in a row, in order of their group, as torch tensors."""

    first: Any
    last: Any
    inside: Any
    tokens: list[int]
    starts: Any
    ends: Any
    shapes: Any
    shape_features: Any
    runs: Any
    worths: Any
    shares: Any


def fit_answers(items: Sequence[Described], shares: Sequence[float], recipe: Recipe) -> Weights:
    """Fit the weights under which the runs that answer are the likely ones.

    `shares` say how much each item counts.
    """
    import torch

    table = _table(items, shares, recipe)
    size = int(_EDGES[-1])
    shapes = ((size,), (len(WANTED), size), (len(LANGUAGES), size))
    parameters = [torch.zeros(*shape, requires_grad=True) for shape in shapes]

    def loss() -> Any:
        common, wanted, language = parameters
        grouped = (common + wanted[:, None] + language[None]).reshape(_GROUPS, size)
        cost = recipe.common * (common**2).sum()
        cost = cost + recipe.own * ((wanted**2).sum() + (language**2).sum())
        return _surprise(table, grouped) + cost

    minimise(loss, parameters, steps=recipe.steps, history=10)
    common, wanted, language = (parameter.detach().numpy() for parameter in parameters)
    return {
        "all": _named(common),
        "wanted": dict(zip(WANTED, map(_named, wanted), strict=True)),
        "language": dict(zip(LANGUAGES, map(_named, language), strict=True)),
    }


def _table(items: Sequence[Described], shares: Sequence[float], recipe: Recipe) -> Table:
    import torch

    groups = [_group(item) for item in items]
    order = np.argsort(groups, kind="stable")
    items = [items[place] for place in order]
    lengths = [len(item.first) for item in items]
    offsets = np.concatenate([[0], np.cumsum(lengths)])[:-1]
    tokens = np.zeros(_GROUPS, dtype=np.int64)
    np.add.at(tokens, np.array(groups)[order], lengths)
    bins = length_bins(LONGEST)
    codes = np.concatenate([item.held * LONGEST + item.ends - item.starts for item in items])
    distinct, shape = np.unique(codes, return_inverse=True)
    bits = (distinct[:, None] // LONGEST >> np.arange(len(HELD))[None, :]) & 1
    features = np.concatenate([bits, bins[distinct % LONGEST]], axis=1).astype(np.float32)
    runs = np.array([len(item.starts) for item in items])
    of_run = np.repeat(np.array(groups)[order], runs)
    arrays: Sequence[NDArray[Any]] = (
        np.concatenate([item.starts + at for item, at in zip(items, offsets, strict=True)]),
        np.concatenate([item.ends + at for item, at in zip(items, offsets, strict=True)]),
        shape.reshape(-1) * _GROUPS + of_run,
        features,
        runs,
        np.concatenate([_sharpened(item, recipe.sharpness) for item in items]),
        np.array(shares, dtype=np.float64)[order],
    )
    edges = (np.concatenate([getattr(item, name) for item in items]) for name in _TOKENS)
    first, last, inside = (torch.from_numpy(array) for array in edges)
    rest = (torch.from_numpy(array) for array in arrays)
    return Table(first, last, inside, tokens.tolist(), *rest)


_TOKENS = ("first", "last", "inside")


def _group(item: Described) -> int:
    return WANTED.index(item.want) * len(LANGUAGES) + LANGUAGES.index(item.language)


def _sharpened(item: Described, sharpness: float) -> NDArray[np.float64]:
    """Return what each run is worth beside the best, which counts whole."""
    best = item.worth.max()
    if best <= 0:
        return np.ones_like(item.worth)
    sharpened: NDArray[np.float64] = (item.worth / best) ** sharpness
    return sharpened


def _surprise(table: Table, weights: Any) -> Any:
    """Return how unlikely the good runs are: minus the log of the worth that is expected."""
    import torch

    first, last, inside = (
        _by_group(getattr(table, name), table.tokens, weights[:, _EDGES[at] : _EDGES[at + 1]])
        for at, name in enumerate(_TOKENS)
    )
    sums = torch.cat([inside.new_zeros(1), inside.cumsum(0)])
    shapes = (table.shape_features @ weights[:, _EDGES[3] :].T).double().reshape(-1)
    scores = (first - sums[:-1])[table.starts] + (last + sums[1:])[table.ends]
    scores = scores + shapes[table.shapes]
    with torch.no_grad():
        highest = torch.segment_reduce(scores, "max", lengths=table.runs)
        highest = torch.repeat_interleave(highest, table.runs)
    likely = torch.exp(scores - highest)
    whole = torch.segment_reduce(likely, "sum", lengths=table.runs)
    good = torch.segment_reduce(likely * table.worths, "sum", lengths=table.runs)
    return (table.shares * (torch.log(whole) - torch.log(good + 1e-12))).sum()


def _by_group(features: Any, sizes: list[int], weights: Any) -> Any:
    import torch

    parts = zip(features.split(sizes), weights, strict=True)
    return torch.cat([part @ own for part, own in parts]).double()


def _named(weights: NDArray[np.float32]) -> Mapping[str, float]:
    names = [name for group in FEATURE_NAMES for name in group]
    pairs = zip(names, weights, strict=True)
    return {name: round(float(weight), 2) for name, weight in pairs if abs(weight) >= 0.05}
