"""What every test starts from: an empty cache of its own, no network; and a browser for those
that drive the page."""

import asyncio
import functools
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from rag.library import BUNDLED_ARTICLE, Library, library_of, open_library
from rag.readers import read_article

if TYPE_CHECKING:
    from fastapi import FastAPI
    from pages import Opened, Visitors
    from playwright.sync_api import Browser, BrowserContext, Page

    from rag.languages import Language

settings.register_profile("local", max_examples=100, deadline=None)
settings.register_profile("ci", max_examples=100, deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")

# Before any test imports a model library, which reads these once.
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TRANSFORMERS_OFFLINE"] = "1"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder that this test's indexes are cached in."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("PONTE_CACHE", str(folder))
    return folder


@pytest.fixture(scope="session")
def bundled_library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Open the bundled article once for all tests that only ask it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PONTE_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield open_library()


CHROMIUM = Path(os.environ.get("PONTE_CHROMIUM", "/usr/bin/chromium"))
FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
# Milliseconds: a busy machine is no failure.
PATIENCE = 60_000


@pytest.fixture(scope="module")
def library() -> Library:
    """Open the bundled article, indexed in memory."""
    return library_of([read_article(BUNDLED_ARTICLE)])


@pytest.fixture(scope="module")
def app_options() -> dict[str, Any]:
    """Return how the application is built, beyond its library."""
    return {}


@pytest.fixture(scope="module")
def address(library: Library, app_options: dict[str, Any]) -> Iterator[str]:
    """Serve the page on a free port."""
    from ui.app import build_app
    from ui.server import PageServer, bind

    async def build() -> "FastAPI":
        # Gradio makes event loops, and leaves them open, where none is running.
        return build_app(library, **app_options)

    ready = threading.Event()
    with bind("127.0.0.1", 0) as listening:
        server = PageServer(asyncio.run(build()), listening, lambda url: ready.set())
        thread = threading.Thread(target=server.serve_until_interrupted)
        thread.start()
        assert ready.wait(120)
        yield server.url
        server.should_exit = True
        thread.join(15)
    assert not thread.is_alive()


@pytest.fixture(scope="module")
def browser(address: str) -> "Iterator[Browser]":
    """Start Chromium; where there is none, skip, except where the suite must be whole.

    The server is started before: afterwards an event loop runs, and Gradio would not be built.
    """
    from playwright.sync_api import expect, sync_playwright

    if not CHROMIUM.exists():
        reason = f"No Chromium at {CHROMIUM}. Name one in PONTE_CHROMIUM."
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def context(browser: "Browser") -> "Visitors":
    """Keep one visitor for each language and size, so that files are fetched once."""
    from pages import LOCALES

    @functools.cache
    def visitor(language: "Language", size: tuple[int, int]) -> "BrowserContext":
        made = browser.new_context(
            locale=LOCALES[language],
            viewport={"width": size[0], "height": size[1]},
            reduced_motion="reduce",
        )
        made.set_default_timeout(PATIENCE)
        return made

    return visitor


@pytest.fixture
def opened(address: str, context: "Visitors") -> "Iterator[Opened]":
    """Open pages; in the end none has asked another origin for anything, or complained."""
    from playwright.sync_api import expect

    pages: list[Page] = []
    asked: list[str] = []
    complaints: list[str] = []

    def open_page(
        language: "Language" = "en", path: str = "", size: tuple[int, int] = (1280, 800)
    ) -> "Page":
        page = context(language, size).new_page()
        pages.append(page)
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda line: complaints.append(f"{line.type}: {line.text}"))
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        page.goto(address + path)
        expect(page.locator("html.ready")).to_have_count(1)
        return page

    yield open_page
    for page in pages:
        page.close()
    assert [url for url in asked if not url.startswith((address, "data:"))] == []
    assert [line for line in complaints if line.startswith(("error", "warning"))] == []
