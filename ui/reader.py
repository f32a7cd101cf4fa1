"""The article's side of the page: its editions, the search, the passages found."""

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import gradio as gr

from rag.errors import QuestionError
from rag.languages import LANGUAGES, Language, language_name, message
from ui.finder import found_html
from ui.render import articles_html

if TYPE_CHECKING:
    from rag.library import Library

_LONGEST_QUERY = 200
# Events that are the page's own affair, and whose progress the page tells in its own words.
HIDDEN: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}

Updates = dict[Any, Any]


@dataclass(frozen=True, slots=True)
class Desk:
    """What a visitor is reading: the interface's language and, where chosen, another edition."""

    language: Language = "en"
    edition: Language | None = None


class Reader:
    """The components of the article's side, and what happens when a visitor touches them."""

    def __init__(self, library: "Library") -> None:
        """Lay the components out in the column that is open."""
        self.library = library
        several = [each.languages for each in library.articles if len(each.languages) > 1]
        held = [code for code in LANGUAGES if any(code in languages for languages in several)]
        with gr.Row(elem_id="tools"):
            with gr.Row(elem_id="finder"):
                self.query = gr.Textbox(
                    elem_id="query",
                    lines=1,
                    max_lines=1,
                    max_length=_LONGEST_QUERY,
                    show_label=False,
                    container=False,
                )
                self.find = gr.Button(elem_id="find")
            with gr.Row(elem_id="editions"):
                self.switches = {code: gr.Button() for code in held}
            self.closer = gr.Button(elem_id="close-article")
        self.found = gr.Markdown(elem_id="found")
        self.article = gr.Markdown(elem_id="article")

    def listen(self, desk: gr.State) -> None:
        """Tie the events to the components."""
        gr.on(
            [self.query.submit, self.find.click],
            self.search,
            [self.query, desk],
            self.found,
            queue=False,
            **HIDDEN,
        )
        changed = [*self.edition(Desk()), desk]
        for code, button in self.switches.items():
            button.click(partial(self.open, desk, code), desk, changed, queue=False, **HIDDEN)

    def open(self, state: gr.State, edition: Language, desk: Desk) -> Updates:
        """Show another edition of the articles, whatever language the interface then takes."""
        desk = replace(desk, edition=edition)
        return {**self.edition(desk), state: desk}

    def search(self, typed: str | None, desk: Desk) -> str:
        """Show the passages near to a query; nothing for a query without words."""
        query = (typed or "")[:_LONGEST_QUERY]
        try:
            found = self.library.search(query, desk.edition or desk.language)
        except QuestionError:
            return ""
        titles = {article.id: article.title for article in self.library.articles}
        return found_html(query, found, titles, desk.language)

    def words(self, desk: Desk) -> Updates:
        """Return every update that changes with the interface's language."""
        return {
            self.query: gr.update(
                label=message("ui.find", desk.language),
                placeholder=message("ui.find", desk.language),
            ),
            self.find: message("ui.find.go", desk.language),
            self.closer: message("ui.close", desk.language),
            **self.edition(desk),
        }

    def edition(self, desk: Desk) -> Updates:
        """Return every update that changes with the edition shown."""
        wanted = desk.edition or desk.language
        views = [self.library.view(article.id, wanted) for article in self.library.articles]
        shown = {view.language for view in views}
        originals = {article.original.language for article in self.library.articles}
        return {
            self.article: articles_html(views, desk.language),
            self.found: "",
            **{
                button: gr.update(
                    value=_edition_name(code, desk.language, original=originals == {code}),
                    elem_classes=[*pressed(shown == {code}), f"edition-{code}"],
                )
                for code, button in self.switches.items()
            },
        }


def pressed(on: bool) -> list[str]:
    """Return the classes of a button that is one of several choices."""
    # The script turns the class into aria-pressed, which the component cannot set.
    return ["toggle", "on"] if on else ["toggle"]


def _edition_name(code: Language, reader: Language, *, original: bool) -> str:
    name = language_name(code, reader)
    name = name[:1].upper() + name[1:]
    return message("ui.original", reader, name=name) if original else name
