"""What is written on the components of the page, in the visitor's language."""

import gradio as gr

from rag.languages import Language, message
from rag.terminal import writer_told
from ui.desk import Desk, Updates, placeholder
from ui.layout import EXAMPLES, Layout
from ui.reader import pressed
from ui.render import brand_html, notice_html
from ui.talk import asked_library


class Worded(Layout):
    """The components of the page, and their words."""

    def suggestions(self, desk: Desk) -> tuple[str, ...]:
        """Return the questions that are offered about the articles that are asked."""
        library = self.shelf.library(desk.own)
        return asked_library(library, desk.about(library)).suggestions(desk.language)[:EXAMPLES]

    def offered(self, desk: Desk) -> Updates:
        """Return every update that changes with the articles that are asked."""
        suggestions = self.suggestions(desk)
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

    def words(self, desk: Desk) -> Updates:
        """Return every update that changes with the interface's language."""
        return {
            self.brand: brand_html(desk.language),
            self.greeting: notice_html(
                message("ui.welcome", desk.language), desk.language, "welcome"
            )
            + notice_html(message("ui.tagline", desk.language), desk.language, "promise")
            + self._writer_told(desk.language),
            self.send: message("ui.ask", desk.language),
            self.export: message("ui.export", desk.language),
            self.keys: message("ui.keys", desk.language),
            self.new: message("ui.new", desk.language),
            self.opener: message("ui.article", desk.language),
            self.own: message("ui.own", desk.language),
            self.chat: gr.update(label=message("ui.conversation", desk.language)),
            **self.offered(desk),
            **{
                button: gr.update(elem_classes=pressed(code == desk.language))
                for code, button in self.languages.items()
            },
            **self.reader.words(desk),
        }

    def _writer_told(self, reader: Language) -> str:
        """Say which language model is on and where the text goes, if any is."""
        writer = self.shelf.served.writer
        if writer is None:
            return ""
        return notice_html(writer_told(writer.name, writer.host, reader), reader, "writer")
