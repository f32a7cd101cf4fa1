"""An evaluation as one HTML page: figures, curves, and each failure with what it should have been.

The page stands alone: no script, no font, no request; it reads in light and dark and on a phone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files

from rag.charts import chart_style, figure_of, reliability_chart, trade_off_chart
from rag.evaluation import UNANSWERABLE
from rag.figures import (
    GROUPS,
    calibration,
    confusion,
    failures,
    figure_rows,
    figures,
    grouped,
    trade_off,
)
from rag.judging import Outcome
from rag.languages import Language, language_name
from rag.tables import Table, answer_tables, table_of

# Between the language of an article and that of the question about it.
_FROM = " ← "
_HEAD = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width,initial-scale=1">'
    '<link rel="icon" href="data:,">'
)
_WORDS = (
    "<dl>"
    "<dt>right first</dt><dd>the best sentence holds the evidence, before any refusal</dd>"
    "<dt>evidence</dt><dd>the question is answered, and the first citation holds the evidence</dd>"
    "<dt>in first two</dt><dd>the same, of the first two citations</dd>"
    "<dt>wrong</dt><dd>answered, and the first citation does not hold the evidence</dd>"
    "<dt>refused</dt><dd>the share of near misses that got “the article does not say”</dd>"
    "<dt>short exact, F1</dt><dd>the short answer against the accepted ones, as SQuAD compares "
    "them; a missing one counts as wrong</dd></dl>"
)


@dataclass(frozen=True, slots=True)
class Report:
    """What an evaluation found, the name of its set, and whether each failure is to be told."""

    title: str
    outcomes: tuple[Outcome, ...]
    with_failures: bool = True


def report_html(report: Report) -> str:
    """Return the page."""
    style = files("rag").joinpath("report.css").read_text("utf-8")
    title = escape(report.title)
    asked = len(report.outcomes)
    articles = len({outcome.article for outcome in report.outcomes})
    body = [
        f"<h1>{title}</h1>",
        f'<p class="soft">{asked:,} answers over {articles:,} '
        f"{'article' if articles == 1 else 'articles'}, each asked as a reader would.</p>",
        *_charts(report.outcomes),
        *_figure_tables(report.outcomes),
        f"<h2>What the columns say</h2>{_WORDS}",
        *_confusions(report.outcomes),
        *(_failures(report.outcomes) if report.with_failures else ()),
    ]
    return (
        f"{_HEAD}<title>{title}</title><style>{style}{chart_style()}</style></head>"
        f"<body><main>{''.join(body)}</main></body></html>\n"
    )


def report_figure(outcomes: Sequence[Outcome]) -> str:
    """Return the two charts as one SVG file."""
    return figure_of(_drawn(outcomes))


def _drawn(outcomes: Sequence[Outcome]) -> tuple[str, str]:
    groups = grouped(outcomes)
    curves = {name: trade_off(members) for name, members in groups.items()}
    curves = {name: points for name, points in curves.items() if points}
    reached = {name: figures(groups[name]) for name in curves}
    stands = {name: (one.refused or 0.0, one.evidence or 0.0) for name, one in reached.items()}
    return trade_off_chart(curves, stands), reliability_chart(calibration(outcomes))


def _charts(outcomes: Sequence[Outcome]) -> Iterator[str]:
    curve, reliability = _drawn(outcomes)
    yield "<h2>Answering against refusing, and how sure Ponte is</h2><div class='charts'>"
    yield (
        f"<figure>{curve}<figcaption>Each line is every threshold on the confidence; up and right "
        "is better. A dot is where Ponte stands, with a threshold for each language of the "
        "question.</figcaption></figure>"
    )
    yield (
        f"<figure>{reliability}<figcaption>On the diagonal, an answer that is 70 % sure is right "
        "70 % of the time. Bars and the numbers above count questions and near misses."
        "</figcaption></figure></div>"
    )


def _figure_tables(outcomes: Sequence[Outcome]) -> Iterator[str]:
    rows = figure_rows(outcomes)
    totals = [place for place, row in enumerate(rows) if row["article"] in GROUPS]
    for title, table in answer_tables(rows):
        yield f"<h2>{escape(title)}</h2>{_table_html(_paired(table), title, totals)}"


def _paired(table: Table) -> Table:
    """Return a table with its two languages in one column, which stays in sight on a phone."""
    rows = tuple(
        (article if question == "all" else f"{article}{_FROM}{question}", *cells)
        for article, question, *cells in table.rows
    )
    headings = (f"{table.headings[0]}{_FROM}{table.headings[1]}", *table.headings[2:])
    return Table(headings, rows, (False, *table.numeric[2:]))


def _confusions(outcomes: Sequence[Outcome]) -> Iterator[str]:
    yield "<h2>What became of the questions</h2>"
    rows = [
        {
            "group": name,
            "asked": each.sort,
            "answered right": None if each.sort in UNANSWERABLE else each.right,
            "answered wrong": each.wrong,
            "refused": each.refused,
        }
        for name, members in grouped(outcomes).items()
        for each in confusion(members)
        if each.right + each.wrong + each.refused
    ]
    yield _table_html(table_of(rows), "What became of the questions", ())


def _table_html(table: Table, caption: str, totals: Sequence[int]) -> str:
    marks = [' class="n"' if number else "" for number in table.numeric]
    head = "".join(
        f'<th scope="col"{mark}>{escape(heading)}</th>'
        for heading, mark in zip(table.headings, marks, strict=True)
    )
    lines = []
    for place, row in enumerate(table.rows):
        first, *others = row
        above = table.rows[place - 1][0] if place else ""
        rule = first.split(_FROM)[0] != above.split(_FROM)[0]
        names = " ".join(["total"] * (place in totals) + ["rule"] * rule)
        cells = "".join(
            f"<td{mark}>{escape(cell)}</td>" for cell, mark in zip(others, marks[1:], strict=True)
        )
        lines.append(f'<tr class="{names}"><th scope="row">{escape(first)}</th>{cells}</tr>')
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(lines)}</tbody></table></div>"
    )


def _failures(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Lay out what failed, by the article's editions and the question's language."""
    pairs: dict[tuple[tuple[Language, ...], Language], list[Outcome]] = {}
    for failure in failures(outcomes):
        pairs.setdefault((failure.editions, failure.spoken), []).append(failure)
    count = sum(map(len, pairs.values()))
    yield f"<h2>Failures</h2><p class='soft'>{count:,} of {len(outcomes):,} answers.</p>"
    for (editions, spoken), members in pairs.items():
        held = ", ".join(map(language_name, editions))
        yield f"<details><summary>Article in {held}; question in {language_name(spoken)}: "
        yield f"{len(members):,}</summary>{''.join(map(_failure_html, members))}</details>"


def _failure_html(failure: Outcome) -> str:
    original, spoken = failure.editions[0], failure.spoken
    what = "answered wrong" if failure.answered else "refused"
    said = "cited" if failure.answered else "best sentence"
    expected = failure.expected or "“The article does not say”"
    rows = [
        (what, f"{failure.kind}, {failure.article}, confidence {failure.confidence:.2f}", "", "en"),
        (said, failure.found, "good" if failure.right_first else "bad", original),
        ("should have been", expected, "good", original if failure.expected else "en"),
    ]
    if failure.accepted:
        rows.append(("short answer", failure.short or "–", "", spoken))
        rows.append(("accepted", " / ".join(failure.accepted), "", spoken))
    rows.append(("passage", failure.passage, "soft", original))
    cells = "".join(
        f'<dt>{label}</dt><dd class="{kind}" lang="{language}">{escape(text)}</dd>'
        for label, text, kind, language in rows
    )
    return f'<article><h3 lang="{spoken}">{escape(failure.question)}</h3><dl>{cells}</dl></article>'
