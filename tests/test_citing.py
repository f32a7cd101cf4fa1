"""Citations of sentences: the original's words, and what the reader's edition says."""

from rag.answering import Translation
from rag.article import Interval
from rag.citing import cite, edition_translation
from rag.library import Library


def test_citation_holds_the_original_and_the_edition_of_the_reader(
    bundled_library: Library,
) -> None:
    """Each with the words marked in it; no translation for a reader of the original."""
    collection = bundled_library._retriever.collection
    unit = collection.sentences[0]
    article = bundled_library.articles[0]
    marks, marks_there = (Interval(0, 6),), (Interval(0, 5),)
    cited = cite(1, unit, collection, "en", marks, marks_there)
    said = unit.versions["en"].of(article.edition("en").text)
    assert cited.translation == Translation("en", said, marks=marks_there)
    assert (cited.quote, cited.marks) == (unit.versions["it"].of(article.original.text), marks)
    assert cite(1, unit, collection, "it").translation is None
    assert edition_translation(unit, article, "zh") == Translation(
        "zh", unit.versions["zh"].of(article.edition("zh").text)
    )
