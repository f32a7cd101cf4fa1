"""Pairs within one language: lemmas of one sense, words with the same translations, definitions.

Dictionaries of two languages bring a word near its translations, and so two synonyms only as near
as both happen to be drawn to the same ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from rag.training.held_out import terms_of
from rag.training.pairs import LANGUAGES, Pair, PairSet, make_set
from rag.training.sources import Derived, Kind, Source

# A word with more translations than these says little about any of them.
MOST_TRANSLATIONS = 12
# Two words are synonyms where this share of a walk from one to a translation and back ends in the
# other, and at least so many translations are shared.
LEAST_WALK, LEAST_SHARED = 0.06, 2
LONGEST_DEFINITION = 200


def same_language_sets(
    source: Source, language: str, entries: Sequence[str], derived: Derived
) -> Iterator[PairSet]:
    """Yield the lemmas that a row lists for one sense, and heads with their definitions."""
    if source.kind is Kind.GLOSS and derived.synonyms:
        lists = (terms_of(entry) for entry in entries)
        pairs = (pair for terms in lists for pair in combinations(dict.fromkeys(terms), 2))
        made = Source(f"{source.name} synonyms", Kind.LEXICON, derived.synonyms, "")
        yield make_set(made, (language, language), pairs)
    if source.kind in (Kind.GLOSS, Kind.LEXICON) and derived.definitions:
        made = Source(f"{source.name} definitions", Kind.GLOSS, derived.definitions, "")
        yield make_set(made, (language, language), definition_pairs(entries))


def definition_pairs(entries: Iterable[str]) -> Iterator[Pair]:
    """Yield the two sides of 'head: definition'."""
    for entry in entries:
        head, mark, definition = entry.partition(": ")
        if mark and head.strip() and definition.strip():
            yield head.strip(), definition.strip()[:LONGEST_DEFINITION]


def pivot_sets(sets: Iterable[PairSet], derived: Derived) -> Iterator[PairSet]:
    """Yield words of one language that share translations in the others."""
    if not derived.pivots:
        return
    translations: dict[str, dict[str, set[str]]] = {
        language: defaultdict(set) for language in LANGUAGES
    }
    for pair_set in sets:
        left, right = pair_set.languages
        if pair_set.kind is Kind.LEXICON and left != right:
            for first, second in pair_set.pairs:
                if ": " not in first + second:
                    translations[left][first].add(f"{right} {second}")
                    translations[right][second].add(f"{left} {first}")
    for language, found in translations.items():
        made = Source("shared translations", Kind.LEXICON, derived.pivots, "")
        pair_set = make_set(made, (language, language), shared_pairs(found))
        if pair_set.pairs:
            yield pair_set


def shared_pairs(translations: dict[str, set[str]]) -> Iterator[Pair]:
    """Yield the pairs of words that a walk over shared translations joins."""
    words: dict[str, list[str]] = defaultdict(list)
    for word, pivots in translations.items():
        for pivot in pivots:
            words[pivot].append(word)
    walks: dict[Pair, float] = defaultdict(float)
    shared: dict[Pair, int] = defaultdict(int)
    for pivot in sorted(words):
        around = sorted(words[pivot])
        if not 2 <= len(around) <= MOST_TRANSLATIONS:
            continue
        for pair in combinations(around, 2):
            shared[pair] += 1
            each = sum(1 / len(translations[word]) for word in pair) / 2
            walks[pair] += each / (len(around) - 1)
    for pair, walk in walks.items():
        if walk >= LEAST_WALK and shared[pair] >= LEAST_SHARED:
            yield pair
