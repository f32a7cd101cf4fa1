"""What a visitor has before them: a language, an edition, which articles, and which is asked."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from rag.languages import Language, message

if TYPE_CHECKING:
    from rag.library import Library

# Events that are the page's own affair, and whose progress the page tells in its own words.
HIDDEN: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}

Updates = dict[Any, Any]


@dataclass(frozen=True, slots=True)
class Desk:
    """What a visitor is reading and asking.

    `edition` is the language of the article where another than the interface's was chosen. `own`
    is the token of the visitor's own articles where those are open. `article` is the id of the one
    that is shown, the first without it; `alone` says that only this one is asked.
    """

    language: Language = "en"
    edition: Language | None = None
    own: str = ""
    article: str = ""
    alone: bool = False

    def shown(self, library: "Library") -> str:
        """Return the id of the article that is shown."""
        names = [article.id for article in library.articles]
        return self.article if self.article in names else names[0]

    def about(self, library: "Library") -> str:
        """Return the id of the one article that is asked, or nothing where all are."""
        return self.shown(library) if self.alone and len(library.articles) > 1 else ""

    def choosing(self, name: str, library: "Library") -> "Desk":
        """Return the desk with another article shown, if there is one of that name."""
        known = name in {article.id for article in library.articles}
        return replace(self, article=name) if known else self


def placeholder(library: "Library", desk: Desk) -> str:
    """Return what the empty question box says: where there are several, which of them is asked."""
    count = len(library.articles)
    if count == 1:
        return message("ui.placeholder", desk.language)
    about = desk.about(library)
    for article in library.articles:
        if article.id == about:
            return message("ui.placeholder.one", desk.language, title=article.title)
    return message("ui.placeholder.all", desk.language, count=count)
