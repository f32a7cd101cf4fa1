"""The components of the page, and where they stand."""

from typing import TYPE_CHECKING

import gradio as gr

from rag.languages import LANGUAGES, Language
from ui.desk import Desk
from ui.reader import Reader
from ui.talk import LONGEST_TYPED, Talk

if TYPE_CHECKING:
    from ui.shelf import Shelf

EXAMPLES = 4
_NAMES: dict[Language, str] = {"it": "IT", "en": "EN", "zh": "中文"}


class Layout:
    """The components of the page: its header, the conversation on the left, the article's side."""

    def __init__(self, shelf: "Shelf") -> None:
        """Lay the components out in the Blocks that is open."""
        self.shelf = shelf
        self.desk = gr.State(Desk())
        self.talk = gr.State(Talk())
        # The script writes here what the browser kept, and reads in the other what came of it.
        self.kept = gr.Textbox(elem_id="kept", visible="hidden", show_label=False)
        self.stand = gr.Markdown(elem_id="stand", visible="hidden")
        with gr.Row(elem_id="top"):
            self.brand = gr.Markdown(elem_id="brand")
            with gr.Row(elem_id="lang"):
                self.languages = {code: gr.Button(_NAMES[code]) for code in LANGUAGES}
            self.opener = gr.Button(elem_id="open-article")
            self.own = gr.Button(elem_id="open-own", visible=shelf.uploads)
            self.new = gr.Button(elem_id="new")
        with gr.Row(elem_id="main"):
            with gr.Column(elem_id="talk"):
                self._lay_out_talk()
            with gr.Column(elem_id="reader"):
                self.reader = Reader(shelf)

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
            # The script scrolls to the question instead of to the end of its answer.
            autoscroll=False,
        )
        with gr.Column(elem_id="welcome") as self.welcome:
            self.greeting = gr.Markdown(elem_id="greeting")
            with gr.Column(elem_id="ex"):
                self.examples = [
                    gr.Button(elem_id=f"example-{place}", elem_classes="example")
                    for place in range(EXAMPLES)
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
