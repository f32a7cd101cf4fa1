"""What the network is told of a question and of sentences, and what it points at.

See rag/network.py for the network itself; its weights are in `pointer.safetensors`, made by
`rag.training.pointing`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from rag.choosing import Asked, form_kinship, sentence_words, share_of
from rag.deputies import kindred_but_to_deputies
from rag.embedding import bundled_embedder
from rag.languages import LANGUAGES, Language
from rag.lexical import Lexicon
from rag.network import Array, AskedNumbers, SentenceNumbers, Weights, run_scores
from rag.questions import Wanted, focus_interval, is_interrogative, wanted
from rag.runs import LONGEST, layout_of
from rag.values import kindred_by_value

WANTED: tuple[Wanted, ...] = get_args(Wanted)
# A sentence is read so far, and a question: both in tokens or words.
_FARTHEST, _WORDIEST = 120, 32


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence in one language."""

    text: str
    language: Language


@dataclass(frozen=True, slots=True)
class Told:
    """How a sentence as a whole compares with a question, and where the question's words are met.

    `features` is a row (see `rag.candidates.TOLD`); `met`, of shape (2, words asked), says how well
    each word is met in the sentence and in its passage.
    """

    features: Array
    met: Array


@dataclass(frozen=True, slots=True)
class Pointed:
    """How well each run of tokens of a sentence answers, as logarithms on the scale of `none`.

    `runs[i, k]` is that of the tokens i to i + k, minus infinity where they are no answer; `none`
    is that of no answer at all.
    """

    runs: Array
    none: float

    @property
    def total(self) -> float:
        """Return how well the sentence answers, by any of its runs."""
        highest = float(self.runs.max(initial=-np.inf))
        if highest == -np.inf:
            return _NEVER
        return highest + float(np.log(np.exp(self.runs - highest).sum()))


# What a sentence without a single run scores.
_NEVER = -30.0


def point(
    asked: Asked,
    sentences: Sequence[Text],
    lexicon: Lexicon,
    told: Sequence[Told | None] | None = None,
) -> list[Pointed]:
    """Return what the network says of each sentence.

    One of which nothing is told is read as if its features were those of a typical sentence that
    answers, and as if it were a passage by itself.
    """
    weights = stored_weights()
    read = [
        sentence_numbers(asked, each, lexicon, beside)
        for each, beside in zip(sentences, told or [None] * len(sentences), strict=True)
    ]
    worded = [each for each in read if len(each.classes)]
    if not asked.matches or not worded:
        return [Pointed(np.full(each.possible.shape, -np.inf, np.float32), 0.0) for each in read]
    scored, none = run_scores(asked_numbers(asked), worded, weights)
    runs = iter(scored)
    empty = np.zeros((0, LONGEST), dtype=np.float32)
    return [Pointed(next(runs) if len(each.classes) else empty, none) for each in read]


def asked_numbers(asked: Asked) -> AskedNumbers:
    """Return a question as the network reads it."""
    window = focus_interval(asked.question, asked.language)
    matches = asked.matches[:_WORDIEST]
    signs = [
        (
            share_of(match),
            is_interrogative(match.word.form),
            window.start <= match.word.start < window.end,
        )
        for match in matches
    ]
    return AskedNumbers(
        np.stack([match.vector for match in matches]),
        np.array(signs, dtype=np.float32).reshape(-1, 3),
        WANTED.index(wanted(asked.question, asked.kind, asked.language)),
    )


def sentence_numbers(
    asked: Asked, sentence: Text, lexicon: Lexicon, told: Told | None
) -> SentenceNumbers:
    """Return a sentence as the network reads it beside a question."""
    classes, possible = classes_and_runs(sentence)
    language = LANGUAGES.index(sentence.language)
    kindred = kinship(asked, sentence, lexicon)
    if told is None:
        told = Told(stored_weights()["typical"], np.tile(kindred.max(axis=1, initial=0.0), (2, 1)))
    met = told.met[:, : len(kindred)]
    vectors = _vectors(sentence)
    return SentenceNumbers(classes, vectors, kindred, possible, language, told.features, met)


@lru_cache(maxsize=4096)
def classes_and_runs(sentence: Text) -> tuple[Array, NDArray[np.bool_]]:
    """Return the classes of a sentence's tokens, and which runs of them are possible."""
    layout = layout_of(sentence.text, sentence.language)
    read = min(len(layout.places), _FARTHEST)
    possible = np.zeros((read, LONGEST), dtype=np.bool_)
    possible[:, : layout.possible.shape[1]] = layout.possible[:read]
    inside = np.arange(read)[:, None] + np.arange(LONGEST)[None, :] < read
    return layout.classes[:read], possible & inside


def token_texts(sentence: Text) -> list[str]:
    """Return the tokens of a sentence as they are written, as far as it is read."""
    places = layout_of(sentence.text, sentence.language).places[:_FARTHEST]
    return [sentence.text[start:end] for start, end in places]


@lru_cache(maxsize=4096)
def _vectors(sentence: Text) -> Array:
    return bundled_embedder().token_sums(token_texts(sentence))


def kinship(asked: Asked, sentence: Text, lexicon: Lexicon) -> Array:
    """Return how kindred each token is to each word of a question: shape (words, tokens).

    A token is as kindred as the first word in it; one in which the article has none is not.
    """
    forms, word_of = _forms(sentence)
    matches = asked.matches[:_WORDIEST]
    known = np.array([form in lexicon.forms for form in forms], dtype=np.bool_)
    found = np.zeros((len(matches), len(forms) + 1), dtype=np.float32)
    if matches and known.any():
        held = [form for form in forms if form in lexicon.forms]
        found[:, :-1][:, known] = form_kinship(held, matches, lexicon)
    places = layout_of(sentence.text, sentence.language).places[:_FARTHEST]
    question, own = (asked.question, asked.language), (sentence.text, sentence.language)
    kindred = kindred_but_to_deputies(found[:, word_of], question, own, places)
    return kindred_by_value(kindred, question, matches, own, places)


@lru_cache(maxsize=4096)
def _forms(sentence: Text) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Return the forms of a sentence's words, and for each token its word, or -1."""
    words = sentence_words(sentence.text, sentence.language)
    places = layout_of(sentence.text, sentence.language).places[:_FARTHEST]
    word_of = np.full(len(places), -1, dtype=np.int64)
    for number, word in reversed(list(enumerate(words))):
        over = (places[:, 0] < word.end) & (places[:, 1] > word.start)
        word_of[over] = number
    return tuple(word.form for word in words), word_of


@cache
def stored_weights() -> Weights:
    """Return the weights that ship with Ponte."""
    from safetensors.numpy import load

    stored = load(files("rag").joinpath("pointer.safetensors").read_bytes())
    return {name: weight.astype(np.float32) for name, weight in stored.items()}
