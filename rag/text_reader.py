"""Plain text and Markdown: their paragraphs, headings and front matter, the text untouched."""

import re
from contextlib import suppress
from typing import Any

from rag.article import Interval
from rag.errors import ArticleError
from rag.layouts import Layout

# YAML of more characters than this says more than who wrote what and when.
_LONGEST_FRONT_MATTER = 20_000
_FRONT_MATTER = re.compile(
    r"\A\ufeff?---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE
)
_MARKDOWN_HEADING = re.compile(r"#{1,6}(?:[ \t]+(?P<title>[^\r\n]*?))?[ \t]*#*[ \t]*(?=\r|\n|\Z)")
_SENTENCE_MARKS = frozenset(".!?:;,…。！？：；，»”\"'")


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


def _yaml(block: str) -> Any:
    """Return what YAML says, each value as it is written: '2023-02-30' is no error, 007 not 7."""
    import yaml

    # libyaml reads it in a tenth of the time, where it is; of what it refuses, Python has the word.
    with suppress(AttributeError, yaml.YAMLError):
        return yaml.load(block, yaml.CBaseLoader)
    return yaml.load(block, yaml.BaseLoader)


def _front_matter_fields(block: str, name: str) -> dict[str, Any]:
    import yaml

    if len(block) > _LONGEST_FRONT_MATTER:
        raise ArticleError(
            f"The front matter of '{name}' has {len(block):,} characters; "
            f"Ponte reads up to {_LONGEST_FRONT_MATTER:,}. Give it a few fields."
        )
    try:
        content = _yaml(block)
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
    # What is nested says nothing here; with aliases it could be written out without end.
    return {
        str(name): value
        for name, value in content.items()
        if isinstance(value, str)
        or (isinstance(value, list) and all(isinstance(entry, str) for entry in value))
    }
