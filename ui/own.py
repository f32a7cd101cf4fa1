"""The route by which a visitor opens a file of their own: its bytes as they are, and nothing else.

Gradio's upload route takes any file from anyone, keeps it on the disk and serves it back; this one
takes the bytes, makes an article of them, and leaves the text in memory alone.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import unquote

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from rag.article import Article
from rag.languages import LANGUAGES, Language, message
from rag.readers import LARGEST_FILE
from ui.copies import conversation_head
from ui.kept import text_of
from ui.shelf import Shelf
from ui.uploads import RefusalError, read_upload, too_large

logger = logging.getLogger(__name__)

# Seconds that a file may take to arrive, and how many may be arriving at once.
_ARRIVAL = 120.0
_MOST_ARRIVING = 4


def own_routes(shelf: Shelf) -> APIRouter:
    """Return the routes that open and close a visitor's own articles."""
    routes = APIRouter(include_in_schema=False)
    entrance = Entrance(shelf)

    @routes.post("/own")
    async def open_own(request: Request, lang: Language = "en") -> Response:
        """Make an article of the body; `X-Ponte-Name` is its name, percent-encoded."""
        try:
            return await entrance.admit(request, lang)
        except RefusalError as refusal:
            # Not as an error: a browser would complain of it, where the page tells the reason.
            return JSONResponse({"told": refusal.told(lang)})
        except ClientDisconnect:
            return Response(status_code=204)

    @routes.options("/own", status_code=403)
    def allow_nobody() -> None:
        """Tell pages of other origins that they may not: Gradio, asked instead, would let them."""

    @routes.delete("/own", status_code=204)
    def close_own(request: Request) -> None:
        """Forget what the token in `X-Ponte-Token` opens."""
        shelf.drop(request.headers.get("x-ponte-token", ""))

    return routes


class Entrance:
    """Where files arrive: so many at once, and one at a time indexed."""

    def __init__(self, shelf: Shelf) -> None:
        """Let articles in to a shelf."""
        self._shelf = shelf
        self._arriving = 0
        self._indexing = asyncio.Lock()

    async def admit(self, request: Request, reader: Language) -> Response:
        """Read the body of a request; return a response that goes on while it is indexed."""
        if "x-ponte-name" not in request.headers:
            raise RefusalError("unreadable")
        if self._arriving >= _MOST_ARRIVING:
            raise RefusalError("full")
        self._arriving += 1
        try:
            data = await _body(request)
            name = unquote(request.headers["x-ponte-name"], errors="replace")
            article = await run_in_threadpool(read_upload, name, data)
        finally:
            self._arriving -= 1
        token = request.headers.get("x-ponte-token", "")
        # Said to be encoded already: packed, the first line would wait for the last.
        return StreamingResponse(
            self._steps(article, token, reader),
            media_type="application/x-ndjson",
            headers={"Content-Encoding": "identity", "Cache-Control": "no-store"},
        )

    async def _steps(self, article: Article, token: str, reader: Language) -> AsyncIterator[str]:
        """Yield a line of JSON when the article is read, and one when it can be asked."""
        yield _line(title=article.title)
        try:
            async with self._indexing:
                token = await run_in_threadpool(self._shelf.put, article, token)
                # Made now, while progress is shown, and kept for the page.
                await run_in_threadpool(self._shelf.library(token).suggestions, reader)
            yield _line(opened=self._opened(token), guessed=bool(article.notices))
        except RefusalError as refusal:
            yield _line(told=refusal.told(reader))
        except Exception:
            # The visitor gets a line whatever happened, and the log gets the rest.
            logger.exception("A visitor's article could not be opened.")
            yield _line(told=message("ui.failure", reader))

    def _opened(self, token: str) -> dict[str, Any]:
        """Return what the page's script has to know of the articles that a token opens."""
        library = self._shelf.library(token)
        heads = {language: conversation_head(library, language) for language in LANGUAGES}
        return {"token": token, "text": text_of(library), "heads": heads}


def _line(**told: Any) -> str:
    return json.dumps(told) + "\n"


async def _body(request: Request) -> bytes:
    """Return the body of a request; raise RefusalError as soon as it is too much or too slow."""
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > LARGEST_FILE:
        raise too_large()
    data = bytearray()
    try:
        async with asyncio.timeout(_ARRIVAL):
            async for piece in request.stream():
                data += piece
                if len(data) > LARGEST_FILE:
                    raise too_large()
    except TimeoutError as error:
        raise RefusalError("slow") from error
    return bytes(data)
