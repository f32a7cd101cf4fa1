"""The tools by which assistants ask the articles: the Model Context Protocol, as an extra."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from rag.errors import PonteError, ServerError
from rag.languages import Language
from rag.records import found_record, passage_record
from ui.asking import ask_while_awaited
from ui.models import LONGEST_HISTORY, LONGEST_LIST, Answer, Found, Passage, Typed

if TYPE_CHECKING:
    from fastapi import FastAPI
    from mcp.server import MCPServer
    from mcp.types import ToolAnnotations

    from rag.archive_library import AnyLibrary

_INSTRUCTIONS = (
    "Answers from the open articles ({names}), each statement with the exact words that prove it. "
    "Questions may be in Italian, English or Chinese. Where `status` is `not_found` the articles "
    "do not say: tell the reader so, and do not answer from elsewhere. Cite `quote` unchanged."
)

_WRITER = (
    " `text` is in the words of a language model, each sentence checked against what it cites; "
    "what became of them, and where the question was sent, is in `writing`."
)
_MOST_NAMED = 20

Wanted = Annotated[
    Language | None, Field(description="The language wanted: it, en or zh; else the query's own.")
]
Limit = Annotated[int, Field(ge=1, le=LONGEST_LIST, description="How many at most.")]
Earlier = Annotated[
    list[Typed] | None,
    Field(
        max_length=LONGEST_HISTORY,
        description="The questions asked before in this conversation, the oldest first.",
    ),
]


def build_mcp(library: "AnyLibrary") -> "MCPServer":
    """Return the server of the tools over a library; raise ServerError without the extra."""
    try:
        from mcp.server import MCPServer
        from mcp.types import ToolAnnotations
    except ImportError as error:
        raise ServerError(
            "The extra 'mcp' is not installed. Install it: pip install 'ponte[mcp]'"
        ) from error
    # Names only: a title is the article's own words, and an assistant obeys what stands here.
    names = ", ".join(entry.id for entry in library.entries[:_MOST_NAMED])
    more = len(library.entries) - _MOST_NAMED
    names += f" and {more:,} more" if more > 0 else ""
    server = MCPServer(
        "ponte",
        title="Ponte",
        instructions=_INSTRUCTIONS.format(names=names) + _WRITER * (library.writer is not None),
        log_level="WARNING",
    )
    reads = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
    _add_ask(server, library, reads)

    @server.tool(title="Find passages", annotations=reads)
    def find(query: Typed, limit: Limit = 5, language: Wanted = None) -> Found:
        """Return the passages nearest to a query, best first, across languages."""
        with _explained():
            return Found.model_validate(found_record(library, query, language, limit))

    @server.tool(title="Read a passage", annotations=reads)
    def read_passage(article: str, passage: int, language: Wanted = None) -> Passage:
        """Return the text of a passage, which citations and hits name by article and number."""
        with _explained():
            held = library.passage(f"{article}#{passage}")
        return Passage.model_validate(passage_record(library, held, language))

    return server


def _add_ask(server: "MCPServer", library: "AnyLibrary", reads: "ToolAnnotations") -> None:
    from mcp.server.mcpserver import Context

    # An assistant may ask its reader before text leaves the machine.
    leaves = bool(library.writer and library.writer.host)
    asks = reads.model_copy(update={"open_world_hint": leaves})

    @server.tool(title="Ask the articles", annotations=asks)
    async def ask(
        context: Context, question: Typed, language: Wanted = None, history: Earlier = None
    ) -> Answer:
        """Answer a question with citations, or say that the articles hold no answer."""
        # Over HTTP an assistant that goes away says so there; over stdio there is no request.
        request = context.request_context.request
        receive = request.receive if request else None
        with _explained():
            answer = await ask_while_awaited(library, question, language, history or [], receive)
        return Answer.model_validate(answer.to_dict())


def serve_tools(library: "AnyLibrary") -> None:
    """Serve the tools over standard input and output, until the other side closes them."""
    build_mcp(library).run("stdio")


def add_tools(app: "FastAPI", library: "AnyLibrary") -> None:
    """Serve the tools at '/mcp' of an application, each call for itself: nothing is kept."""
    from mcp.server.transport_security import TransportSecuritySettings

    server = build_mcp(library)
    served = server.streamable_http_app(
        streamable_http_path="/mcp",
        json_response=True,
        stateless_http=True,
        # Hosts and origins are checked before, for every path alike.
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    before = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(running: "FastAPI") -> AsyncIterator[Any]:
        async with before(running) as state, server.session_manager.run():
            yield state

    app.router.lifespan_context = lifespan
    app.router.routes.extend(served.routes)


@contextmanager
def _explained() -> Iterator[None]:
    """Pass a refusal on in its own words; anything else is told as a failure only."""
    from mcp.server.mcpserver.exceptions import ToolError

    try:
        yield
    except PonteError as error:
        raise ToolError(str(error)) from error
