"""Questions and searches through Gradio's own clients: the named endpoints `/ask` and `/find`."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from gradio import Error, Request
from gradio.events import api
from pydantic import ValidationError

from rag.errors import QuestionError, StoppedError
from rag.languages import Language
from rag.records import found_record
from ui.asking import ask_after
from ui.models import Question, Search
from ui.problems import problem_line
from ui.writings import Writings

if TYPE_CHECKING:
    from rag.archive_library import AnyLibrary


def add_endpoints(library: "AnyLibrary", writings: Writings) -> None:
    """Add the endpoints to the Blocks that is open; they share its queue.

    They come before a page's own events, which Gradio names too, and which would take the names.
    A client that goes away lets go of a language model as a page does, by its session.
    """

    def ask(
        request: Request,
        question: str,
        language: Language | None = None,
        history: list[str] | None = None,
    ) -> dict[str, Any]:
        """Answer a question with citations, after the questions asked before it."""

        def answer() -> dict[str, Any]:
            asked = Question(question=question, language=language, history=history or [])
            # Whoever has no session is let go of by nobody else.
            with writings.of(request.session_hash or uuid4().hex) as until:
                found = ask_after(library, asked.question, asked.language, asked.history, until)
            return found.to_dict()

        return _explained(answer)

    def find(query: str, limit: int = 5, language: Language | None = None) -> dict[str, Any]:
        """Return the passages nearest to a query, best first."""

        def answer() -> dict[str, Any]:
            asked = Search(query=query, limit=limit, language=language)
            return found_record(library, asked.query, asked.language, asked.limit)

        return _explained(answer)

    api(ask, api_name="ask")
    api(find, api_name="find")


def _explained(answer: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Answer, or tell in one line why not: what Gradio passes on to its client."""
    try:
        return answer()
    except ValidationError as error:
        problem = problem_line(error.errors()[0])
    except (QuestionError, StoppedError) as error:
        problem = str(error)
    raise Error(problem, print_exception=False)
