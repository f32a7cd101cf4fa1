"""One password before everything: a page that asks for it, a cookie that remembers, a token.

Nothing else is told to whoever does not have it, but that the server answers.
"""

import base64
import binascii
import hashlib
import hmac
import math
import secrets
import time
from html import escape
from urllib.parse import parse_qs, quote

from starlette.datastructures import Headers, QueryParams
from starlette.requests import Request, cookie_parser
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from rag.languages import Language, message
from ui.limits import Meter, address_of, too_many
from ui.plain import plain_page
from ui.policy import Policy
from ui.visitor import visitor_language

LOGIN = "/login"
COOKIE = "ponte"
# Wrong passwords a minute from one address.
_GUESSES = 10
_REMEMBERED_FOR = 30 * 24 * 3600
_OPEN = ("/health", "/api/health")
_NEEDED = (
    "A password is needed. Send it as 'Authorization: Bearer PASSWORD', or open the page and "
    "enter it there."
)


class Password:
    """Let in whoever has the password, by page, cookie or token; ask everyone else for it."""

    def __init__(self, app: ASGIApp, policy: Policy) -> None:
        """Wrap an application; sessions end when the server does."""
        self.app = app
        self._root = policy.root
        self._digest = _digest(policy.password)
        self._key = secrets.token_bytes(32)
        self._guesses = Meter(_GUESSES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, or ask for the password."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        if scope["path"] == LOGIN and scope["method"] == "POST":
            answer: ASGIApp = await self._login(request)
        elif scope["path"] in _OPEN or self._knows(request.headers):
            answer = self.app
        else:
            answer = self._ask(request)
        await answer(scope, receive, send)

    def _knows(self, headers: Headers) -> bool:
        """Tell whether a request shows that its sender has entered."""
        return self._is_session(cookie_parser(headers.get("cookie", "")).get(COOKIE, ""))

    def _ask(self, request: Request) -> Response | ASGIApp:
        """Return the application to whoever sent the password along, else ask for it."""
        sent = sent_password(request.headers.get("authorization", ""))
        if sent is None:
            if "text/html" in request.headers.get("accept", ""):
                return self._page(request, _local(request.scope["path"], request.url.query))
            return _needed(_NEEDED)
        address = address_of(request.scope)
        if wait := self._guesses.wait(address):
            return too_many(wait)
        if self._is_right(sent):
            return self.app
        self._guesses.count(address)
        return _needed("The password is not right. Check what is sent as Authorization.")

    async def _login(self, request: Request) -> Response:
        """Answer a password typed into the page."""
        form = parse_qs((await request.body()).decode("utf-8", "replace"))
        onward = _safe(form.get("next", ["/"])[0])
        address = address_of(request.scope)
        if wait := self._guesses.wait(address):
            told = message("login.wait", _language(request), seconds=math.ceil(wait))
            return self._page(request, onward, told, 429)
        if not self._is_right(form.get("password", [""])[0]):
            self._guesses.count(address)
            return self._page(request, onward, message("login.wrong", _language(request)))
        entered = RedirectResponse(self._root + onward, 303)
        entered.set_cookie(
            COOKIE,
            self._session(),
            max_age=_REMEMBERED_FOR,
            path=self._root or "/",
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="lax",
        )
        return entered

    def _page(self, request: Request, onward: str, told: str = "", status: int = 401) -> Response:
        language = _language(request)
        page = login_page(self._root + LOGIN, onward, language, told)
        # No scheme that a browser knows, or it would ask in a window of its own.
        headers = {"WWW-Authenticate": 'Bearer realm="Ponte"', "Cache-Control": "no-store"}
        return HTMLResponse(page, status, headers)

    def _is_right(self, password: str) -> bool:
        return hmac.compare_digest(_digest(password), self._digest)

    def _session(self) -> str:
        until = str(int(time.time()) + _REMEMBERED_FOR)
        return f"{until}.{self._signature(until)}"

    def _is_session(self, cookie: str) -> bool:
        until, _, signature = cookie.partition(".")
        signed = hmac.compare_digest(self._signature(until).encode(), signature.encode())
        return signed and int(until) > time.time()

    def _signature(self, text: str) -> str:
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()


def login_page(action: str, onward: str, language: Language, told: str = "") -> str:
    """Return the page that asks for the password, and goes on to where the visitor wanted."""
    alert = f'<p role="alert">{escape(told)}</p>' if told else ""
    return plain_page(
        "Ponte",
        f"<h1>Ponte</h1><p>{message('login', language)}</p>{alert}"
        f'<form method="post" action="{escape(action)}">'
        f'<input type="hidden" name="next" value="{escape(onward)}">'
        # Password managers want a name to keep it under.
        '<input name="username" autocomplete="username" value="ponte" hidden>'
        f"<label>{message('login.password', language)}"
        '<input type="password" name="password" autocomplete="current-password" required autofocus>'
        f"</label><button>{message('login.enter', language)}</button></form>",
        language,
    )


def sent_password(authorization: str) -> str | None:
    """Return the password of an Authorization header, Bearer or Basic; None where it holds none."""
    scheme, _, credentials = authorization.strip().partition(" ")
    if scheme.lower() == "bearer":
        # Headers travel as Latin-1, whatever was typed.
        return credentials.strip().encode("latin-1", "replace").decode("utf-8", "replace")
    if scheme.lower() != "basic":
        return None
    try:
        decoded = base64.b64decode(credentials.strip(), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return ""
    return decoded.partition(":")[2]


def _needed(told: str) -> JSONResponse:
    headers = {"WWW-Authenticate": 'Bearer realm="Ponte"', "Cache-Control": "no-store"}
    return JSONResponse({"detail": told}, 401, headers)


def _language(request: Request) -> Language:
    asked = QueryParams(request.url.query).get("lang", "")
    return visitor_language(asked, request.headers.get("accept-language", ""))


def _local(path: str, query: str) -> str:
    return quote(path) + (f"?{query}" if query else "")


def _safe(onward: str) -> str:
    """Return a path of this server's; anything that leads elsewhere leads to the page."""
    leads_here = onward.startswith("/") and onward[1:2] not in ("/", "\\")
    return onward if leads_here and onward.isprintable() else "/"


def _digest(password: str) -> bytes:
    # Of one length, so that comparing takes the same time for every guess.
    return hashlib.sha256(password.encode("utf-8", "replace")).digest()
