"""Example questions for an article that brings none, each of them sure to be answered.

A question is made by a safe pattern from what a sentence holds (a counted thing, a date, a name),
and kept where the answer cites that very sentence.
"""

import re
from collections.abc import Iterator

from rag.answering import Answer
from rag.collection import Collection, Unit
from rag.dialogue import respond
from rag.languages import Language, message
from rag.localising import localised
from rag.retrieval import Retriever
from rag.tokens import Token, names_in, tokens_of
from rag.wording import pattern

# So many questions are tried for each that is wanted.
_TRIED = 8
# A counted thing is said in so many tokens at most, and ends before a token of these classes.
_LONGEST_THING = 3
# Chinese, which marks no word's end, closes a counted thing with a sign.
_CLOSED = frozenset({"comma", "stop", "semicolon"})
_THING = frozenset({"other", "capital"})
_AMOUNT = frozenset({"number", "digits"})
_NO_COUNT = frozenset({"date", "period", "percent", "currency", "measure"})


def suggest(retriever: Retriever, reader: Language, most: int = 3) -> tuple[str, ...]:
    """Return what it is about, and so many questions of different passages at most, in order."""
    collection = retriever.collection
    kept = [message("suggestion.whole", reader)]
    passages: set[int] = set()
    tried = 0
    for index, unit in enumerate(collection.sentences.entries):
        passage = int(collection.passage_of[index])
        for question in _questions(unit, collection, reader):
            if len(kept) > most or tried == _TRIED * most:
                return tuple(kept)
            if passage in passages:
                break
            tried += 1
            answer = respond(question, reader, reader, (), retriever)
            if _cites(answer, unit, collection):
                kept.append(question)
                passages.add(passage)
    return tuple(kept)


def _cites(answer: Answer, unit: Unit, collection: Collection) -> bool:
    name = collection.articles[unit.article].article.id
    return any(
        (cited.number, cited.article, cited.passage, cited.sentence)
        == (1, name, unit.passage, unit.sentence)
        for cited in answer.citations
    )


def _questions(unit: Unit, collection: Collection, reader: Language) -> Iterator[str]:
    original = collection.articles[unit.article].article.original.language
    spoken = reader if reader in unit.rows else original
    text = " ".join(collection.texts[unit.rows[spoken]].split())
    tokens = tokens_of(text, spoken)
    if spoken == reader:
        for thing in _counted(text, tokens, spoken):
            yield message("suggestion.count", reader, thing=thing)
    for date in _dates(text, tokens):
        said = date if spoken == reader else localised(date, "when", spoken, reader)
        if said:
            yield message("suggestion.date", reader, date=said)
    for name in names_in(text, spoken):
        said = name.of(text)
        whole = re.search(r"\w[ ·]\w", said) and not any(sign.isdigit() for sign in said)
        if name.start > 0 and whole and (spoken == reader or said.isascii()):
            yield message("suggestion.name", reader, name=said)


def _counted(text: str, tokens: tuple[Token, ...], language: Language) -> Iterator[str]:
    """Yield what is counted: the plain words right after a number of things."""
    for number, token in enumerate(tokens[:-1]):
        if not token.classes & _AMOUNT or token.classes & _NO_COUNT:
            continue
        end = number + 1
        while end < len(tokens) and tokens[end].classes <= _THING and not tokens[end].joined:
            end += 1
        if number + 1 < end <= min(number + 1 + _LONGEST_THING, len(tokens) - 1):
            thing = text[tokens[number + 1].start : tokens[end - 1].end]
            closed = bool(tokens[end].classes & _CLOSED) or language != "zh"
            if closed and re.fullmatch(pattern("countable", language), thing):
                yield thing


def _dates(text: str, tokens: tuple[Token, ...]) -> Iterator[str]:
    """Yield the dates that name a day: runs of tokens with a number that is joined to a month."""
    run: list[Token] = []
    for token in (*tokens, None):
        if token and "date" in token.classes and (not run or token.joined):
            run.append(token)
            continue
        said = text[run[0].start : run[-1].end] if run else ""
        if len(run) > 1 and re.match(r"\D*\d{1,2}\b", said) and not said.isdigit():
            yield said
        run = [token] if token and "date" in token.classes else []
