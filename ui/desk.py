"""What a visitor has before them: a language, an edition, which articles, and which is asked."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from rag.languages import Language, message

if TYPE_CHECKING:
    from rag.archive_library import AnyLibrary
    from rag.viewing import Listed

# Events that are the page's own affair, and whose progress the page tells in its own words.
HIDDEN: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}

# A list of more articles than this is read by nobody, and would weigh on every page.
MOST_OFFERED = 200

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

    def shown(self, library: "AnyLibrary") -> str:
        """Return the id of the article that is shown."""
        return self.article if library.holds(self.article) else library.entries[0].id

    def about(self, library: "AnyLibrary") -> str:
        """Return the id of the one article that is asked, or nothing where all are."""
        return self.shown(library) if self.alone and len(library.entries) > 1 else ""

    def offered(self, library: "AnyLibrary") -> tuple[tuple["Listed", ...], str, bool]:
        """Return the articles to choose from, the id of the one shown, and if there are more.

        Of very many the first are offered, and that one; citations and the search open any.
        """
        shown, entries = self.shown(library), library.entries[:MOST_OFFERED]
        if shown not in {entry.id for entry in entries}:
            entries = (library.entry(shown), *entries)
        return entries, shown, len(library.entries) > MOST_OFFERED

    def choosing(self, name: str, library: "AnyLibrary") -> "Desk":
        """Return the desk with another article shown, if there is one of that name."""
        return replace(self, article=name) if library.holds(name) else self


def placeholder(library: "AnyLibrary", desk: Desk) -> str:
    """Return what the empty question box says: where there are several, which of them is asked."""
    count = len(library.entries)
    if count == 1:
        return message("ui.placeholder", desk.language)
    if about := desk.about(library):
        return message("ui.placeholder.one", desk.language, title=library.titles[about])
    return message("ui.placeholder.all", desk.language, count=count)
