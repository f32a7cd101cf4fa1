"""Several sentences for one question: what an article is about, and lists that run on.

A summary takes the opening and, of each part of the article, the sentence nearest to the centre of
its part and of the whole, without saying the same twice; in reading order, and the same every time.
"""

import re
from collections import Counter
from functools import lru_cache

import numpy as np

from rag.article import Interval
from rag.collection import Collection, Unit
from rag.embedding import Matrix, bundled_embedder, unit_rows
from rag.languages import Language
from rag.wording import pattern

# The most sentences for an article of so many; the opening is always among them.
_SENTENCES = ((6, 3), (15, 4))
_MOST = 5
# How much the whole counts beside the part, and what a sentence pays for likeness to one taken.
_WHOLE, _ALIKE = 0.5, 0.5
# A sentence that leans on the one before, or that is very short, is a poor summary.
_LEANS, _SHORT, _SHORTEST = 0.3, 0.2, 0.5


def summary(collection: Collection, article: int) -> tuple[int, ...]:
    """Return the sentences that say what an article is about, three to five of them if it can."""
    indexes = [
        index for index, unit in enumerate(collection.sentences.entries) if unit.article == article
    ]
    texts = tuple(_original(collection.sentences[index], collection) for index in indexes)
    language = collection.articles[article].article.original.language
    parts = _parts(collection, article, [collection.sentences[index] for index in indexes])
    return tuple(indexes[number] for number in _central(texts, parts, language))


def whole_list(best: int, collection: Collection) -> tuple[int, ...]:
    """Return a sentence with those around it, in its passage, over which its list goes on."""
    passage = collection.passage_of
    first = last = best
    while (
        last + 1 < len(passage)
        and passage[last + 1] == passage[best]
        and _goes_on(last + 1, collection)
    ):
        last += 1
    while first > 0 and passage[first - 1] == passage[best] and _goes_on(first, collection):
        first -= 1
    return tuple(range(first, last + 1))


def _goes_on(index: int, collection: Collection) -> bool:
    """Tell whether a sentence adds to the list of the one before: 'the list goes on', 'also'."""
    unit = collection.sentences[index]
    language = collection.articles[unit.article].article.original.language
    return bool(re.search(pattern("goes_on", language), _original(unit, collection).lower()))


def _original(unit: Unit, collection: Collection) -> str:
    language = collection.articles[unit.article].article.original.language
    return collection.texts[unit.rows[language]]


def _parts(collection: Collection, article: int, units: list[Unit]) -> tuple[int, ...]:
    """Return which part each sentence belongs to: by headings, or else by runs of passages."""
    original = collection.articles[article].article.original
    starts = [heading.start for heading in original.headings]
    places: list[Interval] = [unit.versions[original.language] for unit in units]
    parts = tuple(sum(start <= place.start for start in starts) for place in places)
    if len(set(parts)) > 1 or not units:
        return parts
    count = max(unit.passage for unit in units)
    return tuple((unit.passage - 1) * _MOST // max(count, 1) for unit in units)


@lru_cache(maxsize=64)
def _central(texts: tuple[str, ...], parts: tuple[int, ...], language: Language) -> tuple[int, ...]:
    """Return the places of the most central sentences, in reading order."""
    wanted = next((most for size, most in _SENTENCES if len(texts) <= size), _MOST)
    if len(texts) <= wanted:
        return tuple(range(len(texts)))
    rows = bundled_embedder().encode_passages(texts)
    worth = _worth(texts, rows, parts, language)
    sizes = Counter(parts)
    chosen = [0]
    while len(chosen) < wanted:
        alike = (rows @ rows[chosen].T).max(axis=1)
        scores = worth - _ALIKE * alike
        taken = Counter(parts[number] for number in chosen)
        # Next comes a part without a sentence, or that has most of them for each taken.
        due = {each: (each not in taken, size / (taken[each] + 1)) for each, size in sizes.items()}
        part = max(due, key=lambda each: (*due[each], -each))
        left = [number for number in range(len(texts)) if number not in chosen]
        inside = [number for number in left if parts[number] == part] or left
        chosen.append(max(inside, key=lambda number: (float(scores[number]), -number)))
    return tuple(sorted(chosen))


def _worth(
    texts: tuple[str, ...], rows: Matrix, parts: tuple[int, ...], language: Language
) -> Matrix:
    """Return how central each sentence is to its part and to the whole."""
    whole = unit_rows(rows.sum(axis=0, keepdims=True))[0]
    worth: Matrix = _WHOLE * (rows @ whole)
    for part in set(parts):
        inside = np.array([own == part for own in parts])
        centre = unit_rows(rows[inside].sum(axis=0, keepdims=True))[0]
        worth[inside] += rows[inside] @ centre
    usual = float(np.median([len(text) for text in texts]))
    leans = re.compile(rf"^(?:{pattern('leans_back', language)})")
    for number, text in enumerate(texts):
        worth[number] -= _LEANS * bool(leans.search(text.lower()))
        worth[number] -= _SHORT * (len(text) < _SHORTEST * usual)
    return worth
