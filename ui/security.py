"""The middleware every response passes: a strict content policy, and no doors nobody needs."""

import re
import secrets
from collections.abc import Mapping, MutableMapping
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.languages import Language
from ui.visitor import request_language

# The page takes no files and plays no media; Gradio leaves these open to anyone.
_CLOSED = re.compile(
    r"/(?:gradio_api/)?(?:upload(?:_progress)?|proxy|file|stream|process_recording|vibe|undo-vibe|custom_component"
    r"|deep_link|dev|component_server|profiling|run-history|login_check|token|user|app_id"
    r"|monitoring|runs|pwa_icon)(?:[/=-]|\Z)"
)
_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "base-uri 'self'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_SOCIAL_META = re.compile(r'\s*<meta\s+(?:property="og:|name="twitter:)[^>]*>')
# What tells Gradio's page from those that need nothing added.
_GRADIO = "window.gradio_config"


class Guard:
    """Close the doors, set the headers, and let only the page's own scripts run."""

    def __init__(
        self, app: ASGIApp, heads: Mapping[Language, str] | None = None, forms: bool = False
    ) -> None:
        """Wrap an application; `forms` may be sent to itself.

        `heads` are what is added to Gradio's page, for visitors of each language.
        """
        self.app = app
        self.heads = heads or {}
        self.policy = (
            _POLICY.replace("form-action 'none'", "form-action 'self'") if forms else _POLICY
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        language = request_language(scope)
        guarded = _Guarded(send, language, self.heads.get(language, ""), self.policy)
        if _CLOSED.match(scope["path"]):
            await JSONResponse({"detail": "Not found."}, 404)(scope, receive, guarded.send)
            return
        await self.app(scope, receive, guarded.send)


class _Guarded:
    """One response: its headers completed, and its body held back while it is a page."""

    def __init__(self, send: Send, language: Language, head: str, policy: str) -> None:
        self._send = send
        self._policy = policy
        self._language = language
        self._head = head
        self._nonce = secrets.token_urlsafe(16)
        self._start: MutableMapping[str, Any] | None = None
        self._body = bytearray()

    async def send(self, part: Message) -> None:
        """Pass a part of the response on; a page waits until it is whole."""
        if part["type"] == "http.response.start":
            headers = MutableHeaders(scope=part)
            for name, value in _HEADERS.items():
                headers[name] = value
            headers["Content-Security-Policy"] = self._policy.format(nonce=self._nonce)
            if headers.get("content-type", "").startswith("text/html"):
                self._start = part
                return
        elif self._start is not None:
            self._body += part.get("body", b"")
            if not part.get("more_body", False):
                await self._send_page(self._start)
            return
        await self._send(part)

    async def _send_page(self, start: MutableMapping[str, Any]) -> None:
        page = dress_page(self._body.decode(), self._nonce, self._language, self._head).encode()
        headers = MutableHeaders(scope=start)
        headers.add_vary_header("Accept-Language")
        if "content-length" in headers and self._body:
            headers["content-length"] = str(len(page))
        await self._send(start)
        await self._send({"type": "http.response.body", "body": page if self._body else b""})


def dress_page(page: str, nonce: str, language: Language, head: str) -> str:
    """Add our head to a page of Gradio's, take remote addresses out of it, and sign its scripts."""
    if _GRADIO not in page:
        return page
    page = _SOCIAL_META.sub("", page).replace("</head>", f"{head}</head>", 1)
    page = page.replace('lang="en"', f'lang="{language}"', 1)
    return page.replace("<script", f'<script nonce="{nonce}"')
