"""Every question of a set is asked as a reader would ask it, and what comes back is judged."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from rag.alignment import align_article
from rag.answering import Answer
from rag.article import Article, Interval
from rag.collection import lay_out
from rag.conversation import Turn
from rag.datasets import Rows
from rag.embedding import Embedder, bundled_embedder, open_embedder
from rag.evaluation import Inquiry, Kind, article_of, inquiries_of, settings_of
from rag.index import PassageIndex
from rag.languages import Language
from rag.library import Library
from rag.passages import Passage
from rag.retrieval import Evidence, Retriever
from rag.scoring import exact_match, token_f1
from rag.weighing import reading_model


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question.

    `right` tells of each citation whether it holds a whole sentence of the evidence, `right_first`
    the same of the best sentence, before any refusal. `found` is that sentence, `expected` the
    evidence, `passage` where it stands, and `accepted` the short answers that would do.
    """

    article: str
    editions: tuple[Language, ...]
    spoken: Language
    kind: Kind
    question: str
    answered: bool
    confidence: float
    right_first: bool
    right: tuple[bool, ...]
    exact: bool
    f1: float
    in_language: bool
    elapsed_ms: float
    found: str = ""
    short: str = ""
    accepted: tuple[str, ...] = ()
    expected: str = ""
    passage: str = ""

    @property
    def right_cited(self) -> bool:
        """Tell whether the first citation holds the evidence."""
        return self.right[:1] == (True,)


def judge(
    rows: Rows,
    settings: Sequence[tuple[Language, ...]] = (),
    *,
    article: Article | None = None,
    model: str | None = None,
) -> Iterator[Outcome]:
    """Ask every question of a set in every language, over each setting of editions."""
    embedder = open_embedder(model)
    for row in rows:
        for languages in settings or settings_of(row, article):
            bench = _bench(article_of(row, languages, article), embedder)
            for inquiry in inquiries_of(row, bench.article, bench.passages):
                for spoken in inquiry.wording:
                    yield _outcome(inquiry, spoken, bench)


class _Memory(Retriever):
    """A retriever that remembers its last question, so that looking again costs nothing."""

    _last: tuple[tuple[str, Language], Evidence] | None = None

    def gather(self, question: str, language: Language) -> Evidence:
        """Score every unit of the collection against a question, unless that was just done."""
        if self._last is None or self._last[0] != (question, language):
            self._last = (question, language), super().gather(question, language)
        return self._last[1]


@dataclass(frozen=True, slots=True)
class _Bench:
    """An open article and its library."""

    article: Article
    passages: tuple[Passage, ...]
    library: Library


def _bench(article: Article, embedder: Embedder) -> _Bench:
    aligned = align_article(article, embedder)
    collection = lay_out([aligned])
    index = PassageIndex.from_texts(collection.texts, embedder)
    retriever = _Memory(collection, index, embedder, bundled_embedder())
    return _Bench(article, aligned.passages, Library([aligned], retriever))


def _outcome(inquiry: Inquiry, spoken: Language, bench: _Bench) -> Outcome:
    history: list[Turn] = []
    if inquiry.before:
        before = inquiry.before[spoken]
        history.append(_turn(bench.library.ask(before)))
    question = inquiry.wording[spoken]
    answer = bench.library.ask(question, history=history)
    best = _best_sentence(answer, history, bench)
    accepted = {
        language: inquiry.accepted[language]
        for language in (spoken, bench.article.original.language)
        if language in inquiry.accepted
    }
    short = answer.short or ""
    return Outcome(
        article=bench.article.id,
        editions=bench.article.languages,
        spoken=spoken,
        kind=inquiry.kind,
        question=question,
        answered=answer.status == "answered",
        confidence=answer.confidence,
        right_first=_holds(best, inquiry.places),
        right=tuple(
            _holds(Interval(citation.start, citation.end), inquiry.places)
            for citation in answer.citations
        ),
        exact=any(exact_match(short, said, language) for language, said in accepted.items()),
        f1=max((token_f1(short, said, language) for language, said in accepted.items()), default=0),
        in_language=answer.language == spoken,
        elapsed_ms=answer.elapsed_ms,
        found=best.of(bench.article.original.text),
        short=short,
        accepted=tuple(dict.fromkeys(accepted.values())),
        expected=_quoted(inquiry.places, bench.article),
        passage=_passage_around((*inquiry.places, best)[0], bench),
    )


def _turn(answer: Answer) -> Turn:
    """Return an exchange as the page remembers it."""
    return Turn(answer.question, answer.text, answer.citations)


def _best_sentence(answer: Answer, history: Sequence[Turn], bench: _Bench) -> Interval:
    """Return the sentence that was cited first, or would have been but for the refusal."""
    if answer.status == "not_found":
        with never_refusing():
            answer = bench.library.ask(answer.question, history=history)
    first = answer.citations[:1]
    return Interval(first[0].start, first[0].end) if first else Interval(0, 0)


@contextmanager
def never_refusing() -> Iterator[None]:
    """Have every question answered meanwhile, however low the confidence."""
    # The thresholds of the open reading model are set aside, so that the question takes the very
    # same way through the program; a second way of ranking here could tell another story.
    threshold = reading_model().threshold
    kept = dict(threshold)
    threshold.update(dict.fromkeys(kept, 0.0))
    try:
        yield
    finally:
        threshold.update(kept)


def _holds(found: Interval, places: Sequence[Interval]) -> bool:
    return any(found.start <= place.start and place.end <= found.end for place in places)


def _quoted(places: Sequence[Interval], article: Article) -> str:
    return " … ".join(place.of(article.original.text) for place in places)


def _passage_around(place: Interval, bench: _Bench) -> str:
    for passage in bench.passages:
        if Interval(passage.start, passage.end).overlaps(place):
            return bench.article.original.text[passage.start : passage.end]
    return ""
