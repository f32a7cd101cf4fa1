"""Tables: rows of figures as cells of text, for a terminal, a pipe and a page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# What the keys of a row are called where people read them.
_TITLES = {
    "near_misses": "near misses",
    "questions": "asked",
    "follow_ups": "follow ups",
    "off_topic": "off topic",
    "off_topic_refused": "of those refused",
    "first": "right first",
    "in_two": "in first two",
    "exact": "short exact",
    "f1": "short F1",
    "followed": "follow ups right",
    "in_language": "in language",
    "median_ms": "median ms",
    "p95_ms": "p95",
    "p99_ms": "p99",
    "at_1": "R@1",
    "at_2": "R@2",
    "at_5": "R@5",
    "mrr": "MRR",
    "said": "said here",
    "something": "something found",
    "listed": "in the list",
    "elsewhere": "said elsewhere",
    "nothing": "nothing found",
    "at_10": "recall@10",
    "at_200": "recall@200",
    "megabytes": "MB",
    "built_s": "built in s",
    "alone_ms": "alone, median ms",
    "a_second": "a second",
}


@dataclass(frozen=True, slots=True)
class Table:
    """A heading for each column, and rows of cells; `numeric` columns are set to the right."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]


def table_of(rows: Sequence[Mapping[str, Any]]) -> Table:
    """Lay out rows that have the same keys."""
    keys = list(rows[0]) if rows else []
    return Table(
        headings=tuple(_TITLES.get(key, key) for key in keys),
        rows=tuple(tuple(cell_text(row[key]) for key in keys) for row in rows),
        numeric=tuple(not isinstance(rows[0][key], str) for key in keys),
    )


def cell_text(value: object) -> str:
    """Return a value as a table shows it: rates as .754 and 1, times as 3.7, nothing as a dash."""
    if value is None:
        return "–"
    if not isinstance(value, float):
        return f"{value:,}" if isinstance(value, int) else str(value)
    return f"{value:.3f}".removeprefix("0") if value < 1 else f"{value:.1f}".removesuffix(".0")


def table_text(table: Table) -> str:
    """Return a table as plain text, a row a line."""
    lines = (table.headings, *table.rows)
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if number else cell.ljust(width)
            for cell, width, number in zip(line, widths, table.numeric, strict=True)
        ).rstrip()
        for line in lines
    )


def answer_tables(rows: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, Table], ...]:
    """Lay out figures as two tables, each narrow enough to read, with their titles."""
    proved = ("questions", "near_misses", "first", "evidence", "in_two",
              "wrong", "answered", "refused")  # fmt: skip
    further = ("exact", "f1", "follow_ups", "followed", "off_topic", "off_topic_refused",
               "in_language", "median_ms", "p95_ms", "p99_ms")  # fmt: skip
    return tuple(
        (
            title,
            table_of([{key: row[key] for key in ("article", "question", *keys)} for row in rows]),
        )
        for title, keys in (("Evidence and refusals", proved), ("Wording and time", further))
    )
