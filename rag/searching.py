"""Searches for what an article says, and for what only another says: is a passage found, or none?

The queries are the short answers of a question set, in every language that they are given in.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rag.article import Article
from rag.datasets import Rows
from rag.evaluation import article_of, inquiries_of, settings_of
from rag.figures import GROUPS, group_of
from rag.languages import Language
from rag.library import Library, library_of
from rag.scoring import mean

# Nobody types a longer one into a search box, in characters.
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Sought:
    """A query and the numbers of the passages found, best first, and of those that say it.

    None says what only another article says.
    """

    group: str
    query: str
    found: tuple[int, ...]
    expected: frozenset[int]


def search_rows(rows: Rows) -> Iterator[Sought]:
    """Look every short answer up in its article and in the article before it in the set."""
    for place, row in enumerate(rows):
        other = rows[(place + 1) % len(rows)]
        for languages in settings_of(row):
            article = article_of(row, languages)
            library = library_of([article])
            for query, spoken, expected in _queries(row, other, article, library):
                group = group_of(languages, spoken)
                found = library.search(query, spoken)
                yield Sought(group, query, tuple(each.hit.passage for each in found), expected)


def _queries(
    row: dict[str, Any], other: dict[str, Any], article: Article, library: Library
) -> Iterator[tuple[str, Language, frozenset[int]]]:
    passages = library.passages(article.id)
    for inquiry in inquiries_of(row, article, passages):
        expected = frozenset(
            passage.number
            for passage in passages
            for place in inquiry.places
            if any(sentence.overlaps(place) for sentence in passage.sentences)
        )
        for spoken, said in inquiry.accepted.items():
            if expected and len(said) <= _LONGEST:
                yield said, spoken, expected
    held = [edition.text.lower() for edition in article.editions]
    for entry in other["questions"] if other is not row else ():
        for spoken, said in entry.get("answer", {}).items():
            if len(said) <= _LONGEST and not any(said.lower() in text for text in held):
                yield said, spoken, frozenset()


def search_figures(searches: Sequence[Sought]) -> list[dict[str, Any]]:
    """Return a row a group: how often the right passage is found, and nothing where none is."""
    rows = []
    for group in GROUPS:
        own = [each for each in searches if each.group == group and each.expected]
        foreign = [each for each in searches if each.group == group and not each.expected]
        row = {
            "query": group,
            "said": len(own),
            "something": mean([bool(each.found) for each in own]),
            "first": mean([bool(each.expected & set(each.found[:1])) for each in own]),
            "listed": mean([bool(each.expected & set(each.found)) for each in own]),
            "elsewhere": len(foreign),
            "nothing": mean([not each.found for each in foreign]),
        }
        rows += [row] if own or foreign else []
    return rows
