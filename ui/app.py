"""The application: the page and the routes together, and how they are served."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import gradio
    from fastapi import FastAPI

    from rag.library import Library

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


def build_app(library: "Library") -> "FastAPI":
    """Return the application: the page at '/', and our own routes before it."""
    os.environ.update(_OFFLINE)
    import gradio as gr
    from fastapi import FastAPI
    from fastapi.staticfiles import StaticFiles
    from starlette.middleware.gzip import GZipMiddleware

    from ui.api import build_api
    from ui.chat import build_page
    from ui.head import head_html, static_path
    from ui.links import link_routes
    from ui.security import Guard

    app = FastAPI(title="Ponte", docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(link_routes(library))
    app.mount("/api", build_api(library))
    served = static_path(STATIC)
    app.mount(served, StaticFiles(directory=STATIC))
    # The last one added runs first: a page is completed before it is packed.
    app.add_middleware(Guard, head=head_html(library.articles, served))
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    gr.mount_gradio_app(
        app,
        build_page(library),
        path="/",
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
    library: "Library",
    host: str,
    port: int,
    open_browser: bool,
    announce: Callable[[str], None] = lambda url: None,
) -> None:
    """Serve the page until it is interrupted; port 0 takes any free one.

    `announce` is called with the page's address as soon as the server answers there. Raise
    ServerError where the port cannot be had.
    """
    from ui.server import PageServer, bind

    with bind(host, port) as listening:

        def ready(url: str) -> None:
            announce(url)
            if open_browser:
                import webbrowser

                webbrowser.open(url)

        PageServer(build_app(library), listening, ready).serve_until_interrupted()


def _theme() -> "gradio.themes.Base":
    """Return a plain theme on the system's fonts; the colours are in app.css."""
    from gradio.themes import Base

    return Base(font=_SANS, font_mono=("ui-monospace", "monospace"))
