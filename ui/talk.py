"""A conversation on the page: its turns, its messages, and the one place where failures end."""

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag.conversation import Turn, spoken_language
from rag.errors import QuestionError
from rag.languages import Language, message
from rag.library import LONGEST_QUESTION
from ui.copies import copies_html
from ui.kept import REMEMBERED, Asked
from ui.render import answer_html, notice_html, question_html

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.library import Library

logger = logging.getLogger(__name__)

LONGEST_TYPED = 500


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation: the turns the library reads, the messages the page shows, what waits."""

    turns: tuple[Turn, ...] = ()
    messages: tuple[str, ...] = ()
    pending: str = ""

    def asking(self, question: str) -> "Talk":
        """Return the conversation with a question that waits for its answer."""
        return replace(self, pending=question)

    def answered(self, answer: str, turn: Turn | None, spoken: Language) -> "Talk":
        """Return the conversation with one exchange more, and without those too long ago."""
        turns = (*self.turns, turn) if turn else self.turns
        messages = (*self.messages, _shown(self.pending, spoken), answer)
        return Talk(turns[-REMEMBERED:], messages[-2 * REMEMBERED :])

    def exchanges(self, reader: Language) -> list[dict[str, str]]:
        """Return the messages as the chat component takes them."""
        waiting = notice_html(message("ui.waiting", reader), reader, "waiting")
        spoken = spoken_language(self.pending, reader)
        asked = (_shown(self.pending, spoken), waiting) if self.pending else ()
        return [
            {"role": "assistant" if place % 2 else "user", "content": content}
            for place, content in enumerate((*self.messages, *asked))
        ]


def _shown(question: str, spoken: Language) -> str:
    cut = question[:LONGEST_TYPED] + "…" * (len(question) > LONGEST_TYPED)
    return question_html(cut, spoken)


def reply(library: "Library", reader: Language, talk: Talk) -> Talk:
    """Answer what waits, in its language; whatever goes wrong is told in one line of the talk."""
    question = talk.pending
    language = spoken_language(question, reader)
    if len(question) > LONGEST_QUESTION:
        told = message("ui.long", reader, limit=LONGEST_TYPED)
        return talk.answered(notice_html(told, reader), None, language)
    try:
        answer = library.ask(question, language=language, history=talk.turns)
        titles = {article.id: article.title for article in library.articles}
        told = answer_html(answer, titles) + copies_html(question, answer, titles)
    except QuestionError:
        told = notice_html(message("ui.empty", language), language)
    except Exception:
        # The visitor gets a line whatever happened, and the log gets the rest.
        logger.exception("A question could not be answered.")
        told = notice_html(message("ui.failure", language), language)
    else:
        return talk.answered(told, Turn(question, answer.text, answer.citations), language)
    return talk.answered(told, None, language)


def replay(library: "Library", asked: "Sequence[Asked]") -> Talk:
    """Ask again what was asked before: a conversation that comes back proves itself anew."""
    talk = Talk()
    for turn in asked:
        talk = reply(library, turn.language, talk.asking(turn.question))
    return talk
