"""The article's side of the page: which is shown, its editions, the search, the passages found."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import gradio as gr

from rag.errors import QuestionError
from rag.languages import LANGUAGES, Language, language_name, message
from ui.desk import HIDDEN, Desk, Updates
from ui.finder import found_html
from ui.render import notice_html
from ui.render_articles import articles_html, entries_html
from ui.talk import asked_library

if TYPE_CHECKING:
    from ui.shelf import Shelf

_LONGEST_QUERY = 200


class Reader:
    """The components of the article's side, and what happens when a visitor touches them."""

    def __init__(self, shelf: "Shelf") -> None:
        """Lay the components out in the column that is open."""
        self.shelf = shelf
        with gr.Row(elem_id="tools"):
            # The script makes a list to choose from of these, where there are several.
            self.entries = gr.Markdown(elem_id="entries")
            self.choice = gr.Textbox(elem_id="choice", visible="hidden", show_label=False)
            self.alone = gr.Button(elem_id="alone")
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
                self.switches = {code: gr.Button() for code in LANGUAGES}
            self.closer = gr.Button(elem_id="close-article")
        with gr.Row(elem_id="own-bar"):
            self.private = gr.Markdown(elem_id="private")
            self.close_own = gr.Button(elem_id="close-own")
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
        """Show another edition of the article, whatever language the interface then takes."""
        desk = replace(desk, edition=edition)
        return {**self.edition(desk), state: desk}

    def search(self, typed: str | None, desk: Desk) -> str:
        """Show the passages near to a query; nothing for a query without words."""
        query = (typed or "")[:_LONGEST_QUERY]
        library = self.shelf.library(desk.own)
        asked = asked_library(library, desk.about(library))
        try:
            found = asked.search(query, desk.edition or desk.language)
        except QuestionError:
            return ""
        return found_html(query, found, asked.titles, desk.language)

    def words(self, desk: Desk) -> Updates:
        """Return every update that changes with the interface's language."""
        language = desk.language
        own = notice_html(message("ui.own.private", language), language) if desk.own else ""
        return {
            self.query: gr.update(
                label=message("ui.find", language), placeholder=message("ui.find", language)
            ),
            self.find: message("ui.find.go", language),
            self.closer: message("ui.close", language),
            self.private: gr.update(value=own, visible=bool(desk.own)),
            self.close_own: gr.update(
                value=message("ui.own.close", language), visible=bool(desk.own)
            ),
            **self.choosing(desk),
            **self.edition(desk),
        }

    def choosing(self, desk: Desk, lost: str = "") -> Updates:
        """Return every update that changes with the articles there are to choose from.

        `lost` is the count of a choice of one that is not there.
        """
        library = self.shelf.library(desk.own)
        several = len(library.entries) > 1
        entries, shown, more = desk.offered(library)
        told = "more" * more + f" lost-{lost}" * bool(lost)
        return {
            self.entries: gr.update(
                value=entries_html(entries, shown, told) if several else "",
                visible=several,
            ),
            self.alone: gr.update(
                value=message("ui.alone", desk.language),
                elem_classes=pressed(desk.alone),
                visible=several,
            ),
        }

    def edition(self, desk: Desk) -> Updates:
        """Return every update that changes with the article and the edition shown."""
        library = self.shelf.library(desk.own)
        view = library.view(desk.shown(library), desk.edition or desk.language)
        return {
            self.article: articles_html([view], desk.language),
            self.found: "",
            **{
                button: gr.update(
                    value=_edition_name(code, desk.language, original=view.original == code),
                    elem_classes=[*pressed(view.language == code), f"edition-{code}"],
                    visible=code in view.languages and len(view.languages) > 1,
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
