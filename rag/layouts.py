"""What a reader finds in a file: its text, its headings, paragraphs and pages."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from rag.article import Interval

# Signs that say how a line was set and nothing else.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b\u2060\ufeff\ufffe\uffff]"
)
_SURROGATES = re.compile("[\ud800-\udfff]")
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)


@dataclass(frozen=True, slots=True)
class Layout:
    """What a reader finds in a text: its headings and paragraphs, and the front matter's fields."""

    headings: tuple[Interval, ...]
    paragraphs: tuple[Interval, ...]
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Document:
    """A file as it was read: a text, what is known of it, and notices for the person who gave it.

    `pages` holds where each page begins in the text, the first at 0; it is empty where the format
    knows no pages.
    """

    text: str
    layout: Layout
    pages: tuple[int, ...] = ()
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A heading or a paragraph that was extracted; `breaks` are where pages begin in its text."""

    text: str
    heading: bool = False
    breaks: tuple[int, ...] = ()


@dataclass(slots=True)
class _Composed:
    pieces: list[str] = field(default_factory=list)
    headings: list[Interval] = field(default_factory=list)
    paragraphs: list[Interval] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)
    length: int = 0


def compose(
    blocks: Iterable[Block], fields: dict[str, Any], notices: tuple[str, ...] = ()
) -> Document:
    """Join extracted blocks, a blank line between them, into the text that will be quoted."""
    made = _Composed()
    for block in blocks:
        if block.text and made.pieces:
            made.pieces.append("\n\n")
            made.length += 2
        made.pages.extend(made.length + start for start in block.breaks)
        if block.text:
            interval = Interval(made.length, made.length + len(block.text))
            (made.headings if block.heading else made.paragraphs).append(interval)
            made.pieces.append(block.text)
            made.length = interval.end
    return Document(
        text="".join(made.pieces),
        layout=Layout(tuple(made.headings), tuple(made.paragraphs), fields),
        pages=(0, *made.pages[1:]) if made.pages else (),
        notices=notices,
    )


def plain(text: str) -> str:
    """Return extracted text on one line: composed letters, single spaces, no invisible signs."""
    seen = _SURROGATES.sub("\ufffd", _INVISIBLE.sub("", text)).translate(_LIGATURES)
    return " ".join(unicodedata.normalize("NFC", seen).split())
