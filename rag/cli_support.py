"""`ponte evaluate support`: the check of a language model's sentences, measured."""

import os
from pathlib import Path
from typing import Annotated

import typer

from rag.cli_evaluate import Half
from rag.errors import PonteError
from rag.languages import LANGUAGES
from rag.options import AsJson
from rag.output import print_json, print_table, with_progress


def support(
    questions: Annotated[Path, typer.Argument(help="A question set with parallel texts.")],
    half: Half = "all",
    restated: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="True sentences in other words, as JSON lines."),
    ] = None,
    translated: Annotated[
        bool,
        typer.Option("--translated", help="With the set's translations, as a model may give them."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Measure the check of a language model's sentences: true ones, and ones altered by rule."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    from rag.language_models import check_packages

    check_packages("pypinyin")
    from rag.checking import check_rows, checked_rows, read_paraphrases
    from rag.evaluation import half_of, read_questions
    from rag.tables import table_of

    rows = half_of(read_questions(questions), half)
    if not all(set(LANGUAGES) <= row.get("sentences", [{}])[0].keys() for row in rows):
        raise PonteError(f"'{questions}' holds no texts in three languages. Give one that does.")
    said = read_paraphrases(restated) if restated else []
    checked = list(with_progress(check_rows(rows, said, translated=translated), None, "sentence"))
    figures = {by: checked_rows(checked, by) for by in ("kind", "pair")}
    if as_json:
        return print_json({"support": figures})
    for by, table in figures.items():
        title = f"Check by {by}: {questions.name}, {half} articles"
        print_table(table_of(table), title + ", translated" * translated)
