"""Questions to go on with: what the article answers and nobody in the conversation has asked."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from rag.archive_library import AnyLibrary
from rag.conversation import Turn
from rag.languages import Language
from rag.library import Library

_OFFERED = 3
# Where fewer are left than this, more are made of the article, so many at most.
_FEW, _MADE = 2, 8
# An answer of more sentences than this tells of many things, and has settled none of them.
_SETTLED = 2


def next_questions(
    library: AnyLibrary, language: Language, turns: Sequence[Turn]
) -> tuple[str, ...]:
    """Return up to three questions that a library answers with what no turn has cited yet."""
    offered = (*_about_the_same(library, language, turns), *library.suggestions(language))
    found = tuple(islice(_unasked(library, language, offered, turns), _OFFERED))
    if len(found) >= _FEW or not isinstance(library, Library):
        return found
    made = library.questions_made(language, _MADE)
    return tuple(islice(_unasked(library, language, (*offered, *made), turns), _OFFERED))


def _about_the_same(
    library: AnyLibrary, language: Language, turns: Sequence[Turn]
) -> Iterator[str]:
    """Yield questions about the article that was cited last, where several are open."""
    cited = next((turn.citations[0] for turn in reversed(turns) if turn.citations), None)
    if cited is None or not isinstance(library, Library) or len(library.entries) == 1:
        return
    for question in library.only(cited.article).suggestions(language):
        found = _answered(library, language, question).citations
        if found and found[0].article == cited.article:
            yield question


def _unasked(
    library: AnyLibrary, language: Language, offered: Iterable[str], turns: Sequence[Turn]
) -> Iterator[str]:
    asked = {_bare(turn.question) for turn in turns}
    told = {place for turn in turns for place in _settled(turn)}
    for question in dict.fromkeys(offered):
        if _bare(question) in asked:
            continue
        answered = _answered(library, language, question)
        settled = _settled(answered)
        if answered.citations and not told.intersection(settled):
            yield question
            told.update(settled)


def _answered(library: AnyLibrary, language: Language, question: str) -> Turn:
    """Return what answers a question; found once, as it is offered often."""
    kept = library.led.get((language, question))
    if kept is None:
        answer = library.extractive.ask(question, language=language)
        kept = Turn(question, answer.text, answer.citations)
        library.led[language, question] = kept
    return kept


def _settled(turn: Turn) -> tuple[tuple[str, int, int], ...]:
    """Return the sentences that an answer rests on, unless it tells of many things."""
    cited = turn.citations if len(turn.citations) <= _SETTLED else ()
    return tuple((each.article, each.passage, each.sentence) for each in cited)


def _bare(question: str) -> str:
    return "".join(sign for sign in question.casefold() if sign.isalnum())
