"""An article and its editions: one language's text each, kept exactly as it was read."""

import hashlib
from bisect import bisect_right
from dataclasses import dataclass

from rag.errors import LanguageError
from rag.languages import Language, language_name


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """A half-open interval [start, end) of an edition's text, in characters (code points)."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the slice of the text that the interval covers."""
        return text[self.start : self.end]

    def overlaps(self, other: "Interval") -> bool:
        """Tell whether the two intervals share a character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Edition:
    """One language's text of an article.

    Headings and paragraphs are intervals of `text` in reading order; what lies between them
    (front matter, blank lines) belongs to the text but is never quoted. `questions` are examples
    that the front matter offers to a reader. `pages` holds where each page begins, the first at 0,
    in formats that have pages.
    """

    language: Language
    title: str
    source: str
    text: str
    headings: tuple[Interval, ...]
    paragraphs: tuple[Interval, ...]
    questions: tuple[str, ...] = ()
    pages: tuple[int, ...] = ()

    def page_at(self, position: int) -> int | None:
        """Return the page, counted from 1, that a position is on; None in a text without pages."""
        return bisect_right(self.pages, position) or None

    @property
    def sha256(self) -> str:
        """Return the hexadecimal SHA-256 of the text in UTF-8."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Article:
    """An article: its id (a slug), its date, and its editions, the original first."""

    id: str
    date: str
    editions: tuple[Edition, ...]
    notices: tuple[str, ...] = ()

    @property
    def original(self) -> Edition:
        """Return the edition that citations quote."""
        return self.editions[0]

    @property
    def title(self) -> str:
        """Return the title of the original edition."""
        return self.original.title

    @property
    def languages(self) -> tuple[Language, ...]:
        """Return the languages of the editions, the original's first."""
        return tuple(edition.language for edition in self.editions)

    def edition(self, language: Language) -> Edition:
        """Return the edition in a language; raise LanguageError where there is none."""
        for edition in self.editions:
            if edition.language == language:
                return edition
        held = ", ".join(language_name(code) for code in self.languages)
        raise LanguageError(
            f"Article '{self.id}' has no edition in {language_name(language)}. It has: {held}."
        )
