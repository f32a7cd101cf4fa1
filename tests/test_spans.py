"""The words of a sentence that could be a number, a date, a period or a name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.languages import LANGUAGES, Language
from rag.questions import Kind
from rag.spans import candidate_spans, has_kind, kind_strength


@pytest.mark.parametrize(
    ("kind", "text", "language"),
    [
        ("how_many", "Sono 400.", "it"),
        ("how_many", "There are twelve of them.", "en"),
        ("how_many", "共有三个部分。", "zh"),
        ("when", "Arrivò nel 1998.", "it"),
        ("when", "It opens in May.", "en"),
        ("when", "将于5月举行。", "zh"),
        ("how_long", "Durò tre anni.", "it"),
        ("how_long", "It took 20 minutes.", "en"),
        ("how_long", "历时三个月。", "zh"),
        ("why", "Chiuse perché pioveva.", "it"),
        ("why", "It closed because of rain.", "en"),
        ("why", "因为下雨关闭。", "zh"),
        ("where", "Ha sede a Torino.", "it"),
        ("where", "It is based in Turin.", "en"),
        ("where", "位于都灵。", "zh"),
        ("who", "Lo disse Yu Yingjie.", "it"),
        ("who", "It was Yu Yingjie.", "en"),
        ("what", "Qualsiasi cosa.", "it"),
    ],
)
def test_a_sentence_holds_what_is_asked(kind: Kind, text: str, language: Language) -> None:
    """A clear number, date, duration, cause, place or name is seen."""
    assert has_kind(kind, text, language)


@pytest.mark.parametrize(
    ("kind", "text", "language"),
    [
        ("how_many", "Piove.", "it"),
        ("when", "It rains.", "en"),
        ("how_long", "很美。", "zh"),
        ("who", "it rains.", "en"),
    ],
)
def test_a_sentence_does_not_hold_what_is_asked(kind: Kind, text: str, language: Language) -> None:
    """And where there is none, none is seen."""
    assert not has_kind(kind, text, language)


@given(
    text=st.text(alphabet="0123456789.,%€ abMayè五月年日个《·（）A\n\u0660", max_size=60),
    language=st.sampled_from(LANGUAGES),
    kind=st.sampled_from(("how_many", "how_long", "when", "who")),
)
def test_candidates_are_in_bounds_in_order_and_apart(
    text: str, language: Language, kind: Kind
) -> None:
    """Spans are non-empty slices of the text."""
    spans = candidate_spans(kind, text, language)
    ends = [0, *(span.end for span in spans)]
    assert all(end <= span.start < span.end for end, span in zip(ends, spans, strict=False))
    assert all(span.end <= len(text) for span in spans)


@pytest.mark.parametrize(
    ("text", "language", "strength"),
    [
        pytest.param("Guidava il vice sindaco Yu Yingjie.", "it", 1.0, id="name of two words"),
        pytest.param("La visita a Torino è finita.", "it", 0.5, id="one capitalised word"),
        pytest.param("Nothing of the kind happened.", "en", 0.0, id="no name"),
        pytest.param("负责人是科斯坦扎·佩莱格里内斯基。", "zh", 1.0, id="foreign name in Chinese"),
        pytest.param("代表团由北京市副市长于英杰率领。", "zh", 0.5, id="unmarked Chinese name"),
    ],
)
def test_a_name_of_several_words_is_the_surest_answer_to_who(
    text: str, language: Language, strength: float
) -> None:
    """And Chinese names, which nothing marks, stay possible."""
    assert kind_strength("who", text, language) == strength
