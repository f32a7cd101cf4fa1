"""Word files: their headings, paragraphs, lists and tables, by python-docx."""

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from rag.errors import ArticleError
from rag.layouts import Block, Document, compose, plain
from rag.zipped import opened_zip

if TYPE_CHECKING:
    from docx.document import Document as WordFile
    from docx.table import Table
    from docx.text.paragraph import Paragraph

_HEADINGS = ("heading", "title", "titolo", "标题")
# A line that is bold from end to end and no longer than this is a heading without the style.
_LONGEST_BOLD = 120
# What python-docx states for a file that states nothing.
_NO_DATE = "2013-12-23"


def read_docx(data: bytes, name: str) -> Document:
    """Read the text of a Word file, with title, author and date where it states them."""
    from docx import Document as open_docx
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    with opened_zip(data, name):
        try:
            word = open_docx(io.BytesIO(data))
            return compose(_blocks(word), _fields(word))
        except (OpcError, LxmlError, AttributeError, IndexError, RecursionError) as error:
            told = f"'{name}' is no whole Word file: {error}. Save it anew as .docx."
            raise ArticleError(" ".join(told.split())) from error


def _blocks(word: "WordFile") -> Iterator[Block]:
    from docx.text.paragraph import Paragraph

    for part in word.iter_inner_content():
        if isinstance(part, Paragraph):
            yield from _paragraph(part)
        else:
            yield from _rows(part)


def _paragraph(paragraph: "Paragraph") -> Iterator[Block]:
    heading = _is_heading(paragraph)
    # A line may be broken within a paragraph, and a tab stands between words.
    for line in paragraph.text.split("\n"):
        if text := plain(line):
            yield Block(text, heading)


def _is_heading(paragraph: "Paragraph") -> bool:
    style = paragraph.style
    if style and (style.name or "").lower().startswith(_HEADINGS):
        return True
    spoken = [run for run in paragraph.runs if run.text.strip()]
    short = 0 < len(paragraph.text) <= _LONGEST_BOLD and paragraph.text.rstrip()[-1:] not in ".。"
    return short and bool(spoken) and all(run.bold for run in spoken)


def _rows(table: "Table") -> Iterator[Block]:
    """Yield each row as a paragraph; a cell over several columns or rows is said once."""
    said: set[Any] = set()
    for row in table.rows:
        cells = []
        for cell in row.cells:
            text = plain(cell.text)
            if text and cell._tc not in said:
                said.add(cell._tc)
                cells.append(text)
        yield Block(" | ".join(cells))


def _fields(word: "WordFile") -> dict[str, Any]:
    stated = word.core_properties
    made = stated.created.date().isoformat() if stated.created else ""
    author = "" if stated.author == "python-docx" else stated.author
    fields = {
        "title": plain(stated.title or ""),
        "source": plain(author or ""),
        "date": "" if made == _NO_DATE else made,
    }
    return {key: value for key, value in fields.items() if value}
