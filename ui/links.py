"""The permanent paths to passages, and the word that the server answers."""

from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Header, HTTPException
from fastapi.responses import RedirectResponse

from rag.answering import sentence_anchor
from rag.languages import Language

if TYPE_CHECKING:
    from rag.archive_library import AnyLibrary


def link_routes(library: "AnyLibrary", root: str = "") -> APIRouter:
    """Return the routes over a library whose page is reached under a path (`/ponte`, or none)."""
    routes = APIRouter()

    @routes.get("/health")
    def health() -> dict[str, str]:
        """Say that the server answers."""
        return {"status": "ok"}

    @routes.get("/p/{article}/{passage}", status_code=307)
    def open_passage(
        article: str,
        passage: int,
        sentence: int | None = None,
        lang: Language | None = None,
        edition: Language | None = None,
        accept: Annotated[str, Header()] = "",
    ) -> RedirectResponse:
        """Open the page at a passage, or at one of its sentences.

        Where there is none, a browser gets the page, which says so, and a program a 404.
        """
        anchor = place_anchor(library, article, passage, sentence)
        if anchor is None and "text/html" in accept:
            anchor = f"{article}--{passage}"
        if anchor is None:
            named = f"passage {passage}" + (f", sentence {sentence}" if sentence else "")
            raise HTTPException(404, f"There is no {named} in '{article}'.")
        wished = {"lang": lang, "edition": edition}
        query = urlencode({name: code for name, code in wished.items() if code})
        return RedirectResponse(f"{root}/{'?' * bool(query)}{query}#{quote(anchor)}", 307)

    return routes


def place_anchor(
    library: "AnyLibrary", article: str, passage: int, sentence: int | None
) -> str | None:
    """Return the id that a passage, or a sentence of it, has on the page; None without one."""
    if not library.holds(article):
        return None
    for held in library.passages(article):
        if held.number != passage:
            continue
        if sentence is None:
            return f"{article}--{passage}"
        if 1 <= sentence <= len(held.sentences):
            return sentence_anchor(article, passage, sentence)
    return None
