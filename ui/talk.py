"""A conversation on the page: its turns, its messages, and the one place where failures end."""

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag.continuing import next_questions
from rag.conversation import LONGEST_QUESTION, Turn, spoken_language
from rag.errors import QuestionError, StoppedError
from rag.languages import Language, message
from ui.copies import copies_html
from ui.kept import REMEMBERED, Asked
from ui.render import answer_html, next_html, notice_html, question_html

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rag.answering import Answer
    from rag.archive_library import AnyLibrary
    from rag.cancelling import Cancellation

logger = logging.getLogger(__name__)

LONGEST_TYPED = 500
# Tells the script that the answer is not whole.
_GROWING = '<div class="growing"></div>'


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation: the turns the library reads, the messages the page shows, what waits."""

    turns: tuple[Turn, ...] = ()
    messages: tuple[str, ...] = ()
    pending: str = ""
    about: str = ""

    def asking(self, question: str, about: str = "") -> "Talk":
        """Return the conversation with a question that waits for its answer.

        `about` is the id of the one article that is asked, or nothing where all are.
        """
        return replace(self, pending=question, about=about)

    def answered(self, answer: str, turn: Turn | None, spoken: Language) -> "Talk":
        """Return the conversation with one exchange more, and without those too long ago."""
        turns = (*self.turns, turn) if turn else self.turns
        messages = (*self.messages, _shown(self.pending, spoken, self.about), answer)
        return Talk(turns[-REMEMBERED:], messages[-2 * REMEMBERED :])

    def exchanges(self, reader: Language, *, growing: bool = False) -> list[dict[str, str]]:
        """Return the messages as the chat component takes them, the last perhaps still growing."""
        waiting = notice_html(message("ui.waiting", reader), reader, "waiting")
        spoken = spoken_language(self.pending, reader)
        asked = (_shown(self.pending, spoken, self.about), waiting) if self.pending else ()
        shown = [
            {"role": "assistant" if place % 2 else "user", "content": content}
            for place, content in enumerate((*self.messages, *asked))
        ]
        if growing:
            shown[-1]["content"] += _GROWING
        return shown


def _shown(question: str, spoken: Language, about: str) -> str:
    cut = question[:LONGEST_TYPED] + "…" * (len(question) > LONGEST_TYPED)
    return question_html(cut, spoken, about)


def asked_library(library: "AnyLibrary", about: str) -> "AnyLibrary":
    """Return the one article that is asked, by itself, or the library where all are."""
    return library.only(about) if library.holds(about) else library


def reply(library: "AnyLibrary", reader: Language, talk: Talk, *, linked: bool = True) -> Talk:
    """Answer what waits as `grow` does in the end."""
    *_, answered = grow(library, reader, talk, linked=linked)
    return answered


def grow(
    library: "AnyLibrary",
    reader: Language,
    talk: Talk,
    *,
    linked: bool = True,
    until: "Cancellation | None" = None,
) -> "Iterator[Talk]":
    """Yield the talk with an answer to what waits, longer each time as a language model writes it.

    It is in the question's language; whatever goes wrong is told in one line of the talk. What is
    taken away from an answer has links, except where they would lead nobody anywhere. Once `until`
    is cancelled, the answer stays as it is.
    """
    question = talk.pending
    language = spoken_language(question, reader)
    if len(question) > LONGEST_QUESTION:
        told = message("ui.long", reader, limit=LONGEST_TYPED)
        yield talk.answered(notice_html(told, reader), None, language)
        return
    try:
        asked = asked_library(library, talk.about)
        growing = asked.answers(question, language=language, history=talk.turns, until=until)
        for answer in growing:
            turn = Turn(question, answer.text, answer.citations)
            told = _told(library, question, answer, linked)
            further = next_questions(asked, answer.language, (*talk.turns, turn))
            told += next_html(further, answer.language)
            yield talk.answered(told, turn, language)
    except StoppedError:
        return
    except QuestionError:
        yield talk.answered(notice_html(message("ui.empty", language), language), None, language)
    except Exception:
        # The visitor gets a line whatever happened, and the log gets the rest.
        logger.exception("A question could not be answered.")
        yield talk.answered(notice_html(message("ui.failure", language), language), None, language)


def _told(library: "AnyLibrary", question: str, answer: "Answer", linked: bool) -> str:
    copies = copies_html(question, answer, library.titles, linked=linked)
    return answer_html(answer, library.titles) + copies


def refuse_gone(reader: Language, talk: Talk) -> Talk:
    """Tell in the talk that the visitor's own article is no longer there to be asked."""
    language = spoken_language(talk.pending, reader)
    return talk.answered(notice_html(message("own.gone", reader), reader), None, language)


def replay(library: "AnyLibrary", asked: "Sequence[Asked]", *, linked: bool = True) -> Talk:
    """Ask again what was asked before: a conversation that comes back proves itself anew.

    No language model is asked for what it has answered already.
    """
    talk, plain = Talk(), library.extractive
    for turn in asked:
        waiting = talk.asking(turn.question, turn.article)
        talk = reply(plain, turn.language, waiting, linked=linked)
    return talk
