"""The page as it is served to others, in a real browser: under a path, behind a password, full."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("gradio")
pytest.importorskip("playwright")

import gradio
from pages import INSTITUTES, ask
from playwright.sync_api import Browser, Page, expect
from serving import serving

from rag.language_models import LanguageModelOptions
from rag.languages import message
from rag.library import Library, open_library
from rag.served_model import ServedModel
from ui import chat
from ui.app import build_app
from ui.policy import Policy

# Gradio calls pandas in ways that pandas is about to drop.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

SECRET = "città aperta"


@pytest.fixture(scope="module")
def address(bundled_library: Library) -> Iterator[str]:
    """Serve the page under a path and behind a password."""
    policy = Policy(("127.0.0.1",), SECRET, rate=600, root="/ponte")
    with serving(lambda: build_app(bundled_library, policy)) as address:
        yield f"{address}/ponte"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open a visitor's browser; in the end it has not complained, but that it was asked."""
    context = browser.new_context(locale="it-IT")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda line: complaints.append(f"{line.type}: {line.text}"))
    page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
    yield page
    context.close()
    told = re.compile("the server responded with a status of (401|503)")
    assert [line for line in complaints if line.startswith("error") and not told.search(line)] == []


def enter(page: Page, password: str) -> None:
    """Type a password into the page that asks for it."""
    box = page.get_by_label(message("login.password", "it"))
    expect(box).to_be_focused()
    box.fill(password)
    box.press("Enter")


def test_visitor_enters_and_comes_to_the_passage_of_the_link(page: Page, address: str) -> None:
    """A wrong password is told; the right one leads on, and the page works under its path."""
    page.goto(f"{address}/p/torino-pechino/4?sentence=2")
    expect(page.get_by_text(message("login", "it"))).to_be_visible()
    enter(page, "sbagliata")
    expect(page.get_by_role("alert")).to_have_text(message("login.wrong", "it"))
    enter(page, SECRET)
    expect(page.locator("html.ready")).to_have_count(1)
    assert page.url == f"{address}/#torino-pechino--4-2"
    sentence = page.locator('[id="torino-pechino--4-2"]')
    expect(sentence).to_have_class(re.compile(r"\bhit\b"))
    ask(page, INSTITUTES["it"])
    expect(page.locator("#chat .said.answered .line")).to_contain_text("400")


def test_link_of_a_passage_is_copied_with_the_path(page: Page, address: str) -> None:
    """And an answer's links too."""
    page.goto(f"{address}/")
    enter(page, SECRET)
    expect(page.locator("html.ready")).to_have_count(1)
    page.locator('[id="torino-pechino--3"] .link').click()
    copied = "navigator.clipboard.readText()"
    page.wait_for_function(f"{copied}.then((text) => text === '{address}/p/torino-pechino/3')")
    ask(page, INSTITUTES["it"])
    page.locator("#chat .copies .plainly").first.click()
    link = f"    {address}/p/torino-pechino/4?sentence=2"
    page.wait_for_function(f"{copied}.then((text) => text.includes('{link}'))")


def test_full_queue_is_told_and_the_question_waits(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the visitor's language; once there is room, Enter has the question answered.

    Questions queue where a language model writes the answers, even one that is not there.
    """
    nobody = ServedModel(LanguageModelOptions("http://127.0.0.1:9/v1", "tiny", retries=0))
    written = open_library(writer=nobody)
    built: list[gradio.Blocks] = []
    build_page = chat.build_page

    def build_full(*arguments: Any) -> gradio.Blocks:
        blocks = build_page(*arguments)
        blocks._queue.max_size = 0
        built.append(blocks)
        return blocks

    monkeypatch.setattr(chat, "build_page", build_full)
    with serving(lambda: build_app(written)) as address:
        page.goto(address)
        expect(page.locator("html.ready")).to_have_count(1)
        ask(page, INSTITUTES["it"])
        expect(page.locator("#trouble")).to_contain_text(message("ui.trouble", "it"))
        expect(page.locator("#chat .said.waiting")).to_be_visible()
        built[0]._queue.max_size = 256
        page.locator("#q textarea").press("Enter")
        expect(page.locator("#chat .said.answered .line").first).to_contain_text("400")
        # Going elsewhere would cut off the end of the stream, and the console complain of it.
        page.close()
