"""Figures as cells of text."""

import pytest

from rag.tables import Table, answer_tables, cell_text, table_of, table_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (1296, "1,296"),
        (0.754, ".754"),
        (0.0, ".000"),
        (1.0, "1"),
        (12.345, "12.3"),
        ("it", "it"),
    ],
)
def test_a_cell_is_short(value: object, text: str) -> None:
    """Rates lose their zero, and nothing is a dash."""
    assert cell_text(value) == text


def test_rows_become_a_table() -> None:
    """Keys become headings; what is no text stands to the right."""
    table = table_of(
        [{"article": "it", "at_1": 0.5, "n": 9}, {"article": "zh", "at_1": None, "n": 10}]
    )
    assert table == Table(
        ("article", "R@1", "n"), (("it", ".500", "9"), ("zh", "–", "10")), (False, True, True)
    )
    assert table_text(table) == "article   R@1   n\nit       .500   9\nzh          –  10"


def test_no_rows_are_an_empty_table() -> None:
    """With no headings."""
    assert table_of([]) == Table((), (), ())


def test_figures_stand_in_two_tables() -> None:
    """Both name the languages."""
    keys = ("questions", "near_misses", "first", "evidence", "in_two", "wrong", "answered",
            "refused", "exact", "f1", "follow_ups", "followed", "off_topic",
            "off_topic_refused", "in_language", "median_ms", "p95_ms", "p99_ms")  # fmt: skip
    (_, proved), (_, further) = answer_tables(
        [{"article": "it", "question": "en", **dict.fromkeys(keys, 0.5)}]
    )
    assert proved.headings[:2] == further.headings[:2] == ("article", "question")
    assert len(proved.headings) + len(further.headings) == len(keys) + 4
