"""Articles and passages as the machine-readable output holds them, wherever it is printed."""

from collections.abc import Iterator
from typing import Any

from rag.archive_library import ArchiveLibrary
from rag.article import Article
from rag.languages import Language
from rag.library import Library
from rag.passages import Passage


def article_record(library: Library, article: Article) -> dict[str, Any]:
    """Return an article as `ponte articles --json` prints it."""
    return {
        "article": article.id,
        "title": article.title,
        "date": article.date,
        "source": article.original.source,
        "languages": list(article.languages),
        "passages": len(library.passages(article.id)),
    }


def article_records(library: Library | ArchiveLibrary) -> Iterator[dict[str, Any]]:
    """Yield what `ponte articles` says of each article."""
    if isinstance(library, ArchiveLibrary):
        yield from library.listing()
    else:
        yield from (article_record(library, article) for article in library.articles)


def passage_record(
    library: Library | ArchiveLibrary, passage: Passage, language: Language | None
) -> dict[str, Any]:
    """Return a passage as `ponte show --json` prints it, in a language or in the original's."""
    spoken, text = library.passage_text(passage, language or passage.language)
    return {
        "article": passage.article,
        "passage": passage.number,
        "language": spoken,
        "text": text,
        "url": passage.url,
    }


def found_record(
    library: Library | ArchiveLibrary, query: str, language: Language | None, limit: int
) -> dict[str, Any]:
    """Return the passages nearest to a query as `ponte find --json` prints them."""
    hits = library.find(query, limit=limit, language=language)
    return {"query": query, "hits": [hit.to_dict() for hit in hits]}
