"""Inflected forms of dictionary words: dictionaries list lemmas, articles do not."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from rag.training.held_out import is_held_out
from rag.training.pairs import PairSet
from rag.training.sources import Kind

# Up to so many forms all are kept (an Italian noun or adjective); of a larger paradigm, whose rare
# forms would crowd out the usual ones, only the attested. English makes verbs of most nouns.
SMALL_PARADIGMS = {"it": 4, "en": 0}
FORMS_PER_PAIR = 6


def paradigms(language: str, attested: Mapping[str, float]) -> dict[str, tuple[str, ...]]:
    """Return the usual forms of every lemma of a language."""
    from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

    forms: dict[str, set[str]] = defaultdict(set)
    for form, lemma in DefaultDictionaryFactory().get_dictionary(language).items():
        if form.isalpha() and lemma.isalpha() and form != lemma and form.islower():
            forms[lemma].add(form)
    return {
        lemma: tuple(sorted(usual))
        for lemma, found in forms.items()
        if (usual := _usual(found, attested, SMALL_PARADIGMS[language]))
    }


def _usual(found: set[str], attested: Mapping[str, float], small: int) -> set[str]:
    """Keep all forms of a small paradigm and the attested ones of a large."""
    if len(found) <= small:
        return found
    return {form for form in found if form in attested}


def inflected_sets(
    sets: Iterable[PairSet], attested: Mapping[str, Mapping[str, float]], seed: int, share: float
) -> Iterator[PairSet]:
    """Yield, for every lexicon, pairs of inflected forms of its single words."""
    generator = random.Random(seed)
    tables = {language: paradigms(language, attested[language]) for language in SMALL_PARADIGMS}
    for pair_set in sets:
        if pair_set.kind is Kind.LEXICON:
            left, right = (tables.get(language, {}) for language in pair_set.languages)
            pairs = dict.fromkeys(
                drawn
                for first, second in pair_set.pairs
                if " " not in first + second
                for drawn in _draw(first, second, left, right, generator)
                if not is_held_out(*drawn)
            )
            if pairs:
                yield PairSet(
                    f"{pair_set.name} inflected",
                    Kind.LEXICON,
                    pair_set.languages,
                    tuple(pairs),
                    share,
                )


def _draw(
    first: str,
    second: str,
    left: Mapping[str, tuple[str, ...]],
    right: Mapping[str, tuple[str, ...]],
    generator: random.Random,
) -> Iterator[tuple[str, str]]:
    """Yield a few combinations of the forms of two words, each form as likely as the lemma."""
    first_forms = (first, *left.get(first, ()))
    second_forms = (second, *right.get(second, ()))
    for _ in range(min(FORMS_PER_PAIR, len(first_forms) * len(second_forms) - 1)):
        drawn = generator.choice(first_forms), generator.choice(second_forms)
        if drawn != (first, second):
            yield drawn
