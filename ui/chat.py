"""The page's components and events: thin, with no logic of their own."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import gradio as gr

from rag.languages import Language, message
from rag.terminal import writer_told
from ui.desk import HIDDEN, Desk, Updates, placeholder
from ui.endpoints import add_endpoints
from ui.kept import read_kept, text_of
from ui.layout import EXAMPLES, Layout
from ui.reader import pressed
from ui.render import brand_html, notice_html, stand_html
from ui.sessions import forget_session
from ui.shelf import GoneError
from ui.talk import Talk, asked_library, grow, refuse_gone, replay, reply
from ui.visitor import known, visitor_language

if TYPE_CHECKING:
    from ui.shelf import Shelf

# Questions that may wait: two or three seconds of work. Whoever comes then is told to try again.
_LONGEST_QUEUE = 256


def build_page(shelf: "Shelf") -> gr.Blocks:
    """Build the page over a shelf of articles."""
    blocks: gr.Blocks = gr.Blocks(title="Ponte", analytics_enabled=False, fill_width=True)
    with blocks:
        add_endpoints(shelf.served)
        page = Page(shelf)
        page.listen(blocks)
    blocks.queue(max_size=_LONGEST_QUEUE, default_concurrency_limit=2, api_open=False)
    return blocks


class Page(Layout):
    """What happens when a visitor touches the components of the page."""

    def listen(self, blocks: gr.Blocks) -> None:
        """Tie the events to the components."""
        talking = [self.question, self.chat, self.welcome, self.talk]
        # "once": a double press on an example asks once.
        asking = gr.on(
            [self.question.submit, self.send.click, *(button.click for button in self.examples)],
            self.ask,
            [self.question, self.desk, self.talk],
            talking,
            queue=False,
            trigger_mode="once",
            **HIDDEN,
        )
        # A generator costs an event more, which an answer that comes at once need not wait for.
        answering = asking.success(
            self.write if self.shelf.served.writer else self.answer,
            [self.desk, self.talk],
            [self.chat, self.talk],
            **HIDDEN,
        )
        self.new.click(self.start_over, None, talking, queue=False, cancels=[answering], **HIDDEN)
        worded = [*self._words(Desk()), self.desk]
        self.kept.change(
            self.attend,
            [self.kept, self.desk, self.talk],
            [*worded, self.chat, self.welcome, self.talk, self.stand],
            cancels=[answering],
            **HIDDEN,
        )
        blocks.load(self.arrive, None, worded, queue=False, **HIDDEN)
        for code, button in self.languages.items():
            button.click(partial(self.speak, code), self.desk, worded, queue=False, **HIDDEN)
        scoped = [*self._offered(Desk()), *self.reader.choosing(Desk())]
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

    def arrive(self, request: gr.Request) -> Updates:
        """Greet a visitor in the language the address or the browser asks for."""
        accepted = request.headers.get("accept-language", "")
        asked = request.query_params
        language = visitor_language(asked.get("lang", ""), accepted)
        desk = Desk(edition=known(asked.get("edition", "")))
        return self.speak(language, desk.choosing(asked.get("article", ""), self.shelf.served))

    def leave(self, request: gr.Request) -> None:
        """Let a visitor's own article go, and what their session holds of it."""
        session = request.session_hash or ""
        self.shelf.leave(session, lambda: forget_session(request, session))

    def speak(self, language: Language, desk: Desk) -> Updates:
        """Put the interface into a language, and the article unless its own was chosen."""
        desk = replace(desk, language=language)
        return {**self._words(desk), self.desk: desk}

    def choose(self, wanted: str | None, desk: Desk) -> Updates:
        """Show another article; the script adds a count, so that each choice is a change."""
        name, _, count = (wanted or "").partition(" ")
        library = self.shelf.library(desk.own)
        lost = count if count.isdecimal() and not library.holds(name) else ""
        desk = desk.choosing(name, library)
        return {
            **self._offered(desk),
            **self.reader.choosing(desk, lost),
            **self.reader.edition(desk),
            self.desk: desk,
        }

    def ask_alone(self, desk: Desk) -> Updates:
        """Ask the article that is shown by itself, or all of them again."""
        desk = replace(desk, alone=not desk.alone)
        return {**self._offered(desk), **self.reader.choosing(desk), self.desk: desk}

    def start_over(self) -> Updates:
        """Forget the conversation."""
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
        begun = bool(talk.messages)
        talk = talk.asking(question, self._about(desk))
        shown = talk.exchanges(desk.language)
        if begun:
            # A value alone costs Gradio a third of what it takes to make a component anew.
            return {self.question: "", self.chat: shown, self.talk: talk}
        return {
            self.question: "",
            self.chat: gr.update(value=shown, visible=True),
            self.welcome: gr.update(visible=False),
            self.talk: talk,
        }

    def answer(self, desk: Desk, talk: Talk, request: gr.Request) -> Updates:
        """Answer the question that waits."""
        if talk.pending:
            try:
                library = self.shelf.library(desk.own, request.session_hash or "")
                talk = reply(library, desk.language, talk, linked=not desk.own)
            except GoneError:
                talk = refuse_gone(desk.language, talk)
        return {self.chat: talk.exchanges(desk.language), self.talk: talk}

    def write(self, desk: Desk, talk: Talk, request: gr.Request) -> Iterator[Updates]:
        """Answer the question that waits sentence by sentence, as a language model writes."""
        if not talk.pending:
            return
        try:
            library = self.shelf.library(desk.own, request.session_hash or "")
            for grown in grow(library, desk.language, talk, linked=not desk.own):
                yield {self.chat: grown.exchanges(desk.language), self.talk: grown}
        except GoneError:
            talk = refuse_gone(desk.language, talk)
            yield {self.chat: talk.exchanges(desk.language), self.talk: talk}

    def attend(self, kept: str | None, desk: Desk, talk: Talk, request: gr.Request) -> Updates:
        """Turn to the articles the browser asks for, with the conversation it kept about them.

        A conversation about the articles that are open already is left as it is.
        """
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

    def _writer_told(self, reader: Language) -> str:
        """Say which language model is on and where the text goes, if any is."""
        writer = self.shelf.served.writer
        if writer is None:
            return ""
        return notice_html(writer_told(writer.name, writer.host, reader), reader, "writer")

    def _asked(self, typed: str, desk: Desk, target: object) -> str:
        # A session holds copies of the components it has changed: they are known by their names.
        names = [example.elem_id for example in self.examples]
        name = getattr(target, "elem_id", None)
        if name not in names:
            return typed
        suggestions = self._suggestions(desk)
        place = names.index(name)
        return suggestions[place] if place < len(suggestions) else ""

    def _suggestions(self, desk: Desk) -> tuple[str, ...]:
        library = self.shelf.library(desk.own)
        return asked_library(library, desk.about(library)).suggestions(desk.language)[:EXAMPLES]

    def _offered(self, desk: Desk) -> Updates:
        """Return every update that changes with the articles that are asked."""
        suggestions = self._suggestions(desk)
        offered = [*suggestions, *[""] * (EXAMPLES - len(suggestions))]
        return {
            self.question: gr.update(
                label=message("ui.question", desk.language),
                placeholder=placeholder(self.shelf.library(desk.own), desk),
            ),
            **{
                button: gr.update(value=text, visible=bool(text))
                for button, text in zip(self.examples, offered, strict=True)
            },
        }

    def _words(self, desk: Desk) -> Updates:
        """Return every update that changes with the interface's language."""
        return {
            self.brand: brand_html(desk.language),
            self.greeting: notice_html(
                message("ui.welcome", desk.language), desk.language, "welcome"
            )
            + self._writer_told(desk.language),
            self.send: message("ui.ask", desk.language),
            self.export: message("ui.export", desk.language),
            self.keys: message("ui.keys", desk.language),
            self.new: message("ui.new", desk.language),
            self.opener: message("ui.article", desk.language),
            self.own: message("ui.own", desk.language),
            self.chat: gr.update(label=message("ui.conversation", desk.language)),
            **self._offered(desk),
            **{
                button: gr.update(elem_classes=pressed(code == desk.language))
                for code, button in self.languages.items()
            },
            **self.reader.words(desk),
        }
