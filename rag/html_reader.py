"""HTML: the main text of a web page, without its menus, by trafilatura."""

import codecs
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from rag.decoding import decode, decode_stated
from rag.errors import ArticleError
from rag.languages import LANGUAGES
from rag.layouts import Block, Document, compose, plain

if TYPE_CHECKING:
    from lxml.etree import _Element

# Elements nested deeper than this are no article, and would exhaust the parsers' stack.
_DEEPEST = 250
_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?([\w.:-]+)""", re.I
)
_LANGUAGE = re.compile(r"<html[^>]{0,400}?\b(?:xml:)?lang\s*=\s*[\"']?([a-zA-Z]{2})")


def read_html(data: bytes, name: str) -> Document:
    """Extract the main text of a web page with its headings, title, author, date and language."""
    return read_page(data, name)


def read_page(data: bytes, name: str, *, url: str = "", charset: str = "") -> Document:
    """Extract a web page; `url` is where it came from, `charset` what its server said."""
    text, notice = _decoded(data, name, charset)
    body, fields = _extract(text, name, url)
    blocks = list(_blocks(body))
    if not any(block.text for block in blocks if not block.heading):
        raise ArticleError(
            f"'{name}' has no main text: it is menus and scripts alone, or a program fills it in. "
            "Save what you see as text or PDF and give that."
        )
    return compose(_with_title(blocks, fields), fields, (notice,) if notice else ())


def _decoded(data: bytes, name: str, charset: str) -> tuple[str, str]:
    """Decode a page by its byte order mark, or what the server or the page states, or a guess."""
    if data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return decode(data, name)
    stated = _CHARSET.search(data[:4096])
    for encoding in (charset, stated.group(1).decode("ascii") if stated else ""):
        if encoding:
            return decode_stated(data, encoding, name)
    return decode(data, name)


def _extract(text: str, name: str, url: str) -> "tuple[_Element, dict[str, Any]]":
    import trafilatura

    tree = trafilatura.load_html(text)
    if tree is None:
        raise ArticleError(f"'{name}' is not HTML, or it is empty. Save the page anew.")
    _check_depth(tree, name)
    found: Any = trafilatura.bare_extraction(
        tree,
        url=url or None,
        with_metadata=True,
        include_comments=False,
        include_tables=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if found is None or found.body is None:
        raise ArticleError(f"'{name}' has no main text. Save what you see as text or PDF.")
    language = _LANGUAGE.search(text[:4096])
    code = language.group(1).lower() if language else ""
    fields = {
        "title": plain(found.title or ""),
        "date": found.date or "",
        "source": " · ".join(
            dict.fromkeys(filter(None, map(_told, (found.author, found.sitename, url))))
        ),
        "lang": code if code in LANGUAGES else "",
    }
    return found.body, {key: value for key, value in fields.items() if value}


def _told(value: str | None) -> str:
    return plain(value or "")


def _check_depth(tree: "_Element", name: str) -> None:
    level = [tree]
    for _ in range(_DEEPEST):
        level = [child for element in level for child in element]
        if not level:
            return
    raise ArticleError(f"'{name}' nests its elements over {_DEEPEST} deep. Save it as plain text.")


def _with_title(blocks: list[Block], fields: dict[str, Any]) -> list[Block]:
    """Begin with the title, which many pages keep outside of their main text."""
    title = fields.get("title", "")
    if not title or any(block.heading and block.text == title for block in blocks[:3]):
        return blocks
    return [Block(title, heading=True), *blocks]


def _blocks(body: "_Element") -> Iterator[Block]:
    """Yield the headings, and as paragraphs the paragraphs, items of lists and rows of tables."""
    for element in body:
        tag = element.tag
        if tag == "head":
            yield Block(plain("".join(element.itertext())), heading=True)
        elif tag in ("list", "table", "div", "body", "main", "article", "section"):
            yield from _blocks(element)
        elif tag == "quote" and len(element):
            yield from _quoted(element)
        elif tag == "row":
            cells = (plain("".join(cell.itertext())) for cell in element)
            yield Block(" | ".join(cell for cell in cells if cell))
        elif isinstance(tag, str):
            yield from (Block(line) for line in _lines(element))
        if element.tail and element.tail.strip():
            yield Block(plain(element.tail))


def _quoted(element: "_Element") -> Iterator[Block]:
    if element.text and element.text.strip():
        yield Block(plain(element.text))
    yield from _blocks(element)


def _lines(element: "_Element") -> list[str]:
    """Return the text of an element, apart where a line was broken."""
    lines = (plain(line) for line in "".join(_pieces(element)).split("\v"))
    return [line for line in lines if line]


def _pieces(element: "_Element") -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag == "lb":
            yield "\v"
        else:
            yield from _pieces(child)
        yield child.tail or ""
