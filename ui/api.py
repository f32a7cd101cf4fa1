"""The API: questions, passages and articles for programs, as an application of its own."""

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import FastAPI, Query, Request
from fastapi.responses import HTMLResponse

from rag.conversation import LONGEST_QUESTION
from rag.languages import Language
from rag.records import article_record, found_record, passage_record
from ui.api_page import api_page
from ui.asking import ask_while_awaited
from ui.models import (
    LONGEST_LIST,
    Answer,
    Article,
    Articles,
    Found,
    Health,
    Passage,
    Passages,
    Problem,
    Question,
)
from ui.problems import explain_problems

if TYPE_CHECKING:
    from rag.archive_library import AnyLibrary

_ABOUT = (
    "Ask the open articles, find passages in them, and read them. Questions and answers may be in "
    "Italian, English or Chinese, whatever the language of the article. Every answer carries the "
    "exact words that prove it. What is wrong with a request is told in one line, `detail`."
)
# The version of the contract: it changes when a field is renamed or goes.
_VERSION = "1"
_REFUSALS = {
    404: "There is no such article or passage.",
    422: "A field is missing, too long, or not what it should be.",
    429: "Too many requests; `Retry-After` says in how many seconds the next is taken.",
}
Reader = Annotated[
    Language | None, Query(description="The language of the text; without it, the query's own.")
]
Edition = Annotated[
    Language | None, Query(description="The language to read in; without it, the original's.")
]


def build_api(library: "AnyLibrary") -> FastAPI:
    """Return the API over a library, to be mounted at a path of its own."""
    api = FastAPI(
        title="Ponte",
        description=_ABOUT,
        version=_VERSION,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
    )
    explain_problems(api)
    _questions(api, library)
    _articles(api, library)

    @api.get("/docs", include_in_schema=False)
    def docs(request: Request) -> HTMLResponse:
        """Show this API, without a script."""
        return HTMLResponse(api_page(api.openapi(), request.scope["root_path"]))

    @api.get("/health", summary="Does the server answer?")
    def health() -> Health:
        """Say that the server answers."""
        return Health(status="ok")

    return api


def _questions(api: FastAPI, library: "AnyLibrary") -> None:
    @api.post("/ask", response_model=Answer, responses=_refusals(422, 429), summary="Ask")
    async def ask(asked: Question, request: Request) -> dict[str, Any]:
        """Answer a question with the words that prove it, or say that the articles do not say."""
        answer = await ask_while_awaited(
            library, asked.question, asked.language, asked.history, request.receive
        )
        return answer.to_dict()

    @api.get("/find", response_model=Found, responses=_refusals(422, 429), summary="Find passages")
    def find(
        q: Annotated[
            str,
            Query(
                min_length=1,
                max_length=LONGEST_QUESTION,
                description="What to look for, in any of the three languages.",
                examples=["university campus"],
            ),
        ],
        limit: Annotated[int, Query(ge=1, le=LONGEST_LIST, description="How many at most.")] = 5,
        language: Reader = None,
    ) -> dict[str, Any]:
        """Return the passages nearest to a query, best first, across languages."""
        return found_record(library, q, language, limit)


def _articles(api: FastAPI, library: "AnyLibrary") -> None:
    @api.get("/articles", response_model=Articles, summary="List the articles")
    def articles() -> dict[str, Any]:
        """Return the open articles in the order they were given, an archive's newest first."""
        return {"articles": [article_record(entry) for entry in library.entries]}

    @api.get(
        "/articles/{article}",
        response_model=Article,
        responses=_refusals(404, 422),
        summary="Look at one article",
    )
    def one_article(article: str) -> dict[str, Any]:
        """Return what an article is called, where it is from, and how long it is."""
        return article_record(library.entry(article))

    @api.get(
        "/passages/{article}",
        response_model=Passages,
        responses=_refusals(404, 422),
        summary="Read an article",
    )
    def passages(article: str, language: Edition = None) -> dict[str, Any]:
        """Return all passages of an article, in reading order."""
        held = library.passages(article)
        return {"passages": [passage_record(library, passage, language) for passage in held]}

    @api.get(
        "/passages/{article}/{passage}",
        response_model=Passage,
        responses=_refusals(404, 422),
        summary="Read a passage",
    )
    def one_passage(article: str, passage: int, language: Edition = None) -> dict[str, Any]:
        """Return one passage."""
        return passage_record(library, library.passage(f"{article}#{passage}"), language)


def _refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    return {status: {"model": Problem, "description": _REFUSALS[status]} for status in statuses}
