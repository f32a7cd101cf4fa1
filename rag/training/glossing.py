"""Questions put word by word into another language: to a bag of words nearly a translation."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from rag.training.corpus import LANGUAGES, PairSet
from rag.training.sources import GLOSSED_SHARE, Kind
from rag.training.tokenizer import EDGE

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Dictionary = dict[str, tuple[list[str], list[float]]]
# A word in more senses than this says too little about any one of them.
MOST_TRANSLATIONS = 12


def dictionaries(
    sets: Iterable[PairSet], counts: Mapping[str, Mapping[str, float]]
) -> dict[tuple[str, str], Dictionary]:
    """Return single-word translations by direction, weighted by how common they are."""
    found: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for pair_set in sets:
        left, right = pair_set.languages
        if pair_set.kind is Kind.LEXICON and left != right:
            for first, second in pair_set.pairs:
                if " " not in first + second:
                    found[left, right][first.lower()].add(second.lower())
                    found[right, left][second.lower()].add(first.lower())
    return {
        direction: {
            word: _weighted(translations, counts[direction[1]])
            for word, translations in words.items()
            if len(translations) <= MOST_TRANSLATIONS
        }
        for direction, words in found.items()
    }


def _weighted(words: set[str], counts: Mapping[str, float]) -> tuple[list[str], list[float]]:
    """Return words in a fixed order with their counts."""
    ordered = sorted(words)
    return ordered, [counts.get(word, 0.0) + 1.0 for word in ordered]


def glossed_sets(
    sets: Iterable[PairSet],
    lexicon: Mapping[tuple[str, str], Dictionary],
    tokenizer: Tokenizer,
    seed: int,
) -> Iterator[PairSet]:
    """Yield the question sets of one language with the questions glossed in the others."""
    generator = random.Random(seed)
    for pair_set in sets:
        written, read = pair_set.languages
        if pair_set.kind is not Kind.QUESTION or written != read:
            continue
        encodings = tokenizer.encode_batch_fast([pair[0] for pair in pair_set.pairs])
        words = [_words(encoding.tokens) for encoding in encodings]
        for language in LANGUAGES:
            dictionary = lexicon.get((written, language))
            if dictionary:
                pairs = tuple(
                    (gloss(question, dictionary, generator), pair[1])
                    for question, pair in zip(words, pair_set.pairs, strict=True)
                )
                name = f"{pair_set.name} glossed"
                yield PairSet(name, Kind.QUESTION, (language, written), pairs, GLOSSED_SHARE)


def _words(tokens: Sequence[str]) -> list[str]:
    """Join the pieces of a word again; Chinese pieces are words."""
    words: list[str] = []
    for token in tokens:
        if words and words[-1].startswith(EDGE) and not words[-1].endswith(EDGE):
            words[-1] += token
        else:
            words.append(token)
    return [word.strip(EDGE) for word in words]


def gloss(words: Sequence[str], dictionary: Dictionary, generator: random.Random) -> str:
    """Replace every word that has translations by one of them, common ones more often."""
    return " ".join(
        generator.choices(*dictionary[word])[0] if word in dictionary else word for word in words
    )
