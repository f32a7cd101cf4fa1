"""What the API takes and gives, typed; field for field what the commands print with --json."""

import operator
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from rag.answering import Status
from rag.conversation import LONGEST_QUESTION
from rag.languages import Language

# Questions that may stand before one: each is asked again, so this bounds the work of a request.
LONGEST_HISTORY = 20
LONGEST_LIST = 100

Typed = Annotated[str, Field(min_length=1, max_length=LONGEST_QUESTION)]
Confidence = Annotated[float, Field(ge=0, le=1)]


class Model(BaseModel):
    """A record with no other fields than these."""

    model_config = ConfigDict(extra="forbid")


class Question(Model):
    """A question to the open articles."""

    question: Typed = Field(
        description="In Italian, English or Chinese.",
        examples=["How many research institutes are there in Beijing?"],
    )
    language: Language | None = Field(
        None, description="The language of the answer; without it, the question's own."
    )
    history: list[Typed] = Field(
        default_factory=list,
        max_length=LONGEST_HISTORY,
        description="The questions asked before in this conversation, the oldest first. They are "
        "asked again, so that a follow-up ('and when?') knows what was proved, not what was said.",
    )


class Search(Model):
    """Words to find passages by."""

    query: Typed = Field(
        description="In any of the three languages.", examples=["university campus"]
    )
    limit: int = Field(5, ge=1, le=LONGEST_LIST, description="How many passages at most.")
    language: Language | None = Field(
        None, description="The language of the passages; without it, the query's own."
    )


class Translation(Model):
    """What a citation quotes, in another language: by an edition of the article, or a model."""

    language: Language
    text: str
    by: str = Field(
        "",
        exclude_if=operator.not_,
        description="The language model that translated; not there for an edition.",
    )


class Citation(Model):
    """A proof: `quote` is, letter for letter, characters `start` to `end` of the original."""

    number: int = Field(ge=1, description="The n of [n] in the text of the answer.")
    article: str
    passage: int = Field(ge=1)
    language: Language = Field(description="The language of the quote: the article's own.")
    start: int = Field(ge=0)
    end: int
    quote: str
    url: str = Field(description="The path that opens the page at the passage.")
    translation: Translation | None = Field(
        description="The same in the reader's language, where the article has such an edition, "
        "or a language model translates."
    )


class Closest(Model):
    """The nearest passage, offered with a refusal and never as an answer."""

    article: str
    passage: int = Field(ge=1)
    quote: str
    language: Language = Field(description="The language of the quote: the article's own.")
    translation: Translation | None = Field(
        description="The same in the reader's language, where the article has such an edition."
    )


class Writing(Model):
    """The language model that was asked to word an answer, and what became of its sentences."""

    model: str
    host: str = Field(description="Where the text was sent; empty where it stayed here.")
    kept: int = Field(ge=0)
    replaced: int = Field(ge=0, description="Those instead of which the article's own stand.")
    dropped: int = Field(ge=0)
    notice: str = Field(description="What was replaced or left out, or why the model failed.")


class Answer(Model):
    """An answer, or the statement that the articles hold none (`not_found`)."""

    question: str
    language: Language
    status: Status = Field(
        description="`answered`, with citations; `not_found`: the articles do not say; "
        "`conversation`: a greeting, thanks or help, which cites nothing."
    )
    text: str = Field(description="Each sentence ends with the [n] of its citation.")
    short: str | None = Field(description="The words that answer by themselves, where sure.")
    confidence: Confidence = Field(description="The probability that the articles answer.")
    citations: list[Citation]
    closest: Closest | None = Field(description="Only where a passage is near.")
    elapsed_ms: float = Field(ge=0)
    writing: Writing | None = Field(
        None,
        exclude_if=operator.not_,
        description="There only where a language model was asked.",
    )


class Hit(Model):
    """A passage that is near to a query."""

    article: str
    passage: int = Field(ge=1)
    language: Language
    start: int = Field(ge=0)
    end: int
    text: str
    score: float = Field(description="Higher is nearer; compares the hits of one query only.")
    url: str


class Found(Model):
    """The passages nearest to a query, best first."""

    query: str
    hits: list[Hit]


class Article(Model):
    """An open article."""

    article: str = Field(description="The id by which it is asked for.")
    title: str
    date: str
    source: str
    languages: list[Language] = Field(description="Its editions; the first is the original.")
    passages: int = Field(ge=0, description="How many there are; they count from 1.")


class Articles(Model):
    """The open articles, in the order they were given."""

    articles: list[Article]


class Passage(Model):
    """A passage in one language."""

    article: str
    passage: int = Field(ge=1)
    language: Language
    text: str
    url: str


class Passages(Model):
    """The passages of an article, in reading order."""

    passages: list[Passage]


class Health(Model):
    """The server answers."""

    status: Literal["ok"]


class Problem(Model):
    """What is wrong with a request, in one line: what, its value, what to do."""

    detail: str
