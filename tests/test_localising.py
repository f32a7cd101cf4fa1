"""Amounts, periods and dates in another language, or nothing where they are not understood."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.languages import LANGUAGES, Language
from rag.localising import localised
from rag.questions import Wanted


@pytest.mark.parametrize(
    ("text", "want", "source", "target", "said"),
    [
        ("più di 400", "count", "it", "en", "more than 400"),
        ("oltre 130", "count", "it", "zh", "超过130"),
        ("超过400家", "count", "zh", "it", "più di 400"),
        ("130多个", "count", "zh", "en", "more than 130"),
        ("2011", "count", "en", "zh", "2011"),
        ("1.234,5 metri", "count", "it", "en", "1234.5 metres"),
        ("52.000 piantine", "count", "it", "en", "52,000"),
        ("more than 90 higher-education institutions", "count", "en", "zh", "超过90"),
        ("3 milioni e mezzo", "count", "it", "en", ""),
        ("60 cents", "count", "en", "it", ""),
        ("7 out of ten", "count", "en", "it", ""),
        ("eleven weeks", "duration", "en", "it", ""),
        ("1 anno", "duration", "it", "en", "1 year"),
        ("11 weeks", "duration", "en", "zh", "11周"),
        ("€6.8 million", "money", "en", "it", "6,8 milioni di euro"),
        ("6,8 milioni di euro", "money", "it", "zh", "680万欧元"),
        ("80万欧元", "money", "zh", "en", "800,000 euros"),
        ("2.95亿欧元", "money", "zh", "it", "295 milioni di euro"),
        ("58%", "percent", "en", "it", "58%"),
        ("dal 10 al 14 maggio 2024", "when", "it", "en", "10-14 May 2024"),
        ("10 to 14 May 2024", "when", "en", "zh", "2024年5月10日至14日"),
        ("2024年5月10日至14日", "when", "zh", "it", "10-14 maggio 2024"),
        ("on 15 January", "when", "en", "it", "15 gennaio"),
        ("dal 2025", "when", "it", "en", "2025"),
        ("2011年", "when", "zh", "en", "2011"),
        ("next spring", "when", "en", "it", ""),
        ("99999999999999999999", "count", "en", "it", ""),
    ],
)
def test_what_is_understood_is_put_into_other_words(
    text: str, want: Wanted, source: Language, target: Language, said: str
) -> None:
    """To its last sign, or not at all; '2011' is a year only where a date was wanted."""
    assert localised(text, want, source, target) == said


@given(
    value=st.integers(0, 10**9),
    source=st.sampled_from(LANGUAGES),
    target=st.sampled_from(LANGUAGES),
)
def test_no_digit_of_a_number_is_lost(value: int, source: Language, target: Language) -> None:
    """However it is scaled and grouped, it is the same number."""
    said = localised(str(value), "count", source, target)
    scale = 10**8 if "亿" in said else 10**4 if "万" in said else 1
    digits = said.strip("万亿").replace("." if target == "it" else ",", "")
    assert Decimal(digits) * scale == value


@given(
    text=st.text(alphabet="0123456789.,%€ dal to May maggio年月日至超过più di 万亿百", max_size=30),
    want=st.sampled_from(("when", "count", "money")),
    source=st.sampled_from(LANGUAGES),
    target=st.sampled_from(LANGUAGES),
)
def test_no_text_breaks_it(text: str, want: Wanted, source: Language, target: Language) -> None:
    """Whatever it is, the result is text."""
    assert isinstance(localised(text, want, source, target), str)
