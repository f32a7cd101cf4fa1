"""Answers and the citations that prove them."""

from dataclasses import InitVar, dataclass
from typing import Any, Literal

from rag.article import Edition, Interval
from rag.errors import CitationError
from rag.languages import Language, message
from rag.passages import passage_url

Status = Literal["answered", "not_found", "conversation"]
# How far what is said can be relied on; a refusal is sure too, or may have missed something.
Certainty = Literal["sure", "likely", "unsure"]


@dataclass(frozen=True, slots=True)
class Translation:
    """What a citation quotes, in another language: as an edition of the same article has it.

    Or, without such an edition, as a language model translates it: `by` is then the model's name.
    `marks` are the intervals of the text whose words met the question's.
    """

    language: Language
    text: str
    by: str = ""
    marks: tuple[Interval, ...] = ()

    def to_dict(self) -> dict[str, str]:
        """Return the translation as the machine-readable answer holds it."""
        told = {"language": self.language, "text": self.text}
        return {**told, "by": self.by} if self.by else told


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A numbered proof: the quote is, letter for letter, `edition.text[start:end]`.

    The edition is needed to make one and is not kept. A citation that does not hold raises
    CitationError, so it cannot exist. `sentence` counts from 1 within the passage, `page` from 1 in
    a text that has pages; `marks` are the intervals of the quote whose words met the question's.
    """

    number: int
    article: str
    title: str
    passage: int
    sentence: int
    start: int
    end: int
    quote: str
    language: Language
    page: int | None = None
    translation: Translation | None = None
    marks: tuple[Interval, ...] = ()
    edition: InitVar[Edition]

    def __post_init__(self, edition: Edition) -> None:
        """Check the quote against the edition, and the numbers against their ranges."""
        if not 0 <= self.start < self.end <= len(edition.text):
            raise CitationError(
                f"Citation [{self.start}:{self.end}] lies outside '{self.article}' "
                f"({len(edition.text)} characters)."
            )
        if edition.text[self.start : self.end] != self.quote:
            raise CitationError(
                f"Citation {self.quote!r} is not what '{self.article}' says at {self.start}."
            )
        if self.number < 1 or self.passage < 1 or self.sentence < 1:
            raise CitationError(f"Citation {self.quote!r} has a number below 1.")
        if edition.language != self.language:
            raise CitationError(f"Citation {self.quote!r} names the wrong language.")

    @property
    def shown(self) -> str:
        """Return what a reader is shown of it: their edition's words, or else the quote."""
        return self._edition.text if self._edition else self.quote

    @property
    def shown_language(self) -> Language:
        """Return the language of the words that a reader is shown."""
        return self._edition.language if self._edition else self.language

    @property
    def _edition(self) -> Translation | None:
        """Return what the reader's edition says: a model's translation is not the article's."""
        return self.translation if self.translation and not self.translation.by else None

    def place(self, reader: Language) -> str:
        """Return where the quote stands in its article, in the reader's words."""
        return place_name(self.passage, self.page, reader)

    @property
    def url(self) -> str:
        """Return the permanent path of the cited passage on the page."""
        return passage_url(self.article, self.passage)

    @property
    def anchor(self) -> str:
        """Return the id of the cited sentence on the page."""
        return sentence_anchor(self.article, self.passage, self.sentence)

    def to_dict(self) -> dict[str, Any]:
        """Return the citation as the machine-readable answer holds it."""
        return {
            "number": self.number,
            "article": self.article,
            "passage": self.passage,
            "language": self.language,
            "start": self.start,
            "end": self.end,
            "quote": self.quote,
            "url": self.url,
            "translation": self.translation and self.translation.to_dict(),
            # Only a text that has pages says one: the other keys are always there.
            **({"page": self.page} if self.page else {}),
        }


def place_name(passage: int, page: int | None, reader: Language) -> str:
    """Return the words for a passage, and for its page where it has one: 'passage 3 · page 2'."""
    named = message("passage", reader, number=passage)
    return f"{named} · {message('page', reader, number=page)}" if page else named


def sentence_anchor(article: str, passage: int, sentence: int) -> str:
    """Return the id that a sentence of the original has on the page: 'article--3-2'."""
    return f"{article}--{passage}-{sentence}"


@dataclass(frozen=True, slots=True)
class Closest:
    """The nearest passage, offered with a refusal and never as an answer.

    `translation` is what the reader's edition says there, if there is one.
    """

    article: str
    passage: int
    quote: str
    language: Language
    translation: Translation | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the passage as the machine-readable answer holds it."""
        return {
            "article": self.article,
            "passage": self.passage,
            "quote": self.quote,
            "language": self.language,
            "translation": self.translation and self.translation.to_dict(),
        }


@dataclass(frozen=True, slots=True)
class Writing:
    """Which language model wrote an answer, where it runs, and what became of its sentences.

    `host` is the machine that the text was sent to, empty where it stayed on this one; `notice`
    says in the reader's language what was replaced or left out, or why the model failed.
    """

    model: str
    host: str
    kept: int
    replaced: int
    dropped: int
    notice: str

    def to_dict(self) -> dict[str, Any]:
        """Return what the machine-readable answer says of its writer."""
        return {
            "model": self.model,
            "host": self.host,
            "kept": self.kept,
            "replaced": self.replaced,
            "dropped": self.dropped,
            "notice": self.notice,
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """What Ponte says to a question: every sentence of `text` carries an [n], or `status` says why.

    `short` is a slice of the sentence that `text` shows, and `localised` the same amount or date in
    the reader's language where that sentence is in another; `further` holds the short answers of
    the further parts of a question, each with the number of the citation it is a slice of;
    `confidence` is the calibrated probability that the article answers the question, whatever the
    status, and `certainty` says in a word how far it lies from where answers begin. `writing` is
    there where a language model was asked.
    """

    question: str
    language: Language
    status: Status
    text: str
    short: str | None
    confidence: float
    citations: tuple[Citation, ...]
    closest: Closest | None
    elapsed_ms: float
    localised: str = ""
    further: tuple[tuple[int, str], ...] = ()
    writing: Writing | None = None
    certainty: Certainty = "sure"

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as `ponte ask --json` prints it."""
        return {
            "question": self.question,
            "language": self.language,
            "status": self.status,
            "text": self.text,
            "short": self.short,
            "confidence": round(self.confidence, 3),
            "citations": [citation.to_dict() for citation in self.citations],
            "closest": self.closest and self.closest.to_dict(),
            "elapsed_ms": round(self.elapsed_ms, 1),
            **({"writing": self.writing.to_dict()} if self.writing else {}),
        }
