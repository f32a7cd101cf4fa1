"""Articles and passages as the machine-readable output holds them, wherever it is printed."""

from typing import Any

from rag.archive_library import AnyLibrary
from rag.languages import Language
from rag.passages import Passage
from rag.viewing import Listed


def article_record(entry: Listed) -> dict[str, Any]:
    """Return an article as `ponte articles --json` prints it; one of an archive with its file."""
    record = {
        "article": entry.id,
        "title": entry.title,
        "date": entry.date,
        "source": entry.source,
        "languages": list(entry.languages),
        "passages": entry.passages,
    }
    return record | ({"file": entry.file} if entry.file else {})


def passage_record(
    library: AnyLibrary, passage: Passage, language: Language | None
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
    library: AnyLibrary, query: str, language: Language | None, limit: int
) -> dict[str, Any]:
    """Return the passages nearest to a query as `ponte find --json` prints them."""
    hits = library.find(query, limit=limit, language=language)
    return {"query": query, "hits": [hit.to_dict() for hit in hits]}
