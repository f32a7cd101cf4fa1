"""Answers and conversations to be taken away: as plain text and as Markdown, with every proof.

Links begin with '/': the script, which alone knows under what name the page was reached, puts
that before them.
"""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import quote

from rag.answering import Answer, Citation, Closest, place_name
from rag.languages import Language, language_name, message
from rag.passages import passage_url
from rag.terminal import certainty_line
from ui.escaping import escape, quoted
from ui.render import MARKER
from ui.render_articles import format_date

if TYPE_CHECKING:
    from rag.archive_library import AnyLibrary
    from rag.article import Article

_MEANING = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_[]<>&~|$"})
# What would make a list or a heading of a line that begins with it.
_OPENING = re.compile(r"\A(\d{0,9})([#+=.)-])")
# Told apart by the script from a line of the article.
_LINK_INDENT = "    "


def copies_html(
    question: str, answer: Answer, titles: Mapping[str, str], *, linked: bool = True
) -> str:
    """Return what of an exchange can be copied, as texts the page holds and does not show."""
    held = {
        "heading": heading_markdown(question),
        "markdown": answer_markdown(answer, titles, linked=linked),
        "plain": answer_text(answer, titles, linked=linked),
    }
    texts = "".join(
        f'<span class="{kind}">{"&#10;".join(map(escape, text.splitlines()))}</span>'
        for kind, text in held.items()
    )
    return f'<div class="copies">{texts}</div>'


def answer_text(answer: Answer, titles: Mapping[str, str], *, linked: bool = True) -> str:
    """Return an answer with its proofs as plain text, each with its link if there are any."""
    blocks = [answer.text, *filter(None, [certainty_line(answer)])]
    for cited in answer.citations:
        place = " · ".join([f"[{cited.number}] {cited.title}", *_place(cited, answer.language)])
        said = "\n".join([quoted(cited.quote, cited.language), *_translated(cited)])
        link = f"\n{_LINK_INDENT}{_citation_url(cited)}" * linked
        blocks.append(f"{place}\n{said}{link}")
    if closest := answer.closest:
        place = " · ".join([*_named(closest, answer, titles), *_where(closest, answer.language)])
        said = quoted(closest.quote, closest.language)
        link = f"\n{_LINK_INDENT}{_closest_url(closest)}" * linked
        told = f"\n{closest.translation.text}" if closest.translation else ""
        blocks.append(f"{place}\n{said}{told}{link}")
    return "\n\n".join(blocks)


def answer_markdown(answer: Answer, titles: Mapping[str, str], *, linked: bool = True) -> str:
    """Return an answer with its proofs as Markdown, each with its link if there are any."""
    blocks = [_marked_text(answer), *(f"*{told}*" for told in [certainty_line(answer)] if told)]
    for cited in answer.citations:
        passage, *rest = _place(cited, answer.language)
        link = f"[{inert(passage)}]({_citation_url(cited)})" if linked else inert(passage)
        place = " · ".join([f"[{cited.number}] {inert(cited.title)}", link, *map(inert, rest)])
        blocks.append(_block_quote(cited.quote, cited.language, place))
        blocks += [f"> {inert(told)}" for told in _translated(cited)]
    if closest := answer.closest:
        passage, *rest = _where(closest, answer.language)
        link = f"[{inert(passage)}]({_closest_url(closest)})" if linked else inert(passage)
        named = map(inert, _named(closest, answer, titles))
        place = " · ".join([*named, link, *map(inert, rest)])
        blocks.append(_block_quote(closest.quote, closest.language, place))
        blocks += [f"> {inert(closest.translation.text)}"] if closest.translation else []
    return "\n\n".join(blocks)


def heading_markdown(question: str) -> str:
    """Return a question as a heading of Markdown."""
    return f"## {inert(' '.join(question.split()))}"


def head_markdown(articles: Sequence["Article"], reader: Language) -> str:
    """Return how a saved conversation begins; the script fills its {date} in.

    The SHA-256 names the text that the offsets of the quotes point into.
    """
    lines = [
        f"# {message('saved.title', reader)}",
        "",
        message("saved.note", reader, date="{date}"),
    ]
    for article in articles:
        original = article.original
        facts = [
            article.title,
            *filter(None, (format_date(article.date, reader), original.source)),
            language_name(original.language, reader),
        ]
        named = " · ".join(map(inert, facts))
        lines += ["", f"- {named}  ", f"  `{article.id}` · SHA-256 `{original.sha256}`"]
    return "\n".join(lines)


def conversation_head(library: "AnyLibrary", reader: Language) -> str:
    """Return how a saved conversation with a library begins; an archive is not named in full."""
    from rag.archive_library import ArchiveLibrary

    if isinstance(library, ArchiveLibrary):
        told = message("saved.archive", reader, count=len(library.entries))
        return f"{head_markdown((), reader)}\n\n- {told}"
    return head_markdown(library.articles, reader)


def inert(text: str) -> str:
    """Return a text in which Markdown finds nothing to act on."""
    return _OPENING.sub(r"\1\\\2", text.translate(_MEANING))


def _marked_text(answer: Answer) -> str:
    """Return the text of an answer with the markers of its citations left as they are."""
    numbers = {str(citation.number) for citation in answer.citations}
    pieces = []
    position = 0
    for marker in MARKER.finditer(answer.text):
        if marker.group(1) in numbers:
            pieces += [answer.text[position : marker.start()], marker.group()]
            position = marker.end()
    pieces.append(answer.text[position:])
    return "".join(
        piece if place % 2 else (inert(piece) if place == 0 else piece.translate(_MEANING))
        for place, piece in enumerate(pieces)
    )


def _block_quote(said: str, language: Language, place: str) -> str:
    lines = quoted(said, language).translate(_MEANING).splitlines()
    return "\n".join([*(f"> {line}" for line in lines), ">", f"> {place}"])


def _translated(cited: Citation) -> list[str]:
    """Return what a language model makes of a quote, said to be so, if it was asked."""
    told = cited.translation
    if told is None or not told.by:
        return []
    return [f"{message('llm.translation', told.language, model=told.by)}: {told.text}"]


def _place(cited: Citation, reader: Language) -> list[str]:
    characters = message("characters", reader, start=cited.start, end=cited.end)
    return [*_where(cited, reader), characters]


def _where(named: Citation | Closest, reader: Language) -> list[str]:
    """Name a passage, and the language of the article where the reader's is another."""
    other = [language_name(named.language, reader)] if named.language != reader else []
    page = named.page if isinstance(named, Citation) else None
    return [place_name(named.passage, page, reader), *other]


def _named(closest: Closest, answer: Answer, titles: Mapping[str, str]) -> list[str]:
    title = titles.get(closest.article, closest.article)
    return [message("closest", answer.language), title]


def _citation_url(cited: Citation) -> str:
    return f"{quote(cited.url)}?sentence={cited.sentence}"


def _closest_url(closest: Closest) -> str:
    return quote(passage_url(closest.article, closest.passage))
