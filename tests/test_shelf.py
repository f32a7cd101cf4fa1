"""A visitor's own articles: opened by a token alone, bounded, and gone in time."""

import threading

import pytest
from helpers import article_of, edition_of

from rag.article import Article
from rag.library import Library, library_of
from ui import shelf as shelves
from ui.shelf import MOST_ARTICLES, MOST_VISITORS, GoneError, Shelf
from ui.uploads import RefusalError


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        """Begin at nought."""
        self.now = 0.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


@pytest.fixture(scope="module")
def served() -> Library:
    """Open what is served to all."""
    return library_of([article_of(edition_of("The bridge was opened in 1932."), id="bridge")])


def own(text: str = "The lighthouse is 32 metres high.", id: str = "lighthouse") -> Article:
    """Make a visitor's article."""
    return article_of(edition_of(text), id=id)


def test_token_opens_what_was_put_and_nothing_else(served: Library) -> None:
    """Without one, what is served; what is served never holds a visitor's own."""
    shelf = Shelf(served)
    token = shelf.put(own())
    assert shelf.library() is served
    assert [article.id for article in shelf.library(token).articles] == ["lighthouse"]
    assert shelf.library(token).ask("How high is the lighthouse?").short == "32 metres"
    assert [article.id for article in served.articles] == ["bridge"]
    for guess in (token[:-1], token + "x", token.swapcase(), "x", "../" + token):
        with pytest.raises(GoneError):
            shelf.library(guess)


def test_tokens_cannot_be_guessed_or_chosen(served: Library) -> None:
    """256 bits each; a token that opens nothing is not taken up."""
    shelf = Shelf(served)
    tokens = {shelf.put(own()), shelf.put(own()), shelf.put(own(), "mine")}
    assert len(tokens) == 3
    assert "mine" not in tokens
    assert all(len(token) == 43 for token in tokens)


def test_articles_of_one_visitor_stand_side_by_side(served: Library) -> None:
    """Under ids of their own, even with one name."""
    shelf = Shelf(served)
    token = shelf.put(own())
    assert shelf.put(own("The pier is 90 metres long."), token) == token
    library = shelf.library(token)
    assert [article.id for article in library.articles] == ["lighthouse", "lighthouse-2"]
    assert library.ask("How long is the pier?").citations[0].article == "lighthouse-2"
    assert len(shelf) == 1


def test_what_is_closed_is_gone(served: Library) -> None:
    """At once, for every page that had it open."""
    shelf = Shelf(served)
    token = shelf.put(own())
    shelf.library(token, "page")
    shelf.drop(token)
    shelf.drop("unknown")
    assert len(shelf) == 0
    with pytest.raises(GoneError):
        shelf.library(token, "page")


def test_an_article_outlives_its_last_page_a_little(served: Library) -> None:
    """A reload finds it again; a page that stays away does not."""
    clock = Clock()
    shelf = Shelf(served, away=300, clock=clock)
    token = shelf.put(own())
    clock.now = 299
    for session in ("first", "duplicate"):
        shelf.library(token, session)
    clock.now = 10_000
    shelf.leave("first")
    clock.now = 20_000
    assert len(shelf) == 1
    shelf.leave("duplicate")
    clock.now = 20_299
    shelf.library(token, "reloaded")
    clock.now = 30_000
    shelf.leave("reloaded")
    clock.now = 30_300
    assert len(shelf) == 0


def test_what_no_page_ever_opens_goes_too(served: Library) -> None:
    """A file sent by a program holds its memory no longer than a page that was closed."""
    clock = Clock()
    shelf = Shelf(served, away=300, clock=clock)
    shelf.put(own())
    clock.now = 300
    assert len(shelf) == 0


def test_it_goes_by_itself_and_the_session_is_forgotten(served: Library) -> None:
    """Nobody need come by; a page without an article of its own is left as it is."""
    shelf = Shelf(served, away=0.5)
    forgotten = threading.Event()
    never = threading.Event()
    token = shelf.put(own())
    shelf.library(token, "page")
    shelf.leave("other", never.set)
    shelf.leave("page", forgotten.set)
    assert forgotten.wait(10)
    assert shelf._held == {}
    assert not never.is_set()


def test_the_shelf_is_bounded(served: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many visitors, so many articles each, so many characters in all."""
    shelf = Shelf(served)
    token = shelf.put(own())
    for _ in range(MOST_ARTICLES - 1):
        shelf.put(own(), token)
    with pytest.raises(RefusalError, match="many"):
        shelf.put(own(), token)
    for _ in range(MOST_VISITORS - 1):
        shelf.put(own())
    with pytest.raises(RefusalError, match="full"):
        shelf.put(own())
    shelf.drop(token)
    monkeypatch.setattr(shelves, "MOST_CHARACTERS", 33 * 15 + 32)
    with pytest.raises(RefusalError, match="full"):
        shelf.put(own())
    monkeypatch.setattr(shelves, "MOST_CHARACTERS", 33 * 15 + 33)
    shelf.put(own())
