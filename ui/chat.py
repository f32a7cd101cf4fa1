"""The page's components and events: thin, with no logic of their own."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import gradio as gr

from rag.languages import LANGUAGES, Language, message
from ui.endpoints import add_endpoints
from ui.kept import fingerprint, kept_questions
from ui.reader import HIDDEN, Desk, Reader, Updates, pressed
from ui.render import brand_html, notice_html
from ui.talk import LONGEST_TYPED, Talk, replay, reply
from ui.visitor import known, visitor_language

if TYPE_CHECKING:
    from rag.library import Library

_EXAMPLES = 4
# Questions that may wait: two or three seconds of work. Whoever comes then is told to try again.
_LONGEST_QUEUE = 256
_NAMES: dict[Language, str] = {"it": "IT", "en": "EN", "zh": "中文"}


def build_page(library: "Library") -> gr.Blocks:
    """Build the page over a library."""
    blocks: gr.Blocks = gr.Blocks(title="Ponte", analytics_enabled=False, fill_width=True)
    with blocks:
        add_endpoints(library)
        page = Page(library)
        page.listen(blocks)
    blocks.queue(max_size=_LONGEST_QUEUE, default_concurrency_limit=2, api_open=False)
    return blocks


class Page:
    """The components of the page, and what happens when a visitor touches them."""

    def __init__(self, library: "Library") -> None:
        """Lay the components out in the Blocks that is open."""
        self.library = library
        self.desk = gr.State(Desk())
        self.talk = gr.State(Talk())
        # The script writes here what the browser kept of a conversation, after a reload.
        self.kept = gr.Textbox(elem_id="kept", visible="hidden", show_label=False)
        with gr.Row(elem_id="top"):
            self.brand = gr.Markdown(elem_id="brand")
            with gr.Row(elem_id="lang"):
                self.languages = {code: gr.Button(_NAMES[code]) for code in LANGUAGES}
            self.opener = gr.Button(elem_id="open-article")
            self.new = gr.Button(elem_id="new")
        with gr.Row(elem_id="main"):
            with gr.Column(elem_id="talk"):
                self._lay_out_talk()
            with gr.Column(elem_id="reader"):
                self.reader = Reader(library)

    def _lay_out_talk(self) -> None:
        self.chat = gr.Chatbot(
            elem_id="chat",
            visible=False,
            layout="bubble",
            height="100%",
            buttons=[],
            latex_delimiters=[],
            allow_tags=False,
            feedback_options=None,
            group_consecutive_messages=False,
        )
        with gr.Column(elem_id="welcome") as self.welcome:
            self.greeting = gr.Markdown(elem_id="greeting")
            with gr.Column(elem_id="ex"):
                self.examples = [
                    gr.Button(elem_id=f"example-{place}", elem_classes="example")
                    for place in range(_EXAMPLES)
                ]
        with gr.Row(elem_id="composer"):
            self.question = gr.Textbox(
                elem_id="q",
                lines=1,
                max_lines=6,
                max_length=LONGEST_TYPED,
                show_label=False,
                container=False,
            )
            self.send = gr.Button(elem_id="send")
        with gr.Row(elem_id="foot"):
            self.export = gr.Button(elem_id="export")
            self.keys = gr.Button(elem_id="keys")

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
        answering = asking.success(
            self.answer, [self.desk, self.talk], [self.chat, self.talk], **HIDDEN
        )
        self.new.click(self.start_over, None, talking, queue=False, cancels=[answering], **HIDDEN)
        self.kept.change(
            self.restore, [self.kept, self.desk, self.talk], talking, trigger_mode="once", **HIDDEN
        )
        worded = [*self._words(Desk()), self.desk]
        blocks.load(self.arrive, None, worded, queue=False, **HIDDEN)
        for code, button in self.languages.items():
            button.click(partial(self.speak, code), self.desk, worded, queue=False, **HIDDEN)
        self.reader.listen(self.desk)

    def arrive(self, request: gr.Request) -> Updates:
        """Greet a visitor in the language the address or the browser asks for."""
        accepted = request.headers.get("accept-language", "")
        language = visitor_language(request.query_params.get("lang", ""), accepted)
        return self.speak(language, Desk(edition=known(request.query_params.get("edition", ""))))

    def speak(self, language: Language, desk: Desk) -> Updates:
        """Put the interface into a language, and the article unless its own was chosen."""
        desk = replace(desk, language=language)
        return {**self._words(desk), self.desk: desk}

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
        question = self._asked(typed or "", desk.language, event.target)
        if talk.pending or not question.strip():
            return {self.talk: talk}
        begun = bool(talk.messages)
        talk = talk.asking(question)
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

    def answer(self, desk: Desk, talk: Talk) -> Updates:
        """Answer the question that waits."""
        talk = reply(self.library, desk.language, talk) if talk.pending else talk
        return {self.chat: talk.exchanges(desk.language), self.talk: talk}

    def restore(self, kept: str | None, desk: Desk, talk: Talk) -> Updates:
        """Bring back a conversation that the browser kept, where it is about these articles."""
        if talk.messages or talk.pending:
            return {self.talk: talk}
        asked = kept_questions(kept or "", fingerprint(self.library.articles))
        talk = replay(self.library, asked)
        return {
            self.chat: gr.update(value=talk.exchanges(desk.language), visible=bool(asked)),
            self.welcome: gr.update(visible=not asked),
            self.talk: talk,
        }

    def _asked(self, typed: str, language: Language, target: object) -> str:
        # A session holds copies of the components it has changed: they are known by their names.
        names = [example.elem_id for example in self.examples]
        name = getattr(target, "elem_id", None)
        if name not in names:
            return typed
        suggestions = self.library.suggestions(language)
        place = names.index(name)
        return suggestions[place] if place < len(suggestions) else ""

    def _words(self, desk: Desk) -> Updates:
        """Return every update that changes with the interface's language."""
        suggestions = self.library.suggestions(desk.language)[:_EXAMPLES]
        offered = [*suggestions, *[""] * (_EXAMPLES - len(suggestions))]
        return {
            self.brand: brand_html(desk.language),
            self.greeting: notice_html(
                message("ui.welcome", desk.language), desk.language, "welcome"
            ),
            self.question: gr.update(
                label=message("ui.question", desk.language),
                placeholder=message("ui.placeholder", desk.language),
            ),
            self.send: message("ui.ask", desk.language),
            self.export: message("ui.export", desk.language),
            self.keys: message("ui.keys", desk.language),
            self.new: message("ui.new", desk.language),
            self.opener: message("ui.article", desk.language),
            self.chat: gr.update(label=message("ui.conversation", desk.language)),
            **{
                button: gr.update(value=text, visible=bool(text))
                for button, text in zip(self.examples, offered, strict=True)
            },
            **{
                button: gr.update(elem_classes=pressed(code == desk.language))
                for code, button in self.languages.items()
            },
            **self.reader.words(desk),
        }
