"""The passages that a search found, as HTML that is safe inside Markdown."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rag.languages import Language, message
from ui.escaping import escape

if TYPE_CHECKING:
    from rag.article import Interval
    from rag.finding import Found

# How many signs are shown before the first word found, and in all.
_LEAD: dict[Language, int] = {"it": 70, "en": 70, "zh": 24}
_SHOWN: dict[Language, int] = {"it": 210, "en": 210, "zh": 90}


def found_html(
    query: str, found: Sequence["Found"], titles: Mapping[str, str], reader: Language
) -> str:
    """Return the passages found as links into the article, or a line that says there are none."""
    said = " ".join(query.split())
    if not found:
        told = message("found.none", reader, query=said)
        return f'<div class="nears lang-{reader}"><div class="told">{escape(told)}</div></div>'
    told = message("found", reader, query=said, count=len(found))
    links = "".join(_link(each, titles, reader) for each in found)
    return f'<div class="nears lang-{reader}"><div class="told">{escape(told)}</div>{links}</div>'


def _link(found: "Found", titles: Mapping[str, str], reader: Language) -> str:
    hit = found.hit
    place = message("passage", reader, number=hit.passage)
    # Where one article is open, its title says nothing.
    title = f"{titles[hit.article]} · " if len(titles) > 1 else ""
    anchor = escape(f"{hit.article}--{hit.passage}")
    return (
        f'<a class="near" href="#{anchor}"><span class="at">{escape(title + place)}</span>'
        f'<span class="said-there lang-{hit.language}">{_snippet(found)}</span></a>'
    )


def _snippet(found: "Found") -> str:
    """Return a passage around the first word found, with the words found marked."""
    text, language = found.hit.text, found.hit.language
    marks = sorted(found.marks)
    start = _opening(text, marks, language)
    end = _ending(text, start, language)
    gap = "" if language == "zh" else " "
    pieces = [f"…{gap}" if start else ""]
    position = start
    for mark in marks:
        if mark.start < position or mark.end > end:
            continue
        pieces += [escape(text[position : mark.start]), f"<strong>{escape(mark.of(text))}</strong>"]
        position = mark.end
    pieces.append(escape(text[position:end].rstrip()))
    return "".join([*pieces, f"{gap}…" if end < len(text) else ""])


def _ending(text: str, start: int, language: Language) -> int:
    """Return where a snippet that starts somewhere ends: between two words; Chinese anywhere."""
    end = start + _SHOWN[language]
    if end >= len(text):
        return len(text)
    space = text.rfind(" ", start, end + 1)
    return space if space > start + _LEAD[language] else end


def _opening(text: str, marks: Sequence["Interval"], language: Language) -> int:
    earliest = marks[0].start - _LEAD[language] if marks else 0
    if earliest <= 0:
        return 0
    space = text.find(" ", earliest, marks[0].start)
    return space + 1 if space >= 0 else earliest
