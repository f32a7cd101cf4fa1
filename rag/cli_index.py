"""`ponte index`, and what every command opens: articles or an archive."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag.errors import ArchiveError
from rag.languages import parse_language
from rag.options import AsJson, Engine, MilvusUrl, Model, Opening
from rag.output import print_json, print_notice, print_pieces, with_progress

if TYPE_CHECKING:
    from rag.archive_library import AnyLibrary, ArchiveLibrary
    from rag.archiving import Built
    from rag.language_models import LanguageModel


def index(
    sources: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH]...", help="Files, and folders with all below."),
    ] = None,
    *,
    output: Annotated[Path, typer.Option(metavar="DIR", help="The archive's folder.")],
    check: Annotated[
        bool, typer.Option("--check", help="Read an archive against its manifest instead.")
    ] = False,
    as_json: AsJson = False,
    model: Model = None,
    engine: Engine = None,
    milvus_url: MilvusUrl = None,
) -> None:
    """Make or renew an archive of many articles: only what is new or changed is read."""
    if check:
        from rag.archive import check_archive

        held = check_archive(output)
        print_pieces([(f"{held:,} articles, every file as it was written.", "")])
        return
    from rag.archiving import build_archive

    built = build_archive(
        sources or [],
        output,
        model=model,
        engine=engine,
        milvus_url=milvus_url,
        steps=lambda each, total: with_progress(each, total, "file"),
    )
    _tell(built, as_json)


def _tell(built: "Built", as_json: bool) -> None:
    for notice in built.notices:
        print_notice(notice)
    for source, reason in built.failed.items():
        print_notice(f"Not read: {source}: {reason}")
    if as_json:
        print_json(
            {
                "articles": built.articles,
                "passages": built.passages,
                "read": built.read,
                "removed": built.removed,
                "failed": built.failed,
            }
        )
        return
    told = f"{built.articles:,} articles, {built.passages:,} passages "
    told += f"({built.read:,} read, {built.removed:,} removed, {len(built.failed):,} not read)"
    print_pieces([(told, "")])


def opened(opening: Opening, writer: "LanguageModel | None" = None) -> "AnyLibrary":
    """Open what the options of a command name: articles, or an archive."""
    if opening.index:
        return _archive(opening, opening.index, writer)
    if opening.since or opening.until or opening.written_in or opening.source:
        raise ArchiveError("--since, --until, --in and --source choose in an archive. Add --index.")
    from rag.library import open_library

    return open_library(
        opening.article or [],
        translation=opening.translation,
        model=opening.model,
        allow_private=opening.allow_private,
        writer=writer,
        notify=print_notice,
    )


def _archive(opening: Opening, folder: Path, writer: "LanguageModel | None") -> "ArchiveLibrary":
    from rag.archive_opening import open_archive

    if opening.article or opening.translation or opening.model:
        raise ArchiveError(
            "An archive has its own articles and model. "
            "Give --index without --article, --translation and --model."
        )
    return open_archive(
        folder,
        since=opening.since or "",
        until=opening.until or "",
        language=parse_language(opening.written_in) if opening.written_in else None,
        source=opening.source or "",
        writer=writer,
    )
