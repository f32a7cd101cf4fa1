"""The bridge between words, tested on dictionary pairs that training never saw.

    python -m rag.training.bridge --data DIR [--model FOLDER]

For every held-out pair of single words: is the translation (or the synonym) the nearest word of its
language, or one of the five nearest? Other listed translations of the word, which training may have
seen, do not take part. Bands count how often the word occurs in the sources' prose.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np

from rag.embedding import BUNDLED_MODEL, StaticEmbedder, load_static_embedder
from rag.errors import ModelError
from rag.training.config import SHIPPED, ConfigError, read_config
from rag.training.corpus import lexicon_pairs, read_corpus, read_rows
from rag.training.held_out import is_held_out, terms_of
from rag.training.inflection import paradigms
from rag.training.pairs import LANGUAGES, Pair, TrainingDataError
from rag.training.sources import Derived, Kind
from rag.training.tokenizer import attested_words, count_words

DICTIONARIES = ("wiktionary_lex", "omw_lemmas")
SENSES = "omw_gloss"
OFTEN = 100
BATCH = 256

Words = Mapping[str, set[str]]


@dataclass(frozen=True, slots=True)
class Trial:
    """A word, the held-out words that should be near it, and those that do not take part."""

    word: str
    wanted: frozenset[str]
    known: frozenset[str]
    band: str


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a line for each pair of languages and band, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m rag.training.bridge", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of *.jsonl.gz sources")
    parser.add_argument("--model", type=Path, default=BUNDLED_MODEL, help="folder of a model")
    options = parser.parse_args(arguments)
    try:
        for line in report(options.data, load_static_embedder(options.model)):
            sys.stdout.write(f"{line}\n")
    except (ConfigError, TrainingDataError, ModelError) as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    return 0


def report(data: Path, embedder: StaticEmbedder) -> Iterator[str]:
    """Yield the precision among the first and the first five, for every task and band."""
    prose = [source for source in read_config(SHIPPED).sources if source.kind is Kind.PARALLEL]
    attested = attested_words(count_words(read_corpus(data, prose, Derived())))
    italian = paradigms("it", attested["it"])
    for spoken in ("en", "zh"):
        translations = words_of_pairs(dictionary_pairs(data, "it", spoken))
        trials = list(trials_of(translations, attested[spoken]))
        yield from _lines(f"{spoken}-it", trials, set().union(*translations.values()), embedder)
        if spoken == "en":
            trials = list(inflected_trials(trials, paradigms("en", attested["en"]), italian))
            forms = {form for found in italian.values() for form in found}
            candidates = forms.union(*translations.values())
            yield from _lines("en-it inflected", trials, candidates, embedder)
    for language in LANGUAGES:
        synonyms = words_of_pairs(sense_pairs(data, language))
        trials = list(trials_of(synonyms, attested[language]))
        yield from _lines(f"{language} synonyms", trials, set(synonyms), embedder)


def dictionary_pairs(data: Path, left: str, right: str) -> Iterator[Pair]:
    """Yield the single words of the dictionaries, the language on the right first."""
    for name in DICTIONARIES:
        for first, second in lexicon_pairs(read_rows(data / f"{name}.jsonl.gz"), left, right):
            if " " not in first + second:
                yield second.lower(), first.lower()


def sense_pairs(data: Path, language: str) -> Iterator[Pair]:
    """Yield the single words that a row lists for one sense, each with all of them."""
    for row in read_rows(data / f"{SENSES}.jsonl.gz"):
        terms = [term for term in terms_of(str(row.get(language, ""))) if " " not in term]
        yield from product(terms, terms)


def words_of_pairs(pairs: Iterable[Pair]) -> dict[str, set[str]]:
    """Return all that stands right of each left side."""
    found: dict[str, set[str]] = defaultdict(set)
    for first, second in pairs:
        found[first].add(second)
    return found


def trials_of(translations: Words, counts: Mapping[str, float]) -> Iterator[Trial]:
    """Yield a trial for every word with a held-out pair."""
    for word, all_of_them in sorted(translations.items()):
        wanted = frozenset(
            other for other in all_of_them if other != word and is_held_out(word, other)
        )
        if wanted:
            count = counts.get(word, 0.0)
            band = "often" if count >= OFTEN else "seldom" if count else "never"
            yield Trial(word, wanted, frozenset(all_of_them) - wanted, band)


def inflected_trials(
    trials: Iterable[Trial],
    english: Mapping[str, Sequence[str]],
    italian: Mapping[str, Sequence[str]],
) -> Iterator[Trial]:
    """Yield the inflected forms of the words; every form of a translation will do."""
    for trial in trials:
        known = _with_forms(trial.known, italian)
        for form in english.get(trial.word, ()):
            wanted = _with_forms(trial.wanted, italian) - known
            if wanted:
                yield Trial(form, wanted, known, trial.band)


def _with_forms(words: Iterable[str], forms: Mapping[str, Sequence[str]]) -> frozenset[str]:
    return frozenset(form for word in words for form in (word, *forms.get(word, ())))


def _lines(
    task: str, trials: Sequence[Trial], candidates: set[str], embedder: StaticEmbedder
) -> Iterator[str]:
    """Yield the figures of a task, in all and by band."""
    ranks = np.array(ranks_of(trials, sorted(candidates), embedder))
    for band in ("all", "often", "seldom", "never"):
        held = ranks[[band in ("all", trial.band) for trial in trials]] if len(trials) else ranks
        if len(held):
            first, five = float((held < 1).mean()), float((held < 5).mean())
            yield f"{task}, {band}: {len(held)} words, P@1 {first:.3f}, P@5 {five:.3f}"


def ranks_of(
    trials: Sequence[Trial], candidates: Sequence[str], embedder: StaticEmbedder
) -> list[int]:
    """Return how many words that take part lie nearer than the nearest wanted one."""
    places = {word: place for place, word in enumerate(candidates)}
    rows = embedder.encode_passages(candidates)
    ranks = []
    for start in range(0, len(trials), BATCH):
        batch = trials[start : start + BATCH]
        cosines = embedder.encode_queries([trial.word for trial in batch]) @ rows.T
        for trial, found in zip(batch, cosines, strict=True):
            best = max(
                (found[places[word]] for word in trial.wanted if word in places), default=2.0
            )
            aside = [places[word] for word in (trial.word, *trial.known) if word in places]
            # A word that the model does not know is near nothing.
            nearer = int((found > best).sum()) - int((found[aside] > best).sum())
            ranks.append(nearer if found.any() and best <= 1.5 else len(candidates))
    return ranks


if __name__ == "__main__":
    sys.exit(main())
