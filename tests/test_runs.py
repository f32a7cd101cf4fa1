"""Runs of tokens: which of them could be an answer, and how they are described."""

import numpy as np
import pytest

from rag.article import Interval
from rag.runs import (
    FEATURE_NAMES,
    Met,
    boundary_features,
    layout_of,
    length_bins,
    nearness,
    shares,
    whole_run,
)

TEXT = "Sectors, including (old) cars, green energy and 3 more, were named."


def runs(text: str) -> set[str]:
    """Return every run of an English text that may be an answer."""
    layout = layout_of(text, "en")
    return {
        text[layout.places[first, 0] : layout.places[first + more, 1]]
        for first, more in np.argwhere(layout.possible)
    }


def test_a_run_neither_begins_nor_ends_amiss() -> None:
    """No comma at its edges, no article at its end, no bracket without the other."""
    found = runs(TEXT)
    assert {"cars", "green energy", "(old) cars", "cars, green energy and 3 more"} <= found
    assert not {", green", "cars,", "(old", "old) cars", "and 3"} & found


def test_an_amount_is_not_cut() -> None:
    """'400' alone is no answer where the text says 'more than 400'."""
    found = runs("It has more than 400 labs.")
    assert "more than 400" in found
    assert not {"400", "than 400", "more"} & found


def test_a_list_is_taken_to_its_end_and_without_including() -> None:
    """From its first item to the last before the clause ends."""
    text = "Sectors, including cars, energy and ships; all were named."
    layout = layout_of(text, "en")
    first, last = whole_run(layout, 2, 5)
    assert text[layout.places[first, 0] : layout.places[last, 1]] == "cars, energy and ships"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Many sectors, including red cars, energy, steel and ships.", "red cars, energy, steel"),
        ("He works like his father with cars, energy, steel and ships.", "cars, energy, steel"),
        ("The mayor said: they make red cars, energy, steel and ships.", "cars, energy, steel"),
        ("We sell red cars, energy, steel and ships.", "cars, energy, steel"),
    ],
)
def test_a_list_is_taken_from_what_opens_it(text: str, said: str) -> None:
    """If something does; else from where it was begun."""
    layout = layout_of(text, "en")
    words = [text[start:end] for start, end in layout.places]
    first, last = whole_run(layout, words.index("cars"), words.index("steel"))
    assert text[layout.places[first, 0] : layout.places[last, 1]] == f"{said} and ships"


def test_the_features_have_names() -> None:
    """One for each column, in every group."""
    layout = layout_of(TEXT, "en")
    met = [Met(Interval(0, 7), 0.5, True)]
    first, last, inside = boundary_features(layout, met)
    shapes = [first.shape[1], last.shape[1], inside.shape[1], layout.held.shape[2]]
    assert [*shapes, length_bins(24).shape[1]] == [len(names) for names in FEATURE_NAMES]
    assert shares(layout, met, focal=True)[0] == np.float32(0.5)
    assert shares(layout, [Met(Interval(0, 7), 0.5, False)], focal=True).sum() == 0


def test_nearness_fades_with_distance_and_has_two_sides() -> None:
    """A token does not count for itself."""
    before, after = nearness(np.array([1.0, 0.0, 0.0], dtype=np.float32), 4.0)
    assert before[0] == after[0] == after[1] == 0
    assert before[1] == 1.0
    assert before[1] > before[2] > 0


def test_each_length_counts_once() -> None:
    """As the largest bin that it reaches."""
    bins = length_bins(24)
    assert bins.sum(axis=1).tolist() == [1.0] * 24
    assert bins[0, 0] == bins[4, 3] == bins[23, 8] == 1
