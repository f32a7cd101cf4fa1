"""Words: BM25 over an article's sentences, and its bridge across languages.

Each word of a question is looked up among the article's own words: by itself, by its stem in the
same language, and by its vector, which crosses languages. BM25 (Robertson and Zaragoza, 2009) then
counts what was found as matches, so lexical evidence adds and never vetoes.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from rag.article import Interval
from rag.embedding import Matrix, StaticEmbedder, unit_rows
from rag.languages import HAN, Language

if TYPE_CHECKING:
    from Stemmer import Stemmer

Key = TypeVar("Key", bound=Hashable)

_RUN = re.compile(rf"(?:{HAN.pattern})+|\d+(?:[.,]\d+)*|[^\W\d_]+(?:\d+(?:[.,]\d+)*)?[^\W_]*")
_PARTS = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_SNOWBALL: dict[Language, str] = {"it": "italian", "en": "english"}

# BM25's saturation and length normalisation, at the values the literature starts from.
_K1, _B = 1.2, 0.4
# A word of the article counts as a match from this cosine on; the nearest few share the weight.
_NEAR, _NEAREST, _TEMPERATURE = 0.35, 10, 0.08


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: where it stands, its folded form, and its stem."""

    start: int
    end: int
    form: str
    stem: str


@dataclass(frozen=True, slots=True)
class Match:
    """A word of the question, its weight, and the terms of the article that answer to it.

    `terms` are indexes into the lexicon's vocabulary; `strengths` lie in (0, 1], 1 for the word
    itself.
    """

    word: Word
    weight: float
    terms: NDArray[np.int64]
    strengths: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of a list of texts: vocabulary, word vectors and postings by term.

    The postings of term t are `rows[starts[t]:starts[t + 1]]` with as many `counts`.
    """

    forms: dict[str, NDArray[np.int64]]
    stems: dict[tuple[Language, str], NDArray[np.int64]]
    directions: Matrix
    starts: NDArray[np.int64]
    rows: NDArray[np.int64]
    counts: NDArray[np.float32]
    rarity: NDArray[np.float32]
    lengths: NDArray[np.float32]


def fold(text: str) -> str:
    """Return a word without case, accents and width, and a number without separators."""
    plain = unicodedata.normalize("NFKD", text.lower())
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    if _THOUSANDS.fullmatch(bare):
        return re.sub(r"[.,]", "", bare)
    return bare.replace(",", ".")


def words_of(text: str, language: Language, embedder: StaticEmbedder) -> list[Word]:
    """Return the words of a text: letters and digits between spaces; Chinese as the model cuts it."""
    words = []
    for match in _RUN.finditer(text):
        start, run = match.start(), match.group()
        if HAN.match(run):
            words += [
                Word(start + piece.start, start + piece.end, piece.of(run), piece.of(run))
                for piece in embedder.segment(run)
            ]
            continue
        words.append(_western_word(run, start, language))
        parts = list(_PARTS.finditer(run))
        if len(parts) > 1:
            words += [
                _western_word(part.group(), start + part.start(), language)
                for part in parts
                if len(part.group()) > 1
            ]
    return words


def _western_word(run: str, start: int, language: Language) -> Word:
    form = fold(run)
    stem = _stemmer(language).stemWord(form) if language in _SNOWBALL else form
    return Word(start, start + len(run), form, stem)


@cache
def _stemmer(language: Language) -> "Stemmer":
    from Stemmer import Stemmer

    return Stemmer(_SNOWBALL[language])


def build_lexicon(
    texts: Sequence[str], languages: Sequence[Language], embedder: StaticEmbedder
) -> Lexicon:
    """Count the words of the texts."""
    vocabulary: dict[tuple[Language, str], int] = {}
    stem_of: list[str] = []
    postings: list[tuple[int, int, int]] = []
    lengths = np.zeros(len(texts), dtype=np.float32)
    for row, (text, language) in enumerate(zip(texts, languages, strict=True)):
        words = words_of(text, language, embedder)
        lengths[row] = len(words)
        for (form, stem), count in Counter((word.form, word.stem) for word in words).items():
            term = vocabulary.setdefault((language, form), len(vocabulary))
            if term == len(stem_of):
                stem_of.append(stem)
            postings.append((term, row, count))
    postings.sort()
    table = np.array(postings, dtype=np.int64).reshape(-1, 3)
    starts = np.searchsorted(table[:, 0], np.arange(len(vocabulary) + 1))
    return Lexicon(
        forms=_groups(form for _, form in vocabulary),
        stems=_groups(
            (language, stem) for (language, _), stem in zip(vocabulary, stem_of, strict=True)
        ),
        directions=unit_rows(embedder.token_sums([form for _, form in vocabulary])),
        starts=starts,
        rows=table[:, 1],
        counts=table[:, 2].astype(np.float32),
        rarity=_rarity(np.diff(starts), [language for language, _ in vocabulary], languages),
        lengths=lengths,
    )


def _groups(keys: Iterable[Key]) -> dict[Key, NDArray[np.int64]]:
    found: dict[Key, list[int]] = {}
    for term, key in enumerate(keys):
        found.setdefault(key, []).append(term)
    return {key: np.array(terms, dtype=np.int64) for key, terms in found.items()}


def _rarity(
    frequencies: NDArray[np.int64], spoken: Sequence[Language], languages: Sequence[Language]
) -> NDArray[np.float32]:
    texts = Counter(languages)
    total = np.array([texts[language] for language in spoken], dtype=np.float32)
    rarity: NDArray[np.float32] = np.log1p((total - frequencies + 0.5) / (frequencies + 0.5))
    return rarity


def match_question(
    question: str, language: Language, lexicon: Lexicon, embedder: StaticEmbedder
) -> tuple[Match, ...]:
    """Look every word of a question up among the article's words."""
    words = words_of(question, language, embedder)
    if not words or not len(lexicon.directions):
        return ()
    sums = embedder.token_sums([word.form for word in words])
    weights = np.square(np.linalg.norm(sums, axis=1))
    cosines = unit_rows(sums) @ lexicon.directions.T
    return tuple(
        Match(word, float(weight), *_answering_terms(word, language, row, lexicon))
        for word, weight, row in zip(words, weights, cosines, strict=True)
    )


def _answering_terms(
    word: Word, language: Language, cosines: NDArray[np.float32], lexicon: Lexicon
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    nearest = np.argsort(-cosines)[:_NEAREST]
    strengths = {int(term): float(cosines[term]) for term in nearest if cosines[term] > _NEAR}
    same = [lexicon.forms.get(word.form), lexicon.stems.get((language, word.stem))]
    for terms in same:
        strengths.update((int(term), 1.0) for term in (terms if terms is not None else ()))
    if word.form[0].isdigit():
        strengths = {term: strength for term, strength in strengths.items() if strength == 1.0}
    return (
        np.array(list(strengths), dtype=np.int64),
        np.array(list(strengths.values()), dtype=np.float32),
    )


def bm25(matches: Sequence[Match], lexicon: Lexicon) -> NDArray[np.float32]:
    """Score every text by the words matched in it; the alternatives for a word share its weight."""
    scores = np.zeros(len(lexicon.lengths), dtype=np.float32)
    norm = _K1 * (1 - _B + _B * lexicon.lengths / max(float(lexicon.lengths.mean()), 1.0))
    for match in matches:
        if not len(match.terms):
            continue
        shares = np.exp((match.strengths - match.strengths.max()) / _TEMPERATURE)
        shares *= match.strengths.max() / shares.sum()
        for term, share in zip(match.terms, shares, strict=True):
            posting = slice(lexicon.starts[term], lexicon.starts[term + 1])
            rows, counts = lexicon.rows[posting], lexicon.counts[posting]
            saturated = counts * (_K1 + 1) / (counts + norm[rows])
            np.add.at(scores, rows, match.weight * share * lexicon.rarity[term] * saturated)
    return scores


def met_strengths(matches: Sequence[Match], lexicon: Lexicon) -> NDArray[np.float32]:
    """Return how well each word of the question is met in each text, shape (words, texts), 0 to 1."""
    met = np.zeros((len(matches), len(lexicon.lengths)), dtype=np.float32)
    for index, match in enumerate(matches):
        for term, strength in zip(match.terms, match.strengths, strict=True):
            rows = lexicon.rows[lexicon.starts[term] : lexicon.starts[term + 1]]
            met[index, rows] = np.maximum(met[index, rows], strength)
    return met
