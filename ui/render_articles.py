"""Articles as HTML that is safe inside Markdown: pure functions, no web framework."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.languages import LANGUAGES, Language, message
from ui.escaping import escape

if TYPE_CHECKING:
    from rag.viewing import Listed, ReadingView, ViewBlock

_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


def entries_html(entries: Sequence["Listed"], shown: str, told: str = "") -> str:
    """Return the articles there are to choose from, as links the script makes a list of.

    `told` are classes that tell the script more: that there are others, that one is not there.
    """
    links = "".join(
        f'<a class="entry lang-{_title_language(entry.title, entry.languages[0])}'
        f'{" chosen" * (entry.id == shown)}" '
        f'href="#{escape(entry.id)}">{escape(entry.title)}</a>'
        for entry in entries
    )
    return f'<div class="all {told}">{links}</div>'


def articles_html(views: Sequence["ReadingView"], reader: Language) -> str:
    """Return the articles one under another, each sentence under its anchor."""
    return "".join(_article(view, reader) for view in views)


def _article(view: "ReadingView", reader: Language) -> str:
    facts = [
        f'<span class="{kind}">{escape(text)}</span>'
        for kind, text in (
            (f"date lang-{reader}", format_date(view.date, reader)),
            ("origin", view.source),
        )
        if text
    ]
    title = f"title lang-{_title_language(view.title, view.language)}"
    # Many a file repeats its title as its first heading.
    repeats = bool(view.blocks) and view.blocks[0].heading == view.title
    blocks = "".join(_block(block, view) for block in view.blocks[repeats:])
    return (
        f'<div class="article lang-{view.language}"><h2 class="{title}">{escape(view.title)}</h2>'
        f'<div class="facts">{"".join(facts)}</div>{blocks}</div>'
    )


def _title_language(title: str, language: Language) -> Language:
    """Return the language of a title: text that was pasted was named by the page, in its own."""
    named = {message("ui.own.pasted", reader): reader for reader in LANGUAGES}
    return named.get(title, language)


def _block(block: "ViewBlock", view: "ReadingView") -> str:
    if block.heading:
        return f'<h3 class="heading">{escape(block.heading)}</h3>'
    anchor = escape(f"{view.article}--{block.number}")
    sentences = ("" if view.language == "zh" else " ").join(
        f'<span class="sentence" id="{escape(sentence.anchor)}" tabindex="-1">'
        f"{escape(sentence.text)}</span>"
        for sentence in block.sentences
    )
    return (
        f'<div class="passage" id="{anchor}" tabindex="-1">'
        f'<a class="place" href="#{anchor}" tabindex="-1">{block.number}</a>'
        f'<div class="prose-text">{sentences}</div></div>'
    )


def format_date(date: str, reader: Language) -> str:
    """Return an ISO date, whole or without its day or month, as a reader writes it."""
    match = _DATE.fullmatch(date)
    if match is None:
        return date
    year, month, day = match.groups()
    names = message("ui.months", reader).split()
    if month is None or not 1 <= int(month) <= len(names):
        return message("ui.date.year", reader, year=year)
    values = {"year": year, "month": names[int(month) - 1], "day": int(day or 0)}
    return message("ui.date.day" if day else "ui.date.month", reader, **values)
