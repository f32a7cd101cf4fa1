"""A visitor's own article end to end: opened, asked, private, and gone."""

import gc
import re
import time
from typing import Any

import pytest

pytest.importorskip("gradio")
pytest.importorskip("playwright")

from files import pdf_file
from pages import INSTITUTES, LOCALES, Opened, ask, clipboard, expect_shown, find, reload, target_of
from playwright.sync_api import Browser, Page, expect

from rag.languages import LANGUAGES, Language, message
from rag.readers import LARGEST_FILE

# Gradio calls pandas in ways that pandas is about to drop.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

LIGHTHOUSE = """# Il faro di Punta Vela

Il faro fu costruito nel 1887 da Nives Tomat. È alto 32 metri.

Ogni anno lo visitano 4.000 persone."""
PIER = """The old pier of Valmare was opened in 1932. The pier is 90 metres long.

Fishing boats land there at dawn. A café stands at its end, and is open in summer.

The mayor, Ada Corvi, wants to have it painted green."""
HIGH: dict[Language, str] = {
    "it": "Quanto è alto il faro?",
    "en": "How high is the lighthouse?",
    "zh": "灯塔有多高？",
}
HOSTILE = '<img src=x onerror="window.hacked=1"> [1](javascript:window.hacked=1)'
AWAY = 5.0


@pytest.fixture(scope="module")
def app_options() -> dict[str, Any]:
    """Let what a closed page had open go soon."""
    return {"away": AWAY}


def file(text: str | bytes = LIGHTHOUSE, name: str = "faro.md") -> dict[str, Any]:
    """Make a file as a browser gives it."""
    data = text.encode() if isinstance(text, str) else text
    return {"name": name, "mimeType": "text/plain", "buffer": data}


def open_files(page: Page, *files: dict[str, Any]) -> None:
    """Choose files in the dialog."""
    page.locator("#open-own").click()
    page.locator("#own input[type=file]").set_input_files(list(files))


def expect_open(page: Page, title: str = "Il faro di Punta Vela") -> None:
    """Expect an article to be shown as the visitor's own."""
    expect(page.locator("#article .title")).to_have_text(title)
    expect(page.locator("#own")).to_be_hidden()
    expect(page.locator("#close-own")).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_own_article_is_opened_asked_and_closed(opened: Opened, language: Language) -> None:
    """The page turns to it and back, each conversation waiting where it was left."""
    page = opened(language)
    ask(page, INSTITUTES[language])
    expect(page.locator("#chat .said.answered")).to_have_count(1)
    open_files(page, file())
    expect_open(page)
    expect(page.locator("#told")).to_contain_text("Il faro di Punta Vela")
    expect(page.locator("#q textarea")).to_be_focused()
    expect(page.locator("#private")).to_have_text(message("ui.own.private", language))
    expect(page.locator("#chat .asked")).to_have_count(0)
    expect(page.locator("#article .link")).to_have_count(0)
    ask(page, HIGH[language])
    expect(page.locator("#chat .said.answered .line")).to_contain_text("32")
    chip = page.locator("#chat .cite").first
    chip.click()
    expect_shown(target_of(page, chip))
    page.locator("#close-own").click()
    expect(page.locator("#chat .asked")).to_have_text(INSTITUTES[language])
    expect(page.locator("#article .article")).to_have_attribute("lang", language)
    expect(page.locator("#close-own")).to_have_count(0)


def test_own_article_outlives_a_reload_with_its_conversation(opened: Opened) -> None:
    """And a language switch; a search looks in it alone."""
    page = opened("en")
    open_files(page, file())
    expect_open(page)
    ask(page, HIGH["en"])
    expect(page.locator("#chat .said.answered")).to_have_count(1)
    reload(page)
    expect_open(page)
    expect(page.locator("#chat .asked")).to_have_text(HIGH["en"])
    page.locator("#lang button").nth(2).click()
    expect(page.locator("#private")).to_have_text(message("ui.own.private", "zh"))
    expect_open(page)
    expect(find(page, "游客 visitors")).to_have_count(1)
    expect(page.locator("#found .near")).to_contain_text("4.000")


def test_text_is_pasted(opened: Opened) -> None:
    """By the keyboard alone."""
    page = opened("it")
    page.locator("#open-own").focus()
    page.keyboard.press("Enter")
    page.get_by_label(message("ui.own.paste", "it")).focus()
    page.keyboard.insert_text("Il molo è lungo 90 metri. Fu aperto nel 1932.")
    page.keyboard.press("Tab")
    expect(page.locator("#own .read")).to_be_focused()
    page.keyboard.press("Enter")
    expect_open(page, message("ui.own.pasted", "it"))
    ask(page, "Quanto è lungo il molo?")
    expect(page.locator("#chat .said.answered .line strong")).to_have_text(["90 ", "metri"])


def test_file_is_dropped(opened: Opened) -> None:
    """Dragged over the page, a file finds where to drop it; what is no file changes nothing."""
    page = opened("en")
    transfer = page.evaluate_handle(
        """() => {
          const transfer = new DataTransfer();
          transfer.items.add(new File(["The pier is 90 metres long."], "pier.txt"));
          return transfer;
        }"""
    )
    words = page.evaluate_handle("() => new DataTransfer()")
    page.dispatch_event("#chat, #welcome", "dragenter", {"dataTransfer": words})
    expect(page.locator("#own")).to_be_hidden()
    page.dispatch_event("body", "dragenter", {"dataTransfer": transfer})
    expect(page.locator("#own.over .zone")).to_be_visible()
    page.dispatch_event("body", "dragleave", {"dataTransfer": transfer})
    expect(page.locator("#own")).to_be_hidden()
    page.dispatch_event("body", "dragenter", {"dataTransfer": transfer})
    page.dispatch_event("#own .zone", "drop", {"dataTransfer": transfer})
    expect_open(page, "pier")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_cannot_be_taken_is_refused_by_name(opened: Opened, language: Language) -> None:
    """Before it is sent where that is known; what could be read is open all the same."""
    page = opened(language)
    open_files(
        page,
        file(b"MZ", "tool.exe"),
        file(b"x" * (LARGEST_FILE + 1), "shelf.txt"),
        file(b"", "empty.txt"),
        file(),
    )
    told = page.locator("#own .error span")
    expect(told).to_have_count(3)
    said = [
        ("tool.exe", message("own.kind", language, kinds=message("own.kinds", language))),
        ("shelf.txt", message("own.large", language, limit=10)),
        ("empty.txt", message("own.empty", language)),
    ]
    for place, (name, line) in enumerate(said):
        expect(told.nth(place)).to_contain_text(f"{name}: {line}")
    expect(page.locator("#own .leave")).to_have_text(message("ui.done", language))
    page.locator("#own .leave").click()
    expect_open(page)


def test_pdf_is_opened_and_its_citation_says_the_page(opened: Opened) -> None:
    """Read as on the command line."""
    page = opened("en")
    first = "The harbour of Tessera was built in 1920. It has two piers and a crane."
    second = "The lighthouse of Tessera is 41 metres high. It was lit in 1931."
    open_files(page, file(pdf_file([[first] * 2, [second]], heading="Tessera"), "tessera.pdf"))
    expect_open(page, "Tessera")
    ask(page, "How high is the lighthouse of Tessera?")
    expect(page.locator("#chat .said.answered .line")).to_contain_text("41")
    told = page.locator("#chat .cite").first
    expect(told).to_have_attribute("aria-label", re.compile(message("page", "en", number=2)))


def test_refusal_of_the_server_is_told(opened: Opened) -> None:
    """What only reading can tell, and no complaint; the text that was pasted is still there."""
    page = opened("it")
    open_files(page, file(b"\0\1\2\3", "binary.txt"))
    told = f"binary.txt: {message('own.unreadable', 'it')}"
    expect(page.locator("#own .error span")).to_have_text(told)
    page.locator("#own textarea").fill("   ")
    page.locator("#own .read").click()
    told = f"{message('ui.own.pasted', 'it')}.txt: {message('own.empty', 'it')}"
    expect(page.locator("#own .error span")).to_have_text(told)
    expect(page.locator("#own textarea")).to_have_value("   ")


def test_hostile_file_is_inert(opened: Opened) -> None:
    """Its name, its title and its text are shown as they are, and do nothing."""
    page = opened("en")
    text = (
        f"# {HOSTILE}\n\nThe pier is 90 metres long, says {HOSTILE}.\n\n<script>hacked=1</script>"
    )
    open_files(page, file(text, f"../../{HOSTILE}.md"), file("It is long.", f"{HOSTILE}.txt"))
    expect(page.locator("#articles option")).to_have_text([HOSTILE, HOSTILE])
    expect(page.locator("#article .title")).to_have_text(HOSTILE)
    expect(page.locator("#own")).to_be_hidden()
    ask(page, "How many metres long is the pier?")
    expect(page.locator("#chat .said:not(.waiting)")).to_contain_text(HOSTILE)
    inside = "#article img, #article script, #chat img, #entries img, #article .prose-text a"
    expect(page.locator(inside)).to_have_count(0)
    assert page.evaluate("window.hacked") is None


def test_several_files_make_one_shelf_of_articles(opened: Opened) -> None:
    """The second joins the first, and the conversation goes on."""
    page = opened("en")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_files(page, file())
    expect_open(page)
    ask(page, HIGH["en"])
    expect(page.locator("#chat .said.answered")).to_have_count(1)
    open_files(page, file(PIER, "pier.txt"))
    expect(page.locator("#articles option")).to_have_count(2)
    expect(page.locator("#own")).to_be_hidden()
    expect(page.locator("#chat .asked")).to_have_text(HIGH["en"])
    ask(page, "How many metres long is the pier?")
    answer = page.locator("#chat .said.answered").nth(1)
    expect(answer.locator(".where .named")).to_have_text("pier")
    answer.locator(".cite").click()
    expect(page.locator("#article .title")).to_have_text("pier")
    expect_shown(page.locator('[id="pier--1-2"]'))
    page.locator("#chat .copies .marked").nth(1).click()
    expect(page.locator("#chat .copies .marked").nth(1)).to_have_text("Copied")
    assert "passage 1 · characters" in clipboard(page)
    assert "/p/" not in clipboard(page)


def test_other_visitors_never_see_it(browser: Browser, address: str) -> None:
    """Neither its text, nor its title, with the same address and a token that was guessed."""
    visitors = [browser.new_context(locale=LOCALES["it"]).new_page() for _ in range(2)]
    for page in visitors:
        page.goto(address)
        expect(page.locator("html.ready")).to_have_count(1)
    first, second = visitors
    open_files(first, file())
    expect_open(first)
    ask(second, HIGH["it"])
    expect(second.locator("#chat .not_found")).to_have_count(1)
    forged = '{"token":"guessed","text":"x","heads":{}}'
    second.evaluate("(own) => sessionStorage.setItem('ponte-own', own)", forged)
    reload(second)
    expect(second.locator("#notice")).to_contain_text(message("own.gone", "it"))
    expect(second.locator("#article .title")).to_contain_text("Torino e Pechino")
    expect(second.locator("#chat .asked")).to_have_text(HIGH["it"])
    assert "Punta Vela" not in second.content()
    assert "Nives" not in second.content()
    for page in visitors:
        page.context.close()


def held_in_memory(words: str) -> list[str]:
    """Return which kinds of containers of this process hold a text with these words."""
    gc.collect()
    found: list[str] = []
    for thing in gc.get_objects():
        values: Any = ()
        if type(thing) in (list, tuple, set):
            values = thing
        elif type(thing) is dict:
            values = list(thing.values())
        elif hasattr(type(thing), "__slots__"):
            values = [getattr(thing, name, None) for name in type(thing).__slots__]
        texts = [value for value in values if type(value) is str and words in value]
        found += [type(thing).__name__ for _ in texts]
    return found


def test_nothing_of_it_is_left_when_its_page_is_closed(browser: Browser, address: str) -> None:
    """A while later no object of the server holds a word of it: no index, no session, no state."""
    secret = "".join(["Zvo", "ni", "mir"])
    page = browser.new_context(locale=LOCALES["en"]).new_page()
    page.goto(address)
    expect(page.locator("html.ready")).to_have_count(1)
    open_files(page, file(f"The lighthouse of {secret} is 32 metres high.", "faro.txt"))
    expect_open(page, "faro")
    ask(page, HIGH["en"])
    expect(page.locator("#chat .said.answered")).to_contain_text(secret)
    assert held_in_memory(secret)
    page.context.close()
    # Here the word itself and this function's arguments are told apart from the article's text.
    words = f"of {secret} is"
    for _ in range(300):
        if not held_in_memory(words):
            break
        time.sleep(0.2)
    assert held_in_memory(words) == []


def test_article_that_is_gone_is_never_answered_from_another(opened: Opened) -> None:
    """It is told, and the page goes on with what is served after a reload."""
    page = opened("en")
    open_files(page, file())
    expect_open(page)
    page.evaluate(
        """() => fetch("/own", {method: "DELETE", headers: {
          "X-Ponte-Token": JSON.parse(sessionStorage.getItem("ponte-own")).token}})"""
    )
    ask(page, INSTITUTES["en"])
    expect(page.locator("#chat .notice")).to_have_text(message("own.gone", "en"))
    expect(page.locator("#chat .cite")).to_have_count(0)
    reload(page)
    expect(page.locator("#notice")).to_contain_text(message("own.gone", "en"))
    page.locator("#notice button").click()
    expect(page.locator("#notice")).to_be_hidden()
    ask(page, INSTITUTES["en"])
    expect(page.locator("#chat .said.answered")).to_have_count(1)


def test_sending_can_be_given_up(opened: Opened) -> None:
    """Progress is shown while it lasts; nothing is opened then."""
    page = opened("en")
    held = []
    page.route("**/own?*", lambda route: held.append(route))
    open_files(page, file())
    expect(page.locator("#own progress")).to_be_visible()
    expect(page.locator("#own .form")).to_be_hidden()
    page.locator("#own .leave").click()
    expect(page.locator("#own")).to_be_hidden()
    expect(page.locator("#open-own")).to_be_focused()
    expect(page.locator("#article .title")).to_contain_text("Turin and Beijing")
    page.unroute("**/own?*")
    open_files(page, file())
    expect_open(page)
