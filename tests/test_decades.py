"""Decades: one value in three languages, and what is none."""

import pytest

from rag.decades import decades
from rag.languages import Language
from rag.quantities import quantities
from rag.values import places_of, sure_in

SIXTIES: list[tuple[Language, str, str]] = [
    ("en", "cars of the 1960s", "1960s"),
    ("en", "in the '60s", "'60s"),
    ("en", "in the sixties", "sixties"),
    ("en", "since the late sixties", "sixties"),
    ("it", "le auto degli anni Sessanta", "anni Sessanta"),
    ("it", "negli anni '60", "anni '60"),
    ("it", "negli anni 60", "anni 60"),
    ("zh", "六十年代的汽车", "六十年代"),
    ("zh", "上世纪60年代", "上世纪60年代"),
    ("zh", "20世纪60年代", "20世纪60年代"),
    ("zh", "二十世纪六十年代", "二十世纪六十年代"),
]


@pytest.mark.parametrize(("language", "text", "said"), SIXTIES, ids=[each[1] for each in SIXTIES])
def test_a_decade_is_its_first_year_and_its_tens(language: Language, text: str, said: str) -> None:
    """However it is written; and nothing else in the text is a number."""
    ((place, years),) = decades(text, language)
    assert (place.of(text), years) == (said, (1960, 60))
    (quantity,) = quantities(text, language)
    assert (quantity.place, quantity.sure) == (place, True)
    assert quantity.readings == (frozenset({1960.0}), frozenset({60.0}))


@pytest.mark.parametrize(
    ("language", "text", "years"),
    [
        ("zh", "19世纪60年代", (1860, 60)),
        ("zh", "本世纪二十年代", (2020, 20)),
        ("en", "the 2010s", (2010, 10)),
        ("en", "the 1900s", (1900, 0)),
    ],
)
def test_a_century_is_known(language: Language, text: str, years: tuple[int, int]) -> None:
    """The last one where none is named."""
    assert [found for _, found in decades(text, language)] == [years]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "it takes 30s to start"),
        ("en", "a man in his sixties"),
        ("it", "negli ultimi anni 20 imprese hanno chiuso"),
        ("it", "ha sessanta anni"),
        ("zh", "年代久远"),
        ("zh", "1985年代表队夺冠"),
    ],
)
def test_an_age_or_a_duration_is_no_decade(language: Language, text: str) -> None:
    """Nor is what stands beside the word by chance."""
    assert not list(decades(text, language))


def test_a_decade_is_met_in_another_language_and_no_other_decade() -> None:
    """By its value, not by its words."""
    (asked,) = sure_in("Quali auto degli anni Sessanta restaurano?", "it")
    assert [
        place.of("他们修复六十年代的汽车")
        for place in places_of(asked, "他们修复六十年代的汽车", "zh")
    ] == ["六十年代"]
    assert not places_of(asked, "They restore cars of the 1970s.", "en")
