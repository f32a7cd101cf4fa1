"""Exact match, token F1, means and percentiles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.languages import LANGUAGES, Language
from rag.scoring import exact_match, mean, percentile, short_tokens, token_f1


@pytest.mark.parametrize(
    ("text", "language", "tokens"),
    [
        pytest.param("The Silk Mill!", "en", ["silk", "mill"], id="article, case, punctuation"),
        pytest.param("the city's banks", "en", ["citys", "banks"], id="apostrophe, as SQuAD"),
        pytest.param("l'automotive e lo spazio", "it", ["automotive", "e", "spazio"], id="elided"),
        pytest.param("un\u2019idea", "it", ["un", "idea"][1:], id="curly apostrophe"),
        pytest.param("超过400家。", "zh", ["超", "过", "400", "家"], id="Chinese sign by sign"),
        pytest.param("第４届 ZGC", "zh", ["第", "4", "届", "zgc"], id="full width"),
        pytest.param("6.8 million", "en", ["68", "million"], id="a number, as SQuAD"),
        pytest.param("?!", "en", [], id="nothing"),
    ],
)
def test_what_counts_of_a_short_answer(text: str, language: Language, tokens: list[str]) -> None:
    """Neither case nor punctuation nor articles."""
    assert short_tokens(text, language) == tokens


def test_exact_match_passes_over_what_does_not_count() -> None:
    """But order and words count."""
    assert exact_match("The silk mill.", "a Silk mill", "en")
    assert not exact_match("mill silk", "silk mill", "en")
    assert not exact_match("", "silk mill", "en")


@pytest.mark.parametrize(
    ("said", "accepted", "language", "score"),
    [
        # 2 of 3 words said are right, and 2 of 4 accepted were said: 2 * 2 / 7.
        pytest.param("more than 400", "than 400 new institutes", "en", 4 / 7, id="in part"),
        pytest.param("400家", "超过400家", "zh", 2 * 2 / 6, id="Chinese"),
        pytest.param("no no no", "no", "en", 0.5, id="repeated words count once"),
        pytest.param("cat", "dog", "en", 0.0, id="nothing"),
        pytest.param("", "dog", "en", 0.0, id="not said"),
        pytest.param("the", "a", "en", 1.0, id="both empty"),
    ],
)
def test_token_f1(said: str, accepted: str, language: Language, score: float) -> None:
    """The harmonic mean of precision and recall."""
    assert token_f1(said, accepted, language) == pytest.approx(score)


@given(st.text(), st.text(), st.sampled_from(LANGUAGES))
def test_f1_is_a_rate_the_same_both_ways(left: str, right: str, language: Language) -> None:
    """And 1 where the answers match exactly."""
    score = token_f1(left, right, language)
    assert 0 <= score <= 1
    assert score == token_f1(right, left, language)
    assert token_f1(left, left, language) == 1
    assert not exact_match(left, right, language) or score == 1


def test_a_mean_of_nothing_is_none() -> None:
    """And not zero, which would be a figure."""
    assert mean([]) is None
    assert mean([True, False, False]) == 0.333
    assert mean([1.0, 0.5]) == 0.75


def test_percentiles_are_values_of_the_list() -> None:
    """The nearest rank, in any order."""
    times = [9.0, *(float(time) for time in range(1, 20))]
    assert percentile(times, 0.5) == 9.0
    assert percentile(times, 0.95) == 18.0
    assert percentile(times, 0.99) == 19.0
    assert percentile([3.14159], 0.99) == 3.14
    assert percentile([], 0.5) is None


@given(st.lists(st.integers(0, 99), min_size=1), st.integers(1, 100))
def test_a_percentile_is_no_less_than_its_share(values: list[int], percent: int) -> None:
    """And no smaller value is."""
    share = percent / 100
    found = percentile([float(value) for value in values], share)
    assert found in values
    assert sum(value <= found for value in values) >= share * len(values) - 1e-9
    assert sum(value < found for value in values) < share * len(values)
