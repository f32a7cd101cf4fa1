"""The routes of our own: health, deep links, questions and passages for programs."""

from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field

from rag.answering import sentence_anchor
from rag.errors import QuestionError
from rag.languages import Language
from rag.library import LONGEST_QUESTION

if TYPE_CHECKING:
    from rag.library import Library


class Question(BaseModel):
    """A question, and the language to answer in where it is not the question's own."""

    question: str = Field(max_length=LONGEST_QUESTION)
    language: Language | None = None


class Found(BaseModel):
    """The passages nearest to a query."""

    query: str
    hits: list[dict[str, Any]]


def api_routes(library: "Library") -> APIRouter:
    """Return the routes over a library."""
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
    ) -> RedirectResponse:
        """Open the page at a passage, or at one of its sentences."""
        anchor = place_anchor(library, article, passage, sentence)
        if anchor is None:
            named = f"passage {passage}" + (f", sentence {sentence}" if sentence else "")
            raise HTTPException(404, f"There is no {named} in '{article}'.")
        wished = {"lang": lang, "edition": edition}
        query = urlencode({name: code for name, code in wished.items() if code})
        return RedirectResponse(f"/{'?' * bool(query)}{query}#{quote(anchor)}", 307)

    @routes.post("/api/ask")
    def ask(asked: Question) -> dict[str, Any]:
        """Answer a question with citations."""
        try:
            return library.ask(asked.question, language=asked.language).to_dict()
        except QuestionError as error:
            raise HTTPException(422, str(error)) from error

    @routes.get("/api/find")
    def find(
        q: Annotated[str, Query(min_length=1, max_length=LONGEST_QUESTION)],
        limit: Annotated[int, Query(ge=1, le=50)] = 5,
    ) -> Found:
        """Return the passages nearest to a query."""
        try:
            return Found(query=q, hits=[hit.to_dict() for hit in library.find(q, limit=limit)])
        except QuestionError as error:
            raise HTTPException(422, str(error)) from error

    return routes


def place_anchor(
    library: "Library", article: str, passage: int, sentence: int | None
) -> str | None:
    """Return the id that a passage, or a sentence of it, has on the page; None without one."""
    if article not in {held.id for held in library.articles}:
        return None
    for held in library.passages(article):
        if held.number != passage:
            continue
        if sentence is None:
            return f"{article}--{passage}"
        if 1 <= sentence <= len(held.sentences):
            return sentence_anchor(article, passage, sentence)
    return None
