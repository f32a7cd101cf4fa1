"""Articles as lists name them, and laid out for reading, each sentence under its id on the page."""

from dataclasses import dataclass

from rag.alignment import AlignedArticle
from rag.answering import sentence_anchor
from rag.article import Edition, Interval
from rag.languages import Language


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list says of an article; the first of its languages is the original's.

    `file` is where an archive read it.
    """

    id: str
    title: str
    date: str
    source: str
    languages: tuple[Language, ...]
    passages: int
    file: str = ""


@dataclass(frozen=True, slots=True)
class ViewSentence:
    """A sentence of a reading view and its id on the page."""

    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class ViewBlock:
    """A heading (`number` is 0) or a numbered passage of a reading view."""

    heading: str
    number: int
    sentences: tuple[ViewSentence, ...]


@dataclass(frozen=True, slots=True)
class ReadingView:
    """An article laid out for reading in one language, its sentences with stable ids."""

    article: str
    language: Language
    title: str
    date: str
    source: str
    original: Language
    languages: tuple[Language, ...]
    blocks: tuple[ViewBlock, ...]


def listed(aligned: AlignedArticle) -> Listed:
    """Return what a list says of an article."""
    article = aligned.article
    return Listed(
        id=article.id,
        title=article.title,
        date=article.date,
        source=article.original.source,
        languages=article.languages,
        passages=len(aligned.passages),
    )


def reading_view(aligned: AlignedArticle, language: Language) -> ReadingView:
    """Lay an article out in a language, or in the original's for want of an edition."""
    article = aligned.article
    original = article.original
    spoken = language if language in article.languages else original.language
    edition = article.edition(spoken)
    return ReadingView(
        article=article.id,
        language=spoken,
        title=edition.title,
        date=article.date,
        source=edition.source,
        original=original.language,
        languages=article.languages,
        blocks=_view_blocks(aligned, edition),
    )


def _view_blocks(aligned: AlignedArticle, edition: Edition) -> tuple[ViewBlock, ...]:
    """Merge the headings and the passages of an edition in reading order.

    Where several sentences of the original share one of the edition, it carries the first's id.
    """
    placed: list[tuple[Interval, ViewBlock]] = [
        (heading, ViewBlock(heading.of(edition.text), 0, ())) for heading in edition.headings
    ]
    seen: set[Interval] = set()
    sentences: dict[int, list[ViewSentence]] = {}
    for sentence in aligned.sentences:
        said = sentence.versions.get(edition.language)
        if said and said not in seen:
            seen.add(said)
            anchor = sentence_anchor(aligned.article.id, sentence.passage, sentence.number)
            shown = ViewSentence(anchor, said.of(edition.text))
            sentences.setdefault(sentence.passage, []).append(shown)
    for number, versions in aligned.passage_versions().items():
        if edition.language in versions:
            block = ViewBlock("", number, tuple(sentences.get(number, ())))
            placed.append((versions[edition.language], block))
    return tuple(block for _, block in sorted(placed, key=lambda entry: entry[0]))
