"""Citations made of the sentences of a collection, with what the reader's edition says beside."""

from rag.answering import Citation, Translation
from rag.article import Article, Interval
from rag.collection import Collection, Unit
from rag.languages import Language


def cite(
    number: int,
    unit: Unit,
    collection: Collection,
    reader: Language,
    marks: tuple[Interval, ...] = (),
    marks_there: tuple[Interval, ...] = (),
) -> Citation:
    """Make the citation of a sentence: the original's words, beside them the reader's edition's.

    `marks` are intervals of the one, `marks_there` of the other.
    """
    aligned = collection.articles[unit.article]
    original = aligned.article.original
    versions = unit.versions
    interval = versions[original.language]
    return Citation(
        number=number,
        article=aligned.article.id,
        title=original.title,
        passage=unit.passage,
        sentence=unit.sentence,
        start=interval.start,
        end=interval.end,
        quote=interval.of(original.text),
        language=original.language,
        page=original.page_at(interval.start),
        translation=edition_translation(unit, aligned.article, reader, marks_there),
        marks=marks,
        edition=original,
    )


def edition_translation(
    unit: Unit, article: Article, reader: Language, marks: tuple[Interval, ...] = ()
) -> Translation | None:
    """Return what the reader's edition says in a unit, if it is another than the original."""
    if reader == article.original.language or reader not in unit.versions:
        return None
    said = unit.versions[reader].of(article.edition(reader).text)
    return Translation(reader, said, marks=marks)
