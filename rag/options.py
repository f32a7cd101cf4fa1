"""The options that the commands share."""

from pathlib import Path
from typing import Annotated

import typer

Articles = Annotated[
    list[Path] | None,
    typer.Option(
        "--article",
        metavar="PATH",
        help="A .txt or .md file, or a folder with it.md, en.md, zh.md; repeatable. "
        "Without it: the bundled article.",
    ),
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
