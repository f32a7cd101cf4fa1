"""The options that commands share."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer

Articles = Annotated[
    list[str] | None,
    typer.Option(
        "--article",
        metavar="PATH_OR_URL",
        help="A file (text, Markdown, HTML, PDF, Word, EPUB), a folder with it.md, en.md, zh.md, "
        "or a web address; repeatable. Without it: the bundled article.",
    ),
]
Translation = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", help="The same article in another language; citations quote the first."
    ),
]
AllowPrivate = Annotated[
    bool,
    typer.Option("--allow-private", help="Fetch web addresses of this machine and network too."),
]
Index = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="An archive that ponte index made, in place of articles."),
]
Since = Annotated[
    str | None, typer.Option(metavar="DATE", help="Of an archive: from this date on (2024-05).")
]
Until = Annotated[str | None, typer.Option(metavar="DATE", help="Of an archive: up to this date.")]
WrittenIn = Annotated[
    str | None,
    typer.Option("--in", metavar="it|en|zh", help="Of an archive: articles in this language."),
]
Source = Annotated[
    str | None,
    typer.Option(metavar="TEXT", help="Of an archive: where source or file name holds this."),
]
Reader = Annotated[
    str | None,
    typer.Option("--language", metavar="it|en|zh", help="The language of the answer."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print machine-readable JSON.")]
Model = Annotated[
    str | None,
    typer.Option(
        metavar="NAME_OR_PATH", help="A sentence-transformers model in place of the bundled one."
    ),
]
Llm = Annotated[
    str | None,
    typer.Option(
        "--llm",
        metavar="URL",
        help="A language model that words the answers, each sentence checked: the URL of a server "
        "that speaks the OpenAI protocol (or PONTE_LLM_URL; its key is PONTE_LLM_KEY), or "
        "'transformers'.",
    ),
]
LlmModel = Annotated[
    str | None,
    typer.Option(
        "--llm-model",
        metavar="NAME",
        help="The language model's name there, or its folder (or PONTE_LLM_MODEL).",
    ),
]
Engine = Annotated[
    str | None,
    typer.Option(
        metavar="faiss|milvus",
        help="What holds the vectors; without it, what does already, or FAISS in the folder.",
    ),
]
MilvusUrl = Annotated[
    str | None,
    typer.Option(
        "--milvus-url",
        metavar="URL",
        help="Where Milvus is: http://HOST:19530, or FILE.db for Milvus Lite (or PONTE_MILVUS_URL; "
        "its token is PONTE_MILVUS_TOKEN).",
    ),
]
Limit = Annotated[int, typer.Option(min=1, max=100, help="How many passages to list.")]
Host = Annotated[str, typer.Option(help="The address to listen on.")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes any free one.")]
Uploads = Annotated[
    bool | None,
    typer.Option(
        "--uploads/--no-uploads",
        help="Whether visitors may open articles of their own; by default only on this machine.",
        show_default=False,
    ),
]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Do not open the browser.")]
Auth = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Ask visitors for the password on the first line of a file "
        "(or in the environment variable PONTE_PASSWORD).",
    ),
]
AllowHost = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME", help="A name the server is reached by, as ponte.example.org."),
]
RateLimit = Annotated[
    int | None,
    typer.Option(
        min=0,
        metavar="N",
        help="Requests a minute from one address; 0 for no limit. Without it: 300, "
        "and none where only this machine can ask.",
    ),
]
RootPath = Annotated[
    str, typer.Option(metavar="PATH", help="The path that a proxy puts the page under (/ponte).")
]
Tools = Annotated[bool, typer.Option("--mcp", help="Offer the tools of `ponte mcp` at /mcp too.")]


@dataclass(frozen=True, slots=True)
class Opening:
    """What a command opens, as its options say."""

    article: Articles = None
    index: Index = None
    since: Since = None
    until: Until = None
    written_in: WrittenIn = None
    source: Source = None
    translation: Translation = None
    allow_private: AllowPrivate = False
    model: Model = None


def opens(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of Opening; it gets them as one argument, `opening`."""
    hints = get_type_hints(Opening, include_extras=True)
    shared = [
        inspect.Parameter(
            each.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=each.default,
            annotation=hints[each.name],
        )
        for each in fields(Opening)
    ]
    signature = inspect.signature(command)
    own = [each for each in signature.parameters.values() if each.name != "opening"]

    @wraps(command)
    def run(**given: Any) -> None:
        values = {each.name: given.get(each.name, each.default) for each in whole}
        opening = Opening(**{each.name: values.pop(each.name) for each in shared})
        command(opening=opening, **values)

    whole = [*(each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in own), *shared]
    run.__annotations__ = {each.name: each.annotation for each in whole}
    # Typer reads the options off the signature.
    run.__signature__ = signature.replace(parameters=whole)  # type: ignore[attr-defined]
    return run
