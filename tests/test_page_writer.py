"""A language model on the page: who writes is said, sentence by sentence, proofs translated."""

from collections.abc import Callable, Iterator

import pytest

pytest.importorskip("gradio")
pytest.importorskip("openai")
pytest.importorskip("playwright")

from helpers import article_of, edition_of
from language_server import Script, serving, token_by_token
from pages import Opened, ask, heard, listen
from playwright.sync_api import Page, expect

from rag.language_models import LanguageModelOptions
from rag.languages import Language, message
from rag.library import Library, library_of
from rag.served_model import ServedModel

# Gradio calls pandas in ways that pandas is about to drop.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

QUOTE = "La direttrice Costanza Pellegrineschi ha aperto il mulino il 4 maggio."
MILL = f"{QUOTE} Il restauro del mulino è costato 680 mila euro."
QUESTIONS: dict[Language, str] = {
    "it": "Chi ha aperto il mulino?",
    "en": "Who opened the mill?",
    "zh": "谁打开了磨坊？",
}
SAID: dict[Language, str] = {
    "it": "A maggio Costanza Pellegrineschi ha aperto il mulino.",
    "en": "Director Costanza Pellegrineschi opened the mill in May.",
    "zh": "馆长科斯坦扎·佩莱格里内斯基于5月4日为磨坊揭幕。",
}
TRANSLATED: dict[Language, str] = {
    "it": "",
    "en": "Director Costanza Pellegrineschi opened the mill on 4 May.",
    "zh": "馆长科斯坦扎·佩莱格里内斯基于5月4日为磨坊揭幕。",
}


@pytest.fixture(scope="module")
def script() -> Script:
    """Return what the model does; each test sets it."""
    return Script()


@pytest.fixture(scope="module")
def library(script: Script) -> Iterator[Library]:
    """Open an Italian article, with a served model that words the answers."""
    with serving(script) as url:
        library = library_of([article_of(edition_of(MILL, "it"))])
        library.writer = ServedModel(LanguageModelOptions(url, "tiny"))
        yield library


@pytest.fixture(autouse=True)
def afresh(script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give a busy machine time to reach the model, and the model nothing to say."""
    monkeypatch.setattr("rag.model_server._REACH", 60.0)
    script.pieces, script.translated, script.status, script.pause = (), (), 200, 0.0
    script.end, script.slow = "done", False
    script.asked.clear()
    script.hung_up.clear()


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)], ids=str)
@pytest.mark.parametrize("language", ["it", "en", "zh"])
def test_a_model_words_the_answer_and_translates_its_proof(
    opened: Opened, script: Script, language: Language, size: tuple[int, int]
) -> None:
    """Who writes is said before; the proof stays the article's, and a translation is marked."""
    script.pieces = token_by_token(f"{SAID[language][:-1]} [1]{SAID[language][-1]}")
    script.translated = token_by_token(TRANSLATED[language])
    page = opened(language, size=size)
    on = message("llm.on", language, model="tiny")
    expect(page.locator("#greeting .writer")).to_have_text(on)
    ask(page, QUESTIONS[language])
    expect(page.locator("#chat .said.answered")).to_contain_text(SAID[language][:-1])
    expect(page.locator("#chat .said .line.writer")).to_have_text(on)
    if language == "it":
        expect(page.locator("#chat .translation")).to_have_count(0)
    else:
        expect(page.locator("#chat .quote")).to_contain_text(QUOTE)
        label = message("llm.translation", language, model="tiny")
        expect(page.locator("#chat .translation")).to_have_text(f"{label} {TRANSLATED[language]}")


def start_over(page: Page) -> None:
    """Begin a new conversation."""
    page.locator("#new").click()
    expect(page.locator("#welcome")).to_be_visible()


def close(page: Page) -> None:
    """Close the page."""
    page.close()


@pytest.mark.parametrize("leave", [start_over, close], ids=lambda leave: leave.__name__)
@pytest.mark.parametrize("state", ["slow", "silent", "endless"])
def test_a_model_is_let_go_at_once(
    opened: Opened, script: Script, state: str, leave: Callable[[Page], None]
) -> None:
    """By a new conversation and by a page that is closed: before it answers, and in the middle."""
    script.pieces = [f"{SAID['en']} [1] ", "The mill is"]
    script.translated = [TRANSLATED["en"]]
    script.slow = state == "slow"
    script.end, script.pause = ("endless" if state == "endless" else "silence"), 0.2
    page = opened("en")
    ask(page, QUESTIONS["en"])
    if state == "slow":
        assert script.asked.wait(60)
    else:
        expect(page.locator("#chat .said.answered")).to_contain_text(SAID["en"][:-1])
    assert not script.hung_up.is_set()
    leave(page)
    # A model that says nothing would be waited for a minute, by the page and by its own server.
    assert script.hung_up.wait(15)


def test_a_new_conversation_stays_empty_and_is_answered(opened: Opened, script: Script) -> None:
    """Nothing of what was let go appears in it, and the next question is asked as any other."""
    script.slow = True
    page = opened("en")
    ask(page, QUESTIONS["en"])
    assert script.asked.wait(60)
    start_over(page)
    assert script.hung_up.wait(15)
    script.slow, script.pieces = False, token_by_token(f"{SAID['en']} [1]")
    script.translated = [TRANSLATED["en"]]
    ask(page, QUESTIONS["en"])
    expect(page.locator("#chat .said.answered")).to_contain_text(SAID["en"][:-1])
    expect(page.locator("#chat .asked")).to_have_count(1)


def test_an_answer_is_heard_when_it_is_whole(opened: Opened, script: Script) -> None:
    """Before, that it takes a while; never the sentences one by one."""
    second = "The restoration of the mill cost 680 thousand euros."
    script.pieces = [f"{SAID['en']} [1] ", f"{second} [1]"]
    script.translated = [TRANSLATED["en"]]
    script.pause = 2.0
    page = opened("en")
    listen(page)
    ask(page, QUESTIONS["en"])
    expect(page.locator("#told")).to_contain_text(SAID["en"])
    assert page.locator("#chat .growing").count() == 0
    said = heard(page)
    assert said[0] == f"en: {message('ui.waiting', 'en')}"
    assert len(said) == 2


def test_a_model_that_fails_is_told_under_the_articles_own_words(
    opened: Opened, script: Script
) -> None:
    """In one line, in the reader's language; nothing is lost."""
    script.status = 401
    page = opened("zh")
    ask(page, QUESTIONS["zh"])
    expect(page.locator("#chat .said .line.writer")).to_have_text(message("llm.key", "zh"))
    expect(page.locator("#chat .said.answered")).to_contain_text(QUOTE.rstrip("."))


def test_what_comes_back_is_not_asked_of_the_model_again(
    opened: Opened, script: Script, library: Library
) -> None:
    """A conversation that comes back is the article's own words: the model is not kept busy."""
    script.pieces = token_by_token(f"{SAID['en']} [1]")
    page = opened("en")
    ask(page, QUESTIONS["en"])
    expect(page.locator("#chat .said.answered")).to_have_count(1)
    asked = len(script.requests)
    page.reload()
    expect(page.locator("#chat .said.answered")).to_have_count(1)
    assert len(script.requests) == asked
