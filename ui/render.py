"""Answers and articles as HTML that is safe inside Markdown: pure functions, no web framework."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rag.answering import Answer, Citation, Closest
from rag.languages import Language, language_name, message
from rag.terminal import writer_line

if TYPE_CHECKING:
    from rag.viewing import Listed, ReadingView, ViewBlock

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
_MARKERS = re.compile(r"(?:\s*\[\d{1,3}\])+[.,;:!?…。，；：！？、)»”]*")
MARKER = re.compile(r"\[(\d{1,3})\]")
# What stays on the line of its marker: the last word, or the last two signs of a Chinese text.
_TAIL = re.compile(r"(?:[^\s\u2e80-\U0003ffff]{1,24}|[\u2e80-\U0003ffff]\S?)\Z")
_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


def escape(text: str) -> str:
    """Return a text that neither HTML nor Markdown reads anything into."""
    return text.translate(_ENTITIES)


def question_html(question: str, spoken: Language, about: str = "") -> str:
    """Return a reader's question as one inert block, with the one article it is about if so."""
    lines = [escape(line) for line in question.strip().splitlines() if line.strip()]
    of = f" of-{about}" if re.fullmatch(r"[\w-]+", about) else ""
    return f'<div class="asked lang-{spoken}{of}">{"<br>".join(lines)}</div>'


def notice_html(text: str, language: Language, kind: str = "notice") -> str:
    """Return a line that Ponte says about itself: waiting, or something gone wrong."""
    return f'<div class="said {kind} lang-{language}"><div class="line">{escape(text)}</div></div>'


def answer_html(answer: Answer, titles: Mapping[str, str]) -> str:
    """Return an answer with its chips, its proofs, and the closest passage of a refusal."""
    said = f'<div class="line">{_cited_text(answer, several=len(titles) > 1)}</div>'
    proofs = "".join(_proof(citation, answer) for citation in answer.citations)
    if proofs:
        said += f'<div class="proofs">{proofs}</div>'
    if answer.writing:
        line = escape(writer_line(answer.writing, answer.language))
        said += f'<div class="line writer">{line}</div>'
    if answer.closest is not None:
        title = titles.get(answer.closest.article, answer.closest.article)
        said += _closest(answer.closest, title, answer.language)
    return f'<div class="said {answer.status} lang-{answer.language}">{said}</div>'


def _cited_text(answer: Answer, *, several: bool) -> str:
    """Turn the markers of citations into chips, escape all else, set the short answer off."""
    text = answer.text
    strong = _set_off(answer)
    pieces = []
    position = 0
    for run in _MARKERS.finditer(text):
        tail = _TAIL.search(text, position, run.start())
        kept = tail.start() if tail else run.start()
        pieces.append(_emphasised(text, position, kept, strong))
        held = _emphasised(text, kept, run.start(), strong) + _chips(
            run.group(), answer, several=several
        )
        pieces.append(f'<span class="held">{held}</span>')
        position = run.end()
    pieces.append(_emphasised(text, position, len(text), strong))
    lost = answer.short and answer.short not in text
    lead = f"<strong>{escape(answer.short or '')}</strong> " if lost else ""
    return lead + "".join(pieces)


def _set_off(answer: Answer) -> list[tuple[int, int]]:
    """Return where the short answers stand in the text: each part's in its own sentence."""
    text = answer.text
    start = text.find(answer.short) if answer.short else -1
    found = [(start, start + len(answer.short or ""))] if start >= 0 else []
    for number, said in answer.further:
        end = text.find(f"[{number}]")
        begin = text.rfind(said, text.rfind("[", 0, max(end, 0)) + 1, end) if end >= 0 else -1
        if begin >= 0 and all(begin + len(said) <= a or b <= begin for a, b in found):
            found.append((begin, begin + len(said)))
    return sorted(found)


def _emphasised(text: str, start: int, end: int, strong: Sequence[tuple[int, int]]) -> str:
    """Escape text[start:end], with what falls in the strong intervals in <strong>."""
    pieces = []
    for interval in strong:
        first = min(max(interval[0], start), end)
        last = min(max(interval[1], first), end)
        pieces.append(escape(text[start:first]))
        if first < last:
            pieces.append(f"<strong>{escape(text[first:last])}</strong>")
        start = max(start, last)
    return "".join([*pieces, escape(text[start:end])])


def _chips(run: str, answer: Answer, *, several: bool) -> str:
    citations = {str(citation.number): citation for citation in answer.citations}
    pieces = []
    position = 0
    for marker in MARKER.finditer(run):
        pieces.append(escape(run[position : marker.start()].strip()))
        citation = citations.get(marker.group(1))
        if citation is None:
            pieces.append(escape(f" {marker.group()}"))
        else:
            pieces.append("\u2060" + _chip(citation, answer.language, several=several))
        position = marker.end()
    return "".join([*pieces, escape(run[position:])])


def _chip(citation: Citation, reader: Language, *, several: bool) -> str:
    place = citation.place(reader)
    # Where one article is open, its title says nothing.
    place = f"{citation.title} · {place}" if several else place
    told = escape(f"{place}: {quoted(citation.quote, citation.language)}")
    return f'<a class="cite" href="#{escape(citation.anchor)}" title="{told}">{citation.number}</a>'


def _proof(citation: Citation, answer: Answer) -> str:
    """Return one proof; its quote is left out where the answer says it in the same words."""
    place = _place(citation.title, citation.place(answer.language), citation, answer.language)
    quote = "" if citation.quote in answer.text else _quote(citation.quote, citation.language)
    quote += _translation(citation, answer.language)
    return (
        f'<div class="proof"><span class="nth">{citation.number}</span><div class="source">'
        f'<a class="where" href="#{escape(citation.anchor)}">{place}</a>{quote}</div></div>'
    )


def _translation(citation: Citation, reader: Language) -> str:
    """Return what a language model makes of a quote, marked as such; an edition needs no mark."""
    told = citation.translation
    if told is None or not told.by:
        return ""
    label = escape(message("llm.translation", reader, model=told.by))
    return (
        f'<span class="translation lang-{told.language}"><span class="label">{label}</span> '
        f"{escape(told.text)}</span>"
    )


def _closest(closest: Closest, title: str, reader: Language) -> str:
    anchor = escape(f"{closest.article}--{closest.passage}")
    label = escape(message("closest", reader))
    place = _place(title, message("passage", reader, number=closest.passage), closest, reader)
    quote = _quote(closest.quote, closest.language)
    return (
        f'<div class="closest"><span class="label">{label}</span>'
        f'<a class="where" href="#{anchor}">{place}</a>{quote}</div>'
    )


def _place(title: str, rest: str, named: Citation | Closest, reader: Language) -> str:
    """Name a passage: the title in the article's language, the rest in the reader's."""
    language = named.language
    if language != reader:
        rest += f" · {language_name(language, reader)}"
    return (
        f'<span class="named lang-{language}">{escape(title)}</span>'
        f'<span class="at">{escape(rest)}</span>'
    )


def _quote(quote: str, language: Language) -> str:
    return f'<span class="quote lang-{language}">{escape(quoted(quote, language))}</span>'


def quoted(quote: str, language: Language) -> str:
    """Return a quote between the quotation marks of its language."""
    opening, closing = _QUOTATION_MARKS[language]
    return f"{opening}{quote}{closing}"


def brand_html(reader: Language) -> str:
    """Return the name of the program with the sentence that says what it does."""
    tagline = escape(message("ui.tagline", reader))
    return (
        f'<div class="brand lang-{reader}"><h1 class="name">Ponte</h1>'
        f'<span class="tagline">{tagline}</span></div>'
    )


def stand_html(count: int, *, own: bool) -> str:
    """Return what tells the script that the page is where it asked to be."""
    return f'<div class="stood count-{count}{" own" * own}"></div>'


def entries_html(entries: Sequence["Listed"], shown: str, told: str = "") -> str:
    """Return the articles there are to choose from, as links the script makes a list of.

    `told` are classes that tell the script more: that there are others, that one is not there.
    """
    links = "".join(
        f'<a class="entry lang-{entry.languages[0]}{" chosen" * (entry.id == shown)}" '
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
        for kind, text in (("date", format_date(view.date, reader)), ("origin", view.source))
        if text
    ]
    # Many a file repeats its title as its first heading.
    repeats = bool(view.blocks) and view.blocks[0].heading == view.title
    blocks = "".join(_block(block, view) for block in view.blocks[repeats:])
    return (
        f'<div class="article lang-{view.language}"><h2 class="title">{escape(view.title)}</h2>'
        f'<div class="facts">{"".join(facts)}</div>{blocks}</div>'
    )


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
