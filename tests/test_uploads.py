"""A visitor's file becomes an article under its own name, and no name leads anywhere."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.languages import LANGUAGES
from rag.readers import LARGEST_FILE
from ui.uploads import LONGEST_TEXT, RefusalError, accepted, plain_name, read_upload, too_large

TEXT = "Il faro fu costruito nel 1887 da Nives Tomat. È alto 32 metri."


@pytest.mark.parametrize(
    ("name", "id", "title"),
    [
        ("Il faro.txt", "il-faro", "Il faro"),
        ("../../etc/passwd.txt", "passwd", "passwd"),
        ("..\\..\\Windows\\faro.TXT", "faro", "faro"),
        ("/etc/cron.d/../faro.md", "faro", "faro"),
        ("灯塔.txt", "灯塔", "灯塔"),
        ("<img src=x onerror=alert(1)>.txt", "img-src-x-onerror-alert-1", None),
        ("a\0b\nc\u202e.txt", "a-b-c", "a b c"),
        ("....txt", "article", "…"),
        (f"{'x' * 5000}.txt", "x" * 80, "x" * 80),
        ("CON.txt", "con", "CON"),
    ],
)
def test_a_name_is_only_a_name(name: str, id: str, title: str | None) -> None:
    """No folder, no control, no endless line of it is left; markup stays text."""
    article = read_upload(name, TEXT.encode())
    assert article.id == id
    assert article.title == (title if title is not None else name.removesuffix(".txt"))
    assert article.original.text == TEXT


@given(st.text(max_size=300))
def test_any_name_ends_in_a_plain_line(name: str) -> None:
    """Whatever it is called, what is shown has no separator and no control."""
    shown = "".join(plain_name(name))
    assert not set(shown) & set("/\\\0\n\r\u2028\u202e")
    assert shown.isprintable()


def test_own_title_wins_over_the_name() -> None:
    """Front matter and headings name an article, as on the command line."""
    article = read_upload("a.md", b"---\ntitle: The lighthouse\nlanguage: en\n---\nIt was lit.")
    assert (article.id, article.title, article.languages) == ("a", "The lighthouse", ("en",))


def test_nothing_is_left_on_the_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """While it is read a file lies in a folder of ours, under a name of ours."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    read_upload("faro.txt", TEXT.encode())
    with pytest.raises(RefusalError):
        read_upload("faro.txt", b"\0\1\2")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "data", "key", "status"),
    [
        ("faro.exe", TEXT.encode(), "kind", 415),
        ("faro", TEXT.encode(), "kind", 415),
        ("faro.txt.", TEXT.encode(), "kind", 415),
        ("faro.txt", b"", "empty", 422),
        ("faro.txt", b" \n\t", "empty", 422),
        ("faro.txt", b"MZ\0\0\x90\xff binary", "unreadable", 422),
        ("faro.txt", bytes(range(256)) * 4, "unreadable", 422),
        ("faro.md", b"---\nlanguage: fr\n---\nUn phare.", "unreadable", 422),
        ("faro.md", b"---\n{[\n---\nUn faro.", "unreadable", 422),
        ("faro.txt", b"a " * (LONGEST_TEXT // 2 + 1), "long", 413),
        ("faro.txt", b"a" * (LARGEST_FILE + 1), "large", 413),
    ],
)
def test_what_cannot_be_taken_is_refused(name: str, data: bytes, key: str, status: int) -> None:
    """With a reason in the reader's language, and the status that says so."""
    with pytest.raises(RefusalError) as caught:
        read_upload(name, data)
    assert (caught.value.key, caught.value.status) == (key, status)
    told = [caught.value.told(language) for language in LANGUAGES]
    assert len(set(told)) == 3
    assert not [line for line in told if "{" in line]


def test_limits_are_told() -> None:
    """What would be taken is said."""
    assert too_large().told("en").startswith("The file is too large: Ponte reads up to 10 MB.")
    with pytest.raises(RefusalError) as caught:
        read_upload("faro.exe", b"x")
    assert ", ".join(accepted()) in caught.value.told("zh")
