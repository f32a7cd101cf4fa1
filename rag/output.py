"""How the commands print: styled in a terminal, plain where the output is piped, or JSON."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from rag.errors import QuestionError

if TYPE_CHECKING:
    from rag.answering import Answer
    from rag.tables import Table

Step = TypeVar("Step")


def print_pieces(pieces: Iterable[tuple[str, str]]) -> None:
    """Print pieces of text: styled and wrapped in a terminal, plain where the output is piped."""
    if sys.stdout.isatty():
        from rich.console import Console
        from rich.text import Text

        Console(highlight=False).print(Text.assemble(*pieces), soft_wrap=False)
    else:
        print("".join(text for text, _ in pieces), flush=True)


def last_of(answers: "Iterator[Answer]", *, shown: bool) -> "Answer":
    """Return the last of answers that grow; in a terminal, show the others while they do."""
    answer = next(answers)
    if answer.writing is None or not shown or not sys.stdout.isatty():
        return [answer, *answers][-1]
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

    with Live(Text(answer.text), console=Console(highlight=False), transient=True) as live:
        for longer in answers:
            answer = longer
            live.update(Text(answer.text))
    return answer


def print_notice(notice: str) -> None:
    """Print what a person should know on one line of standard error: the output stays clean."""
    # At one go: another thread may print just then.
    print(" ".join(notice.split()) + "\n", end="", file=sys.stderr)


def print_json(record: dict[str, Any]) -> None:
    """Print one object on one line."""
    print(json.dumps(record, ensure_ascii=False), flush=True)


def print_table(table: "Table", title: str, *, rule_before: Iterable[int] = ()) -> None:
    """Print a table: drawn in a terminal, with rules before some rows; plain where piped."""
    from rag.tables import table_text

    if not sys.stdout.isatty():
        print(f"{title}\n{table_text(table)}", flush=True)
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table as Drawn

    drawn = Drawn(title=title, title_justify="left", box=box.SIMPLE_HEAD, padding=0)
    for place, (heading, number) in enumerate(zip(table.headings, table.numeric, strict=True)):
        narrow = heading.replace(" ", "\n")
        cells = (heading, *(row[place] for row in table.rows))
        # Columns may wrap between words, and never within one.
        least = max(len(word) for cell in cells for word in cell.split())
        drawn.add_column(narrow, justify="right" if number else "left", min_width=least)
    ruled = set(rule_before)
    for place, row in enumerate(table.rows):
        drawn.add_row(*row, end_section=place + 1 in ruled)
    Console(highlight=False).print(drawn)


def with_progress(steps: Iterable[Step], total: int | None, unit: str) -> Iterator[Step]:
    """Yield the steps, with a progress bar on standard error where that is a terminal."""
    from tqdm import tqdm

    yield from tqdm(steps, total=total, disable=None, unit=unit, file=sys.stderr, leave=False)


def each_line(text: str, act: Callable[[str], None]) -> None:
    """Act on a text, or on each line of standard input; one bad line loses no other."""
    if text != "-":
        act(text)
        return
    from rag.terminal import typed_lines

    failed = False
    for line in typed_lines(sys.stdin):
        try:
            act(line)
        except QuestionError as error:
            failed = True
            print(f"ponte: {error}", file=sys.stderr)
    if failed:
        sys.exit(2)
