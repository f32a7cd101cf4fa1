"""EPUB: the chapters of a book in reading order, with what it says of itself."""

import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from zipfile import ZipFile

from rag.errors import ArticleError
from rag.layouts import Block, Document, compose, plain
from rag.zipped import opened_zip

if TYPE_CHECKING:
    from lxml.etree import _Element

_CONTAINER = "META-INF/container.xml"
_PROSE = frozenset(("p", "li", "blockquote", "dt", "dd", "pre", "td", "figcaption", "div", "body"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_UNSAID = frozenset(("script", "style", "nav", "head", "svg", "math"))


def read_epub(data: bytes, name: str) -> Document:
    """Read the chapters of an EPUB in the order of its spine."""
    from lxml.etree import LxmlError

    with opened_zip(data, name) as archive:
        if "META-INF/encryption.xml" in archive.namelist() and _is_locked(archive):
            raise ArticleError(f"'{name}' is locked by its seller (DRM). Give one that is not.")
        try:
            package = _package_path(archive)
            root = _parsed(archive.read(package))
            return compose(_chapters(archive, root, posixpath.dirname(package)), _fields(root))
        except (LxmlError, IndexError, RecursionError) as error:
            told = f"'{name}' is no whole EPUB: {error}. Get it anew."
            raise ArticleError(" ".join(told.split())) from error


def _is_locked(archive: ZipFile) -> bool:
    """Tell whether more than fonts is encrypted."""
    listed = archive.read("META-INF/encryption.xml").lower()
    return b"html" in listed


def _parsed(data: bytes) -> "_Element":
    from lxml import etree

    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))


def _package_path(archive: ZipFile) -> str:
    return str(
        _parsed(archive.read(_CONTAINER)).xpath("string(//*[local-name()='rootfile']/@full-path)")
    )


def _chapters(archive: ZipFile, root: "_Element", folder: str) -> Iterator[Block]:
    """Yield the blocks of the documents that the spine names, in its order."""
    from lxml import html

    items = {item.get("id"): item for item in root.iterfind(".//{*}manifest/{*}item")}
    for reference in root.iterfind(".//{*}spine/{*}itemref"):
        item = items.get(reference.get("idref"))
        if item is None or "nav" in (item.get("properties") or ""):
            continue
        path = posixpath.normpath(posixpath.join(folder, unquote(item.get("href") or "")))
        page = archive.read(path)
        if page.strip():
            yield from _blocks(
                html.document_fromstring(page, parser=html.HTMLParser(encoding="utf-8"))
            )


def _blocks(element: "_Element") -> Iterator[Block]:
    """Yield the headings and paragraphs under an element: the innermost that hold text."""
    for child in element:
        if not isinstance(child.tag, str) or child.tag in _UNSAID:
            continue
        if child.tag in _HEADINGS:
            yield Block(plain("".join(child.itertext())), heading=True)
        elif child.tag in _PROSE and not _has_blocks(child):
            yield Block(plain(" ".join(_said(child))))
        else:
            yield from _blocks(child)


def _has_blocks(element: "_Element") -> bool:
    return any(child.tag in _PROSE or child.tag in _HEADINGS for child in element.iterdescendants())


def _said(element: "_Element") -> Iterator[str]:
    """Yield the text of an element, apart where a line is broken."""
    run = [element.text or ""]
    for child in element:
        if child.tag == "br":
            yield "".join(run)
            run = []
        elif isinstance(child.tag, str):
            run.append("".join(child.itertext()))
        run.append(child.tail or "")
    yield "".join(run)


def _fields(root: "_Element") -> dict[str, Any]:
    def stated(name: str) -> str:
        return plain(
            str(root.xpath(f"string(//*[local-name()='metadata']/*[local-name()='{name}'])"))
        )

    fields = {"title": stated("title"), "source": stated("creator"), "date": stated("date")[:10]}
    return {key: value for key, value in fields.items() if value}
