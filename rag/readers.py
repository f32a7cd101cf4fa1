"""Files become articles, and so do folders with one edition a language."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Any

from rag.article import Article, Edition
from rag.decoding import decode
from rag.docx_reader import read_docx
from rag.epub_reader import read_epub
from rag.errors import ArticleError
from rag.formats import SUFFIXES, Format, format_of
from rag.html_reader import read_html
from rag.languages import LANGUAGES, Language, detect_language, parse_language
from rag.layouts import Document
from rag.pdf_reader import read_pdf
from rag.text_reader import read_markdown, read_plain_text

# An article of ten million bytes is a shelf of books: past that, somebody named the wrong file.
LARGEST_FILE = 10_000_000
# Pictures and fonts make these larger; their text is held to the same measure.
LARGEST_ILLUSTRATED = 100_000_000
# By this file a folder is known as what `ponte index` made.
ARCHIVE_MANIFEST = "manifest.json"
_ILLUSTRATED: frozenset[Format] = frozenset(("pdf", "docx", "epub"))
# What is read is looked at for its language as far as this.
_SAMPLE = 40


def read_article(path: Path) -> Article:
    """Read a file (one edition) or a folder (one edition a language, named it.md and so on)."""
    if _is_folder(path):
        return _read_folder(path)
    return read_bytes(_bytes_of(path), path.name, where=str(path))


def read_bytes(data: bytes, name: str, *, where: str = "") -> Article:
    """Read what a file holds, given its name, as an article with one edition.

    `where` is what messages call the file if not by its name. Raise ArticleError, with one line
    that says what to do, where the bytes are no article.
    """
    return article_of(_document(data, name, where or name), name, where or name)


def article_of(document: Document, name: str, where: str) -> Article:
    """Make the article with one edition that a document is; `name` is its file's."""
    return Article(
        id=slug(PurePath(name).stem),
        date=str(document.layout.fields.get("date", "")),
        editions=(_edition(document, name, where, language=None),),
        notices=document.notices,
    )


def slug(name: str) -> str:
    """Turn a file's name into an article id of letters, digits and single hyphens."""
    return re.sub(r"[\W_]+", "-", name.lower()).strip("-") or "article"


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> ArticleError:
    return ArticleError(
        f"'{path}' cannot be read: {error.strerror}. Check its name and permissions."
    )


def _read_folder(folder: Path) -> Article:
    found = [
        (language, path)
        for language in LANGUAGES
        for path in sorted(folder.glob(f"{language}.*"))
        if path.suffix.lower() in SUFFIXES
    ]
    if not found and (folder / ARCHIVE_MANIFEST).is_file():
        raise ArticleError(f"'{folder}' is an archive. Open it with --index {folder}")
    if not found:
        names = ", ".join(f"{language}.md" for language in LANGUAGES)
        raise ArticleError(f"Folder '{folder}' holds no edition. Put one of these in it: {names}.")
    if len({language for language, _ in found}) < len(found):
        raise ArticleError(
            f"Folder '{folder}' holds two editions in one language. Keep one file a language."
        )
    read = [
        (language, path, _document(_bytes_of(path), path.name, str(path)))
        for language, path in found
    ]
    originals = [entry for entry in read if entry[2].layout.fields.get("original") == "true"]
    first = originals[0] if originals else read[0]
    ordered = [first, *(entry for entry in read if entry is not first)]
    return Article(
        id=slug(folder.resolve().name),
        date=str(first[2].layout.fields.get("date", "")),
        editions=tuple(
            _edition(document, path.name, str(path), language)
            for language, path, document in ordered
        ),
        notices=tuple(notice for _, _, document in ordered for notice in document.notices),
    )


def _document(data: bytes, name: str, where: str) -> Document:
    kind, notice = format_of(data, name)
    _check_size(len(data), where, kind)
    document = _READERS[kind](data, name)
    return replace(document, notices=(notice, *document.notices)) if notice else document


def _edition(document: Document, name: str, where: str, language: Language | None) -> Edition:
    text, layout, fields = document.text, document.layout, document.layout.fields
    if len(text) > LARGEST_FILE:
        raise _too_large(where, len(text), LARGEST_FILE, "characters of text")
    if not any(interval.of(text).strip() for interval in layout.paragraphs):
        raise ArticleError(f"'{where}' holds no text. Give a file with at least one paragraph.")
    return Edition(
        language=language or _language(document),
        title=str(fields.get("title") or _first_title(document, name)),
        source=str(fields.get("source", "")),
        text=text,
        headings=layout.headings,
        paragraphs=layout.paragraphs,
        questions=_listed(fields.get("questions")),
        pages=document.pages,
    )


def _language(document: Document) -> Language:
    """Return the language that the front matter states, or else that of the first paragraphs.

    What a web page says of itself is often its template's, and decides where letters do not.
    """
    fields = document.layout.fields
    if stated := fields.get("language"):
        return parse_language(str(stated))
    paragraphs = document.layout.paragraphs[:_SAMPLE]
    sample = "\n".join(each.of(document.text) for each in paragraphs)
    return detect_language(sample, parse_language(str(fields.get("lang", "it"))))


def _bytes_of(path: Path) -> bytes:
    if not path.exists():
        raise ArticleError(f"No such file: '{path}'. Check the path given with --article.")
    try:
        size = path.stat().st_size
        _check_size(size, str(path), SUFFIXES.get(path.suffix.lower(), "pdf"))
        return path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from error


def _check_size(size: int, where: str, kind: Format) -> None:
    limit = LARGEST_ILLUSTRATED if kind in _ILLUSTRATED else LARGEST_FILE
    if size > limit:
        raise _too_large(where, size, limit, "bytes")


def _too_large(where: str, size: int, limit: int, unit: str) -> ArticleError:
    return ArticleError(
        f"'{where}' has {size:,} {unit}; Ponte reads articles up to {limit:,}. "
        "Give the article alone."
    )


def _first_title(document: Document, name: str) -> str:
    layout = document.layout
    if layout.headings and layout.headings[0].start < layout.paragraphs[0].start:
        return layout.headings[0].of(document.text)
    stem = PurePath(PurePath(name).stem)
    # 'report.it.txt' says its language, which is no part of the title.
    bare = stem.stem if stem.suffix.removeprefix(".") in LANGUAGES else str(stem)
    return bare.replace("-", " ").replace("_", " ")


def _read_text(data: bytes, name: str) -> Document:
    text, notice = decode(data, name)
    return Document(text, read_plain_text(text, name), notices=(notice,) if notice else ())


def _read_markdown(data: bytes, name: str) -> Document:
    text, notice = decode(data, name)
    return Document(text, read_markdown(text, name), notices=(notice,) if notice else ())


_READERS: dict[Format, Callable[[bytes, str], Document]] = {
    "markdown": _read_markdown,
    "text": _read_text,
    "html": read_html,
    "pdf": read_pdf,
    "docx": read_docx,
    "epub": read_epub,
}


def _listed(value: Any) -> tuple[str, ...]:
    return tuple(str(entry) for entry in value) if isinstance(value, list) else ()
