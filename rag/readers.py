"""Files become articles: plain text, Markdown, and folders with one edition a language."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.article import Article, Edition, Interval
from rag.decoding import decode
from rag.errors import ArticleError
from rag.languages import LANGUAGES, Language, detect_language, parse_language

# An article of ten million bytes is a shelf of books: past that, somebody named the wrong file.
LARGEST_FILE = 10_000_000

_FRONT_MATTER = re.compile(
    r"\A\ufeff?---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE
)
_MARKDOWN_HEADING = re.compile(r"#{1,6}(?:[ \t]+(?P<title>[^\r\n]*?))?[ \t]*#*[ \t]*(?=\r|\n|\Z)")
_SENTENCE_MARKS = frozenset(".!?:;,…。！？：；，»”\"'")


@dataclass(frozen=True, slots=True)
class Layout:
    """What a reader finds in a text: its headings and paragraphs, and the front matter's fields."""

    headings: tuple[Interval, ...]
    paragraphs: tuple[Interval, ...]
    fields: dict[str, Any]


def read_article(path: Path) -> Article:
    """Read a file (one edition) or a folder (one edition a language, named it.md and so on)."""
    if _is_folder(path):
        return _read_folder(path)
    edition, fields, notices = _read_edition(path, language=None)
    return Article(
        id=slug(path.stem), date=str(fields.get("date", "")), editions=(edition,), notices=notices
    )


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> ArticleError:
    return ArticleError(
        f"'{path}' cannot be read: {error.strerror}. Check its name and permissions."
    )


def slug(name: str) -> str:
    """Turn a file's name into an article id of letters, digits and single hyphens."""
    return re.sub(r"[\W_]+", "-", name.lower()).strip("-") or "article"


def _read_folder(folder: Path) -> Article:
    found = [
        (language, path)
        for language in LANGUAGES
        for path in sorted(folder.glob(f"{language}.*"))
        if path.suffix.lower() in READERS
    ]
    if not found:
        names = ", ".join(f"{language}.md" for language in LANGUAGES)
        raise ArticleError(f"Folder '{folder}' holds no edition. Put one of these in it: {names}.")
    if len({language for language, _ in found}) < len(found):
        raise ArticleError(
            f"Folder '{folder}' holds two editions in one language. Keep one file a language."
        )
    read = [(*_read_edition(path, language), path) for language, path in found]
    originals = [entry for entry in read if entry[1].get("original") == "true"]
    first = originals[0] if originals else read[0]
    ordered = [first, *(entry for entry in read if entry is not first)]
    return Article(
        id=slug(folder.resolve().name),
        date=str(first[1].get("date", "")),
        editions=tuple(entry[0] for entry in ordered),
        notices=tuple(notice for entry in ordered for notice in entry[2]),
    )


def _read_edition(
    path: Path, language: Language | None
) -> tuple[Edition, dict[str, Any], tuple[str, ...]]:
    reader = READERS.get(path.suffix.lower())
    if not path.exists():
        raise ArticleError(f"No such file: '{path}'. Check the path given with --article.")
    if reader is None:
        raise ArticleError(
            f"'{path.name}' is a '{path.suffix or 'nameless'}' file. "
            f"Ponte reads: {', '.join(READERS)}, or a folder with it.md, en.md, zh.md."
        )
    text, notice = decode(_read_bytes(path), path.name)
    layout = reader(text, path.name)
    if not any(interval.of(text).strip() for interval in layout.paragraphs):
        raise ArticleError(f"'{path}' holds no text. Give a file with at least one paragraph.")
    body = "\n".join(paragraph.of(text) for paragraph in layout.paragraphs[:40])
    stated = layout.fields.get("language")
    edition = Edition(
        language=language
        or (parse_language(str(stated)) if stated else detect_language(body, "it")),
        title=str(layout.fields.get("title") or _first_title(text, layout, path)),
        source=str(layout.fields.get("source", "")),
        text=text,
        headings=layout.headings,
        paragraphs=layout.paragraphs,
        questions=_listed(layout.fields.get("questions")),
    )
    return edition, layout.fields, (notice,) if notice else ()


def _read_bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise ArticleError(
                f"'{path}' has {size:,} bytes; Ponte reads articles up to {LARGEST_FILE:,}. "
                "Give the article alone."
            )
        return path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from error


def _first_title(text: str, layout: Layout, path: Path) -> str:
    if layout.headings and layout.headings[0].start < layout.paragraphs[0].start:
        return layout.headings[0].of(text)
    name = Path(path.stem)
    # 'report.it.txt' says its language, which is no part of the title.
    bare = name.stem if name.suffix.removeprefix(".") in LANGUAGES else path.stem
    return bare.replace("-", " ").replace("_", " ")


def read_plain_text(text: str, name: str) -> Layout:
    """Find the paragraphs of a plain text: blocks between blank lines, or lines for want of them.

    A single short line without a full stop, with text after it, is a heading.
    """
    blocks = _blocks(text, 1 if text.startswith("\ufeff") else 0)
    if len(blocks) == 1:
        blocks = _lines_as_paragraphs(text, blocks[0])
    headings = tuple(block for block in blocks[:-1] if _looks_like_heading(block.of(text)))
    known = frozenset(headings)
    paragraphs = tuple(block for block in blocks if block not in known)
    return Layout(headings=headings, paragraphs=paragraphs, fields={})


def _lines_as_paragraphs(text: str, block: Interval) -> list[Interval]:
    lines = _trimmed_lines(text, block)
    finished = sum(line.of(text)[-1] in _SENTENCE_MARKS for line in lines)
    return lines if finished >= 0.8 * len(lines) else [block]


def _looks_like_heading(block: str) -> bool:
    return len(block) <= 100 and len(block.splitlines()) == 1 and block[-1] not in _SENTENCE_MARKS


def read_markdown(text: str, name: str) -> Layout:
    """Find the front matter, the headings and the paragraphs of a Markdown text."""
    front = _FRONT_MATTER.match(text)
    fields = _front_matter_fields(front.group(1), name) if front else {}
    start = front.end() if front else (1 if text.startswith("\ufeff") else 0)
    headings: list[Interval] = []
    paragraphs: list[Interval] = []
    for block in _blocks(text, start):
        position = block.start
        while heading := _MARKDOWN_HEADING.match(text, position, block.end):
            if heading["title"]:
                headings.append(Interval(heading.start("title"), heading.end("title")))
            rest = text[heading.end() : block.end]
            position = heading.end() + len(rest) - len(rest.lstrip())
        if position < block.end:
            paragraphs.append(Interval(position, block.end))
    return Layout(headings=tuple(headings), paragraphs=tuple(paragraphs), fields=fields)


def _blocks(text: str, start: int) -> list[Interval]:
    blocks: list[Interval] = []
    gap = True
    position = start
    for line in text[start:].splitlines(keepends=True):
        bare = line.strip()
        if bare:
            first = position + line.index(bare)
            begin = first if gap else blocks.pop().start
            blocks.append(Interval(begin, first + len(bare)))
        gap = not bare
        position += len(line)
    return blocks


def _trimmed_lines(text: str, block: Interval) -> list[Interval]:
    lines = []
    position = block.start
    for line in block.of(text).splitlines(keepends=True):
        bare = line.strip()
        if bare:
            first = position + line.index(bare)
            lines.append(Interval(first, first + len(bare)))
        position += len(line)
    return lines


def _front_matter_fields(block: str, name: str) -> dict[str, Any]:
    import yaml

    try:
        # The base loader keeps every value as it is written: '2023-02-30' is no error, 007 not 7.
        content: Any = yaml.load(block, yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError) as error:
        raise ArticleError(
            f"The front matter of '{name}' is not YAML: {str(error).splitlines()[0]}. "
            "Quote values that hold a colon."
        ) from error
    if not content:
        return {}
    if not isinstance(content, dict):
        raise ArticleError(
            f"The front matter of '{name}' is not a list of fields. Write one 'name: value' a line."
        )
    return content


READERS: dict[str, Callable[[str, str], Layout]] = {
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".txt": read_plain_text,
}


def _listed(value: Any) -> tuple[str, ...]:
    return tuple(str(entry) for entry in value) if isinstance(value, list) else ()
