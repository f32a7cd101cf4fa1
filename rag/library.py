"""The one place that knows all parts: opens articles, finds their index, and asks them."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rag.alignment import AlignedArticle, align_article
from rag.answering import Answer
from rag.article import Article, Edition
from rag.collection import lay_out
from rag.conversation import Turn, checked_question, request, spoken_language
from rag.dialogue import respond
from rag.embedding import bundled_embedder, open_embedder
from rag.errors import ArticleError, PassageError
from rag.finding import Found, find_near
from rag.index import cache_folder, load_or_build
from rag.languages import Language
from rag.passages import Passage
from rag.readers import read_article
from rag.retrieval import Hit, Retriever, retriever_over
from rag.sources import only_one, read_source, with_translation
from rag.suggesting import suggest
from rag.viewing import Listed, ReadingView, listed, reading_view
from rag.writing import offer

if TYPE_CHECKING:
    from rag.cancelling import Cancellation
    from rag.language_models import LanguageModel

BUNDLED_ARTICLE = Path(__file__).parent / "articles" / "torino-pechino"
# How many single articles of a collection stay indexed by themselves once they were asked so.
_KEPT_ALONE = 8


class Library:
    """Open articles with their index, ready for questions; `open_library` makes one."""

    def __init__(
        self,
        aligned: Sequence[AlignedArticle],
        retriever: Retriever,
        writer: "LanguageModel | None" = None,
    ) -> None:
        """Keep aligned articles, the retriever over them, and the model that writes, if any."""
        self.writer = writer
        self._aligned = {entry.article.id: entry for entry in aligned}
        self._retriever = retriever
        self.entries = tuple(listed(entry) for entry in aligned)
        self.titles: Mapping[str, str] = {entry.id: entry.title for entry in self.entries}
        self._made: dict[tuple[Language, int], tuple[str, ...]] = {}
        self.led: dict[tuple[Language, str], Turn] = {}
        self._alone: dict[str, Library] = {}

    @property
    def articles(self) -> tuple[Article, ...]:
        """Return the open articles, in the order they were given."""
        return tuple(entry.article for entry in self._aligned.values())

    def ask(
        self, question: str, *, language: Language | None = None, history: Sequence[Turn] = ()
    ) -> Answer:
        """Answer a question, in its own language unless another is given.

        Raise QuestionError where the question is empty or too long.
        """
        *_, answer = self.answers(question, language=language, history=history)
        return answer

    @property
    def extractive(self) -> "Library":
        """Return the same library without a language model."""
        return self if self.writer is None else Library([*self._aligned.values()], self._retriever)

    def answers(
        self,
        question: str,
        *,
        language: Language | None = None,
        history: Sequence[Turn] = (),
        until: "Cancellation | None" = None,
    ) -> Iterator[Answer]:
        """Yield the answer as it grows, each time whole so far; raise as `ask` does.

        Once `until` is cancelled, from another thread, raise StoppedError: no model writes on.
        """
        began = time.perf_counter()
        asked = checked_question(question)
        spoken = self._detect(asked, language)
        if request(asked) == "help":
            answer = offer(asked, language or spoken, self.suggestions(language or spoken))
        else:
            answer = respond(asked, spoken, language or spoken, history, self._retriever)
        growing = iter((answer,))
        if self.writer:
            from rag.generating import write_generated

            growing = write_generated(answer, self.writer, self._retriever, spoken, until)
        for written in growing:
            elapsed = (time.perf_counter() - began) * 1000
            yield replace(written, question=question, elapsed_ms=elapsed)

    def only(self, article: str) -> "Library":
        """Return one of the articles by itself, as if no other were open."""
        aligned = self._article(article)
        if len(self._aligned) == 1:
            return self
        alone = self._alone.get(article)
        if alone is None:
            alone = Library([aligned], self._retriever.over(lay_out([aligned])), self.writer)
            # Those asked by themselves last are kept ready; other threads see the old or the new.
            kept = list(self._alone.items())[1 - _KEPT_ALONE :]
            self._alone = dict([*kept, (article, alone)])
        return alone

    def alike(self, articles: Sequence[Article]) -> "Library":
        """Open other articles with the same models, in memory only: nothing of them is cached."""
        aligned = [align_article(article, self._retriever.embedder) for article in articles]
        return Library(aligned, self._retriever.over(lay_out(aligned)), self.writer)

    def find(
        self, query: str, *, limit: int = 5, language: Language | None = None
    ) -> tuple[Hit, ...]:
        """Return the passages nearest to a query, best first; raise QuestionError as `ask` does."""
        asked = checked_question(query)
        spoken = self._detect(asked, language)
        return self._retriever.find(asked, spoken, language or spoken, limit)

    def search(self, query: str, language: Language, *, limit: int = 8) -> tuple[Found, ...]:
        """Return the passages that are near to a query, best first, in a language if they can be.

        There may be none. Raise QuestionError as `ask` does.
        """
        asked = checked_question(query)
        return find_near(asked, self._detect(asked, language), language, self._retriever, limit)

    def holds(self, article: str) -> bool:
        """Tell whether an article of this id is open."""
        return article in self._aligned

    def entry(self, article: str) -> Listed:
        """Return what lists say of an article; raise PassageError where there is none."""
        return listed(self._article(article))

    def passage(self, reference: str) -> Passage:
        """Return the passage that 'article#3', or '3' of the first article, names."""
        name, _, number = reference.rpartition("#")
        aligned = self._article(name) if name else next(iter(self._aligned.values()))
        for passage in aligned.passages:
            if number == str(passage.number):
                return passage
        raise PassageError(
            f"There is no passage '{reference}'. "
            f"'{aligned.article.id}' has passages 1 to {len(aligned.passages)}."
        )

    def edition(self, article: str, language: Language | None = None) -> Edition:
        """Return an edition of an article (or the first); raise PassageError or LanguageError."""
        held = self._article(article).article if article else self.articles[0]
        return held.edition(language) if language else held.original

    def passages(self, article: str) -> tuple[Passage, ...]:
        """Return the passages of an article's original, in reading order."""
        return self._article(article).passages

    def passage_text(self, passage: Passage, language: Language) -> tuple[Language, str]:
        """Return what a passage says in a language, or in the original's for want of an edition."""
        aligned = self._article(passage.article)
        spoken, interval = aligned.passage_in(passage.number, language)
        return spoken, interval.of(aligned.article.edition(spoken).text)

    def view(self, article: str, language: Language) -> ReadingView:
        """Lay an article out in a language, or in the original's for want of an edition."""
        return reading_view(self._article(article), language)

    def suggestions(self, language: Language) -> tuple[str, ...]:
        """Return example questions: those of the front matter, or some that are answered."""
        offered = [
            question
            for article in self.articles
            for edition in article.editions
            if edition.language == language
            for question in edition.questions
        ]
        return tuple(offered[:4]) or self.questions_made(language)

    def questions_made(self, language: Language, most: int = 3) -> tuple[str, ...]:
        """Return what it is about, and so many questions at most that are made of it."""
        if (language, most) not in self._made:
            self._made[language, most] = suggest(self._retriever, language, most)
        return self._made[language, most]

    def _article(self, name: str) -> AlignedArticle:
        if name not in self._aligned:
            raise PassageError(
                f"There is no article '{name}'. Open are: {', '.join(self._aligned)}."
            )
        return self._aligned[name]

    def _detect(self, text: str, language: Language | None) -> Language:
        return spoken_language(text, language or self.articles[0].original.language)


def open_library(
    sources: Sequence[str | Path] = (),
    *,
    translation: Path | None = None,
    model: str | None = None,
    allow_private: bool = False,
    writer: "LanguageModel | None" = None,
    notify: Callable[[str], None] = lambda _notice: None,
) -> Library:
    """Open articles (the bundled one where none is named) with a cached or fresh index.

    Sources are files, folders and addresses of the web; private ones only with `allow_private`.
    `translation` is a file that says in another language what the one article says. `model` names
    another sentence-transformers model; `writer` is a language model that words the answers. Raise
    ArticleError or ModelError; what a person should know but that stops nothing goes to `notify`.
    """
    articles = [
        read_source(source, allow_private=allow_private) for source in sources or (BUNDLED_ARTICLE,)
    ]
    if translation:
        articles = [with_translation(only_one(articles), read_article(translation))]
    names = [article.id for article in articles]
    if len(set(names)) < len(names):
        raise ArticleError(f"Two articles have the same name: {', '.join(names)}. Rename a file.")
    for article in articles:
        for notice in article.notices:
            notify(notice)
    return library_of(articles, model=model, writer=writer, cache=cache_folder(), notify=notify)


def library_of(
    articles: Sequence[Article],
    *,
    model: str | None = None,
    writer: "LanguageModel | None" = None,
    cache: Path | None = None,
    notify: Callable[[str], None] = lambda _notice: None,
) -> Library:
    """Index articles that are read already; without `cache`, in memory only."""
    embedder = open_embedder(model)
    aligned = [align_article(article, embedder) for article in articles]
    collection = lay_out(aligned)
    if cache is None:
        return Library(aligned, retriever_over(collection, embedder), writer)
    index = load_or_build(collection.texts, embedder, cache, notify)
    return Library(aligned, Retriever(collection, index, embedder, bundled_embedder()), writer)
