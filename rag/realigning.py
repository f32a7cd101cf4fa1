"""Parallel text merged and split at random, and aligned again: how many links are found."""

import random
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from rag.datasets import Rows
from rag.embedding import Embedder
from rag.languages import LANGUAGES, Language
from rag.linking import Link, align

# Which share of the rows is disturbed: a quarter each of splits and mergers on either side.
_DISTURBED = 0.4
# A sentence is split in its middle half, after one of these or else between two words.
_MARKS = re.compile(r"[,;:—–，；：、]\s*")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Disturbed:
    """Two texts, sentence by sentence, and the links between them."""

    source: tuple[str, ...]
    target: tuple[str, ...]
    links: frozenset[Link]


def alignment_rows(rows: Rows, embedder: Embedder, seed: int = 1) -> Iterator[dict[str, Any]]:
    """Disturb all rows as one document for each pair of languages, align them, and compare."""
    held = [language for language in LANGUAGES if all(language in row for row in rows)]
    for source, target in combinations(held, 2):
        made = disturb([(row[source], row[target]) for row in rows], (source, target), seed)
        left, right = map(embedder.encode_passages, (made.source, made.target))
        lengths = [len(text) for text in made.source], [len(text) for text in made.target]
        began = time.perf_counter()
        links = align(left, right, *lengths)
        seconds = time.perf_counter() - began
        found = {each for each in links if each.source and each.target}
        true = len(found & made.links)
        precision, recall = true / max(len(found), 1), true / max(len(made.links), 1)
        yield {
            "texts": f"{source}-{target}",
            "sentences": len(made.source),
            "in translation": len(made.target),
            "precision": precision,
            "recall": recall,
            "F1": 2 * precision * recall / max(precision + recall, 1e-9),
            "seconds": seconds,
        }


def disturb(
    pairs: Sequence[tuple[str, str]], languages: tuple[Language, Language], seed: int
) -> Disturbed:
    """Merge and split sentences of either side at random; the links say what belongs together."""
    chance = random.Random(seed)
    sides: tuple[list[str], list[str]] = ([], [])
    links = []
    place = 0
    while place < len(pairs):
        groups: list[list[str]] = [[text] for text in pairs[place]]
        place += 1
        if chance.random() < _DISTURBED:
            side = chance.randrange(2)
            if chance.random() < 0.5:
                groups[side] = split(groups[side][0], languages[side], chance)
            elif place < len(pairs):
                for number, text in enumerate(pairs[place]):
                    groups[number].append(text)
                groups[side] = [_joined(groups[side], languages[side])]
                place += 1
        ends = [
            (len(said), len(said) + len(group)) for said, group in zip(sides, groups, strict=True)
        ]
        links.append(Link(tuple(range(*ends[0])), tuple(range(*ends[1]))))
        for said, group in zip(sides, groups, strict=True):
            said.extend(group)
    return Disturbed(tuple(sides[0]), tuple(sides[1]), frozenset(links))


def _appended(said: list[str], group: Sequence[str]) -> tuple[int, ...]:
    """Append a group and return where it stands."""
    said.extend(group)
    return tuple(range(len(said) - len(group), len(said)))


def split(text: str, language: Language, chance: random.Random) -> list[str]:
    """Split a sentence in two about its middle, or leave it where it is one word."""
    middle = range(len(text) // 4 + 1, 3 * len(text) // 4)
    places = [match.end() for match in _MARKS.finditer(text) if match.end() in middle]
    if not places and language == "zh":
        places = [len(text) // 2] if len(text) > 1 else []
    places = places or [each.end() for each in _SPACES.finditer(text) if each.end() in middle]
    if not places:
        return [text]
    at = chance.choice(places)
    return [text[:at].strip(), text[at:].strip()]


def _joined(sentences: Sequence[str], language: Language) -> str:
    return ("" if language == "zh" else " ").join(sentences)
