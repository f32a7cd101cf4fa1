"""Which format a file has: by what it holds, and only then by its name."""

import io
import re
from pathlib import PurePath
from typing import Literal
from zipfile import BadZipFile, ZipFile

from rag.errors import ArticleError

Format = Literal["text", "markdown", "html", "pdf", "docx", "epub"]

SUFFIXES: dict[str, Format] = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".epub": "epub",
}
NAMES: dict[Format, str] = {
    "text": "plain text",
    "markdown": "Markdown",
    "html": "HTML",
    "pdf": "a PDF",
    "docx": "a Word file",
    "epub": "an EPUB",
}
_TEXTUAL: frozenset[Format] = frozenset(("text", "markdown", "html"))
_HTML = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b",
    re.IGNORECASE | re.DOTALL,
)
_MEMBERS: dict[str, Format] = {"word/document.xml": "docx", "META-INF/container.xml": "epub"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Word keeps a document that has a password under this name, in UTF-16.
_PROTECTED = "EncryptedPackage".encode("utf-16-le")


def format_of(data: bytes, name: str) -> tuple[Format, str]:
    """Return a file's format, and a notice where its name claims another.

    Raise ArticleError where it is a format that Ponte does not read.
    """
    suffix = PurePath(name).suffix.lower()
    claimed = SUFFIXES.get(suffix)
    found = _by_content(data, name, claimed)
    if found is None and claimed is None:
        raise ArticleError(
            f"'{name}' is a '{suffix or 'nameless'}' file. "
            f"Ponte reads: {', '.join(SUFFIXES)}, or a folder with it.md, en.md, zh.md."
        )
    if found is None and claimed and claimed not in _TEXTUAL:
        found = _text_after_all(data, name, claimed)
    kind = found or claimed or "text"
    if claimed is None or kind == claimed:
        return kind, ""
    return kind, f"'{name}' is {NAMES[kind]}, whatever its name says, and was read as such."


def _by_content(data: bytes, name: str, claimed: Format | None) -> Format | None:
    """Return the format that the first bytes give away, or None where they do not."""
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _zipped(data, name)
    if data.startswith(_OLE):
        if _PROTECTED in data:
            raise ArticleError(f"'{name}' is protected by a password. Save it without one.")
        raise ArticleError(f"'{name}' is in an old Office format. Save it as .docx.")
    if data.startswith(b"{\\rtf"):
        raise ArticleError(f"'{name}' is rich text (RTF). Save it as .docx.")
    # Markdown may well begin with a tag.
    return "html" if claimed != "markdown" and _HTML.match(data[:4096]) else None


def _zipped(data: bytes, name: str) -> Format:
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            members = set(archive.namelist())
    except (BadZipFile, ValueError, NotImplementedError) as error:
        raise ArticleError(f"'{name}' is cut off or damaged: {error}. Get it anew.") from error
    for member, kind in _MEMBERS.items():
        if member in members:
            return kind
    raise ArticleError(
        f"'{name}' is a zip file without a document in it. Unpack it and give what it holds."
    )


def _text_after_all(data: bytes, name: str, claimed: Format) -> Format:
    """Take what calls itself a PDF or a Word file and is text for the text that it is."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise ArticleError(f"'{name}' is not {NAMES[claimed]}, or it is damaged. Get it anew.")
    return "text"
