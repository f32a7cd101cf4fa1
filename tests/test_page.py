"""The page end to end, in a real browser, over the bundled article."""

import re
import threading
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("gradio")
pytest.importorskip("playwright")

from pages import (
    FOOTBALL,
    INSTITUTES,
    LABORATORIES,
    PEOPLE,
    Opened,
    ask,
    clipboard,
    expect_shown,
    find,
    heard,
    listen,
    reload,
    spoken_lines,
    target_of,
)
from playwright.sync_api import Browser, Page, expect

from rag.answering import Answer
from rag.languages import LANGUAGES, Language, message, message_catalogue
from rag.library import Library

# Gradio calls pandas in ways that pandas is about to drop.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

HOSTILE = '<img src=x onerror="window.hacked=1"> **b** [1](javascript:window.hacked=1)'


@pytest.mark.parametrize("language", LANGUAGES)
def test_example_is_answered_and_its_proof_shown(opened: Opened, language: Language) -> None:
    """A cited answer, a chip to the exact sentence, the Italian words under a translation."""
    page = opened(language)
    expect(page.locator("html")).to_have_attribute("lang", language)
    page.locator(".example").first.click()
    chip = page.locator("#chat .cite").first
    expect(chip).to_be_visible()
    expect(page.locator("#welcome")).to_be_hidden()
    chip.click()
    sentence = target_of(page, chip)
    expect_shown(sentence)
    expect(sentence).to_have_class(re.compile(r"\bsentence\b"))
    expect(page.locator(".hit")).to_have_count(1)
    ask(page, INSTITUTES[language])
    answer = page.locator("#chat .said.answered").nth(1)
    expect(answer.locator(".line")).to_contain_text("400")
    expect(answer).to_have_attribute("lang", language)
    quotes = answer.locator(".quote[lang=it]:not(.same)", has_text="400")
    expect(quotes).to_have_count(0 if language == "it" else 1)


def test_keyboard_alone_reaches_the_proof_and_comes_back(opened: Opened) -> None:
    """Tab finds the chip, Enter opens the sentence, Escape returns to the chip."""
    page = opened("en")
    expect(page.locator("#q textarea")).to_be_focused()
    page.keyboard.type(INSTITUTES["en"])
    page.keyboard.press("Enter")
    chip = page.locator("#chat .cite").last
    expect(chip).to_be_visible()
    for _ in range(8):
        page.keyboard.press("Shift+Tab")
        if page.locator("#chat .cite:focus").count():
            break
    page.keyboard.press("Enter")
    expect_shown(target_of(page, chip))
    expect(target_of(page, chip)).to_be_focused()
    page.keyboard.press("Escape")
    expect(chip).to_be_focused()


def test_numbers_open_the_proofs_of_the_last_answer(opened: Opened) -> None:
    """Escape leaves the question, a number opens that proof, Escape comes back; '/' asks again."""
    page = opened("en")
    for place, question in enumerate((INSTITUTES["en"], "What is the article about?")):
        ask(page, question)
        expect(page.locator("#chat .said:not(.waiting)")).to_have_count(place + 1)
    box = page.locator("#q textarea")
    page.keyboard.type("2")
    expect(box).to_have_value("2")
    page.keyboard.press("Escape")
    expect(page.locator("#chat [role=log]")).to_be_focused()
    for key in ("2", "1"):
        chip = page.locator("#chat .said").nth(1).locator(".cite", has_text=key)
        expect(chip).to_have_attribute("aria-keyshortcuts", key)
        page.keyboard.press(key)
        expect_shown(target_of(page, chip))
        page.keyboard.press("Escape")
        expect(chip).to_be_focused()
    page.keyboard.press("9")
    page.keyboard.press("Control+2")
    expect_shown(target_of(page, chip))
    page.keyboard.press("/")
    expect(box).to_be_focused()
    expect(box).to_have_value("2")


def test_keys_are_explained_and_can_be_turned_off(opened: Opened) -> None:
    """A small help in the language of the page; the choice outlives a reload."""
    page = opened("it")
    ask(page, INSTITUTES["it"])
    expect(page.locator("#chat .cite")).not_to_have_count(0)
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    guide = page.get_by_role("dialog", name="Tastiera")
    expect(guide).to_contain_text(message("ui.keys.proof", "it"))
    guide.get_by_role("checkbox", name=message("ui.keys.active", "it")).uncheck()
    page.keyboard.press("Escape")
    expect(guide).to_be_hidden()
    page.keyboard.press("1")
    expect(page.locator(".hit")).to_have_count(0)
    reload(page)
    page.locator("#keys").click()
    guide.get_by_role("checkbox").check()
    guide.get_by_role("button", name="Chiudi").click()
    page.keyboard.press("1")
    expect(page.locator(".hit")).to_have_count(1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_refusal_is_calm_and_offers_the_closest_passage(opened: Opened, language: Language) -> None:
    """In the reader's edition, the original one click away; nothing where nothing is near."""
    page = opened(language)
    ask(page, {**FOOTBALL, "zh": "怎么做番茄炒蛋？"}[language])
    refusal = page.locator("#chat .not_found > .line")
    expect(refusal).to_have_text(message("not_found", language))
    expect(page.locator("#chat .closest")).to_have_count(0)
    ask(page, PEOPLE[language])
    expect(refusal).to_have_text([message("not_found", language)] * 2)
    expect(page.locator("#chat .closest .label")).to_have_text(message("closest", language))
    expect(page.locator("#chat .cite")).to_have_count(0)
    quote = page.locator("#chat .closest > .quote")
    expect(quote).to_have_attribute("lang", language)
    original = page.locator("#chat .closest details .quote[lang=it]")
    expect(original).to_have_count(0 if language == "it" else 1)
    if language != "it":
        expect(original).to_be_hidden()
        page.locator("#chat .closest summary").click()
        expect(original).to_be_visible()
    link = page.locator("#chat .closest .where")
    link.click()
    expect_shown(target_of(page, link))


def highlighted(page: Page) -> list[str]:
    """Return the words that the browser marks in the article."""
    words: list[str] = page.evaluate(
        "[...(CSS.highlights.get('met') ?? [])].map((range) => range.toString())"
    )
    return words


def test_open_sentence_stands_over_its_original_with_the_words_that_met(opened: Opened) -> None:
    """Under the reader's edition the Italian; in the original's edition only the words."""
    page = opened("en")
    ask(page, LABORATORIES)
    chip = page.locator("#chat .cite").first
    expect(page.locator("#chat .quote .met").first).to_be_visible()
    chip.click()
    expect_shown(target_of(page, chip))
    beside = page.locator("#article .beside")
    expect(beside.locator(".quote[lang=it]")).to_contain_text("laboratori chiave")
    expect(beside.locator(".at")).to_have_text("original in Italian")
    assert "laboratories" in highlighted(page)
    page.locator("#editions .toggle").first.click()
    expect(page.locator("#article .article")).to_have_attribute("lang", "it")
    expect_shown(target_of(page, chip))
    expect(beside).to_have_count(0)
    assert "laboratori" in highlighted(page)
    page.locator("#new").click()
    expect(page.locator(".hit")).to_have_count(0)
    assert highlighted(page) == []


def test_chip_shows_its_quote_to_the_mouse_and_to_the_keyboard(opened: Opened) -> None:
    """It names its proof; Escape takes the quote away, and stays where it was."""
    page = opened("en")
    ask(page, LABORATORIES)
    chip = page.get_by_role("link", name="Proof 1, Passage 4 · original in Italian")
    tip = page.get_by_role("tooltip")
    expect(tip).to_be_hidden()
    chip.hover()
    expect(tip).to_contain_text("laboratori chiave")
    expect(tip.locator(".quote")).to_have_attribute("lang", "it")
    tip.hover()
    expect(tip).to_be_visible()
    page.locator("#brand").hover()
    expect(tip).to_be_hidden()
    page.locator("#q textarea").focus()
    for _ in range(8):
        page.keyboard.press("Shift+Tab")
        if page.locator("#chat .cite:focus").count():
            break
    expect(tip).to_be_visible()
    expect(chip).to_have_attribute("aria-describedby", "peek")
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    expect(chip).to_be_focused()


def test_long_answer_is_read_from_its_question(opened: Opened) -> None:
    """The question stands at the top; proofs beyond three are folded, and open by the keyboard."""
    page = opened("en", size=(390, 844))
    for question in (LABORATORIES, "What is the article about?"):
        ask(page, question)
        asked = page.locator("#chat .asked").last
        expect(asked).to_have_text(question)
        expect(asked).to_be_in_viewport()
    expect(page.locator("#chat .said.answered")).to_have_count(2)
    box, pane = asked.bounding_box(), page.locator("#chat [role=log]").bounding_box()
    assert box is not None
    assert pane is not None
    assert 0 <= box["y"] - pane["y"] < 60
    proofs = page.locator("#chat .said").last.locator(".proof")
    shown = proofs.locator("visible=true")
    expect(shown).to_have_count(3)
    count = proofs.count()
    page.get_by_role("button", name=f"More proofs: {count - 3}").press("Enter")
    expect(shown).to_have_count(count)
    expect(proofs.nth(3).locator(".where")).to_be_focused()


@pytest.mark.parametrize("language", LANGUAGES)
def test_paper_holds_every_quote_and_no_tool(opened: Opened, language: Language) -> None:
    """Those too that an answer says in the same words, and those that are folded."""
    page = opened(language)
    ask(page, message("suggestion.whole", language))
    expect(page.locator("#chat .cite")).not_to_have_count(0)
    page.emulate_media(media="print")
    quotes = page.locator("#chat .quote")
    assert quotes.count() > 3
    expect(quotes.locator("visible=true")).to_have_count(quotes.count())
    expect(page.locator("#chat .named")).to_have_count(0)
    expect(page.locator("#chat .next")).to_be_hidden()


@pytest.mark.parametrize("language", LANGUAGES)
def test_answer_and_refusal_offer_questions_to_go_on_with(
    opened: Opened, language: Language
) -> None:
    """Under the last of them only, none asked before; by the mouse and by the keyboard."""
    page = opened(language)
    ask(page, INSTITUTES[language])
    offered = page.locator("#chat .further:visible")
    said = page.locator("#chat .said:not(.waiting)")
    expect(said).to_have_count(1)
    expect(offered).to_have_count(3)
    ask(page, FOOTBALL[language])
    expect(said).to_have_count(2)
    expect(page.locator("#chat .not_found").last).to_be_visible()
    expect(offered).to_have_count(3)
    first = offered.first.inner_text()
    assert first != INSTITUTES[language]
    offered.first.click()
    expect(page.locator("#chat .asked").last).to_have_text(first)
    expect(said).to_have_count(3)
    expect(said.last).to_have_class(re.compile(r"\banswered\b"))
    expect(offered.filter(has_text=first)).to_have_count(0)
    second = offered.first.inner_text()
    offered.first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#chat .asked").last).to_have_text(second)
    expect(said).to_have_count(4)
    expect(said.last).to_have_class(re.compile(r"\banswered\b"))


def interface_words(page: Page) -> str:
    """Return every word of the page that is neither conversation nor article."""
    words: str = page.evaluate(
        """() => {
          const text = ["#top", "#tools", "#composer", "#foot", "#welcome"]
            .map((part) => document.querySelector(part)?.innerText ?? "");
          const told = [...document.querySelectorAll("#q *, #query *, #chat [role], #article")]
            .flatMap((part) => [part.placeholder, part.getAttribute("aria-label")]);
          return [...text, ...told, document.querySelector("#q").textContent].join("\\n");
        }"""
    )
    return words


def test_language_switch_changes_every_word_and_keeps_the_talk(opened: Opened) -> None:
    """No interface word of the other languages remains; the conversation does."""
    page = opened("it")
    ask(page, INSTITUTES["it"])
    expect(page.locator("#chat .cite")).not_to_have_count(0)
    talk = spoken_lines(page)
    texts = {
        key: words
        for key, words in message_catalogue().items()
        if key.startswith("ui.") and "{" not in words["en"] and key != "ui.months"
    }
    for place in (1, 2, 0):
        language = LANGUAGES[place]
        page.locator("#lang button").nth(place).click()
        expect(page.locator("#article .article")).to_have_attribute("lang", language)
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator("#lang [aria-pressed=true]")).to_have_count(1)
        placeholder = message("ui.placeholder", language)
        expect(page.locator("#q textarea")).to_have_attribute("placeholder", placeholder)
        shown = interface_words(page)
        for key in (
            "ui.tagline",
            "ui.new",
            "ui.question",
            "ui.ask",
            "ui.conversation",
            "ui.export",
        ):
            assert message(key, language) in shown
        others = [code for code in LANGUAGES if code != language]
        left = [words[code] for words in texts.values() for code in others if words[code] in shown]
        assert left == []
        assert spoken_lines(page) == talk
        copy = message("ui.copy.markdown", language)
        expect(page.locator("#chat .copies .marked")).to_have_text(copy)


def test_article_keeps_the_language_chosen_for_it(opened: Opened) -> None:
    """Whatever language the page takes, and after a reload."""
    page = opened("en")
    page.locator("#editions .toggle").first.click()
    expect(page.locator("#article .article")).to_have_attribute("lang", "it")
    page.locator("#lang button").nth(2).click()
    expect(page.locator("html")).to_have_attribute("lang", "zh")
    expect(page.locator("#article .article")).to_have_attribute("lang", "it")
    reload(page)
    expect(page.locator("html")).to_have_attribute("lang", "zh")
    expect(page.locator("#article .article")).to_have_attribute("lang", "it")
    expect(page.locator("#article .facts .date")).to_have_attribute("lang", "zh")
    expect(page.locator("#article .link").first).to_have_attribute("lang", "zh")
    expect(find(page, "Forum").first.locator("[lang=it]")).to_have_count(1)


def test_other_edition_keeps_the_highlight(opened: Opened) -> None:
    """The same sentence is lit in the edition one turns to."""
    page = opened("en")
    ask(page, INSTITUTES["en"])
    chip = page.locator("#chat .cite").first
    chip.click()
    expect_shown(target_of(page, chip))
    page.locator("#editions .toggle").first.click()
    expect(page.locator("#article .article")).to_have_attribute("lang", "it")
    expect_shown(target_of(page, chip))
    expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_passage_is_found_by_words_of_another_language(opened: Opened, language: Language) -> None:
    """By the keyboard alone: down to the first, Enter opens it, Escape goes back twice."""
    page = opened(language)
    found = find(page, "istituti di ricerca" if language != "it" else "research institutes")
    expect(page.locator("#article")).to_be_hidden()
    expect(found.first.locator("strong")).not_to_have_count(0)
    expect(found.first.locator(f"[lang={language}]")).to_have_count(1)
    expect(page.locator("#told")).to_have_text(page.locator("#found .told").inner_text())
    page.keyboard.press("ArrowDown")
    expect(found.first).to_be_focused()
    page.keyboard.press("Enter")
    passage = page.locator('[id="torino-pechino--4"]')
    expect_shown(passage)
    expect(passage).to_be_focused()
    page.keyboard.press("Escape")
    expect(found.first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#article")).to_be_visible()
    expect(page.locator("#query textarea, #query input")).to_be_focused()


def test_search_says_when_nothing_is_near(opened: Opened) -> None:
    """In one line over the article; an empty query, or another edition, takes it away."""
    page = opened("it", size=(390, 844))
    page.locator("#open-article").click()
    expect(find(page, "carbonara <b>")).to_have_count(0)
    told = message("found.none", "it", query="carbonara <b>")
    expect(page.locator("#found .told")).to_have_text(told)
    expect(page.locator("#article")).to_be_visible()
    page.locator("#query textarea, #query input").fill("")
    page.locator("#find").click()
    expect(page.locator("#found .told")).to_have_count(0)
    expect(find(page, "Forum")).to_have_count(2)
    page.locator("#found .leave").click()
    expect(page.locator("#found .near").first).to_be_hidden()
    page.locator("#find").click()
    page.locator("#editions .toggle").nth(2).click()
    expect(page.locator("#found .near")).to_have_count(0)
    expect(page.locator("#article")).to_be_visible()


def test_link_to_a_passage_is_copied(opened: Opened, address: str) -> None:
    """Next to each passage; it names the sentence that is shown, and opens there."""
    page = opened("en")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    expect(page.locator("#article .passage .link")).to_have_count(11)
    ask(page, INSTITUTES["en"])
    chip = page.locator("#chat .cite").first
    chip.click()
    page.keyboard.press("Tab")
    button = page.locator('[id="torino-pechino--4"] .link')
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#told")).to_have_text("Copied")
    link = clipboard(page)
    assert link == f"{address}p/torino-pechino/4?sentence=2"
    page.locator('[id="torino-pechino--9"]').hover()
    page.locator('[id="torino-pechino--9"] .link').click()
    expect(page.locator('[id="torino-pechino--9"] .link')).to_have_text("Copied")
    assert clipboard(page) == f"{address}p/torino-pechino/9"
    other = opened("zh", link.removeprefix(address))
    expect_shown(other.locator('[id="torino-pechino--4-2"]'))
    expect(other.locator("html")).to_have_attribute("lang", "zh")


def test_sentence_is_chosen_and_its_link_copied(opened: Opened, address: str) -> None:
    """By a click or the arrows; the link has the edition that was chosen, and opens there."""
    page = opened("en")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("#editions .toggle").nth(2).click()
    expect(page.locator("#article .article")).to_have_attribute("lang", "zh")
    first = page.locator('[id="torino-pechino--3-1"]')
    link = page.locator('[id="torino-pechino--3"] .link')
    expect(link).to_have_attribute("title", message("ui.link", "en"))
    first.click()
    expect(first).to_have_class(re.compile(r"\bhit\b"))
    expect(link).to_have_attribute("title", message("ui.link.sentence", "en"))
    page.keyboard.press("ArrowRight")
    expect_shown(page.locator('[id="torino-pechino--3-2"]'))
    link.click()
    expect(link).to_have_text("Copied")
    copied = clipboard(page)
    assert copied == f"{address}p/torino-pechino/3?sentence=2&edition=zh"
    page.locator('[id="torino-pechino--3-2"]').click()
    expect(page.locator("#article .hit")).to_have_count(0)
    other = opened("it", copied.removeprefix(address))
    expect_shown(other.locator('[id="torino-pechino--3-2"]'))
    expect(other.locator("html")).to_have_attribute("lang", "it")
    expect(other.locator("#article .article")).to_have_attribute("lang", "zh")


def test_results_are_a_click_away_from_what_was_opened(opened: Opened) -> None:
    """Without a keyboard; nothing near is a line that can be closed."""
    page = opened("en", size=(390, 844))
    page.locator("#open-article").click()
    found = find(page, "university")
    found.nth(1).click()
    expect(found.first).to_be_hidden()
    expect(page.locator("#article .hit")).to_be_in_viewport()
    page.get_by_role("button", name=message("ui.find.again", "en")).click()
    expect(found.nth(1)).to_be_focused()
    expect(page.locator("#found .again")).to_be_hidden()
    find(page, "carbonara")
    page.locator("#found").get_by_role("button", name=message("ui.done", "en")).click()
    expect(page.locator("#found .told")).to_be_hidden()


def test_page_is_titled_by_what_it_shows(opened: Opened) -> None:
    """In the edition that is open."""
    page = opened("en")
    for place in (2, 0):
        page.locator("#editions .toggle").nth(place).click()
        language = LANGUAGES[place]
        expect(page.locator("#article .article")).to_have_attribute("lang", language)
        title = page.locator("#article .title").inner_text()
        expect(page).to_have_title(f"{title} · Ponte")


def test_empty_page_says_what_it_is(opened: Opened) -> None:
    """On a phone as on a desk: the name, and the sentence that explains."""
    page = opened("it", size=(390, 844))
    promise = page.locator("#greeting .promise .line")
    expect(promise).to_have_text(message("ui.tagline", "it"))
    expect(promise).to_be_in_viewport()
    name = page.locator("#brand .name").bounding_box()
    assert name is not None
    assert name["width"] > 40
    size = page.locator("#brand .name").evaluate("(name) => getComputedStyle(name).fontSize")
    assert size == "19px"


def test_deep_link_opens_at_the_passage(opened: Opened) -> None:
    """A passage's permanent path shows the passage, in the language it asks for."""
    page = opened("en", "p/torino-pechino/9?lang=zh")
    expect_shown(page.locator('[id="torino-pechino--9"]'))
    expect(page.locator("html")).to_have_attribute("lang", "zh")


def test_reload_keeps_the_language_and_the_conversation(opened: Opened) -> None:
    """What was said stands there again, its proofs open, and a follow-up is understood."""
    page = opened("en")
    page.locator("#lang button").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "it")
    ask(page, INSTITUTES["en"])
    expect(page.locator("#chat .said.answered")).to_have_count(1)
    ask(page, FOOTBALL["zh"])
    expect(page.locator("#chat .not_found")).to_have_count(1)
    said = spoken_lines(page)
    reload(page)
    expect(page.locator("html")).to_have_attribute("lang", "it")
    expect(page.locator("#welcome")).to_be_hidden()
    assert spoken_lines(page) == said
    chip = page.locator("#chat .cite").first
    chip.click()
    expect_shown(target_of(page, chip))
    ask(page, "And the universities?")
    expect(page.locator("#chat .said.answered").nth(1).locator(".line")).to_contain_text("90")


def test_question_asked_while_the_conversation_comes_back_is_not_lost(
    opened: Opened, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waits in its box, and is asked when the rest is there."""
    page = opened("en")
    ask(page, INSTITUTES["en"])
    expect(page.locator("#chat .said.answered")).to_have_count(1)
    go_on = threading.Event()
    asked = library.answers

    def slow(*arguments: Any, **options: Any) -> Iterator[Answer]:
        go_on.wait(60)
        return asked(*arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr(library, "answers", slow)
        page.reload()
        # The page is shown although the server is not done.
        expect(page.locator("html.ready")).to_have_count(1)
        ask(page, FOOTBALL["en"])
        expect(page.locator("#told")).to_have_text(message("ui.restoring", "en"))
        expect(page.locator("#q textarea")).to_have_value(FOOTBALL["en"])
        expect(page.locator("#chat .asked")).to_have_count(0)
        go_on.set()
        expect(page.locator("#chat .asked")).to_have_text([INSTITUTES["en"], FOOTBALL["en"]])
    expect(page.locator("#chat .not_found")).to_have_count(1)
    expect(page.locator("#q textarea")).to_have_value("")


def test_new_conversation_is_new_after_a_reload_too(opened: Opened) -> None:
    """The button empties the page and what the browser kept."""
    page = opened("it")
    ask(page, INSTITUTES["it"])
    expect(page.locator("#chat .cite")).not_to_have_count(0)
    page.locator("#new").click()
    expect(page.locator("#welcome")).to_be_visible()
    expect(page.locator("#chat .said")).to_have_count(0)
    reload(page)
    expect(page.locator("#welcome")).to_be_visible()
    ask(page, INSTITUTES["it"])
    expect(page.locator("#chat .cite")).not_to_have_count(0)
    reload(page)
    expect(page.locator("#chat .asked")).to_have_text(INSTITUTES["it"])


def test_question_half_written_outlives_a_reload(opened: Opened) -> None:
    """And is sent as if nothing had happened."""
    page = opened("en")
    page.locator("#q textarea").fill(INSTITUTES["en"])
    reload(page)
    expect(page.locator("#q textarea")).to_have_value(INSTITUTES["en"])
    page.locator("#send").click()
    expect(page.locator("#chat .asked")).to_have_text(INSTITUTES["en"])
    expect(page.locator("#chat .said.answered")).to_have_count(1)
    reload(page)
    expect(page.locator("#q textarea")).to_have_value("")


@pytest.mark.parametrize(("reached", "key"), [(False, "ui.offline"), (True, "ui.trouble")])
def test_trouble_is_told_in_the_language_of_the_page(
    browser: Browser, address: str, reached: bool, key: str
) -> None:
    """Gradio's own English is not seen; what was written is still there."""
    page = browser.new_context(locale="it-IT").new_page()
    page.goto(address)
    expect(page.locator("html.ready")).to_have_count(1)
    page.route("**/gradio_api/**", lambda route: route.abort())
    if not reached:
        page.route("**/health", lambda route: route.abort())
    ask(page, INSTITUTES["it"])
    expect(page.get_by_role("alert")).to_contain_text(message(key, "it"))
    expect(page.get_by_role("alert").get_by_role("button")).to_have_count(int(reached))
    expect(page.locator("[data-testid='toast-body']")).to_be_hidden()
    expect(page.locator("#q textarea")).to_have_value(INSTITUTES["it"])
    page.context.close()


def test_each_answer_is_heard_once(opened: Opened) -> None:
    """In its own language, without the numbers of its proofs; not the question, nor the buttons."""
    page = opened("it")
    listen(page)
    for place, question in enumerate((INSTITUTES["en"], FOOTBALL["zh"])):
        ask(page, question)
        expect(page.locator("#chat .said:not(.waiting)")).to_have_count(place + 1)
    expect(page.locator("#told")).to_have_text(message("not_found", "zh"))
    expect(page.locator("#chat [role=log]")).to_have_attribute("aria-live", "off")
    first, last = heard(page)
    assert first.startswith("en: ")
    assert "400" in first
    assert not re.search(r"\d+$|passage|Cop", first)
    assert last == f"zh: {message('not_found', 'zh')}"
    reload(page)
    listen(page)
    expect(page.locator("#chat .said.answered")).to_have_count(1)
    page.locator("#lang button").nth(2).click()
    expect(page.locator("html")).to_have_attribute("lang", "zh")
    assert heard(page) == []


def test_two_tabs_keep_two_conversations(opened: Opened) -> None:
    """Neither sees, or overwrites, what was asked in the other."""
    pages = [opened("en"), opened("en")]
    asked = [INSTITUTES["en"], FOOTBALL["en"]]
    for page, question in zip(pages, asked, strict=True):
        ask(page, question)
        expect(page.locator("#chat .said:not(.waiting)")).to_have_count(1)
    for page, question in zip(pages, asked, strict=True):
        reload(page)
        expect(page.locator("#chat .asked")).to_have_text(question)


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("{", []),
        ('{"text": "another text", "turns": [["en", "Who?"]]}', []),
        ('{"text": "TEXT", "turns": [[1, 2], "x"]}', []),
        (
            '{"text": "TEXT", "turns": [["en", "<img src=x onerror=window.hacked=1>"], '
            '{"answer": "<b>A lie.</b> [1]"}]}',
            ["<img src=x onerror=window.hacked=1>"],
        ),
    ],
    ids=["damaged", "another text", "no turns", "forged"],
)
def test_forged_storage_is_harmless(opened: Opened, stored: str, shown: list[str]) -> None:
    """Whatever stands in the storage, the page opens, and only questions come out of it."""
    page = opened("en")
    page.evaluate(
        """(stored) => sessionStorage.setItem("ponte-talk", stored.replace(
          "TEXT", JSON.parse(document.querySelector("#facts").textContent).text))""",
        stored,
    )
    reload(page)
    expect(page.locator("#chat .asked")).to_have_text(shown)
    expect(page.locator("#welcome")).to_be_visible(visible=not shown)
    assert page.evaluate("window.hacked") is None
    ask(page, INSTITUTES["en"])
    expect(page.locator("#chat .said.answered")).to_have_count(1)


@pytest.mark.parametrize("way", ["clipboard", "plain http"])
def test_answer_is_copied_with_its_proofs(opened: Opened, address: str, way: str) -> None:
    """By mouse and by keyboard, as text and as Markdown; it is said, and links are whole."""
    page = opened("en")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    if way == "plain http":
        page.evaluate("navigator.clipboard.writeText = undefined")
    ask(page, INSTITUTES["en"])
    page.locator("#chat .copies .plainly").click()
    expect(page.locator("#told[role=status]")).to_have_text("Copied")
    expect(page.locator("#chat .copies .plainly")).to_have_text("Copied")
    text = clipboard(page).splitlines()
    # How sure an answer is stands before its proofs, where it is not quite.
    first = next(place for place, line in enumerate(text) if line.startswith("[1] "))
    assert first in (2, 4)
    assert text[first].endswith("passage 4 · Italian · characters 1914–2087")
    assert text[first + 1].startswith("«Gli istituti di ricerca scientifica")
    assert text[first + 2] == f"    {address}p/torino-pechino/4?sentence=2"
    page.keyboard.press("Tab")
    expect(page.locator("#chat .copies .marked")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#chat .copies .marked")).to_have_text("Copied")
    assert "> [1] Torino" in clipboard(page)
    assert f"[passage 4]({address}p/torino-pechino/4?sentence=2)" in clipboard(page)
    expect(page.locator("#chat .copies .marked")).to_be_focused()
    expect(page.locator("#chat .copies .plainly")).to_have_text("Copy")


def test_conversation_is_saved_as_markdown(opened: Opened, library: Library) -> None:
    """Each question is a heading; each quote is what the article says between its offsets."""
    page = opened("it")
    expect(page.locator("#export")).to_be_hidden()
    for place, question in enumerate((INSTITUTES["it"], "Di che cosa parla l'articolo?", "?!")):
        ask(page, question)
        expect(page.locator("#chat .said:not(.waiting)")).to_have_count(place + 1)
    with page.expect_download() as download:
        page.locator("#export").click()
    assert re.fullmatch(r"ponte-\d{4}-\d\d-\d\d\.md", download.value.suggested_filename)
    saved = download.value.path().read_text("utf-8")
    assert re.search(r"^Salvata il \d{1,2} [a-z]+ \d{4}\.", saved, re.M)
    headings = [INSTITUTES["it"], "Di che cosa parla l'articolo?"]
    assert re.findall(r"^## (.*)$", saved, re.M) == headings
    original = library.articles[0].original
    assert original.sha256 in saved
    proofs = re.findall(r"^> «(.*)»\n>\n> .*caratteri (\d+)–(\d+)$", saved, re.M)
    assert len(proofs) > 3
    assert all(original.text[int(start) : int(end)] == said for said, start, end in proofs)


def test_hostile_question_is_inert(opened: Opened) -> None:
    """A question is shown as it was written, and does nothing."""
    page = opened("en")
    ask(page, HOSTILE)
    expect(page.locator("#chat .asked")).to_have_text(HOSTILE)
    expect(page.locator("#chat .said:not(.waiting)")).to_be_visible()
    expect(page.locator("#chat img, #chat .asked a, #chat .asked strong")).to_have_count(0)
    assert page.evaluate("window.hacked") is None


def test_question_without_words_is_told_so(opened: Opened) -> None:
    """Question marks alone get a line of the catalogue; the box takes five hundred characters."""
    page = opened("en")
    ask(page, "?!")
    expect(page.locator("#chat .notice")).to_have_text(message("ui.empty", "en"))
    box = page.locator("#q textarea")
    expect(box).to_have_value("")
    box.focus()
    page.keyboard.insert_text("why " * 200)
    assert len(box.input_value()) == 500


def test_failure_is_one_line_in_the_talk(
    opened: Opened, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever breaks, the visitor reads one line, and can go on."""
    page = opened("en")
    with monkeypatch.context() as broken:
        broken.setattr(library, "answers", lambda *_args, **_kwargs: 1 // 0)
        ask(page, INSTITUTES["en"])
        expect(page.locator("#chat .notice")).to_have_text(message("ui.failure", "en"))
    assert "ZeroDivisionError" not in page.content()
    ask(page, INSTITUTES["en"])
    expect(page.locator("#chat .cite")).not_to_have_count(0)


def test_phone_opens_the_article_as_a_sheet(opened: Opened) -> None:
    """On a phone everything fits; the sheet leaves the question box free, and Escape closes it."""
    page = opened("it", size=(390, 844))
    sheet, box = page.locator("#reader"), page.locator("#q textarea")
    expect(sheet).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    header = page.locator("#top").bounding_box()
    assert header is not None
    assert header["height"] <= 60
    page.locator("#open-article").click()
    expect(sheet).to_be_visible()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(page.locator("#open-article")).to_be_focused()
    ask(page, INSTITUTES["it"])
    chip = page.locator("#chat .cite").first
    chip.click()
    expect_shown(target_of(page, chip))
    expect(chip).to_be_in_viewport()
    box.click()
    ask(page, "Quanto è costata la visita della delegazione?")
    expect(page.locator("#chat .closest")).to_be_visible()
    page.locator("#close-article").click()
    expect(sheet).to_be_hidden()


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)], ids=["desktop", "phone"])
def test_targets_are_large_enough(opened: Opened, size: tuple[int, int]) -> None:
    """Whatever can be pressed is at least 24 pixels high and wide, and has a name."""
    page = opened("zh", size=size)
    ask(page, INSTITUTES["zh"])
    page.locator("#chat .cite").first.click()
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, a[href]")]
          .filter((part) => part.offsetParent)
          .map((part) => [part.getBoundingClientRect(), part])
          .filter(([box, part]) => box.width < 24 || box.height < 24
            || !(part.innerText + part.getAttribute("aria-label")).trim())
          .map(([, part]) => part.outerHTML)"""
    )
    assert small == []
