"""The command line."""

import os
import sys
from dataclasses import replace
from typing import Annotated

import typer

from rag.cli_alignment import alignment
from rag.cli_evaluate import evaluation
from rag.cli_index import index, opened
from rag.cli_support import support
from rag.cli_vectors import vectors
from rag.cli_writing import named_writer
from rag.errors import PassageError, PonteError
from rag.languages import parse_language
from rag.options import (
    AllowHost,
    AsJson,
    Auth,
    Host,
    Limit,
    Llm,
    LlmModel,
    NoBrowser,
    Opening,
    Port,
    RateLimit,
    Reader,
    RootPath,
    Tools,
    Uploads,
    opens,
)
from rag.output import each_line, last_of, print_json, print_notice, print_pieces

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.callback(invoke_without_command=True)
def ponte(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Ask an article questions in Italian, English or Chinese, and see the words that prove it.

    Without a command, open the chat over the bundled article.
    """
    if version:
        from importlib.metadata import version as installed

        print(f"ponte {installed('ponte')}")
    elif context.invoked_subcommand is None:
        chat()


@app.command()
@opens
def chat(
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="[PATH]...", help="Articles, as with --article.")
    ] = None,
    *,
    opening: Opening,
    host: Host = "127.0.0.1",
    port: Port = 7860,
    no_browser: NoBrowser = False,
    auth: Auth = None,
    allow_host: AllowHost = None,
    rate_limit: RateLimit = None,
    root_path: RootPath = "",
    mcp: Tools = False,
    uploads: Uploads = None,
    llm: Llm = None,
    llm_model: LlmModel = None,
) -> None:
    """Open the chat in the browser."""
    named = [*(paths or []), *(opening.article or [])]
    opening = replace(opening, article=named)
    library = opened(opening, named_writer(llm, llm_model, lasting=True))
    # The one place where the command line reaches for the page; rag itself does not know it.
    from importlib import import_module

    serve = import_module("ui.app").serve
    serve(
        library,
        host,
        port,
        open_browser=not no_browser,
        announce=lambda url: print(f"Ponte: {url} (Ctrl-C ends it)", flush=True),
        notify=print_notice,
        hosts=allow_host or [],
        password_file=auth,
        rate=rate_limit,
        root=root_path,
        tools=mcp,
        uploads=uploads,
    )


@app.command()
@opens
def ask(
    question: Annotated[str, typer.Argument(help="The question; - reads one a line.")],
    *,
    opening: Opening,
    language: Reader = None,
    as_json: AsJson = False,
    llm: Llm = None,
    llm_model: LlmModel = None,
) -> None:
    """Answer a question, each statement tied to the words that prove it."""
    reader = parse_language(language) if language else None
    library = opened(opening, named_writer(llm, llm_model))

    def answer(text: str) -> None:
        found = last_of(library.answers(text, language=reader), shown=not as_json)
        if as_json:
            print_json(found.to_dict())
        else:
            from rag.terminal import answer_pieces

            print_pieces(answer_pieces(found))

    each_line(question, answer)


@app.command()
@opens
def find(
    query: Annotated[str, typer.Argument(help="What to look for; - reads one a line.")],
    *,
    opening: Opening,
    language: Reader = None,
    as_json: AsJson = False,
    limit: Limit = 5,
) -> None:
    """List the passages nearest to a query, best first."""
    reader = parse_language(language) if language else None
    library = opened(opening)
    from rag.records import found_record

    def look_up(text: str) -> None:
        if as_json:
            print_json(found_record(library, text, reader, limit))
        else:
            from rag.terminal import hit_pieces

            print_pieces(hit_pieces(library.find(text, limit=limit, language=reader)))

    each_line(query, look_up)


@app.command()
@opens
def show(
    passage: Annotated[
        str, typer.Argument(metavar="[ARTICLE#]PASSAGE", help="As in 'torino-pechino#3'.")
    ] = "",
    *,
    opening: Opening,
    text: Annotated[
        bool, typer.Option("--text", help="Print the whole text that was read (of an ARTICLE).")
    ] = False,
    language: Reader = None,
    as_json: AsJson = False,
) -> None:
    """Print one passage, or with --text all that was read of an article."""
    reader = parse_language(language) if language else None
    library = opened(opening)
    if text:
        edition = library.edition(passage, reader)
        sys.stdout.write(edition.text + "\n" * (not edition.text.endswith("\n")))
        return
    if not passage:
        raise PassageError("No passage is named. Give one, such as '3', or add --text for all.")
    found = library.passage(passage)
    if as_json:
        from rag.records import passage_record

        print_json(passage_record(library, found, reader))
    else:
        _, said = library.passage_text(found, reader or found.language)
        print(" ".join(said.split()))


@app.command()
@opens
def articles(*, opening: Opening, as_json: AsJson = False) -> None:
    """List the articles, their languages and how many passages they have."""
    library = opened(opening)
    from rag.records import article_record

    for entry in library.entries:
        if as_json:
            print_json(article_record(entry))
        else:
            said, date = ", ".join(entry.languages), entry.date or "-"
            print(f"{entry.id}\n  {entry.title}\n  {date} · {said} · 1-{entry.passages}")


@app.command("mcp")
@opens
def serve_tools(*, opening: Opening, llm: Llm = None, llm_model: LlmModel = None) -> None:
    """Offer the articles to an assistant as tools: the Model Context Protocol over stdio."""
    library = opened(opening, named_writer(llm, llm_model, lasting=True))
    from importlib import import_module

    import_module("ui.mcp_server").serve_tools(library)


evaluation.command()(alignment)
evaluation.command()(support)
evaluation.command()(vectors)
app.command()(index)
app.add_typer(evaluation, name="evaluate")


def run() -> None:
    """Run the command line as a process of its own, and leave at once."""
    main()
    # Taking the tokenizer down piece by piece would cost a cold answer a fifth of its time.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def main() -> None:
    """Run the command line; turn every error a person can mend into one line and exit code 2."""
    # NumPy reads it when it is first imported. A question's matrices are small: two threads take
    # longer than one over them, and wait for each other with the processor at full load.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        app(standalone_mode=False)
    except PonteError as error:
        _fail(str(error))
    except typer.TyperException as error:
        _fail(f"{error.format_message().rstrip('.')}. See: ponte --help")
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()  # The reader of our output has gone (ponte ... | head).
        sys.exit(0)


def _fail(line: str) -> None:
    print(f"ponte: {' '.join(line.split())}", file=sys.stderr)
    sys.exit(2)
