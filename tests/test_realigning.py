"""Parallel text is disturbed in a known way, and the alignment is measured against that."""

import random

from rag.embedding import bundled_embedder
from rag.realigning import alignment_rows, disturb, split

PAIRS = [
    (f"Frase numero {n}, che dice {n}.", f"Sentence number {n}, saying {n}.") for n in range(80)
]
ROWS = [
    ("Il museo apre alle nove del mattino, ogni giorno.", "The museum opens at nine, every day."),
    ("Il biglietto costa dodici euro.", "The ticket costs twelve euros."),
    ("La domenica gli studenti entrano gratis.", "On Sundays students enter for free."),
    ("Il sindaco ha inaugurato la nuova biblioteca.", "The mayor opened the new library."),
    ("La pioggia ha danneggiato il raccolto di grano.", "Rain damaged the wheat harvest."),
]


def test_disturbing_loses_nothing() -> None:
    """Every sentence is in one link, in order, and links of one to one, two or one to two."""
    made = disturb(PAIRS, ("it", "en"), seed=3)
    links = sorted(made.links, key=lambda link: link.source)
    assert [index for link in links for index in link.source] == list(range(len(made.source)))
    assert [index for link in links for index in link.target] == list(range(len(made.target)))
    assert " ".join(made.source) == " ".join(pair[0] for pair in PAIRS)
    assert " ".join(made.target) == " ".join(pair[1] for pair in PAIRS)
    shapes = {(len(link.source), len(link.target)) for link in links}
    assert shapes == {(1, 1), (1, 2), (2, 1)}
    assert made == disturb(PAIRS, ("it", "en"), seed=3)


def test_a_sentence_is_split_about_its_middle() -> None:
    """After a comma, or between words, or in Chinese anywhere; a word stays whole."""
    chance = random.Random(1)
    assert split("Apre alle nove, chiude alle sei.", "it", chance) == [
        "Apre alle nove,", "chiude alle sei.",
    ]  # fmt: skip
    assert split("Apre tardi", "it", chance) == ["Apre", "tardi"]
    assert split("北京很大。", "zh", chance) == ["北京", "很大。"]
    assert split("Ciao", "it", chance) == ["Ciao"]


def test_the_figures_of_an_alignment() -> None:
    """The bundled model finds all of five sentences."""
    rows = [{"it": italian, "en": english} for italian, english in ROWS]
    (found,) = alignment_rows(rows, bundled_embedder(), seed=2)
    assert (found["texts"], found["precision"], found["recall"], found["F1"]) == ("it-en", 1, 1, 1)
    made = disturb(ROWS, ("it", "en"), seed=2)
    assert (found["sentences"], found["in translation"]) == (len(made.source), len(made.target))
    assert found["seconds"] > 0
