"""`ponte evaluate vectors`: the command that measures kinds of FAISS indexes."""

import os
from typing import Annotated

import typer

from rag.options import AsJson, Model
from rag.output import print_json, print_table, with_progress


def vectors(
    data: Annotated[
        list[str],
        typer.Argument(metavar="DATA...", help="Files of parallel rows, or of question rows."),
    ],
    rows: Annotated[int, typer.Option(min=1, help="How many texts are indexed.")] = 100_000,
    questions: Annotated[int, typer.Option(min=1, help="How many are searched for.")] = 500,
    kind: Annotated[
        list[str] | None,
        typer.Option(
            metavar="Flat|SQ8|HNSW32,Flat|...", help="Measure this kind only; repeatable."
        ),
    ] = None,
    as_json: AsJson = False,
    model: Model = None,
) -> None:
    """Measure kinds of FAISS indexes over real text: what they find, memory and time."""
    # Times of one thread can be compared.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    from rag.datasets import read_dataset
    from rag.embedding import open_embedder
    from rag.indexing import KINDS, index_rows, parse_kind, texts_and_questions
    from rag.tables import table_of

    kinds = tuple(map(parse_kind, kind)) if kind else KINDS
    texts, asked = texts_and_questions([read_dataset(named) for named in data], rows, questions)
    embedder = open_embedder(model)
    held, queries = embedder.encode_passages(texts), embedder.encode_queries(asked)
    total = sum(len(each.values) for each in kinds)
    figures = list(with_progress(index_rows(held, queries, kinds), total, "index"))
    if as_json:
        print_json({"vectors": figures})
    else:
        title = f"Indexes of {rows:,} rows of {held.shape[1]} numbers, {questions:,} questions"
        print_table(table_of(figures), title)
