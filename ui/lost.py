"""What a browser gets at an address where there is nothing: a page, in its visitor's language."""

from html import escape

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.languages import Language, message
from ui.plain import plain_page
from ui.visitor import request_language

# Programs ask for these, whatever they accept.
_NOT_PAGES = ("/api", "/gradio_api", "/mcp", "/own")
# A path to a passage that is none, as '/p/article/x', is not valid rather than not found.
_NOTHING = (404, 422)


class Lost:
    """Put a page in the place of the line of JSON that says that there is nothing."""

    def __init__(self, app: ASGIApp, root: str = "") -> None:
        """Wrap an application whose page is reached under a path (`/ponte`, or none)."""
        self.app = app
        self.root = root

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if not _is_page(scope):
            await self.app(scope, receive, send)
            return
        lost = False

        async def pass_on(part: Message) -> None:
            nonlocal lost
            if part["type"] == "http.response.start":
                kind = Headers(raw=part["headers"]).get("content-type", "")
                lost = part["status"] in _NOTHING and not kind.startswith("text/html")
                if lost:
                    page = lost_page(request_language(scope), self.root)
                    await HTMLResponse(page, 404)(scope, receive, send)
            if not lost:
                await send(part)

        await self.app(scope, receive, pass_on)


def lost_page(reader: Language, root: str) -> str:
    """Return the page that says that there is nothing, and leads to where there is something."""
    title, told, home = (message(key, reader) for key in ("lost.title", "lost", "lost.home"))
    return plain_page(
        f"{title} · Ponte",
        f"<h1>{escape(title)}</h1><p>{escape(told)}</p>"
        f'<p><a href="{escape(root)}/?lang={reader}">{escape(home)}</a></p>',
        reader,
    )


def _is_page(scope: Scope) -> bool:
    """Tell whether a request is that of a browser which goes to an address."""
    if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
        return False
    if scope["path"].startswith(tuple(f"{path}/" for path in _NOT_PAGES)):
        return False
    return "text/html" in Headers(scope=scope).get("accept", "")
