"""Several articles on the page: one is shown, all are asked, or one by itself."""

import re

import pytest

pytest.importorskip("gradio")
pytest.importorskip("playwright")

from helpers import article_of, edition_of
from pages import INSTITUTES, Opened, ask, expect_shown, find, reload
from playwright.sync_api import Page, expect

from rag.languages import LANGUAGES, Language, message
from rag.library import BUNDLED_ARTICLE, Library, library_of
from rag.readers import read_article

# Gradio calls pandas in ways that pandas is about to drop.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

PIER = """The old pier of Valmare was opened in 1932. The pier is 90 metres long.

Fishing boats land there at dawn. A café stands at its end, and is open in summer.

The mayor, Ada Corvi, wants to have it painted green."""
TOWER = """The tower of Montelupo is 40 metres high. It was built in 1210 by Oberto Sarti.

The tower holds four bells. The largest of them is called Nina."""
LONG: dict[Language, str] = {
    "it": "Quanto è lungo il molo?",
    "en": "How long is the pier?",
    "zh": "码头有多长？",
}


@pytest.fixture(scope="module")
def library() -> Library:
    """Open the bundled article and two more."""
    return library_of(
        [
            read_article(BUNDLED_ARTICLE),
            article_of(edition_of(PIER, title="The pier"), id="the-pier"),
            article_of(edition_of(TOWER, title="<b>The tower</b>"), id="the-tower"),
        ]
    )


def expect_title(page: Page, title: str | re.Pattern[str]) -> None:
    """Expect one article to be shown, and to be the one chosen in the list."""
    expect(page.locator("#article .title")).to_have_text(title)
    expect(page.locator("#articles option:checked")).to_have_text(title)


@pytest.mark.parametrize("language", LANGUAGES)
def test_citation_names_its_article_and_opens_it(opened: Opened, language: Language) -> None:
    """Whichever is shown; Escape comes back to the answer."""
    page = opened(language)
    expect(page.locator("#article .article")).to_have_count(1)
    all_of_them = message("ui.placeholder.all", language, count=3)
    expect(page.locator("#q textarea")).to_have_attribute("placeholder", all_of_them)
    ask(page, LONG[language])
    expect(page.locator("#chat .said.answered .line")).to_contain_text("90")
    expect(page.locator("#chat .where .named").first).to_have_text("The pier")
    chip = page.locator("#chat .cite").first
    expect(chip).to_have_attribute("aria-label", re.compile("1.*The pier "))
    chip.click()
    expect_title(page, "The pier")
    expect_shown(page.locator('[id="the-pier--1-2"]'))
    page.keyboard.press("Escape")
    expect(chip).to_be_focused()
    ask(page, INSTITUTES[language])
    page.locator("#chat .said").nth(1).locator(".cite").first.click()
    expect_shown(page.locator('[id="torino-pechino--4-2"]'))


def test_article_is_chosen_and_stays_chosen(opened: Opened) -> None:
    """By its title in a list; in another language of the page, and after a reload."""
    page = opened("it")
    names = ["The pier", "<b>The tower</b>"]
    expect(page.locator("#articles option")).to_have_text([re.compile("Torino"), *names])
    page.get_by_label(message("ui.choose", "it")).select_option(label="<b>The tower</b>")
    expect_title(page, "<b>The tower</b>")
    expect(page.locator("#editions .toggle")).to_have_count(0)
    page.locator("#lang button").nth(2).click()
    expect(page.get_by_label(message("ui.choose", "zh"))).to_be_visible()
    expect_title(page, "<b>The tower</b>")
    reload(page)
    expect_title(page, "<b>The tower</b>")
    page.locator("#articles").select_option("torino-pechino")
    expect(page.locator("#editions .toggle")).to_have_count(3)


def test_one_article_is_asked_by_itself(opened: Opened) -> None:
    """What another says is then not said; each question stays what it was after a reload."""
    page = opened("en")
    page.locator("#articles").select_option("the-tower")
    expect_title(page, "<b>The tower</b>")
    alone = page.locator("#alone")
    expect(alone).to_have_attribute("aria-pressed", "false")
    alone.click()
    expect(alone).to_have_attribute("aria-pressed", "true")
    only = message("ui.placeholder.one", "en", title="<b>The tower</b>")
    expect(page.locator("#q textarea")).to_have_attribute("placeholder", only)
    ask(page, LONG["en"])
    expect(page.locator("#chat .not_found")).to_have_count(1)
    assert find(page, "tower").count() >= 1
    expect(page.locator("#found .near", has_text="pier")).to_have_count(0)
    alone.click()
    expect(alone).to_have_attribute("aria-pressed", "false")
    ask(page, LONG["en"])
    expect(page.locator("#chat .said.answered")).to_have_count(1)
    reload(page)
    expect(page.locator("#chat .said:not(.waiting)")).to_have_count(2)
    expect(page.locator("#chat .said").first).to_have_class(re.compile("not_found"))
    expect(page.locator("#chat .said").nth(1)).to_have_class(re.compile("answered"))


def test_passage_of_another_article_is_found_and_opened(opened: Opened) -> None:
    """With the name of its article; Escape goes back to what was found."""
    page = opened("en")
    found = find(page, "bells")
    expect(found.first.locator(".at")).to_contain_text("<b>The tower</b> · passage 2")
    found.first.click()
    expect_shown(page.locator('[id="the-tower--2"]'))
    expect_title(page, "<b>The tower</b>")


def test_permanent_link_opens_its_article(opened: Opened) -> None:
    """Whichever of them it is in."""
    page = opened("en", "p/the-tower/2?sentence=2")
    expect_shown(page.locator('[id="the-tower--2-2"]'))
    expect_title(page, "<b>The tower</b>")


@pytest.mark.parametrize(
    ("link", "title"),
    [
        ("p/the-tower/99", "<b>The tower</b>"),
        ("p/no-such/1?lang=it", re.compile("Torino e Pechino")),
        ("#the-pier--77", "The pier"),
    ],
)
def test_stale_link_opens_the_page_and_is_told(
    opened: Opened, link: str, title: str | re.Pattern[str]
) -> None:
    """In one clear line, which can be put away; the article is shown if there is one."""
    page = opened("it", link)
    expect(page.locator("#notice")).to_be_visible()
    expect(page.locator("#notice")).to_contain_text(message("ui.stale", "it"))
    expect_title(page, title)
    page.locator("#notice button").click()
    expect(page.locator("#notice")).to_be_hidden()
    expect(page.locator("#q textarea")).to_be_focused()
    assert "#" not in page.url
