"""A Unigram tokenizer whose vocabulary serves three languages alike."""

from __future__ import annotations

import logging
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from rag.training.pairs import LANGUAGES, PairSet
from rag.training.sources import Kind

if TYPE_CHECKING:
    from tokenizers import Tokenizer

WordCounts = defaultdict[str, float]

UNKNOWN = "<unk>"
NUMBERS = "numbers"
EDGE = "▁"
# Both ends of a word are marked, so that "▁led▁" is not found inside "sledge", nor "▁mayor▁" inside
# "mayorga". Chinese words have no such marks.
UNMARKED_EDGE = r"(?<!\p{Latin})(?=\p{Latin})|(?<=\p{Latin})(?!\p{Latin})"
PIECE = (
    r"\p{Han}+|▁?[\p{Latin}\p{M}]+▁?|\p{N}+|[%\p{Sc}]|[^\p{Han}\p{Latin}\p{M}\p{N}\p{P}\p{S}\s]+"
)
LATIN_WORD = re.compile(r"▁[^\W\d_]+▁")
# Places and people that a lexicon names; they are rarer in the sources than in the news.
NAME_SOURCES = ("cldr_names", "countries", "wiktionary_lex")
CHINESE_NAME_SOURCES = ("cc_cedict", "wiktionary_lex", "omw_lemmas")
NAME = re.compile(r"[A-ZÀ-Þ][a-zà-ÿ]{2,}")
OPENING_NAME = re.compile(r"[A-ZÀ-Þ][a-zà-ÿ]{2,}\b")
CHINESE_RUN = re.compile(r"[\u3400-\u9fff]+")
NUMBER = re.compile(r"\d+")
ALPHABET = f"abcdefghijklmnopqrstuvwxyz0123456789%$€£¥{EDGE}"
LONGEST_CHINESE_WORD = 4
GENERAL_PARTS = 3.0
LONGEST_NUMBER = 4
SAMPLED_PROSE = 2500
# A whole word always beats its pieces: no two pieces together score above the worst word.
WORST_WORD_SCORE = -20.0
PIECE_PENALTY = -20.0
WHOLE_WORD_LEAD = 0.1


@dataclass(frozen=True, slots=True)
class VocabularySize:
    """How many whole words of each language, numbers and word pieces the table holds."""

    it: int = 22000
    en: int = 17000
    zh: int = 15000
    zh_names: int = 2000
    numbers: int = 1500
    pieces: int = 8500

    def words(self, language: str) -> int:
        """Return the number of whole words of a language."""
        return {"it": self.it, "en": self.en, "zh": self.zh}[language]


def blank_tokenizer(vocabulary: list[tuple[str, float]]) -> Tokenizer:
    """Return a tokenizer with the normal form and the splits of the model."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=0, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.Lowercase(),
            normalizers.Replace(Regex(UNMARKED_EDGE), EDGE),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(PIECE), "removed", invert=True)
    return tokenizer


def count_words(sets: Iterable[PairSet]) -> dict[str, WordCounts]:
    """Count the words of each language, and numbers, by their share in an epoch."""
    import jieba

    jieba.setLogLevel(logging.WARNING)
    normalise = blank_tokenizer([(UNKNOWN, 0.0)]).normalizer.normalize_str
    counts: dict[str, WordCounts] = {name: defaultdict(float) for name in (*LANGUAGES, NUMBERS)}
    for text, language, weight in _sample(sets):
        plain = normalise(text)
        latin = "en" if language == "zh" else language
        for word in LATIN_WORD.findall(plain):
            counts[latin][word] += weight
        for run in CHINESE_RUN.findall(plain):
            words = [run] if run == plain else jieba.cut(run, HMM=False)
            for word in words:
                counts["zh"][word] += weight
        for number in NUMBER.findall(plain):
            counts[NUMBERS][number] += weight
    return counts


def _sample(sets: Iterable[PairSet]) -> Iterator[tuple[str, str, float]]:
    """Yield texts with language and weight: all terms, an evenly spaced sample of prose."""
    for pair_set in sets:
        step = 1 if pair_set.kind is Kind.LEXICON else len(pair_set.pairs) // SAMPLED_PROSE + 1
        for side, language in enumerate(pair_set.languages):
            for text in dict.fromkeys(pair[side] for pair in pair_set.pairs[::step]):
                yield text, language, pair_set.share * step


def join_counts(
    first: Mapping[str, WordCounts], second: Mapping[str, WordCounts]
) -> dict[str, WordCounts]:
    """Add two counts."""
    joined: dict[str, WordCounts] = {}
    for name, counts in first.items():
        joined[name] = defaultdict(float, counts)
        for word, count in second[name].items():
            joined[name][word] += count
    return joined


def attested_words(counts: Mapping[str, WordCounts]) -> dict[str, dict[str, float]]:
    """Return the counted words without the marks of their edges."""
    return {
        name: {word.strip(EDGE): count for word, count in found.items()}
        for name, found in counts.items()
    }


def general_chinese() -> dict[str, int]:
    """Return jieba's word counts of general Chinese prose, which the sources lack."""
    import jieba

    jieba.setLogLevel(logging.WARNING)
    jieba.initialize()
    return {word: count for word, count in jieba.dt.FREQ.items() if count}


def named_words(sets: Iterable[PairSet]) -> frozenset[str]:
    """Return the one-word names of the lexicons as the tokenizer sees them, and their Chinese."""
    names: set[str] = set()
    for pair_set in sets:
        if pair_set.name not in NAME_SOURCES:
            continue
        for pair in pair_set.pairs:
            latin = [text for text in pair if NAME.fullmatch(text)]
            chinese = [
                text
                for text in pair
                if CHINESE_RUN.fullmatch(text) and 2 <= len(text) <= LONGEST_CHINESE_WORD
            ]
            if len(latin) + len(chinese) == len(pair):
                names.update(f"{EDGE}{text.lower()}{EDGE}" for text in latin)
                names.update(chinese)
    return frozenset(names)


def chinese_names(sets: Iterable[PairSet]) -> frozenset[str]:
    """Return the Chinese words whose English opens like a name: 'Turin, city in Italy'."""
    return frozenset(
        chinese
        for pair_set in sets
        if pair_set.name in CHINESE_NAME_SOURCES and pair_set.languages == ("en", "zh")
        for english, chinese in pair_set.pairs
        if CHINESE_RUN.fullmatch(chinese)
        and 2 <= len(chinese) <= LONGEST_CHINESE_WORD
        and OPENING_NAME.match(english)
    )


def train_tokenizer(
    counts: Mapping[str, WordCounts],
    size: VocabularySize,
    names: frozenset[str] = frozenset(),
    chinese: frozenset[str] = frozenset(),
) -> Tokenizer:
    """Build the vocabulary: frequent whole words and names, then pieces for all other words."""
    scores: dict[str, float] = dict.fromkeys(names, WORST_WORD_SCORE)
    for language in LANGUAGES:
        words = _with_general_chinese(counts[language]) if language == "zh" else counts[language]
        for word, score in _scored(words, size.words(language)):
            scores[word] = max(score, scores.get(word, -math.inf))
    short = {word: count for word, count in counts[NUMBERS].items() if len(word) <= LONGEST_NUMBER}
    scores.update(_scored(short, size.numbers))
    general = general_chinese()
    missing = sorted(chinese - scores.keys(), key=lambda name: (-general.get(name, 0), name))
    scores.update(dict.fromkeys(missing[: size.zh_names], WORST_WORD_SCORE))
    for piece, score in _word_pieces(counts, size.pieces):
        scores.setdefault(piece, score)
    _keep_chinese_whole(scores)
    ordered = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    rounded = [(piece, round(score, 2)) for piece, score in ordered]
    return blank_tokenizer([(UNKNOWN, 0.0), *rounded])


def _keep_chinese_whole(scores: dict[str, float]) -> None:
    """Raise a Chinese word above its own parts: 都灵 is rarer than 都 and 灵 together."""
    chinese = [word for word in scores if len(word) > 1 and CHINESE_RUN.fullmatch(word)]
    for word in sorted(chinese, key=lambda word: (len(word), word)):
        best = [0.0]
        for end in range(1, len(word) + 1):
            ways = (
                best[start] + scores[word[start:end]]
                for start in range(end)
                if word[start:end] in scores and (start or end < len(word))
            )
            best.append(max(ways, default=-math.inf))
        scores[word] = max(scores[word], best[-1] + WHOLE_WORD_LEAD)


def _with_general_chinese(counts: Mapping[str, float]) -> dict[str, float]:
    """Mix the sources' Chinese counts with more of general ones: the sources are technical."""
    general = general_chinese()
    scale = GENERAL_PARTS * sum(counts.values()) / sum(general.values())
    mixed = {word: counts.get(word, 0.0) + scale * general.get(word, 0) for word in counts}
    return {word: count for word, count in mixed.items() if len(word) <= LONGEST_CHINESE_WORD}


def _scored(counts: Mapping[str, float], size: int) -> list[tuple[str, float]]:
    """Return the most frequent words with their log probabilities."""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:size]
    total = sum(count for _, count in ordered)
    return [(word, max(math.log(count / total), WORST_WORD_SCORE)) for word, count in ordered]


def _word_pieces(counts: Mapping[str, WordCounts], size: int) -> list[tuple[str, float]]:
    """Merge frequent letters of the distinct Latin words, so that endings count by variety."""
    from tokenizers import Tokenizer, models, pre_tokenizers
    from tokenizers.trainers import BpeTrainer

    words = sorted(counts["it"].keys() | counts["en"].keys())
    # The Unigram trainer breaks ties by the order of a hash table; this one is deterministic.
    merger = Tokenizer(models.BPE())
    merger.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    merger.train_from_iterator(words, BpeTrainer(vocab_size=size, show_progress=False))
    used = Counter(chain.from_iterable(row.tokens for row in merger.encode_batch(words)))
    used.update(ALPHABET)
    total = used.total()
    return [(piece, math.log(count / total) + PIECE_PENALTY) for piece, count in used.items()]
