"""The application: the page and the routes together, and how they are served."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.languages import LANGUAGES
from ui.policy import OPEN, Policy, policy_of
from ui.shelf import AWAY

if TYPE_CHECKING:
    import gradio
    from fastapi import FastAPI

    from rag.archive_library import AnyLibrary

STATIC = Path(__file__).parent / "static"
# Gradio reads these when it is imported; without them it looks for newer versions of itself.
_OFFLINE = {"GRADIO_ANALYTICS_ENABLED": "False", "HF_HUB_OFFLINE": "1", "DO_NOT_TRACK": "1"}
_SANS = (
    "system-ui",
    "-apple-system",
    "Segoe UI",
    "Roboto",
    "PingFang SC",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "sans-serif",
)


def build_app(library: "AnyLibrary", policy: Policy = OPEN, *, away: float = AWAY) -> "FastAPI":
    """Return the application: the page at '/', and our own routes before it.

    An article that a visitor opens outlives its page by `away` seconds.
    """
    os.environ.update(_OFFLINE)
    import gradio as gr
    from fastapi import FastAPI
    from fastapi.staticfiles import StaticFiles
    from starlette.middleware.gzip import GZipMiddleware

    from ui.api import build_api
    from ui.chat import build_page
    from ui.gate import Gate
    from ui.head import head_html, intro_html, static_path
    from ui.limits import Limits
    from ui.links import link_routes
    from ui.lost import Lost
    from ui.own import own_routes
    from ui.password import Password
    from ui.security import Guard
    from ui.shelf import Shelf

    shelf = Shelf(library, uploads=policy.uploads, away=away)
    app = FastAPI(title="Ponte", docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(link_routes(library, policy.root))
    app.mount("/api", build_api(library))
    if policy.uploads:
        app.include_router(own_routes(shelf))
    served = static_path(STATIC)
    app.mount(served, StaticFiles(directory=STATIC))
    if policy.tools:
        from ui.mcp_server import add_tools

        add_tools(app, library)
    # The last one added runs first: who asks is known before what is asked for, and a page is
    # completed before it is packed.
    if policy.password:
        app.add_middleware(Password, policy=policy)
    app.add_middleware(Lost, root=policy.root)
    app.add_middleware(Limits, rate=policy.rate)
    app.add_middleware(Gate, policy=policy)
    head = head_html(library, policy.root + served, uploads=policy.uploads)
    heads = {language: intro_html(library, language) + head for language in LANGUAGES}
    app.add_middleware(Guard, heads=heads, forms=bool(policy.password))
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    gr.mount_gradio_app(
        app,
        build_page(shelf),
        path="/",
        root_path=policy.root or None,
        theme=_theme(),
        favicon_path=str(STATIC / "icon.svg"),
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        max_file_size="1kb",
    )
    return app


def serve(
    library: "AnyLibrary",
    host: str,
    port: int,
    open_browser: bool,
    announce: Callable[[str], None] = lambda url: None,
    notify: Callable[[str], None] = lambda notice: None,
    **options: Any,
) -> None:
    """Serve the page until it is interrupted; port 0 takes any free one.

    `announce` is called with the page's address as soon as the server answers there, `notify` with
    what should be known and stops nothing; the options are those of `policy_of`. Raise ServerError
    where an option or the port cannot be had.
    """
    policy = policy_of(host, **options)
    if policy.beyond and not policy.password:
        told = f"Whoever reaches {policy.beyond} can read the articles."
        notify(f"{told} --auth FILE asks for a password.")
    from ui.server import PageServer, bind

    with bind(host, port) as listening:

        def ready(url: str) -> None:
            announce(url)
            if open_browser:
                import webbrowser

                webbrowser.open(url)

        PageServer(build_app(library, policy), listening, ready).serve_until_interrupted()


def _theme() -> "gradio.themes.Base":
    """Return a plain theme on the system's fonts; the colours are in app.css."""
    from gradio.themes import Base

    return Base(font=_SANS, font_mono=("ui-monospace", "monospace"))
