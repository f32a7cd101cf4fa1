"""The short answer: which words of a sentence answer a question by themselves, if any do.

Half of what a run scores is from a log-linear model, its weights stored as readable numbers in
`choosing.json`, and half from the network that points at answers (see rag/pointing.py). The run
kept is the one that agrees best with all others in proportion to their probability; where even that
agrees too little for what is wanted, none is.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.article import Interval
from rag.embedding import bundled_embedder
from rag.languages import Language
from rag.lexical import Lexicon, Match
from rag.questions import Kind, Wanted, focus_interval, is_interrogative, plain_question, wanted
from rag.runs import (
    FEATURE_NAMES,
    Array,
    Layout,
    Met,
    boundary_features,
    layout_of,
    length_bins,
    whole_run,
)
from rag.words import Word, words_of

# A word of the sentence meets one of the question from this kinship on.
_KIN = 0.2
# The heaviest that a word of a question weighs.
_FULL = 0.8
# How many of the likeliest runs are compared with each other.
_LIKELIEST = 40
# How much of the score of a run the network gives, and how far behind its best a run can be.
_POINTED, _LOWEST = 0.7, 30.0


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was understood: its words, its language, its kind, what its words met."""

    question: str
    language: Language
    kind: Kind
    matches: tuple[Match, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """The words chosen, and how well they agree with all that could be chosen, from 0 to 1.

    The interval is empty where no words can be cut out.
    """

    interval: Interval
    agreement: float


def short_answer(
    asked: Asked, text: str, language: Language, lexicon: Lexicon, pointed: Array | None = None
) -> str | None:
    """Return the words of a sentence that answer by themselves, a slice of it, or None.

    `pointed` is what the network says of its runs (`Pointed.runs`), if it has read them.
    """
    want = wanted(asked.question, asked.kind, asked.language)
    met = met_words(asked, text, language, lexicon)
    choice = choose(asked, want, text, language, met, pointed=pointed)
    said = choice.interval.of(text)
    sure = choice.agreement >= _stored()["threshold"][want]
    return said if sure and any(sign.isalnum() for sign in said) else None


def met_words(asked: Asked, text: str, language: Language, lexicon: Lexicon) -> list[Met]:
    """Return the words of a sentence that meet a telling word of the question."""
    window = focus_interval(asked.question, asked.language)
    telling = [match for match in asked.matches if not is_interrogative(match.word.form)]
    words = [word for word in sentence_words(text, language) if word.form in lexicon.forms]
    if not telling or not words:
        return []
    kinship = form_kinship([word.form for word in words], telling, lexicon)
    focal = [window.start <= match.word.start < window.end for match in telling]
    return [
        Met(
            Interval(words[place].start, words[place].end),
            float(kinship[number, place]) * share_of(telling[number]),
            focal[number],
        )
        for number, place in np.argwhere(kinship >= _KIN)
    ]


def share_of(match: Match) -> float:
    """Return a word's weight as a share of the heaviest that one can have."""
    return min(1.0, match.weight / _FULL)


def form_kinship(
    forms: Sequence[str], matches: Sequence[Match], lexicon: Lexicon
) -> NDArray[np.float32]:
    """Return how kindred words of the vocabulary are to the question's: shape (matches, forms)."""
    terms = [lexicon.forms[form] for form in forms]
    starts = np.cumsum([0, *(len(each) for each in terms[:-1])])
    joined = np.concatenate(terms)
    kinship = np.stack([match.kinship[joined] for match in matches])
    best: NDArray[np.float32] = np.maximum.reduceat(kinship, starts, axis=1)
    return best


@lru_cache(maxsize=1024)
def sentence_words(text: str, language: Language) -> tuple[Word, ...]:
    """Return the words of a sentence; those of the latest sentences are kept."""
    return tuple(words_of(text, language, bundled_embedder()))


def choose(
    asked: Asked,
    want: Wanted,
    text: str,
    language: Language,
    met: Sequence[Met],
    weights: Mapping[str, Any] | None = None,
    pointed: Array | None = None,
) -> Choice:
    """Return the run of tokens that answers best, and how far the other likely runs agree.

    Other weights than the stored ones have their form. `pointed` is what the network says.
    """
    layout = layout_of(text, language)
    if not layout.possible.any():
        return Choice(Interval(0, 0), 0.0)
    chosen = weigh(weights, want, language) if weights else _weights(want, language)
    scores = _scores(layout, met, chosen)
    if pointed is not None:
        scores = (1 - _POINTED) * scores + _POINTED * _aligned(pointed, layout)
    return _chosen(asked.question, want, text, layout, np.where(layout.possible, scores, -np.inf))


def _aligned(pointed: Array, layout: Layout) -> Array:
    """Return what the network says of each run of a layout; of those it has not read, little."""
    best = float(pointed.max(initial=-np.inf))
    if best == -np.inf:
        return np.zeros(layout.possible.shape, dtype=np.float32)
    read, longest = len(pointed), layout.possible.shape[1]
    aligned = np.full(layout.possible.shape, best - _LOWEST, dtype=np.float32)
    aligned[:read] = np.maximum(pointed[:, :longest], best - _LOWEST)
    return aligned


def _chosen(question: str, want: Wanted, text: str, layout: Layout, scores: Array) -> Choice:
    likely = np.exp(scores - scores.max())
    likely /= likely.sum()
    likeliest = _largest(likely.ravel(), _LIKELIEST)
    best = likeliest[likely.ravel()[likeliest] > 0]
    starts, lengths = np.unravel_index(best, likely.shape)
    shares = likely.ravel()[best]
    places = layout.places
    said = plain_question(question)
    spans = [
        Interval(int(places[start, 0]), int(places[start + length, 1]))
        for start, length in zip(starts, lengths, strict=True)
    ]
    plain = plain_question(text)
    # Lower case can be longer: then each run is folded by itself.
    aligned = len(plain) == len(text)
    new = np.array(
        [
            (span.of(plain) if aligned else plain_question(span.of(text))) not in said
            for span in spans
        ]
    )
    agreements = _overlaps(starts, starts + lengths + 1) @ (shares * new) * new
    chosen = int(agreements.argmax())
    run = (int(starts[chosen]), int(starts[chosen] + lengths[chosen]))
    whole = whole_run(layout, *run) if want == "list" else run
    interval = Interval(int(places[whole[0], 0]), int(places[whole[1], 1]))
    return Choice(interval, float(agreements[chosen]))


def _largest(values: Array, count: int) -> NDArray[np.int64]:
    """Return the places of the largest values, largest first, equal ones in order."""
    least = np.partition(values, -count)[-count] if count < len(values) else -np.inf
    places = np.flatnonzero(values >= least)
    largest: NDArray[np.int64] = places[np.argsort(-values[places], kind="stable")][:count]
    return largest


def _scores(layout: Layout, met: Sequence[Met], groups: Sequence[Array]) -> Array:
    """Return the score of every run: shape (first token, tokens more)."""
    first, last, inside, held, lengths = groups
    opening, closing, within = boundary_features(layout, met)
    count, longest = layout.possible.shape
    ends = np.minimum(np.arange(count)[:, None] + np.arange(longest)[None, :], count - 1)
    sums = np.concatenate([[0.0], np.cumsum(within @ inside)])
    scores: Array = (
        (opening @ first)[:, None]
        + (closing @ last)[ends]
        + sums[ends + 1]
        - sums[:count, None]
        + layout.held @ held
        + (length_bins(longest) @ lengths)[None, :]
    )
    return scores


def _overlaps(starts: Array, ends: Array) -> Array:
    """Return how much each run has in common with each other: the F1 of their tokens."""
    both = np.minimum(ends[:, None], ends) - np.maximum(starts[:, None], starts)
    overlaps: Array = 2 * np.maximum(both, 0) / ((ends - starts)[:, None] + (ends - starts))
    return overlaps


@cache
def _weights(want: Wanted, language: Language) -> tuple[Array, ...]:
    return weigh(_stored(), want, language)


def weigh(stored: Mapping[str, Any], want: Wanted, language: Language) -> tuple[Array, ...]:
    """Return the weights of each group of features for what is wanted in a language."""
    tables = (stored["all"], stored["wanted"][want], stored["language"][language])
    return tuple(
        np.array([sum(table.get(name, 0.0) for table in tables) for name in names])
        for names in FEATURE_NAMES
    )


@cache
def _stored() -> dict[str, Any]:
    stored: dict[str, Any] = json.loads(files("rag").joinpath("choosing.json").read_text("utf-8"))
    return stored
