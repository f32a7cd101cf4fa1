"""Numbers as values: in digits and in words, in three languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.languages import Language
from rag.numerals import chinese_numeral, english_numeral, italian_numeral, roman_numeral
from rag.quantities import provable_values, quantities

SAME: list[tuple[Language, str, float]] = [
    ("it", "6,8 milioni di euro", 6_800_000),
    ("en", "€6.8 million", 6_800_000),
    ("zh", "680万欧元", 6_800_000),
    ("it", "3.200 metri", 3200),
    ("en", "3,200 metres", 3200),
    ("zh", "3200平方米", 3200),
    ("it", "diciotto mesi", 18),
    ("en", "eighteen months", 18),
    ("zh", "十八个月", 18),
    ("it", "quarantamila nocciole", 40_000),
    ("en", "forty thousand hazelnuts", 40_000),
    ("zh", "四万颗", 40_000),
    ("en", "two hundred and five pages", 205),
    ("it", "un milione e mezzo", 1_500_000),
    ("zh", "六成床位", 60),
    ("it", "il 60 per cento", 60),
    ("en", "twenty-eight people", 28),
    ("zh", "260千瓦", 260),
    ("zh", "260千字节", 260),
    ("zh", "260千人", 260_000),
    ("zh", "三千万千瓦", 30_000_000),
    ("zh", "五千克", 5),
    ("zh", "五千克", 5000),
]


@pytest.mark.parametrize(
    ("language", "text", "value"), SAME, ids=[f"{text} {value}" for _, text, value in SAME]
)
def test_a_number_is_its_value(language: Language, text: str, value: float) -> None:
    """However it is written."""
    (found,) = (each for each in quantities(text, language) if each.sure)
    assert frozenset({value}) in found.readings
    assert value in provable_values(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [("zh", "十分暗淡"), ("zh", "三明治"), ("it", "in via dei Mille"), ("en", "one of them")],
)
def test_what_may_be_no_number_is_not_sure(language: Language, text: str) -> None:
    """A sentence is not held to it."""
    assert not [each for each in quantities(text, language) if each.sure]


@pytest.mark.parametrize(
    ("language", "text", "unit"),
    [
        ("en", "60% of it", "percent"),
        ("zh", "百分之六十", "percent"),
        ("it", "25.000 euro", "euro"),
        ("en", "$25,000", "dollar"),
        ("zh", "18个月", "month"),
        ("it", "134 candidature", ""),
    ],
)
def test_a_unit_is_known(language: Language, text: str, unit: str) -> None:
    """So that euros are not taken for dollars."""
    assert quantities(text, language)[0].unit == unit


def test_a_time_of_day_agrees_in_other_spellings() -> None:
    """'7.50' is '7时50分', and 6.30 p.m. is 18.30."""
    (time,) = quantities("alle 7.50", "it")
    assert any(reading <= provable_values("7时50分", "zh") for reading in time.readings)
    (evening,) = quantities("le 18.30", "it")
    assert any(reading <= provable_values("6.30 p.m.", "en") for reading in evening.readings)


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("ventotto", 28), ("ventuno", 21), ("trentatré", 33), ("centottanta", 180), ("mille", 1000),
        ("duemila", 2000), ("quarant", 40), ("diciannovenne", 19), ("trentaquattresima", 34),
        ("ponte", None), ("famila", None),
    ],
)  # fmt: skip
def test_italian_numerals(word: str, value: int | None) -> None:
    """Written as one word, elided, or worn down by an ending."""
    assert italian_numeral(word) == value


def test_other_numerals() -> None:
    """Composed ones too."""
    assert english_numeral("two hundred and five thousand") == 205_000
    assert english_numeral("thirty-fourth") == 34
    assert chinese_numeral("二百零五") == 205
    assert chinese_numeral("二〇二四") == 2024
    assert chinese_numeral("十二万") == 120_000
    assert [roman_numeral(each) for each in ("XIV", "XL", "CXI")] == [14, 40, 111]


@given(st.integers(2, 99_999))
def test_digits_are_their_value_in_every_language(number: int) -> None:
    """Grouped as each language groups them."""
    grouped = f"{number:,}"
    assert float(number) in provable_values(f"{grouped} things", "en")
    assert float(number) in provable_values(f"{grouped.replace(',', '.')} cose", "it")
    assert float(number) in provable_values(f"{number}个", "zh")
