"""What is wrong with a request, in one line of JSON: what, its value, what to do."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from rag.errors import PassageError, QuestionError, StoppedError

_SHOWN = 60


def explain_problems(app: FastAPI) -> None:
    """Make every refusal of an application one clear line."""

    @app.exception_handler(QuestionError)
    async def no_question(request: Request, error: QuestionError) -> JSONResponse:
        return _told(422, str(error))

    @app.exception_handler(PassageError)
    async def no_passage(request: Request, error: PassageError) -> JSONResponse:
        return _told(404, str(error))

    @app.exception_handler(StoppedError)
    async def nobody_waits(request: Request, error: StoppedError) -> JSONResponse:
        # As proxies count what a client left; nobody reads it.
        return _told(499, str(error))

    @app.exception_handler(RequestValidationError)
    async def not_valid(request: Request, error: RequestValidationError) -> JSONResponse:
        return _told(422, problem_line(error.errors()[0]))

    @app.exception_handler(HTTPException)
    async def no_route(request: Request, error: HTTPException) -> JSONResponse:
        path = request.url.path
        told = {
            404: f"There is no {shown(path)}. What there is: {request.scope['root_path']}/docs",
            405: f"{shown(path)} does not take {request.method}. Use "
            f"{(error.headers or {}).get('Allow', 'another method')}.",
        }.get(error.status_code, error.detail)
        return _told(error.status_code, told, error.headers)

    @app.exception_handler(Exception)
    async def failure(request: Request, error: Exception) -> JSONResponse:
        # It is raised again, and logged, once this has been sent.
        return _told(500, "This request failed, and the server's log says why. Try another.")


def problem_line(error: Mapping[str, Any]) -> str:
    """Return an error of pydantic's as one line: which field, its value, what to do."""
    kind, value, context = error["type"], error.get("input"), error.get("ctx", {})
    place = [str(part) for part in error["loc"] if part not in ("body", "query", "path")]
    name = f"'{'.'.join(place)}'" if place else "The body"
    explained: dict[str, Callable[[], str]] = {
        "json_invalid": lambda: (
            f"The body is not JSON ({context['error']}). Send an object in UTF-8."
        ),
        "missing": lambda: f"{name} is missing. Send it.",
        "extra_forbidden": lambda: f"{name} is not a field. Leave it out.",
        "string_too_long": lambda: (
            f"{name} has {len(value or ''):,} characters. Send at most {context['max_length']:,}."
        ),
        "too_long": lambda: (
            f"{name} has {len(value or ''):,} entries. Send at most {context['max_length']:,}."
        ),
        "string_too_short": lambda: f"{name} is empty. Send some text.",
    }
    if kind in explained:
        return explained[kind]()
    return f"{name} is {shown(value)}. {error['msg']}."


def shown(value: object) -> str:
    """Return a value as JSON shows it, cut where it is long."""
    told = json.dumps(value, ensure_ascii=True, default=str)
    return told if len(told) <= _SHOWN else f"{told[:_SHOWN]}…"


def _told(status: int, line: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    return JSONResponse({"detail": " ".join(line.split())}, status, headers=headers)
