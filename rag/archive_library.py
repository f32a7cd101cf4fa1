"""An archive as a library: what a question needs of it is opened, and asked as any article is.

The passages nearest to a question, with the whole of the shorter articles among the first of them,
are laid out as a small collection. The reader then finds the sentence, or that none answers.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from rag.answering import Answer
from rag.archive import Archive, Filters, Near, passages_around
from rag.article import Edition
from rag.collection import lay_out
from rag.conversation import Turn, self_contained, spoken_language
from rag.embedding import bundled_embedder
from rag.errors import ArchiveError, PassageError
from rag.index import PassageIndex
from rag.languages import Language
from rag.library import Library, checked_question
from rag.passages import Passage
from rag.questions import leaning
from rag.retrieval import Hit, Retriever

# How many passages are opened for a question; of how many articles as far as so many passages
# around; and how many passages stand beside each of the others.
_OPENED, _ARTICLES, _AROUND, _BESIDE = 24, 3, 15, 0


class ArchiveLibrary:
    """An open archive, ready for questions; `open_archive` makes one."""

    def __init__(self, archive: Archive) -> None:
        """Keep the archive."""
        self.archive = archive

    def listing(self) -> Iterator[dict[str, Any]]:
        """Yield what `ponte articles` says of each article that the filters admit."""
        kept = ("article", "title", "date", "source", "languages", "passages", "file")
        for place in self.archive.admitted.tolist():
            yield {key: self.archive.table[place][key] for key in kept}

    def ask(
        self, question: str, *, language: Language | None = None, history: Sequence[Turn] = ()
    ) -> Answer:
        """Answer a question from whatever articles say it; see `Library.ask`."""
        asked = checked_question(question)
        return self._around(asked, language, history).ask(
            question, language=language, history=history
        )

    def find(
        self, query: str, *, limit: int = 5, language: Language | None = None
    ) -> tuple[Hit, ...]:
        """Return the passages nearest to a query, best first; raise QuestionError as `ask` does."""
        asked = checked_question(query)
        spoken = spoken_language(asked, language or self._usual_language)
        near = self.archive.near(asked, spoken, limit)
        return tuple(self._hit(each, language or spoken) for each in near)

    def passage(self, reference: str) -> Passage:
        """Return the passage that 'article#3' names; raise PassageError where there is none."""
        name, _, number = reference.rpartition("#")
        if not name:
            raise PassageError(f"'{reference}' names no article of the archive. Give ARTICLE#3.")
        for passage in self.archive.article(self.archive.place_of(name)).passages:
            if number == str(passage.number):
                return passage
        raise PassageError(f"There is no passage '{reference}'. See: ponte articles")

    def passage_text(self, passage: Passage, language: Language) -> tuple[Language, str]:
        """Return what a passage says in a language, or in the original's for want of an edition."""
        aligned = self.archive.article(self.archive.place_of(passage.article))
        versions = aligned.passage_versions()[passage.number]
        spoken = language if language in versions else passage.language
        return spoken, versions[spoken].of(aligned.article.edition(spoken).text)

    def edition(self, article: str, language: Language | None = None) -> Edition:
        """Return an article's edition in a language, or the original."""
        if not article:
            raise PassageError("An archive has many articles. Name one: see ponte articles")
        held = self.archive.article(self.archive.place_of(article)).article
        return held.edition(language) if language else held.original

    @property
    def _usual_language(self) -> Language:
        first: Language = self.archive.table[int(self.archive.admitted[0])]["languages"][0]
        return first

    def _around(self, question: str, language: Language | None, history: Sequence[Turn]) -> Library:
        """Open what a question may be about, and what was cited before it."""
        spoken = spoken_language(question, language or self._usual_language)
        near = list(self.archive.near(question, spoken, _OPENED))
        if history and leaning(question, spoken) != "alone":
            whole = f"{self_contained(history)} {question}"
            near += self.archive.near(whole, spoken, _OPENED)
        opened: dict[int, list[int]] = {}
        for each in near:
            opened.setdefault(each.article, []).append(each.passage)
        first = list(opened)[:_ARTICLES]
        for turn in history[-1:]:
            for cited in turn.citations:
                place = self.archive.place_of(cited.article)
                opened.setdefault(place, []).extend((cited.passage, cited.passage + 1))
        aligned = [
            passages_around(
                self.archive.article(place), numbers, _AROUND if place in first else _BESIDE
            )
            for place, numbers in opened.items()
        ]
        if not aligned:
            place = int(self.archive.admitted[0])
            aligned = [passages_around(self.archive.article(place), [1], _AROUND)]
        embedder = self.archive.embedder
        collection = lay_out(aligned)
        index = PassageIndex.from_texts(collection.texts, embedder)
        return Library(aligned, Retriever(collection, index, embedder, bundled_embedder()))

    def _hit(self, near: Near, reader: Language) -> Hit:
        aligned = self.archive.article(near.article)
        versions = aligned.passage_versions()[near.passage]
        spoken = reader if reader in versions else aligned.article.original.language
        interval = versions[spoken]
        return Hit(
            article=aligned.article.id,
            passage=near.passage,
            language=spoken,
            start=interval.start,
            end=interval.end,
            text=interval.of(aligned.article.edition(spoken).text),
            dense=near.dense,
            lexical=near.lexical,
            fused=near.fused,
        )


def open_archive(
    folder: Path,
    *,
    since: str = "",
    until: str = "",
    language: Language | None = None,
    source: str = "",
) -> ArchiveLibrary:
    """Open an archive, or those of its articles that have a date, a language and a source.

    Dates are ISO, whole or without day or month, and both are included. Raise ArchiveError.
    """
    for date in (since, until):
        if date and not _is_date(date):
            raise ArchiveError(f"'{date}' is no date. Write it as 2024, 2024-05 or 2024-05-02.")
    return ArchiveLibrary(Archive(folder, Filters(since, until, language, source)))


def _is_date(date: str) -> bool:
    parts = date.split("-")
    lengths = [len(part) for part in parts]
    return lengths in ([4], [4, 2], [4, 2, 2]) and all(part.isdecimal() for part in parts)
