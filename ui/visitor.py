"""The language of a visitor who has not chosen one yet."""

from starlette.requests import Request
from starlette.types import Scope

from rag.errors import LanguageError
from rag.languages import Language, parse_language


def visitor_language(asked: str, accepted: str, default: Language = "en") -> Language:
    """Return the language of `?lang=`, else the first of an Accept-Language header Ponte speaks."""
    weighed = [_weighed(entry) for entry in accepted.split(",")]
    ranked = [code for weight, code in sorted(weighed, key=lambda entry: -entry[0]) if weight > 0]
    named = [known(code) for code in (asked, *ranked)]
    return next((language for language in named if language), default)


def request_language(scope: Scope) -> Language:
    """Return the language that a request asks for: in its address, else as its browser does."""
    request = Request(scope)
    return visitor_language(
        request.query_params.get("lang", ""), request.headers.get("accept-language", "")
    )


def known(code: str) -> Language | None:
    """Return the language of a code, or None where Ponte does not speak it."""
    try:
        return parse_language(code)
    except LanguageError:
        return None


def _weighed(entry: str) -> tuple[float, str]:
    code, _, weight = entry.partition(";q=")
    try:
        return float(weight or 1), code
    except ValueError:
        return 0.0, code
