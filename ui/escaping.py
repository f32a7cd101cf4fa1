"""Text that is safe inside HTML and Markdown: escaped, as a quote, with words marked."""

from collections.abc import Sequence

from rag.article import Interval
from rag.languages import Language

# Signs that HTML or Markdown give a meaning to; ':', '@', '.' and '/' make addresses links.
_ACTIVE_SIGNS = "&<>\"'\\`*_{}[]()#+!|~$:@./-=^"
# A line break would end the HTML block that Markdown leaves alone; controls say nothing.
_ENTITIES: dict[int, str] = {
    **{code: "" for code in (*range(0x20), 0x7F, *range(0x80, 0xA0))},
    **{ord(sign): " " for sign in "\t\n\v\f\r\x85\u2028\u2029"},
    **{ord(sign): f"&#{ord(sign)};" for sign in _ACTIVE_SIGNS},
}
_QUOTATION_MARKS: dict[Language, tuple[str, str]] = {
    "it": ("«", "»"),
    "en": ("“", "”"),
    "zh": ("“", "”"),
}


def escape(text: str) -> str:
    """Return a text that neither HTML nor Markdown reads anything into."""
    return text.translate(_ENTITIES)


def quoted(quote: str, language: Language) -> str:
    """Return a quote between the quotation marks of its language."""
    opening, closing = _QUOTATION_MARKS[language]
    return f"{opening}{quote}{closing}"


def marked_quote(quote: str, language: Language, marks: Sequence[Interval]) -> str:
    """Return a quote, escaped, between its quotation marks, with the words of intervals marked."""
    opening, closing = _QUOTATION_MARKS[language]
    return f"{escape(opening)}{marked(quote, marks)}{escape(closing)}"


def marked(text: str, marks: Sequence[Interval]) -> str:
    """Return a text, escaped, with the words of some intervals marked as met."""
    pieces = []
    position = 0
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        start = max(mark.start, position)
        if start < mark.end:
            pieces.append(escape(text[position:start]))
            pieces.append(f'<em class="met">{escape(text[start : mark.end])}</em>')
            position = mark.end
    return "".join([*pieces, escape(text[position:])])
