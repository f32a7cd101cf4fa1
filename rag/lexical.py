"""Words: BM25 over an article's sentences, and its bridge across languages.

Each word of a question is looked up among the article's own words: by itself, by its stem in the
same language, and by its vector, which crosses languages. BM25 (Robertson and Zaragoza, 2009) then
counts what was found as matches, so lexical evidence adds and never vetoes.
"""

from collections import Counter
from collections.abc import Container, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from rag.article import Interval
from rag.counting import count_texts
from rag.embedding import Matrix, StaticEmbedder, unit_rows
from rag.languages import Language
from rag.words import Word, words_of

Key = TypeVar("Key", bound=Hashable)

# BM25's saturation and length normalisation.
_K1, _B = 1.0, 0.75
# A word of the article counts as a match from this cosine on, less by e for each _TEMPERATURE
# that the cosine falls; a text holds the word that counts it at least so much.
_NEAR, _NEAREST, _TEMPERATURE, _COUNTED = 0.25, 10, 0.2, 0.3
# A word's weight is the length of its vector, which training makes short for function words, less
# what those have; names in many pieces are long and no more telling than others.
_IDLE, _LEAST, _FULL = 0.6, 0.02, 0.8
# Below this cosine two words have nothing to do with each other.
_KINDRED = 0.1


@dataclass(frozen=True, slots=True)
class Match:
    """A word of the question, its weight, and the terms of the article that answer to it.

    `terms` are indexes into the lexicon's vocabulary; `strengths` lie in (0, 1], 1 for the word
    itself. `kinship` has an entry for every term of the vocabulary, from 0 to 1; `vector` is the
    sum of the word's token rows.
    """

    word: Word
    weight: float
    terms: NDArray[np.int64]
    strengths: NDArray[np.float32]
    kinship: NDArray[np.float32]
    vector: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of a list of texts: vocabulary, word vectors and postings by term.

    The postings of term t are `rows[starts[t]:starts[t + 1]]` with as many `counts`; the terms of
    text r are `terms_by_row[row_starts[r]:row_starts[r + 1]]`, and its words, in the order of the
    text, `sequence[word_starts[r]:word_starts[r + 1]]`, with their start and end in `places`.
    """

    forms: dict[str, NDArray[np.int64]]
    stems: dict[tuple[Language, str], NDArray[np.int64]]
    directions: Matrix
    starts: NDArray[np.int64]
    rows: NDArray[np.int64]
    counts: NDArray[np.float32]
    lengths: NDArray[np.float32]
    terms_by_row: NDArray[np.int64]
    row_starts: NDArray[np.int64]
    sequence: NDArray[np.int64]
    places: NDArray[np.int64]
    word_starts: NDArray[np.int64]

    def words_in(self, row: int) -> slice:
        """Return where the words of a text stand in `sequence` and `places`."""
        return slice(int(self.word_starts[row]), int(self.word_starts[row + 1]))


def build_lexicon(
    texts: Sequence[str], languages: Sequence[Language], embedder: StaticEmbedder
) -> Lexicon:
    """Count the words of the texts."""
    counted = count_texts(texts, languages, embedder)
    by_term = np.argsort(counted.terms, kind="stable")
    by_row = np.lexsort((counted.terms, counted.rows))
    size = len(counted.vocabulary)
    stems = zip(counted.vocabulary, counted.stems, strict=True)
    return Lexicon(
        forms=_groups((form for _, form in counted.vocabulary), size),
        stems=_groups(((language, stem) for (language, _), stem in stems), size),
        directions=unit_rows(embedder.token_sums(counted.written)),
        starts=np.searchsorted(counted.terms[by_term], np.arange(size + 1)),
        rows=counted.rows[by_term],
        counts=counted.counts[by_term].astype(np.float32),
        lengths=counted.lengths.astype(np.float32),
        terms_by_row=counted.terms[by_row],
        row_starts=np.searchsorted(counted.rows, np.arange(len(texts) + 1)),
        sequence=counted.sequence,
        places=counted.places,
        word_starts=np.concatenate([[0], np.cumsum(counted.lengths)]),
    )


def _groups(keys: Iterable[Key], size: int) -> dict[Key, NDArray[np.int64]]:
    # Nearly all keys have one term: a view of it is made sooner than an array.
    held = list(keys)
    found = dict(zip(held, np.arange(size)[:, None], strict=True))
    if len(found) < size:
        several: dict[Key, list[int]] = {}
        for key, count in Counter(held).items():
            if count > 1:
                several[key] = []
        for term, key in enumerate(held):
            if key in several:
                several[key].append(term)
        found.update((key, np.array(terms)) for key, terms in several.items())
    return found


def match_question(
    question: str, language: Language, lexicon: Lexicon, embedder: StaticEmbedder
) -> tuple[Match, ...]:
    """Look every word of a question up among the article's words."""
    words = wholes_or_parts(words_of(question, language, embedder), lexicon.forms)
    if not words or not len(lexicon.directions):
        return ()
    sums = embedder.token_sums([question[word.start : word.end] for word in words])
    weights = question_weights(sums)
    cosines = unit_rows(sums) @ lexicon.directions.T
    return tuple(
        Match(word, float(weight), *_answering_terms(word, language, row, lexicon), vector)
        for word, weight, row, vector in zip(words, weights, cosines, sums, strict=True)
    )


def question_weights(sums: Matrix) -> NDArray[np.float32]:
    """Return how much each word of a question says, given the sums of its token rows."""
    weights: NDArray[np.float32] = np.linalg.norm(sums, axis=1) - np.float32(_IDLE)
    return weights.clip(_LEAST, _FULL)


def wholes_or_parts(words: Sequence[Word], forms: Container[str]) -> list[Word]:
    """Keep 'CIM4.0' where the article has it, and its parts 'CIM' and '4.0' where it has not."""
    kept: list[Word] = []
    whole: Word | None = None
    for word in words:
        if whole and word.end <= whole.end:
            if whole in kept and whole.form in forms:
                continue
            kept = [other for other in kept if other != whole]
        else:
            whole = word
        kept.append(word)
    return kept


def _answering_terms(
    word: Word, language: Language, cosines: NDArray[np.float32], lexicon: Lexicon
) -> tuple[NDArray[np.int64], NDArray[np.float32], NDArray[np.float32]]:
    kinship = np.where(cosines > _KINDRED, cosines, 0.0).astype(np.float32)
    if word.form[0].isdigit():
        kinship[:] = 0.0
    for same in (lexicon.forms.get(word.form), lexicon.stems.get((language, word.stem))):
        if same is not None:
            kinship[same] = 1.0
    near = np.flatnonzero(kinship > _NEAR)
    terms = near[np.argsort(-kinship[near], kind="stable")][:_NEAREST]
    return terms, kinship[terms], kinship


def bm25(matches: Sequence[Match], lexicon: Lexicon) -> NDArray[np.float32]:
    """Score every text by the words matched in it.

    All that answers to a word of the question counts as one word: an occurrence of the nearest is
    an occurrence, one of a less kindred word is part of one. The word is as rare as all of them.
    """
    found = [match for match in matches if len(match.terms)]
    if not found:
        return np.zeros(len(lexicon.lengths), dtype=np.float32)
    norm = _K1 * (1 - _B + _B * lexicon.lengths / max(float(lexicon.lengths.mean()), 1.0))
    # Word by word: the rows may be those of a whole archive, and large tables are slow to come by.
    scores = np.zeros(len(lexicon.lengths), dtype=np.float64)
    for match in found:
        occurrences = _occurrences(match, lexicon)
        holding = np.count_nonzero(occurrences > np.float32(_COUNTED) * match.strengths.max())
        rarity = np.log1p((len(occurrences) - holding + 0.5) / (holding + 0.5))
        saturated = occurrences * (_K1 + 1) / (occurrences + norm)
        scores += np.sqrt(match.weight) * rarity * saturated
    return scores.astype(np.float32)


def _occurrences(match: Match, lexicon: Lexicon) -> NDArray[np.float32]:
    """Return how often each text holds what answers to a word, kindred words in part."""
    nearest = match.strengths.max()
    shares = nearest * np.exp((match.strengths - nearest) / _TEMPERATURE)
    begins, ends = lexicon.starts[match.terms], lexicon.starts[match.terms + 1]
    held = [slice(*each) for each in zip(begins.tolist(), ends.tolist(), strict=True)]
    counts = np.concatenate([lexicon.counts[each] for each in held])
    rows = np.concatenate([lexicon.rows[each] for each in held])
    weights = np.repeat(shares, ends - begins) * counts
    return np.bincount(rows, weights, len(lexicon.lengths)).astype(np.float32)


def met_strengths(matches: Sequence[Match], lexicon: Lexicon) -> NDArray[np.float32]:
    """Return how well each question word is met in each text, 0 to 1, shape (words, texts)."""
    met = np.zeros((len(matches), len(lexicon.lengths)), dtype=np.float32)
    if matches and len(lexicon.terms_by_row):
        kinship = np.stack([match.kinship for match in matches])
        spoken = np.flatnonzero(np.diff(lexicon.row_starts))
        met[:, spoken] = np.maximum.reduceat(
            kinship[:, lexicon.terms_by_row], lexicon.row_starts[spoken], axis=1
        )
    return met


def matched_intervals(
    row: int, matches: Sequence[Match], lexicon: Lexicon, *, least: float
) -> tuple[Interval, ...]:
    """Return the words of a text that answer to a word of the question at least so well."""
    words = lexicon.words_in(row)
    if not matches or words.stop == words.start:
        return ()
    terms = lexicon.sequence[words]
    met = np.max([match.kinship[terms] for match in matches], axis=0) >= least
    return tuple(Interval(int(start), int(end)) for start, end in lexicon.places[words][met])
