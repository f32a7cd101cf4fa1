"""How long a visitor waits on the page: `python tests/latency.py`, over the bundled article.

Fifty questions, each in a new conversation. The time runs in the browser: from the press of Enter
to the first picture with the answer in it. Then what the first load of the page weighs.
"""

import asyncio
import json
import statistics
import threading
from pathlib import Path

from conftest import CHROMIUM, FLAGS
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, sync_playwright

from rag.library import BUNDLED_ARTICLE, library_of
from rag.readers import read_article
from ui.app import build_app
from ui.server import PageServer, bind

QUESTIONS = Path(__file__).parent / "questions" / "natural.tune.jsonl"
COUNT = 50
_CLOCK = """() => {
  window.waited = new Promise((done) => {
    const box = document.querySelector("#q textarea");
    box.addEventListener("keydown", ({timeStamp}) => {
      const look = (now) => document.querySelector("#chat .said:not(.waiting)")
        ? done(now - timeStamp) : requestAnimationFrame(look);
      requestAnimationFrame(look);
    }, {once: true, capture: true});
  });
}"""


def questions() -> list[str]:
    """Return questions of the tune set, in each language in turn."""
    rows = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
    asked = [entry for row in rows for entry in row["questions"]]
    languages = ("it", "en", "zh")
    said = [entry[languages[place % 3]] for place, entry in enumerate(asked * 3)]
    return said[:COUNT]


def wait_for_answer(page: Page, question: str) -> float:
    """Ask in a new conversation; return the milliseconds from Enter to the answer."""
    page.locator("#new").click()
    page.locator("#chat .said").first.wait_for(state="detached")
    page.locator("#q textarea").fill(question)
    page.evaluate(_CLOCK)
    page.locator("#q textarea").press("Enter")
    waited: float = page.evaluate("window.waited")
    return waited


def measure(browser: Browser, url: str) -> None:
    """Print the figures of a page."""
    page = browser.new_context(locale="en-GB").new_page()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(url)
    page.locator("html.ready").wait_for()
    page.wait_for_timeout(1000)
    print(f"first load: {len(sizes)} requests, {sum(sizes) / 1000:.0f} kB")
    waited = sorted(wait_for_answer(page, question) for question in questions())
    late = waited[int(len(waited) * 0.95)]
    print(f"Enter to answer, {len(waited)} questions: "
          f"median {statistics.median(waited):.0f} ms, p95 {late:.0f} ms")  # fmt: skip


def main() -> None:
    """Serve the bundled article and measure its page."""

    async def build() -> FastAPI:
        return build_app(library_of([read_article(BUNDLED_ARTICLE)]))

    ready = threading.Event()
    with bind("127.0.0.1", 0) as listening:
        server = PageServer(asyncio.run(build()), listening, lambda url: ready.set())
        thread = threading.Thread(target=server.serve_until_interrupted)
        thread.start()
        ready.wait()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            measure(browser, server.url)
            browser.close()
        server.should_exit = True
        thread.join()


if __name__ == "__main__":
    main()
