"""Answers as HTML that is safe inside Markdown: pure functions, no web framework."""

import re
from collections.abc import Mapping, Sequence

from rag.answering import Answer, Citation, Closest
from rag.article import Interval
from rag.languages import Language, language_name, message
from rag.terminal import certainty_line, writer_line
from ui.escaping import escape, marked, marked_quote

# Proofs beyond so many are folded.
_SHOWN = 3
_MARKERS = re.compile(r"(?:\s*\[\d{1,3}\])+[.,;:!?…。，；：！？、)»”]*")
MARKER = re.compile(r"\[(\d{1,3})\]")
# What stays on the line of its marker: the last word, or the last two signs of a Chinese text.
_TAIL = re.compile(r"(?:[^\s\u2e80-\U0003ffff]{1,24}|[\u2e80-\U0003ffff]\S?)\Z")


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
    several = len(titles) > 1
    said = f'<div class="line">{_cited_text(answer)}</div>'
    if sure := certainty_line(answer):
        said += f'<div class="certainty">{escape(sure)}</div>'
    proofs = "".join(_proof(citation, answer, several=several) for citation in answer.citations)
    if proofs:
        folded = " folded" * (len(answer.citations) > _SHOWN)
        said += f'<div class="proofs{folded}">{proofs}</div>'
    if answer.writing:
        line = escape(writer_line(answer.writing, answer.language))
        said += f'<div class="line writer">{line}</div>'
    if answer.closest is not None:
        title = titles.get(answer.closest.article, answer.closest.article) if several else ""
        said += _closest(answer.closest, title, answer.language)
    return f'<div class="said {answer.status} lang-{answer.language}">{said}</div>'


def _cited_text(answer: Answer) -> str:
    """Turn the markers of citations into chips, escape all else, set the short answer off."""
    text = answer.text
    strong = _set_off(answer)
    foreign = _foreign(answer)
    pieces = []
    position = 0
    for run in _MARKERS.finditer(text):
        tail = _TAIL.search(text, position, run.start())
        kept = tail.start() if tail else run.start()
        pieces.append(_spoken(text, position, kept, strong, foreign))
        held = _spoken(text, kept, run.start(), strong, foreign) + _chips(run.group(), answer)
        pieces.append(f'<span class="held">{held}</span>')
        position = run.end()
    pieces.append(_spoken(text, position, len(text), strong, foreign))
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


def _foreign(answer: Answer) -> list[tuple[int, int, Language]]:
    """Return where an answer quotes another language than its own, and which."""
    found: list[tuple[int, int, Language]] = []
    for citation in answer.citations:
        start = answer.text.find(citation.quote)
        if start < 0 or citation.language == answer.language:
            continue
        end = start + len(citation.quote)
        if all(end <= first or last <= start for first, last, _ in found):
            found.append((start, end, citation.language))
    return sorted(found)


def _spoken(
    text: str,
    start: int,
    end: int,
    strong: Sequence[tuple[int, int]],
    foreign: Sequence[tuple[int, int, Language]],
) -> str:
    """Escape text[start:end] as `_emphasised` does, each quote marked with its language."""
    pieces = []
    for quote_start, quote_end, language in foreign:
        first = min(max(quote_start, start), end)
        last = min(max(quote_end, first), end)
        pieces.append(_emphasised(text, start, first, strong))
        if first < last:
            quote = _emphasised(text, first, last, strong)
            pieces.append(f'<span class="lang-{language}">{quote}</span>')
        start = last
    return "".join([*pieces, _emphasised(text, start, end, strong)])


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


def _chips(run: str, answer: Answer) -> str:
    citations = {str(citation.number): citation for citation in answer.citations}
    pieces = []
    position = 0
    for marker in MARKER.finditer(run):
        pieces.append(escape(run[position : marker.start()].strip()))
        citation = citations.get(marker.group(1))
        if citation is None:
            pieces.append(escape(f" {marker.group()}"))
        else:
            pieces.append("\u2060" + _chip(citation))
        position = marker.end()
    return "".join([*pieces, escape(run[position:])])


def _chip(citation: Citation) -> str:
    return f'<a class="cite" href="#{escape(citation.anchor)}">{citation.number}</a>'


def _proof(citation: Citation, answer: Answer, *, several: bool) -> str:
    """Return one proof; a quote that the answer says in the same words is shown on paper only.

    What the reader's edition says is there for the script, which marks the words that met in it.
    """
    title = citation.title if several else ""
    place = _place(title, citation.place(answer.language), citation, answer.language)
    same = " same" * (citation.quote in answer.text)
    quote = _quote(citation.quote, citation.language, citation.marks, same)
    if citation.shown_language != citation.language and citation.translation:
        there = marked(citation.shown, citation.translation.marks)
        quote += f'<span class="there lang-{citation.shown_language}">{there}</span>'
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
    """Return the closest passage in the reader's edition, the original behind a word."""
    anchor = escape(f"{closest.article}--{closest.passage}")
    label = escape(message("closest", reader))
    passage = message("passage", reader, number=closest.passage)
    quote = _quote(closest.quote, closest.language)
    told = closest.translation
    if told is None or told.by:
        place = _place(title, passage, closest, reader)
    else:
        place = _named(title, closest.language) + f'<span class="at">{escape(passage)}</span>'
        held = f"<summary>{escape(_original_in(closest.language, reader))}</summary>{quote}"
        quote = f'{_quote(told.text, told.language)}<details class="original">{held}</details>'
    return (
        f'<div class="closest"><span class="label">{label}</span>'
        f'<a class="where" href="#{anchor}">{place}</a>{quote}</div>'
    )


def _place(title: str, rest: str, named: Citation | Closest, reader: Language) -> str:
    """Name a passage: the title in the article's language, the rest in the reader's."""
    language = named.language
    rest = escape(rest)
    if language != reader:
        rest += f' · <span class="in">{escape(_original_in(language, reader))}</span>'
    return f'{_named(title, language)}<span class="at">{rest}</span>'


def _named(title: str, language: Language) -> str:
    # Where one article is open, its title says nothing.
    return f'<span class="named lang-{language}">{escape(title)}</span>' if title else ""


def _original_in(language: Language, reader: Language) -> str:
    return message("original.in", reader, language=language_name(language, reader))


def _quote(quote: str, language: Language, marks: Sequence[Interval] = (), kind: str = "") -> str:
    return (
        f'<span class="quote{kind} lang-{language}">{marked_quote(quote, language, marks)}</span>'
    )


def next_html(questions: Sequence[str], reader: Language) -> str:
    """Return questions to go on with, of which the script makes buttons."""
    if not questions:
        return ""
    label = f'<span class="label">{escape(message("next", reader))}</span>'
    offered = "".join(f'<span class="to-ask">{escape(each)}</span>' for each in questions)
    return f'<div class="next lang-{reader}">{label}{offered}</div>'


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
