"""An archive as a library: what a question needs of it is opened, and asked as any article is.

The passages nearest to a question, with the whole of the shorter articles among the first of them,
are laid out as a small collection. The reader then finds the sentence, or that none answers.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from rag.alignment import AlignedArticle, align_article, passages_around
from rag.answering import Answer
from rag.archive import Archive, Near
from rag.article import Article, Edition
from rag.collection import lay_out
from rag.conversation import (
    Turn,
    checked_question,
    language_wanted,
    request,
    self_contained,
    spoken_language,
)
from rag.errors import PassageError
from rag.finding import Found
from rag.languages import Language, message
from rag.library import Library
from rag.passages import Passage
from rag.questions import leaning
from rag.retrieval import Hit, retriever_over
from rag.viewing import Listed, ReadingView, listed, reading_view
from rag.writing import offer

if TYPE_CHECKING:
    from rag.cancelling import Cancellation
    from rag.language_models import LanguageModel

# How many passages are opened for a question; of how many articles as far as so many passages
# around; and how many passages stand beside each of the others.
_OPENED, _ARTICLES, _AROUND, _BESIDE = 24, 3, 15, 0
# How many articles stay indexed by themselves once they were asked so; and how many questions are
# suggested, from so many of the newest articles at most.
_KEPT_ALONE, _SUGGESTED, _SUGGESTING = 8, 3, 8


class ArchiveLibrary:
    """An open archive, ready for questions; `open_archive` makes one."""

    def __init__(self, archive: Archive, writer: "LanguageModel | None" = None) -> None:
        """Keep the archive, and the language model that words the answers, if any."""
        self.archive = archive
        self.writer = writer
        self.only = lru_cache(maxsize=_KEPT_ALONE)(self._only)
        self._suggested: dict[Language, tuple[str, ...]] = {}
        self.led: dict[tuple[Language, str], Turn] = {}

    @cached_property
    def entries(self) -> tuple[Listed, ...]:
        """Return what lists say of each article that the filters admit, the newest first."""
        table = (self.archive.table[place] for place in self.archive.admitted.tolist())
        entries = [
            Listed(
                entry["article"], entry["title"], entry["date"], entry["source"],
                tuple(entry["languages"]), entry["passages"], entry["file"],
            )
            for entry in table
        ]  # fmt: skip
        return tuple(sorted(entries, key=lambda entry: entry.date, reverse=True))

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """Return the title of each article, by its id."""
        return {entry.id: entry.title for entry in self.entries}

    def holds(self, article: str) -> bool:
        """Tell whether an article of this id is asked."""
        return self.archive.holds(article)

    def entry(self, article: str) -> Listed:
        """Return what lists say of an article; raise PassageError where there is none."""
        return listed(self._aligned(article))

    def ask(
        self, question: str, *, language: Language | None = None, history: Sequence[Turn] = ()
    ) -> Answer:
        """Answer a question from whatever articles say it; see `Library.ask`."""
        *_, answer = self.answers(question, language=language, history=history)
        return answer

    def answers(
        self,
        question: str,
        *,
        language: Language | None = None,
        history: Sequence[Turn] = (),
        until: "Cancellation | None" = None,
    ) -> Iterator[Answer]:
        """Yield the answer as it grows; see `Library.answers`."""
        began = time.perf_counter()
        asked = checked_question(question)
        if request(asked) == "help":
            reader = language or spoken_language(asked, self._usual_language)
            found = iter((offer(question, reader, self.suggestions(reader)),))
        else:
            around = self._around(asked, language, history)
            found = around.answers(question, language=language, history=history, until=until)
        for answer in found:
            yield replace(answer, elapsed_ms=(time.perf_counter() - began) * 1000)

    @property
    def extractive(self) -> "ArchiveLibrary":
        """Return the same archive without a language model."""
        return self if self.writer is None else ArchiveLibrary(self.archive)

    def _only(self, article: str) -> Library:
        """Return one of the articles by itself, as if there were no archive around it."""
        return self._library([self._aligned(article)])

    def alike(self, articles: Sequence[Article]) -> Library:
        """Open other articles with the same models, in memory only: nothing of them is cached."""
        return self._library(
            [align_article(article, self.archive.embedder) for article in articles]
        )

    def suggestions(self, language: Language) -> tuple[str, ...]:
        """Return questions about the newest articles that the archive answers from them."""
        if language not in self._suggested:
            self._suggested[language] = tuple(islice(self._suggestions(language), _SUGGESTED))
        return self._suggested[language]

    def _suggestions(self, language: Language) -> Iterator[str]:
        whole, plain = message("suggestion.whole", language), self.extractive
        for entry in self.entries[:_SUGGESTING]:
            for question in self.only(entry.id).suggestions(language):
                cited = plain.ask(question, language=language).citations
                if question != whole and cited and cited[0].article == entry.id:
                    yield question
                    break

    def find(
        self, query: str, *, limit: int = 5, language: Language | None = None
    ) -> tuple[Hit, ...]:
        """Return the passages nearest to a query, best first; raise QuestionError as `ask` does."""
        asked = checked_question(query)
        spoken = spoken_language(asked, language or self._usual_language)
        near = self.archive.near(asked, spoken, limit)
        return tuple(self._hit(each, language or spoken) for each in near)

    def search(self, query: str, language: Language, *, limit: int = 8) -> tuple[Found, ...]:
        """Return the passages that are near to a query, best first; see `Library.search`."""
        return self._around(checked_question(query), language, ()).search(
            query, language, limit=limit
        )

    def passage(self, reference: str) -> Passage:
        """Return the passage that 'article#3' names; raise PassageError where there is none."""
        name, _, number = reference.rpartition("#")
        if not name:
            raise PassageError(f"'{reference}' names no article of the archive. Give ARTICLE#3.")
        for passage in self.passages(name):
            if number == str(passage.number):
                return passage
        raise PassageError(f"There is no passage '{reference}'. See: ponte articles")

    def passages(self, article: str) -> tuple[Passage, ...]:
        """Return the passages of an article's original, in reading order."""
        return self._aligned(article).passages

    def passage_text(self, passage: Passage, language: Language) -> tuple[Language, str]:
        """Return what a passage says in a language, or in the original's for want of an edition."""
        aligned = self._aligned(passage.article)
        spoken, interval = aligned.passage_in(passage.number, language)
        return spoken, interval.of(aligned.article.edition(spoken).text)

    def edition(self, article: str, language: Language | None = None) -> Edition:
        """Return an article's edition in a language, or the original."""
        if not article:
            raise PassageError("An archive has many articles. Name one: see ponte articles")
        held = self._aligned(article).article
        return held.edition(language) if language else held.original

    def view(self, article: str, language: Language) -> ReadingView:
        """Lay an article out in a language, or in the original's for want of an edition."""
        return reading_view(self._aligned(article), language)

    def _aligned(self, article: str) -> AlignedArticle:
        return self.archive.article(self.archive.place_of(article))

    @property
    def _usual_language(self) -> Language:
        first: Language = self.archive.table[int(self.archive.admitted[0])]["languages"][0]
        return first

    def _around(self, question: str, language: Language | None, history: Sequence[Turn]) -> Library:
        """Open what a question may be about, and what was cited before it."""
        spoken = spoken_language(question, language or self._usual_language)
        near = list(self.archive.near(question, spoken, _OPENED))
        again = request(question) == "more" or language_wanted(question) is not None
        if history and (again or leaning(question, spoken) != "alone"):
            whole = self_contained(history) + f" {question}" * (not again)
            near += self.archive.near(whole, spoken, _OPENED) if whole else ()
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
        return self._library(aligned)

    def _library(self, aligned: Sequence[AlignedArticle]) -> Library:
        """Index aligned articles in memory."""
        retriever = retriever_over(lay_out(aligned), self.archive.embedder)
        return Library(aligned, retriever, self.writer)

    def _hit(self, near: Near, reader: Language) -> Hit:
        aligned = self.archive.article(near.article)
        spoken, interval = aligned.passage_in(near.passage, reader)
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


AnyLibrary = Library | ArchiveLibrary
