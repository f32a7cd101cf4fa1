"""Turns of a conversation, and what a question takes from the turns before."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rag.answering import Citation
from rag.collection import Collection
from rag.errors import QuestionError
from rag.languages import LANGUAGES, Language, detect_language
from rag.questions import SmallTalk, leaning, plain_question, small_talk
from rag.reading import ALONE, Context
from rag.wording import pattern, wording

# Past this many characters, what was typed is a text and not a question.
LONGEST_QUESTION = 2000
# "And when is the forum?" opens like a follow-up and yet says what it is about.
_FULL = 20

Request = Literal["question", "more", "help", "instruction"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One exchange: what the reader asked, the text of the answer, and what it cited."""

    question: str
    answer: str
    citations: tuple[Citation, ...] = ()


def request(question: str) -> Request:
    """Return what is asked of Ponte: an answer, more of the last one, or what can be asked."""
    plain = _bare(question)
    asked: tuple[Request, ...] = ("more", "help")
    for kind in asked:
        if re.fullmatch(pattern("requests", kind), plain):
            return kind
    told = re.match(pattern("requests", "instruction"), plain)
    # Chinese asks anywhere in a sentence: 'what is the fine for ignoring it' begins with 'ignore'.
    return "instruction" if told and not re.search(pattern("asks", "zh"), plain) else "question"


def spoken_language(text: str, default: Language) -> Language:
    """Return the language of what was typed: of a request by its wording, else as it is detected.

    "Tell me more" is too short for its letters to tell.
    """
    plain = _bare(text)
    asked: tuple[Request, ...] = ("more", "help")
    for kind in asked:
        for language, wording_of_one in zip(LANGUAGES, wording()["requests"][kind], strict=True):
            if re.fullmatch(wording_of_one, plain):
                return language
    return detect_language(text, default)


def language_wanted(question: str) -> Language | None:
    """Return the language in which the last answer is wanted ('in English, please'), or None."""
    plain = _bare(question)
    for language in LANGUAGES:
        if re.fullmatch(pattern("in_language", language), plain):
            return language
    return None


def stands_alone(question: str, language: Language) -> bool:
    """Tell whether a question is answered the same whatever was asked before it."""
    if small_talk(question) is not None:
        return True
    leans = request(question) == "more" or language_wanted(question) is not None
    return not leans and leaning(question, language) == "alone"


def context_of(
    question: str, language: Language, history: Sequence[Turn], collection: Collection
) -> Context:
    """Return what a question leans on: the last self-contained question, the last sentences."""
    lean = leaning(question, language)
    if not history or lean == "alone":
        return ALONE
    base = self_contained(history)
    return Context(lean, base, detect_language(base, language), cited_last(history, collection))


def self_contained(history: Sequence[Turn]) -> str:
    """Return the last question that says itself what it is about; the first where none does."""
    asked = [turn.question for turn in history if _asks(turn.question)]
    for question in reversed(asked):
        lean = leaning(question, detect_language(question))
        if lean in ("alone", "short") or (lean == "opening" and len(question) >= _FULL):
            return question
    return asked[0] if asked else ""


def cited_last(history: Sequence[Turn], collection: Collection) -> tuple[int, ...]:
    """Return the sentences that the last answer with any cited, as indexes of the collection's."""
    cited = next((turn.citations for turn in reversed(history) if turn.citations), ())
    places = {(citation.article, citation.passage, citation.sentence) for citation in cited}
    names = [aligned.article.id for aligned in collection.articles]
    return tuple(
        index
        for index, unit in enumerate(collection.sentences.entries)
        if (names[unit.article], unit.passage, unit.sentence) in places
    )


def following(cited: Sequence[int], collection: Collection, count: int) -> tuple[int, ...]:
    """Return the sentences that come after those cited, in the same article; none at its end."""
    if not cited:
        return ()
    last = max(cited)
    article = collection.sentences[last].article
    after = range(last + 1, min(last + 1 + count, len(collection.sentences)))
    return tuple(index for index in after if collection.sentences[index].article == article)


def _asks(question: str) -> bool:
    """Tell whether a turn asked about the article: no courtesy, no request."""
    talk: SmallTalk | None = small_talk(question)
    return talk is None and request(question) == "question" and language_wanted(question) is None


def _bare(question: str) -> str:
    return plain_question(question).strip(" \t\n!.?,;:！。？，~、…")


def checked_question(question: str) -> str:
    """Return a question without the space around it; raise QuestionError if it cannot be asked."""
    asked = question.strip()
    if not any(sign.isalnum() for sign in asked):
        raise QuestionError("The question is empty. Ask something in words.")
    if len(asked) > LONGEST_QUESTION:
        raise QuestionError(
            f"The question has {len(asked):,} characters. Ask in at most {LONGEST_QUESTION:,}."
        )
    if any("\ud800" <= sign <= "\udfff" for sign in asked):
        raise QuestionError("The question holds bytes that are not text. Type it in UTF-8.")
    return asked
