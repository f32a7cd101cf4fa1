"""`ponte evaluate`: the commands that measure answers and retrieval."""

import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from typer.core import TyperGroup

from rag.errors import PonteError
from rag.languages import LANGUAGES, parse_language
from rag.options import AsJson, Model
from rag.output import print_json, print_table, with_progress

if TYPE_CHECKING:
    from rag.judging import Outcome


class AnswersByDefault(TyperGroup):
    """A group of commands in which `evaluate SET` is short for `evaluate answers SET`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the default command in front where none is named."""
        if not args or args[0] not in {*self.commands, "--help"}:
            args = ["answers", *args]
        return super().parse_args(ctx, args)


evaluation = typer.Typer(cls=AnswersByDefault, rich_markup_mode=None)

Half = Annotated[
    Literal["even", "odd", "all"],
    typer.Option(
        help="Only the articles at even (tuned on) or odd (held out) places of the sorted ids."
    ),
]
# So many questions of another article are asked of each, of which it says nothing.
_OFF_TOPIC = 2
_Subject = Annotated[
    Path | None,
    typer.Option(
        "--article",
        metavar="PATH",
        help="The article that a set without texts of its own is about; else the bundled one.",
    ),
]
_Data = Annotated[
    list[str],
    typer.Argument(
        metavar="DATA...",
        help="Files of articles with questions, question rows, parallel rows, or SQuAD's JSON; "
        "a SQuAD file may be given as it=FILE. Question files are joined by question id.",
    ),
]


@evaluation.callback()
def evaluate() -> None:
    """Measure answers (`answers`, the default), `retrieval` alone, or another part."""


@evaluation.command()
def answers(
    questions: Annotated[Path, typer.Argument(help="A question set: JSON lines, gzipped or not.")],
    article: _Subject = None,
    half: Half = "all",
    report: Annotated[
        Path | None, typer.Option(metavar="FILE.html", help="Write a page with every failure.")
    ] = None,
    no_failures: Annotated[
        bool, typer.Option("--no-failures", help="Leave the failures out of the page.")
    ] = False,
    figure: Annotated[
        Path | None, typer.Option(metavar="FILE.svg", help="Write the two charts alone.")
    ] = None,
    as_json: AsJson = False,
    model: Model = None,
) -> None:
    """Measure evidence, short answers, refusals, follow-ups and time over a question set."""
    if model is None:
        # Many small questions: one thread is fastest, and the times can be compared.
        os.environ.setdefault("OMP_NUM_THREADS", "1")
    from rag.evaluation import count_questions, half_of, read_questions, with_off_topic
    from rag.judging import judge
    from rag.readers import read_article

    for path in (report, figure):
        _check_place(path)
    rows = with_off_topic(half_of(read_questions(questions), half), _OFF_TOPIC)
    subject = read_article(article) if article else None
    steps = judge(rows, article=subject, model=model)
    total = count_questions(rows, subject)
    outcomes = tuple(with_progress(steps, total, "question"))
    title = f"{questions.name}, {half} articles" if half != "all" else questions.name
    if report or figure:
        _write(outcomes, title, report, figure, not no_failures)
    _show_answers(outcomes, title, as_json)


def _write(
    outcomes: "tuple[Outcome, ...]",
    title: str,
    report: Path | None,
    figure: Path | None,
    with_failures: bool,
) -> None:
    from rag.report import Report, report_figure, report_html

    if report:
        page = report_html(Report(f"Evaluation: {title}", outcomes, with_failures))
        report.write_text(page, "utf-8")
    if figure:
        figure.write_text(report_figure(outcomes), "utf-8")


def _show_answers(outcomes: "tuple[Outcome, ...]", title: str, as_json: bool) -> None:
    from rag.figures import (
        GROUPS,
        calibration,
        calibration_error,
        confusion,
        figure_rows,
        grouped,
        trade_off,
    )
    from rag.tables import answer_tables

    rows = figure_rows(outcomes)
    if as_json:
        bins = calibration(outcomes)
        groups = grouped(outcomes).items()
        print_json(
            {
                "set": title,
                "figures": rows,
                "confusion": {k: [asdict(each) for each in confusion(v)] for k, v in groups},
                "calibration_error": calibration_error(bins),
                "calibration": [asdict(each) for each in bins],
                "trade_off": {k: [asdict(point) for point in trade_off(v)] for k, v in groups},
            }
        )
        return
    for heading, table in answer_tables(rows):
        print_table(table, f"{heading}: {title}", rule_before=rules_of(rows, "article", GROUPS))


@evaluation.command()
def retrieval(
    data: _Data,
    passages: Annotated[
        list[str] | None,
        typer.Option(metavar="it|en|zh", help="Search texts in this language only; repeatable."),
    ] = None,
    system: Annotated[
        list[str] | None,
        typer.Option(
            metavar="bm25|bm25-across|dense|both", help="Measure this part only; repeatable."
        ),
    ] = None,
    half: Half = "all",
    as_json: AsJson = False,
    model: Model = None,
) -> None:
    """Measure where retrieval alone puts the right text: BM25, vectors, and both."""
    wanted = tuple(parse_language(code) for code in passages or LANGUAGES)
    from rag.corpora import searches_of
    from rag.datasets import read_dataset
    from rag.embedding import bundled_embedder, open_embedder
    from rag.figures import ACROSS, SAME
    from rag.ranking import SYSTEMS, parse_system, rank_rows, ranks_of
    from rag.tables import table_of

    systems = tuple(map(parse_system, system or SYSTEMS))
    searches = tuple(searches_of([read_dataset(named) for named in data], wanted, half))
    embedder, words = open_embedder(model), bundled_embedder()
    steps = (rank for search in searches for rank in ranks_of(search, embedder, words, systems))
    total = len(systems) * sum(len(search.queries) for search in searches)
    rows = rank_rows(list(with_progress(steps, total, "rank")))
    if not rows:
        raise PonteError("The data holds no questions over texts in these languages.")
    if as_json:
        print_json({"retrieval": rows})
    else:
        names = ", ".join(dict.fromkeys(str(row["data"]) for row in rows))
        rules = rules_of(rows, "question" if len(systems) > 1 else "texts", (SAME, ACROSS))
        print_table(table_of(rows), f"Retrieval: {names}", rule_before=rules)


@evaluation.command()
def search(
    questions: Annotated[Path, typer.Argument(help="A question set with texts and answers.")],
    half: Half = "all",
    as_json: AsJson = False,
) -> None:
    """Measure the search for passages: short answers of an article, and of another one."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    from rag.evaluation import half_of, read_questions
    from rag.searching import search_figures, search_rows
    from rag.tables import table_of

    rows = [row for row in half_of(read_questions(questions), half) if "sentences" in row]
    figures = search_figures(list(with_progress(search_rows(rows), None, "search")))
    if not figures:
        raise PonteError(f"'{questions}' holds no texts with short answers. Give a set that does.")
    if as_json:
        print_json({"search": figures})
    else:
        print_table(table_of(figures), f"Search: {questions.name}")


@evaluation.command()
def visitors(
    questions: Annotated[Path, typer.Argument(help="A question set about the article served.")],
    address: Annotated[str, typer.Option(help="Where `ponte chat` is.")] = "http://127.0.0.1:7860",
    count: Annotated[int, typer.Option(min=1, help="How many come at once.")] = 50,
    each: Annotated[int, typer.Option(min=1, help="How many questions each of them asks.")] = 10,
    pause: Annotated[float, typer.Option(min=0, help="Seconds after each answer.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Measure a server that is asked by many at once, over its page and over its API."""
    from importlib import import_module

    from rag.evaluation import read_questions
    from rag.tables import table_of

    asked = [entry[code] for row in read_questions(questions) for entry in row["questions"]
             for code in LANGUAGES if code in entry]  # fmt: skip
    if len(asked) < each:
        raise PonteError(f"'{questions}' has {len(asked)} questions. Give one with {each} or more.")
    figures = import_module("ui.visitors").crowd_figures(address, asked, count, each, pause)
    if as_json:
        print_json({"visitors": figures})
    else:
        print_table(table_of(figures), f"{count} visitors at once: {address}")


def rules_of(rows: list[dict[str, Any]], key: str, groups: tuple[str, ...] = ()) -> list[int]:
    """Return the rows before which a table draws a rule: where a value changes to another."""

    def name(row: dict[str, Any]) -> str:
        return "group" if row[key] in groups else str(row[key])

    return [place for place in range(1, len(rows)) if name(rows[place]) != name(rows[place - 1])]


def _check_place(path: Path | None) -> None:
    """Raise PonteError, before the work is done, where a file cannot be written."""
    if path and (path.is_dir() or not path.parent.is_dir()):
        raise PonteError(f"'{path}' cannot be written. Give a file in a folder that exists.")
