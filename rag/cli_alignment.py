"""`ponte evaluate alignment`: the command that measures the alignment of editions."""

from typing import Annotated

import typer

from rag.errors import PonteError
from rag.options import AsJson, Model
from rag.output import print_json, print_table, with_progress


def alignment(
    data: Annotated[str, typer.Argument(metavar="DATA", help="A file of parallel rows.")],
    as_json: AsJson = False,
    model: Model = None,
) -> None:
    """Measure the alignment of editions: parallel text merged and split at random."""
    from rag.datasets import read_dataset
    from rag.embedding import open_embedder
    from rag.realigning import alignment_rows
    from rag.tables import table_of

    rows = read_dataset(data)
    if rows.format != "parallel":
        raise PonteError(f"'{data}' holds no parallel rows. Give rows of 'it', 'en' and 'zh'.")
    steps = alignment_rows(rows.rows, open_embedder(model))
    figures = list(with_progress(steps, None, "pair"))
    if as_json:
        print_json({"alignment": figures})
    else:
        print_table(table_of(figures), f"Alignment: {rows.name}")
