"""The page's components and events: thin, with no logic of their own."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import gradio as gr

from rag.languages import Language
from ui.desk import HIDDEN, Desk, Updates
from ui.endpoints import add_endpoints
from ui.kept import read_kept, text_of
from ui.render import stand_html
from ui.sessions import forget_session
from ui.shelf import GoneError
from ui.talk import Talk, grow, refuse_gone, replay, reply
from ui.visitor import known, visitor_language
from ui.worded import Worded
from ui.writings import Writings

if TYPE_CHECKING:
    from ui.shelf import Shelf

# Questions that may wait: two or three seconds of work. Whoever comes then is told to try again.
_LONGEST_QUEUE = 256


def build_page(shelf: "Shelf") -> gr.Blocks:
    """Build the page over a shelf of articles."""
    blocks: gr.Blocks = gr.Blocks(title="Ponte", analytics_enabled=False, fill_width=True)
    with blocks:
        writings = Writings()
        add_endpoints(shelf.served, writings)
        page = Page(shelf, writings)
        page.listen(blocks)
    blocks.queue(max_size=_LONGEST_QUEUE, default_concurrency_limit=2, api_open=False)
    return blocks


class Page(Worded):
    """What happens when a visitor touches the components of the page."""

    def __init__(self, shelf: "Shelf", writings: Writings) -> None:
        """Lay the page out; `writings` are let go of where a visitor leaves."""
        super().__init__(shelf)
        self.writings = writings

    def listen(self, blocks: gr.Blocks) -> None:
        """Tie the events to the components."""
        talking = [self.question, self.chat, self.welcome, self.talk]
        slow = self.shelf.served.writer is not None
        # "once": a double press on an example asks once.
        asking = gr.on(
            [self.question.submit, self.send.click, *(button.click for button in self.examples)],
            self.ask if slow else self.exchange,
            [self.question, self.desk, self.talk],
            talking,
            queue=False,
            trigger_mode="once",
            **HIDDEN,
        )
        writing = [self._write_after(asking)] if slow else []
        self.new.click(self.start_over, None, talking, queue=False, cancels=writing, **HIDDEN)
        worded = [*self.words(Desk()), self.desk]
        self.kept.change(
            self.attend,
            [self.kept, self.desk, self.talk],
            [*worded, self.chat, self.welcome, self.talk, self.stand],
            cancels=writing,
            **HIDDEN,
        )
        blocks.load(self.arrive, None, worded, queue=False, **HIDDEN)
        for code, button in self.languages.items():
            button.click(partial(self.speak, code), self.desk, worded, queue=False, **HIDDEN)
        scoped = [*self.offered(Desk()), *self.reader.choosing(Desk())]
        self.reader.choice.change(
            self.choose,
            [self.reader.choice, self.desk],
            [*scoped, *self.reader.edition(Desk()), self.desk],
            queue=False,
            **HIDDEN,
        )
        self.reader.alone.click(
            self.ask_alone, self.desk, [*scoped, self.desk], queue=False, **HIDDEN
        )
        self.reader.listen(self.desk)
        blocks.unload(self.leave)

    def _write_after(self, asking: Any) -> Any:  # Gradio types no events
        """Let a language model write the answer to what was asked, in its turn."""
        written = [self.chat, self.talk]
        return asking.success(self.write, [self.desk, self.talk], written, **HIDDEN)

    def arrive(self, request: gr.Request) -> Updates:
        """Greet a visitor in the language the address or the browser asks for."""
        accepted = request.headers.get("accept-language", "")
        asked = request.query_params
        language = visitor_language(asked.get("lang", ""), accepted)
        desk = Desk(edition=known(asked.get("edition", "")))
        return self.speak(language, desk.choosing(asked.get("article", ""), self.shelf.served))

    def leave(self, request: gr.Request) -> None:
        """Let go of the model and a visitor's own article, and what their session holds of it."""
        session = request.session_hash or ""
        self.writings.cancel(session)
        self.shelf.leave(session, lambda: forget_session(request, session))

    def speak(self, language: Language, desk: Desk) -> Updates:
        """Put the interface into a language, and the article unless its own was chosen."""
        desk = replace(desk, language=language)
        return {**self.words(desk), self.desk: desk}

    def choose(self, wanted: str | None, desk: Desk) -> Updates:
        """Show another article; the script adds a count, so that each choice is a change."""
        name, _, count = (wanted or "").partition(" ")
        library = self.shelf.library(desk.own)
        lost = count if count.isdecimal() and not library.holds(name) else ""
        desk = desk.choosing(name, library)
        return {
            **self.offered(desk),
            **self.reader.choosing(desk, lost),
            **self.reader.edition(desk),
            self.desk: desk,
        }

    def ask_alone(self, desk: Desk) -> Updates:
        """Ask the article that is shown by itself, or all of them again."""
        desk = replace(desk, alone=not desk.alone)
        return {**self.offered(desk), **self.reader.choosing(desk), self.desk: desk}

    def start_over(self, request: gr.Request) -> Updates:
        """Forget the conversation, and let go of the model that may be writing in it."""
        self.writings.cancel(request.session_hash or "")
        return {
            self.question: "",
            self.chat: gr.update(value=[], visible=False),
            self.welcome: gr.update(visible=True),
            self.talk: Talk(),
        }

    def ask(self, typed: str | None, desk: Desk, talk: Talk, event: gr.EventData) -> Updates:
        """Show a question; while another waits for its answer, leave it in the box."""
        question = self._asked(typed or "", desk, event.target)
        if talk.pending or not question.strip():
            return {self.talk: talk}
        return self._shown(talk, talk.asking(question, self._about(desk)), desk)

    def exchange(
        self,
        typed: str | None,
        desk: Desk,
        talk: Talk,
        event: gr.EventData,
        request: gr.Request,
    ) -> Updates:
        """Show a question with its answer, which comes at once where no language model writes."""
        question = self._asked(typed or "", desk, event.target)
        if not question.strip():
            return {self.talk: talk}
        asked = talk.asking(question, self._about(desk))
        try:
            library = self.shelf.library(desk.own, request.session_hash or "")
            answered = reply(library, desk.language, asked, linked=not desk.own)
        except GoneError:
            answered = refuse_gone(desk.language, asked)
        return self._shown(talk, answered, desk)

    def _shown(self, before: Talk, talk: Talk, desk: Desk) -> Updates:
        """Return the updates that show a conversation that has grown by a question."""
        shown = talk.exchanges(desk.language)
        if before.messages:
            # A value alone costs Gradio a third of what it takes to make a component anew.
            return {self.question: "", self.chat: shown, self.talk: talk}
        return {
            self.question: "",
            self.chat: gr.update(value=shown, visible=True),
            self.welcome: gr.update(visible=False),
            self.talk: talk,
        }

    def write(self, desk: Desk, talk: Talk, request: gr.Request) -> Iterator[Updates]:
        """Answer the question that waits sentence by sentence, as a language model writes."""
        if not talk.pending:
            return
        session = request.session_hash or ""
        try:
            library = self.shelf.library(desk.own, session)
            with self.writings.of(session) as until:
                for grown in grow(library, desk.language, talk, linked=not desk.own, until=until):
                    talk = grown
                    growing = talk.exchanges(desk.language, growing=True)
                    yield {self.chat: growing, self.talk: talk}
            if until.cancelled:
                return
        except GoneError:
            talk = refuse_gone(desk.language, talk)
        yield {self.chat: talk.exchanges(desk.language), self.talk: talk}

    def attend(self, kept: str | None, desk: Desk, talk: Talk, request: gr.Request) -> Updates:
        """Turn to the articles the browser asks for, with the conversation it kept about them.

        A conversation about the articles that are open already is left as it is.
        """
        self.writings.cancel(request.session_hash or "")
        told = read_kept(kept or "")
        if told.own != desk.own:
            desk, talk = replace(desk, own=told.own, article="", alone=False), Talk()
        try:
            library = self.shelf.library(desk.own, request.session_hash or "")
        except GoneError:
            desk, library = replace(desk, own=""), self.shelf.served
        if not (talk.messages or talk.pending):
            asked = told.questions(text_of(library))
            talk = replay(library, asked, linked=not desk.own)
        begun = bool(talk.messages or talk.pending)
        return {
            **self.speak(desk.language, desk),
            self.chat: gr.update(value=talk.exchanges(desk.language), visible=begun),
            self.welcome: gr.update(visible=not begun),
            self.talk: talk,
            self.stand: stand_html(told.count, own=bool(desk.own)),
        }

    def _about(self, desk: Desk) -> str:
        try:
            return desk.about(self.shelf.library(desk.own))
        except GoneError:
            return ""

    def _asked(self, typed: str, desk: Desk, target: object) -> str:
        # A session holds copies of the components it has changed: they are known by their names.
        names = [example.elem_id for example in self.examples]
        name = getattr(target, "elem_id", None)
        if name not in names:
            return typed
        suggestions = self.suggestions(desk)
        place = names.index(name)
        return suggestions[place] if place < len(suggestions) else ""
