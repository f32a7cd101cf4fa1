"""Words of the form that is wanted: amounts of money, shares, counts, periods, dates, names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.amounts import FORMS, formed_spans
from rag.languages import LANGUAGES, Language
from rag.questions import Wanted

IT = "Nel 2024 il Comune ha speso 3,2 milioni di euro, il 40% in più, per 12 scuole."
EN = "In 2024 the city spent €3.2 million, up 40%, on 12 schools over three years."
ZH = "2024年该市花费320万欧元，增长40%，用于12所学校，历时三年。"


@pytest.mark.parametrize(
    ("want", "text", "language", "found"),
    [
        ("money", IT, "it", ["3,2 milioni di euro"]),
        ("percent", IT, "it", ["40%"]),
        ("count", IT, "it", ["12"]),
        ("money", EN, "en", ["€3.2 million"]),
        ("percent", EN, "en", ["40%"]),
        ("duration", EN, "en", ["over three years"]),
        ("money", ZH, "zh", ["320万欧元"]),
        ("percent", ZH, "zh", ["40%"]),
        ("duration", ZH, "zh", ["三年"]),
    ],
)
def test_a_number_is_told_by_what_stands_beside_it(
    want: Wanted, text: str, language: Language, found: list[str]
) -> None:
    """Euros are money, per cent a share, years a period; the rest counts something."""
    assert [span.of(text) for span in formed_spans(want, text, language)] == found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("want", ["money", "percent", "duration", "count"])
def test_a_text_without_numbers_holds_no_amount(want: Wanted, language: Language) -> None:
    """Words alone are not an amount."""
    text = {"it": "La Regione paga.", "en": "The region pays.", "zh": "大区付款。"}[language]
    assert formed_spans(want, text, language) == ()


def test_the_first_word_of_a_sentence_is_not_a_name() -> None:
    """Its capital says nothing, unless another follows."""
    assert formed_spans("who", "Yesterday she spoke.", "en") == ()
    text = "Anna Verdi spoke after Rossi."
    found = [span.of(text) for span in formed_spans("who", text, "en")]
    assert found == ["Anna Verdi", "Rossi"]


@given(st.text(max_size=80), st.sampled_from(FORMS), st.sampled_from(LANGUAGES))
def test_every_span_lies_in_the_text(text: str, want: Wanted, language: Language) -> None:
    """Whatever the text, spans are in order and not empty."""
    spans = formed_spans(want, text, language)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert list(spans) == sorted(spans, key=lambda span: span.start)


@given(st.text(alphabet="0123456789,.%€ abc年月日万元", max_size=40), st.sampled_from(LANGUAGES))
def test_a_number_has_one_form(text: str, language: Language) -> None:
    """No number is both money and a share, or a share and a count."""
    forms: list[Wanted] = ["money", "percent", "count"]
    spans = [span for form in forms for span in formed_spans(form, text, language)]
    assert len(set(spans)) == len(spans)
