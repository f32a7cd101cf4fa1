"""Numbers and months of a question are met where a text states the same, in any language."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.article import Interval
from rag.embedding import bundled_embedder
from rag.languages import Language
from rag.lexical import build_lexicon, match_question
from rag.localising import localised
from rag.values import (
    kindred_by_value,
    met_by_value,
    places_of,
    stated_in,
    sure_in,
    values_in,
)

ITALIAN = "Il mulino ha aperto il 4 maggio con ventinove soci e 36.000 euro."


def tied(question: str, language: Language, text: str, spoken: Language) -> dict[str, list[str]]:
    """Return what a question states with the words of a text that state the same."""
    return {
        asked.place.of(question): [place.of(text) for place in places_of(asked, text, spoken)]
        for asked in stated_in(question, language)
    }


def test_numbers_and_months_are_met_across_languages() -> None:
    """In digits, in words, with a scale; and a month by its name or its number."""
    assert tied("谁5月4日用3.6万欧元和29人开了磨坊？", "zh", ITALIAN, "it") == {
        "4": ["4"],
        "3.6万": ["36.000"],
        "29": ["ventinove"],
        "5月": ["maggio"],
    }
    assert tied("Who opened the mill on May 4?", "en", ITALIAN, "it") == {
        "4": ["4"],
        "May": ["maggio"],
    }


def test_others_are_not() -> None:
    """However alike they are as words."""
    assert tied("What opened on 5 June with thirty partners?", "en", ITALIAN, "it") == {
        "5": [],
        "thirty": [],
        "June": [],
    }


@pytest.mark.parametrize(
    ("text", "language", "months"),
    [
        ("They may march in May.", "en", ["May"]),
        ("May I come in March?", "en", ["March"]),
        ("May 4 it was.", "en", ["May"]),
        ("在5 月和6月。", "zh", ["5 月", "6月"]),
        ("A Maggio e a giugno.", "it", ["Maggio", "giugno"]),
        ("三个月后，即十二月和1月。", "zh", ["十二月", "1月"]),
        ("13月", "zh", []),
    ],
)
def test_months(text: str, language: Language, months: list[str]) -> None:
    """Neither a verb nor a duration is one."""
    found = [
        each.place.of(text)
        for each in stated_in(text, language)
        if any(kind == "month" for kind, _ in each.readings)
    ]
    assert found == months


@pytest.mark.parametrize(
    ("question", "language"),
    [("Who is on the third floor?", "en"), ("Was it the 3rd?", "en"), ("统一的标准是什么？", "zh")],
)
def test_what_may_be_something_else_is_not_sure(question: str, language: Language) -> None:
    """A rank, which is written in many ways, and a sign in a word."""
    assert sure_in(question, language) == ()


def test_words_are_met_by_value() -> None:
    """There alone, but where a text may state the number in a way that is not read."""
    texts = [ITALIAN, "Il 5 giugno ha chiuso.", "Quattro dozzine; e Luigi XXIX."]
    languages: list[Language] = ["it", "it", "it"]
    lexicon = build_lexicon(texts, languages, bundled_embedder())
    question = "Where were the 29 on 4 May?"
    matches = match_question(question, "en", lexicon, bundled_embedder())
    before = np.full((len(matches), 3), 0.5, dtype=np.float32)
    values = values_in(texts, languages)
    met = met_by_value(before, sure_in(question, "en"), matches, values)
    stated = {
        match.word.form: row.tolist()
        for match, row in zip(matches, met, strict=True)
        if row.tolist() != before[0].tolist()
    }
    assert stated == {"29": [1.0, 0.0, 0.5], "4": [1.0, 0.0, 1.0], "may": [1.0, 0.0, 0.0]}


def test_tokens_are_kindred_by_value() -> None:
    """The token that states the same, and none beside it."""
    lexicon = build_lexicon([ITALIAN], ["it"], bundled_embedder())
    question = "Chi era lì il 4 giugno?"
    matches = match_question(question, "it", lexicon, bundled_embedder())
    tokens = np.array([[23, 24], [25, 31]])
    kinship = np.full((len(matches), 2), 0.5, dtype=np.float32)
    found = kindred_by_value(kinship, (question, "it"), matches, (ITALIAN, "it"), tokens)
    words = [match.word.form for match in matches]
    assert Interval(23, 24).of(ITALIAN) == "4"
    assert Interval(25, 31).of(ITALIAN) == "maggio"
    assert found[words.index("4")].tolist() == [1.0, 0.0]
    assert found[words.index("giugno")].tolist() == [0.0, 0.0]
    assert found[words.index("chi")].tolist() == [0.5, 0.5]


@given(st.integers(2, 31), st.integers(1, 12), st.sampled_from(["it", "en"]))
def test_a_date_is_met_by_its_translation(day: int, month: int, language: Language) -> None:
    """Whatever the date."""
    chinese = f"{month}月{day}日"
    translated = localised(chinese, "when", "zh", language)
    question = f"谁{chinese}来了？"
    places = tied(question, "zh", f"X {translated}.", language)
    assert places == {str(day): [str(day)], f"{month}月": [translated.split()[-1]]}


@given(st.text(max_size=40), st.sampled_from(["it", "en", "zh"]))
def test_whatever_a_text_states_is_tied_to_itself(text: str, language: Language) -> None:
    """And every place lies in the text."""
    for asked in stated_in(text, language):
        places = places_of(asked, text, language)
        assert asked.place in places
        assert all(0 <= place.start < place.end <= len(text) for place in places)
