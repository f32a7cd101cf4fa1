"""Articles that differ: told side by side, each cited; and those that do not."""

import pytest
from helpers import article_of, edition_of

from rag.languages import LANGUAGES, Language
from rag.library import Library, library_of
from rag.pointing import Text
from rag.rivals import differ

ITALIAN = (
    "Il ponte di Sant'Arco ha riaperto lunedì dopo due anni di lavori. Il cantiere è costato "
    "4,2 milioni di euro, pagati dalla Regione.\n\nIl ponte è lungo 120 metri e ha quattro campate."
)
ENGLISH = (
    "The bridge of Sant'Arco reopened on Monday after two years of works. The works cost {sum}, "
    "paid by the region.\n\nThe bridge is 120 metres long and has four spans."
)
SCHOOL = "The new school of Vernate opened on Tuesday. It has twelve classrooms and a garden."
COST: dict[Language, str] = {
    "it": "Quanto sono costati i lavori del ponte?",
    "en": "How much did the works on the bridge cost?",
    "zh": "桥梁工程花了多少钱？",
}
OPENINGS: dict[Language, str] = {
    "it": "Gli articoli non dicono lo stesso: ",
    "en": "The articles differ: ",
    "zh": "各篇文章说法不一：",
}


def two_articles(money: str) -> Library:
    """Open an Italian and an English article on one bridge, and one on a school."""
    texts = ((ITALIAN, "it"), (ENGLISH.format(sum=money), "en"), (SCHOOL, "en"))
    return library_of(
        [
            article_of(edition_of(text, language), id=f"a{number}")  # type: ignore[arg-type]  # literals
            for number, (text, language) in enumerate(texts)
        ]
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_articles_that_differ_are_cited_side_by_side(language: Language) -> None:
    """The answer says that they differ, and has the short answer of each."""
    answer = two_articles("5.1 million euros").ask(COST[language])
    assert answer.text.startswith(OPENINGS[language])
    assert {citation.article for citation in answer.citations} == {"a0", "a1"}
    said = {1: answer.short, **dict(answer.further)}
    told = {citation.article: said[citation.number] for citation in answer.citations}
    assert told == {"a0": "4,2 milioni di euro", "a1": "5.1 million euros"}
    for number, citation in enumerate(answer.citations, start=1):
        assert citation.number == number
        assert f"[{number}]" in answer.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_articles_that_agree_do_not_differ(language: Language) -> None:
    """However they write it."""
    answer = two_articles("€4.2 million").ask(COST[language])
    assert answer.status == "answered"
    assert not answer.text.startswith(OPENINGS[language])
    assert answer.further == ()


def test_one_article_is_never_compared() -> None:
    """Nor is what asks for no amount."""
    library = two_articles("5.1 million euros")
    alone = library.only("a1").ask(COST["en"])
    assert not alone.text.startswith(OPENINGS["en"])
    who = library.ask("Who paid for the works on the bridge?")
    assert not who.text.startswith(OPENINGS["en"])


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (Text("4,2 milioni di euro", "it"), Text("€4.2 million", "en"), False),
        (Text("4,2 milioni di euro", "it"), Text("5.1 million euros", "en"), True),
        (Text("più di 400", "it"), Text("四百多", "zh"), False),
        (Text("il 12 maggio", "it"), Text("12 May 2024", "en"), False),
        (Text("il 12 maggio", "it"), Text("5月14日", "zh"), True),
        (Text("il 12 maggio", "it"), Text("12 June", "en"), True),
        (Text("on Monday", "en"), Text("martedì", "it"), False),
        (Text("300 metres", "en"), Text("4 anni", "it"), False),
    ],
)
def test_amounts_and_dates_differ_by_their_values(one: Text, other: Text, expected: bool) -> None:
    """What cannot be read, or is of another kind, is not said to differ."""
    assert differ(one, other) is expected
    assert differ(other, one) is expected
