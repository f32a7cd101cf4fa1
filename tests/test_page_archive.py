"""An archive on the page: all of it is asked, and what is cited is opened wherever it stands."""

from collections.abc import Iterator

import pytest

pytest.importorskip("gradio")
pytest.importorskip("playwright")

from pages import Opened, ask, expect_shown, find, reload
from playwright.sync_api import expect
from test_archive_library import FARO
from test_archiving import write_articles

from rag.archive_library import ArchiveLibrary
from rag.archive_opening import open_archive
from rag.archiving import build_archive
from rag.languages import LANGUAGES, Language, message

# Gradio calls pandas in ways that pandas is about to drop.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

PORTS = ["Genova", "Bari", "Ancona", "Trieste"]
REOPENS: dict[str, str] = {
    "it": "Quando riapre il porto di Genova?",
    "en": "When does the port of Genova reopen?",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ArchiveLibrary]:
    """Open an archive of more articles than the page lists."""
    folder = tmp_path_factory.mktemp("ports")
    write_articles(folder / "ports", PORTS)
    (folder / "ports" / "faro.md").write_text(FARO, "utf-8")
    build_archive([folder / "ports"], folder / "archive", processes=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ui.desk.MOST_OFFERED", 2)
        yield open_archive(folder / "archive")


@pytest.mark.parametrize("language", ["it", "en"])
def test_what_is_cited_is_opened(opened: Opened, language: Language) -> None:
    """Though the list does not name it; then it does."""
    page = opened(language)
    told = message("ui.placeholder.all", language, count=5)
    expect(page.locator("#q textarea")).to_have_attribute("placeholder", told)
    expect(page.locator("#articles option")).to_have_text(
        ["Il faro di Punta Vela", "Porto di Trieste"]
    )
    expect(page.locator("#notice")).to_be_hidden()
    ask(page, REOPENS[language])
    expect(page.locator("#chat .said.answered .line")).to_contain_text("maggio")
    expect(page.locator("#chat .where .named").first).to_have_text("Porto di Genova")
    page.locator("#chat .cite").first.click()
    expect(page.locator("#article .title")).to_have_text("Porto di Genova")
    expect_shown(page.locator('[id="genova--1-1"]'))
    expect(page.locator("#articles option:checked")).to_have_text("Porto di Genova")
    expect(page.locator("#articles option")).to_have_count(3)


def test_examples_are_answered(opened: Opened) -> None:
    """In every language, from the newest articles."""
    for language in LANGUAGES:
        page = opened(language)
        example = page.locator("#example-0")
        expect(example).to_be_visible()
        example.click()
        expect(page.locator("#chat .said.answered")).to_have_count(1)
        page.close()


def test_passages_are_found_in_any_article(opened: Opened) -> None:
    """By its title, and opened there."""
    page = opened("it")
    found = find(page, "cantiere di Bari")
    expect(found.first.locator(".at")).to_contain_text("Porto di Bari · ")
    found.first.click()
    expect(page.locator("#article .title")).to_have_text("Porto di Bari")


def test_a_link_leads_to_any_article_or_says_that_it_is_none(opened: Opened) -> None:
    """Whether the list names it or not."""
    page = opened("en", "p/bari/1?sentence=2")
    expect(page.locator("#article .title")).to_have_text("Porto di Bari")
    expect_shown(page.locator('[id="bari--1-2"]'))
    page = opened("en", "p/pisa/1")
    expect(page.locator("#notice")).to_contain_text(message("ui.stale", "en"))
    expect(page.locator("#article .title")).to_have_text("Il faro di Punta Vela")


def test_one_is_asked_alone_and_the_conversation_outlives_a_reload(opened: Opened) -> None:
    """Each question is asked again of what it was about."""
    page = opened("it", "p/bari/1")
    page.locator("#alone").click()
    expect(page.locator("#q textarea")).to_have_attribute(
        "placeholder", message("ui.placeholder.one", "it", title="Porto di Bari")
    )
    ask(page, "Quanto è costato il cantiere?")
    expect(page.locator("#chat .said.answered .line")).to_contain_text("12 milioni")
    reload(page)
    expect(page.locator("#chat .said.answered .line")).to_contain_text("12 milioni")
    expect(page.locator("#chat .cite")).to_have_count(1)
