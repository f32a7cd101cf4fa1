"""Tokens: in order, apart, with nothing but space between; and what belongs together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.languages import LANGUAGES, Language
from rag.tokens import names_in, tokens_of


@given(text=st.text(max_size=80), language=st.sampled_from(LANGUAGES))
def test_between_tokens_lies_only_space(text: str, language: Language) -> None:
    """Tokens are non-empty slices in order, and lose no sign."""
    tokens = tokens_of(text, language)
    ends = [0, *(token.end for token in tokens)]
    starts = [*(token.start for token in tokens), len(text)]
    assert all(not text[end:start].strip() for end, start in zip(ends, starts, strict=True))
    assert all(token.start < token.end and token.classes for token in tokens)


@pytest.mark.parametrize(
    ("text", "language", "pieces"),
    [
        ("l'azienda paga €6.8 million", "it", ["l'", "azienda", "paga", "€6.8", "million"]),
        ("dal 10 al 14 maggio 2024.", "it", ["dal 10 al 14 maggio 2024", "."]),
        ("the city's 60% of it", "en", ["the", "city", "'s", "60%", "of", "it"]),
        ("more than 400 labs", "en", ["more than 400", "labs"]),
    ],
)
def test_what_belongs_together_is_joined(text: str, language: Language, pieces: list[str]) -> None:
    """An amount with its bound and its unit, a date with its year."""
    found: list[list[int]] = []
    for token in tokens_of(text, language):
        if token.joined:
            found[-1][1] = token.end
        else:
            found.append([token.start, token.end])
    assert [text[start:end] for start, end in found] == pieces


@pytest.mark.parametrize(
    ("text", "language", "names"),
    [
        ("Lo disse il sindaco Yu Yingjie a Torino.", "it", ["Yu Yingjie", "Torino"]),
        ("校工妮维丝·托马特看到灰尘。", "zh", ["妮维丝·托马特"]),
        ("副市长于英杰（Yu Yingjie）率领。", "zh", ["于英杰", "Yu Yingjie"]),
    ],
)
def test_names_are_found(text: str, language: Language, names: list[str]) -> None:
    """A foreign name in Chinese begins where the signs that write such names do."""
    assert [name.of(text) for name in names_in(text, language)] == names
