"""How the commands print."""

import io
import sys

import pytest

from rag.output import print_json, print_pieces, print_table, with_progress
from rag.tables import Table

TABLE = Table(("article", "right"), (("it", ".500"), ("zh", "–")), (False, True))


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


def terminal_in_place(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Put a terminal in the place of standard output, and return it."""
    stream = Terminal()
    monkeypatch.setattr(sys, "stdout", stream)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return stream


def test_piped_output_is_plain(capsys: pytest.CaptureFixture[str]) -> None:
    """A title, headings and rows; JSON is one line."""
    print_table(TABLE, "Set", rule_before=[1])
    print_pieces([("a", "bold"), ("b", "")])
    print_json({"città": 1})
    assert capsys.readouterr().out == (
        'Set\narticle  right\nit        .500\nzh           –\nab\n{"città": 1}\n'
    )


def test_a_terminal_gets_a_drawn_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """With every cell, and an empty line between the groups."""
    terminal = terminal_in_place(monkeypatch)
    print_table(TABLE, "Set", rule_before=[1])
    drawn = terminal.getvalue()
    for text in ("Set", "article", "right", ".500", "–", "──"):
        assert text in drawn
    lines = [line.strip() for line in drawn.splitlines()]
    assert lines[lines.index("it       .500") + 1] == ""


def test_a_terminal_gets_style(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the pieces have some."""
    terminal = terminal_in_place(monkeypatch)
    print_pieces([("bold", "bold")])
    assert "\x1b[1mbold" in terminal.getvalue()


def test_progress_is_for_terminals(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On standard error, which a pipe leaves silent."""
    assert list(with_progress(iter("abc"), 3, "letter")) == ["a", "b", "c"]
    assert capsys.readouterr() == ("", "")
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    assert list(with_progress(iter("abc"), 3, "letter")) == ["a", "b", "c"]
    assert "3" in stream.getvalue()
