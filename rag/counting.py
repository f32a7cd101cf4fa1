"""The words of texts counted: of each text once, and joined into the table of all of them.

A question asked of an archive opens a small collection of its own, much of which earlier questions
have opened too. What was counted in the latest texts is kept, and the collection's table is joined.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, chain, pairwise, repeat
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rag.embedding import StaticEmbedder
from rag.languages import HAN, Language
from rag.words import words_cut

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Numbers = NDArray[np.int64]

# So many texts are kept counted, 3 to 10 kB each; longer ones than so many signs are not. And so
# many parts of texts between two spaces, half a kilobyte each.
_KEPT, _LONGEST, _KEPT_PARTS = 8192, 4000, 16_384
# Where a sentence may end: no word goes on across it, wherever else it may stand.
_END = re.compile(r"[.!?…][\"'”’»)\]]*\s+|[。！？][”’」』）]*")
# No word has Chinese and other signs, nor a space.
_CHINESE_PARTS = re.compile(rf"(?:{HAN.pattern})+|(?:(?!{HAN.pattern})[^ ])+")


@dataclass(frozen=True, slots=True)
class CountedText:
    """The words of one text: its terms in the order in which they come, and how often each does.

    `sequence` has a term for each word of the text, `places` its start and end.
    """

    keys: tuple[tuple[Language, str], ...]
    stems: tuple[str, ...]
    spellings: tuple[str, ...]
    counts: NDArray[np.int32]
    sequence: NDArray[np.int32]
    places: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class CountedTerms:
    """How often each form comes in a text, and the form with its stem and its last spelling.

    Both in the order in which the forms come first.
    """

    language: Language
    counts: dict[str, int]
    words: dict[str, tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class CountedTexts:
    """The words of a list of texts: their vocabulary, with a stem and a spelling for each term.

    `terms`, `rows` and `counts` are postings, side by side, in the order of the texts. The model
    knows 'città' and not 'citta': `written` is how a term is spelt where it comes first.
    """

    vocabulary: tuple[tuple[Language, str], ...]
    stems: list[str]
    written: list[str]
    terms: Numbers
    rows: Numbers
    counts: Numbers
    sequence: Numbers
    places: Numbers
    lengths: Numbers


def count_texts(
    texts: Sequence[str], languages: Sequence[Language], embedder: StaticEmbedder
) -> CountedTexts:
    """Count the words of texts, and join what was counted."""
    counted = [
        count_text(text, language, embedder.tokenizer)
        for text, language in zip(texts, languages, strict=True)
    ]
    # A term that is new takes the next number.
    vocabulary: defaultdict[tuple[Language, str], int] = defaultdict()
    vocabulary.default_factory = vocabulary.__len__
    held = [vocabulary[key] for each in counted for key in each.keys]
    terms = np.array(held, dtype=np.int64)
    first = np.unique(terms, return_index=True)[1].tolist()
    stems = [stem for each in counted for stem in each.stems]
    spellings = [spelling for each in counted for spelling in each.spellings]
    sizes = np.array([len(each.keys) for each in counted], dtype=np.int64)
    lengths = np.array([len(each.sequence) for each in counted], dtype=np.int64)
    # Where the terms of each text begin among those of all.
    firsts = np.repeat(np.cumsum(sizes) - sizes, lengths)
    return CountedTexts(
        vocabulary=tuple(vocabulary),
        stems=[stems[place] for place in first],
        written=[spellings[place] for place in first],
        terms=terms,
        rows=np.repeat(np.arange(len(counted)), sizes),
        counts=_joined([each.counts for each in counted]),
        sequence=terms[firsts + _joined([each.sequence for each in counted])],
        places=_joined([each.places.ravel() for each in counted]).reshape(-1, 2),
        lengths=lengths,
    )


def count_terms(text: str, language: Language, tokenizer: "Tokenizer") -> CountedTerms:
    """Count the words of a text, without where they stand: what an archive keeps of it."""
    parts = _CHINESE_PARTS.findall(text) if language == "zh" else text.split(" ")
    said = map(_terms, parts, repeat(language), repeat(tokenizer))
    words = list(chain.from_iterable(said))
    forms = [form for form, _, _ in words]
    # A form keeps the place at which it comes first, and the spelling that comes last.
    return CountedTerms(language, Counter(forms), dict(zip(forms, words, strict=True)))


@lru_cache(maxsize=_KEPT_PARTS)
def _terms(
    part: str, language: Language, tokenizer: "Tokenizer"
) -> tuple[tuple[str, str, str], ...]:
    """Return form, stem and spelling of the words of a part of a text."""
    return tuple(
        (word.form, word.stem, part[word.start : word.end])
        for word in words_cut(part, language, tokenizer)
    )


def count_text(text: str, language: Language, tokenizer: "Tokenizer") -> CountedText:
    """Count the words of a text, or find them counted."""
    if len(text) > _LONGEST:
        return _counted(text, language, tokenizer)
    return _kept(text, language, tokenizer)


def _counted(text: str, language: Language, tokenizer: "Tokenizer") -> CountedText:
    """Count the words of a text by its pieces: a passage has those of its sentences."""
    ends = [match.end() for match in _END.finditer(text)]
    if not ends or ends[0] == len(text):
        return _counted_whole(text, language, tokenizer)
    starts = [0, *ends]
    pieces = [text[start:end].rstrip() for start, end in pairwise([*starts, len(text)])]
    return _in_turn(starts, [count_text(piece, language, tokenizer) for piece in pieces])


def _in_turn(starts: Sequence[int], pieces: Sequence[CountedText]) -> CountedText:
    """Join the words of the pieces of one text, which begin where they do."""
    # A term keeps the place at which it comes first, and the spelling that comes last.
    stems: dict[tuple[Language, str], str] = {}
    spellings: dict[tuple[Language, str], str] = {}
    for piece in pieces:
        stems.update(zip(piece.keys, piece.stems, strict=True))
        spellings.update(zip(piece.keys, piece.spellings, strict=True))
    terms = {key: term for term, key in enumerate(stems)}
    sequence = np.concatenate(
        [np.array([terms[key] for key in each.keys], np.int32)[each.sequence] for each in pieces]
    )
    places = [piece.places + np.int32(start) for start, piece in zip(starts, pieces, strict=True)]
    return CountedText(
        keys=tuple(terms),
        stems=tuple(stems.values()),
        spellings=tuple(spellings.values()),
        counts=np.bincount(sequence, minlength=len(terms)).astype(np.int32),
        sequence=sequence,
        places=np.concatenate(places),
    )


def _counted_whole(text: str, language: Language, tokenizer: "Tokenizer") -> CountedText:
    # No word has a space in it. What is one part is kept whole, and need not be kept twice.
    words_in = _words if " " in text else _words_anew
    parts = text.split(" ")
    begins = accumulate((len(part) + 1 for part in parts), initial=0)
    words = [
        (begin + start, begin + end, form, stem, spelling)
        for begin, part in zip(begins, parts, strict=False)
        for start, end, form, stem, spelling in words_in(part, language, tokenizer)
    ]
    stems = {form: stem for _, _, form, stem, _ in words}
    spellings = {form: spelling for _, _, form, _, spelling in words}
    terms = {form: term for term, form in enumerate(stems)}
    sequence = np.array([terms[form] for _, _, form, _, _ in words], dtype=np.int32)
    places = np.array([(start, end) for start, end, _, _, _ in words], dtype=np.int32)
    return CountedText(
        keys=tuple((language, form) for form in terms),
        stems=tuple(stems.values()),
        spellings=tuple(spellings.values()),
        counts=np.bincount(sequence, minlength=len(terms)).astype(np.int32),
        sequence=sequence,
        places=places.reshape(-1, 2),
    )


def _words_anew(
    part: str, language: Language, tokenizer: "Tokenizer"
) -> tuple[tuple[int, int, str, str, str], ...]:
    """Return start, end, form, stem and spelling of the words between two spaces."""
    words = words_cut(part, language, tokenizer)
    return tuple(
        (word.start, word.end, word.form, word.stem, part[word.start : word.end]) for word in words
    )


# The key is the tokenizer, which alone cuts the words: no table of vectors is kept alive.
_words = lru_cache(maxsize=_KEPT_PARTS)(_words_anew)
_kept = lru_cache(maxsize=_KEPT)(_counted)


def _joined(parts: Sequence[NDArray[np.int32]]) -> Numbers:
    return np.concatenate([np.zeros(0, dtype=np.int64), *parts])
