"""Accessibility end to end: axe finds nothing, in every state, theme and size."""

from importlib.resources import files

import pytest

pytest.importorskip("gradio")
pytest.importorskip("playwright")
pytest.importorskip("axe_playwright_python")

from helpers import article_of, edition_of
from pages import INSTITUTES, LOCALES, PEOPLE, ask, find, target_of
from playwright.sync_api import Browser, Page, expect

from rag.languages import Language
from rag.library import BUNDLED_ARTICLE, Library, library_of
from rag.readers import read_article

# Gradio calls pandas in ways that pandas is about to drop.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DESKTOP, WIDE, PHONE = (1280, 800), (1920, 1080), (390, 844)


@pytest.fixture(scope="module")
def library() -> Library:
    """Open two articles, so that there is one to choose."""
    pier = edition_of("The pier is 90 metres long.\n\nIt was opened in 1932.", title="The pier")
    return library_of([read_article(BUNDLED_ARTICLE), article_of(pier, id="pier")])


def expect_clean(page: Page, state: str) -> None:
    """Expect axe to find no violation; name the rule, the element and the reason of each."""
    # What fades in has not its colours yet.
    page.evaluate("Promise.all(document.getAnimations().map((each) => each.finished))")
    found = page.evaluate(
        """(rules) => axe.run({runOnly: rules}).then(({violations}) => violations.flatMap(
          ({id, nodes}) => nodes.map(({html, failureSummary}) =>
            `${id}: ${html.slice(0, 160)} ${failureSummary}`)))""",
        RULES,
    )
    assert found == [], state


def open_page(browser: Browser, address: str, language: Language, theme: str, size: tuple) -> Page:
    """Open the page with axe in it, which the page's own policy would not let in."""
    context = browser.new_context(
        locale=LOCALES[language],
        viewport={"width": size[0], "height": size[1]},
        color_scheme=theme,
        reduced_motion="reduce",
        bypass_csp=True,
    )
    page = context.new_page()
    page.goto(address)
    expect(page.locator("html.ready")).to_have_count(1)
    page.evaluate(AXE)
    return page


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("size", "language"), [(DESKTOP, "it"), (WIDE, "en"), (PHONE, "zh")], ids=str
)
def test_axe_finds_nothing(
    browser: Browser, address: str, size: tuple[int, int], language: Language, theme: str
) -> None:
    """Empty, answered, refused, a proof open, searched, the dialogs, an article of one's own."""
    page = open_page(browser, address, language, theme, size)
    expect_clean(page, "empty")
    ask(page, INSTITUTES[language])
    expect(page.locator("#chat .said.answered")).to_have_count(1)
    ask(page, "What is the article about?")
    expect(page.locator("#chat .unfold")).to_have_count(1)
    ask(page, PEOPLE[language])
    expect(page.locator("#chat .not_found .closest")).to_have_count(1)
    expect_clean(page, "answered and refused")
    chip = page.locator("#chat .cite").first
    chip.hover()
    expect(page.locator("#peek")).to_be_visible()
    expect_clean(page, "a look at a quote")
    chip.click()
    expect(target_of(page, chip)).to_be_focused()
    expect_clean(page, "a proof")
    page.locator("#alone").click()
    expect(page.locator("#alone")).to_have_attribute("aria-pressed", "true")
    expect(find(page, "Forum")).not_to_have_count(0)
    expect_clean(page, "found")
    find(page, "carbonara")
    expect(page.locator("#found .near")).to_have_count(0)
    expect_clean(page, "nothing found")
    page.evaluate("document.querySelector('#guide').showModal()")
    expect_clean(page, "the keys")
    page.keyboard.press("Escape")
    page.locator("#open-own").click()
    chosen = page.locator("#own input[type=file]")
    chosen.set_input_files({"name": "a.exe", "mimeType": "x", "buffer": b"MZ"})
    expect(page.locator("#own .error span")).to_have_count(1)
    page.locator("#own textarea").fill("The tower is 40 metres high.")
    expect_clean(page, "a file refused")
    page.locator("#own .read").click()
    expect(page.locator("#close-own")).to_have_count(1)
    expect(page.locator("#own")).to_be_hidden()
    expect_clean(page, "an article of one's own")
    page.goto(f"{address}p/no-such/9")
    expect(page.locator("#notice")).to_be_visible()
    page.evaluate(AXE)
    expect_clean(page, "a stale link")
    page.context.close()


def test_printed_page_is_the_conversation_and_the_article(browser: Browser, address: str) -> None:
    """Dark page or not, in the paper's colours, without what can only be pressed."""
    page = open_page(browser, address, "en", "dark", PHONE)
    ask(page, INSTITUTES["en"])
    expect(page.locator("#chat .said.answered")).to_have_count(1)
    page.emulate_media(media="print")
    for part in ("#chat .asked", "#chat .said", "#chat .proof", "#article .title"):
        expect(page.locator(part).first).to_be_visible()
    for part in ("#composer", "#tools", "#lang", "#new", "#chat .copies", "#foot"):
        expect(page.locator(part).first).to_be_hidden()
    colours = page.evaluate(
        """() => [document.body, document.querySelector("#article .title")]
          .map((part) => getComputedStyle(part))
          .flatMap(({color, backgroundColor}) => [color, backgroundColor])"""
    )
    assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)", "rgb(0, 0, 0)", "rgba(0, 0, 0, 0)"]
    heights = page.evaluate(
        """() => ["#reader", "#article"].map((part) => document.querySelector(part))
          .map((part) => part.scrollHeight - part.clientHeight)"""
    )
    assert heights == [0, 0]
    page.context.close()


def test_signs_are_seen_in_forced_colours(browser: Browser, address: str) -> None:
    """Drawn by a mask, they take a colour of the system's that is not their ground's."""
    page = open_page(browser, address, "en", "light", DESKTOP)
    page.emulate_media(forced_colors="active")
    colours = page.evaluate(
        """() => ["#new", "#open-own", "#send", "#find", ".example", "#article .link"].map(
          (name) => {
          const part = document.querySelector(name);
          const sign = getComputedStyle(part, name === ".example" ? "::after" : "::before");
          return [sign.backgroundColor, getComputedStyle(part).backgroundColor];
        })"""
    )
    assert len(colours) == 6
    assert all(sign != ground for sign, ground in colours)
    ask(page, INSTITUTES["en"])
    chip = page.locator("#chat .cite").first
    expect(chip).to_have_css("border-top-style", "solid")
    chip.click()
    expect(target_of(page, chip)).to_have_css("forced-color-adjust", "none")
    page.context.close()


def test_reading_serif_comes_with_the_page(browser: Browser, address: str) -> None:
    """From its own origin, and in use."""
    page = open_page(browser, address, "it", "light", DESKTOP)
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.fonts.check('18px Literata')")
    used = page.evaluate("getComputedStyle(document.querySelector('.article')).fontFamily")
    assert used.startswith("Literata")
    names = page.evaluate(
        "performance.getEntriesByType('resource').map(({name}) => name)"
        ".filter((name) => name.includes('.woff'))"
    )
    assert [name.split("/")[-1] for name in names] == ["literata.woff2"]
    page.context.close()
