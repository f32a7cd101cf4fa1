"""What a visitor has before them: which article is shown, and which is asked."""

import pytest
from helpers import article_of, edition_of

from rag.languages import LANGUAGES
from rag.library import Library, library_of
from ui.desk import Desk, placeholder


@pytest.fixture(scope="module")
def several() -> Library:
    """Open two articles."""
    text = edition_of("It is 90 metres long.", title="The {pier}")
    return library_of([article_of(text, id="pier"), article_of(text, id="tower")])


@pytest.fixture(scope="module")
def single() -> Library:
    """Open one article."""
    return library_of([article_of(edition_of("It is 90 metres long."), id="pier")])


def test_the_first_article_is_shown_until_another_is_chosen(several: Library) -> None:
    """A name that is none changes nothing."""
    desk = Desk().choosing("tower", several)
    assert Desk().shown(several) == "pier"
    assert desk.shown(several) == "tower"
    assert desk.choosing("no-such", several) == desk
    assert Desk(article="closed").shown(several) == "pier"


def test_one_is_asked_alone_where_there_are_several(several: Library, single: Library) -> None:
    """It is the one that is shown."""
    assert Desk(article="tower").about(several) == ""
    assert Desk(article="tower", alone=True).about(several) == "tower"
    assert Desk(alone=True).about(single) == ""


def test_of_very_many_articles_some_are_offered(
    several: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first, and the one that is shown."""
    pier, tower = several.entries
    assert Desk().offered(several) == ((pier, tower), "pier", False)
    monkeypatch.setattr("ui.desk.MOST_OFFERED", 1)
    assert Desk().offered(several) == ((pier,), "pier", True)
    assert Desk(article="tower").offered(several) == ((tower, pier), "tower", True)


def test_the_empty_box_says_what_is_asked(several: Library, single: Library) -> None:
    """All, or the one by its title, in each language."""
    assert placeholder(single, Desk(language="it")) == "Scrivi una domanda…"
    assert placeholder(several, Desk()) == "Ask the 2 articles…"
    assert placeholder(several, Desk(alone=True)) == "Ask only “The {pier}”…"
    assert len({placeholder(several, Desk(language=language)) for language in LANGUAGES}) == 3
