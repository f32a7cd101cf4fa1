"""Articles laid out as units: every text of every edition has its row."""

from helpers import FakeEmbedder, article_of, edition_of

from rag.alignment import align_article
from rag.collection import lay_out


def test_units_are_laid_out_passages_first() -> None:
    """Every text of every edition has a row: passages, then sentences."""
    left, right = edition_of("Uno. Due.\n\nTre.", "it"), edition_of("One. Two.\n\nThree.", "en")
    collection = lay_out([align_article(article_of(left, right), FakeEmbedder())])
    assert collection.texts == (
        "Uno. Due.", "One. Two.", "Tre.", "Three.",
        "Uno.", "One.", "Due.", "Two.", "Tre.", "Three.",
    )  # fmt: skip
    assert collection.languages == ("it", "en") * 5
    assert collection.passage_of.tolist() == [0, 0, 1]
    assert [unit.rows for unit in collection.sentences.entries] == [
        {"it": 4, "en": 5},
        {"it": 6, "en": 7},
        {"it": 8, "en": 9},
    ]


def test_a_sentence_left_out_of_an_edition_has_no_row_there() -> None:
    """Its unit stands in the original alone, and no placement of the edition holds it."""
    left = edition_of("The river runs. A city sleeps. The lake is deep.", "en")
    right = edition_of("The river runs. The lake is deep.", "it")
    collection = lay_out([align_article(article_of(left, right), FakeEmbedder())])
    assert [sorted(unit.rows) for unit in collection.sentences.entries] == [
        ["en", "it"],
        ["en"],
        ["en", "it"],
    ]
    placed = {place.language: place.units.tolist() for place in collection.sentences.placements}
    assert placed == {"it": [0, 2], "en": [0, 1, 2]}


def test_passages_of_several_articles_are_told_apart() -> None:
    """Both have a passage 1, and each sentence knows whose it is in."""
    articles = [
        align_article(article_of(edition_of(text, "en"), id=name), FakeEmbedder())
        for name, text in (("one", "First here."), ("two", "Second here. Third here."))
    ]
    collection = lay_out(articles)
    assert [(unit.article, unit.passage) for unit in collection.passages.entries] == [
        (0, 1),
        (1, 1),
    ]
    assert collection.passage_of.tolist() == [0, 1, 1]
