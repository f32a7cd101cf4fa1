"""How an archive is opened, and which of its articles."""

from pathlib import Path
from typing import TYPE_CHECKING

from rag.archive import Archive, Filters
from rag.archive_library import ArchiveLibrary
from rag.errors import ArchiveError
from rag.languages import Language

if TYPE_CHECKING:
    from rag.language_models import LanguageModel


def open_archive(
    folder: Path,
    *,
    since: str = "",
    until: str = "",
    language: Language | None = None,
    source: str = "",
    writer: "LanguageModel | None" = None,
) -> ArchiveLibrary:
    """Open an archive, or those of its articles that have a date, a language and a source.

    Dates are ISO, whole or without day or month, and both are included. Raise ArchiveError.
    """
    for date in (since, until):
        if date and not _is_date(date):
            raise ArchiveError(f"'{date}' is no date. Write it as 2024, 2024-05 or 2024-05-02.")
    return ArchiveLibrary(Archive(folder, Filters(since, until, language, source)), writer)


def _is_date(date: str) -> bool:
    parts = date.split("-")
    lengths = [len(part) for part in parts]
    return lengths in ([4], [4, 2], [4, 2, 2]) and all(part.isdecimal() for part in parts)
