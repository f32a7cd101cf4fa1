"""A visitor's file becomes an article under its own name, and no name leads anywhere."""

import os
import tempfile
from pathlib import Path

import pytest
from files import PAGE, docx_file, epub_file, pdf_file, scan_file, xhtml, zip_file
from hypothesis import given
from hypothesis import strategies as st

from rag.languages import LANGUAGES, message
from rag.readers import LARGEST_FILE
from ui import uploads
from ui.uploads import LONGEST_TEXT, RefusalError, plain_name, read_upload, too_large

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


DOCUMENTS = [
    ("Il faro.pdf", pdf_file([[TEXT, TEXT]]), TEXT),
    ("Il faro.docx", docx_file([TEXT]), TEXT),
    ("Il faro.epub", epub_file([xhtml(f"<p>{TEXT}</p>")], title="Il faro"), TEXT),
    ("Il faro.html", PAGE.encode(), "Il porto di Genova riapre lunedì dopo tre mesi di lavori."),
    ("Il faro.txt", pdf_file([[TEXT, TEXT]]), TEXT),
]


@pytest.mark.parametrize(("name", "data", "part"), DOCUMENTS)
def test_documents_are_read(name: str, data: bytes, part: str) -> None:
    """As on the command line, with their titles and pages; no encoding was guessed."""
    article = read_upload(name, data)
    assert part in article.original.text
    assert article.id == "il-faro"
    assert article.title == ("Il porto riapre" if name.endswith("html") else "Il faro")
    assert article.original.pages == ((0,) if data.startswith(b"%PDF") else ())
    assert article.notices == () or name.endswith("html")


def test_a_reader_that_crashes_takes_nothing_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A document is read in another process; where that dies, the file is refused."""
    monkeypatch.setattr(uploads, "read_task", os.abort)
    with pytest.raises(RefusalError) as caught:
        read_upload("faro.pdf", pdf_file([[TEXT]]))
    assert caught.value.key == "document"


def test_nothing_is_written_to_the_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Not even while it is read."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("A file was made.")

    monkeypatch.setattr(tempfile, "mkstemp", refuse)
    monkeypatch.setattr(tempfile, "mkdtemp", refuse)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(Path, "write_bytes", refuse)
    for name, data in (("faro.txt", TEXT.encode()), ("faro.pdf", pdf_file([[TEXT]]))):
        assert TEXT in read_upload(name, data).original.text
    with pytest.raises(RefusalError):
        read_upload("faro.txt", b"\0\1\2")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "data", "key"),
    [
        ("faro.exe", TEXT.encode(), "kind"),
        ("faro", TEXT.encode(), "kind"),
        ("faro.txt.", TEXT.encode(), "kind"),
        ("faro.txt", b"", "empty"),
        ("faro.txt", b" \n\t", "empty"),
        ("faro.txt", b"MZ\0\0\x90\xff binary", "unreadable"),
        ("faro.txt", bytes(range(256)) * 4, "unreadable"),
        ("faro.md", b"---\nlanguage: fr\n---\nUn phare.", "unreadable"),
        ("faro.md", b"---\n{[\n---\nUn faro.", "unreadable"),
        ("faro.pdf", scan_file(), "document"),
        ("faro.pdf", pdf_file([[TEXT]], password="segreto"), "document"),
        ("faro.pdf", pdf_file([[TEXT]])[:300], "document"),
        ("faro.docx", zip_file({"word/document.xml": b"<w:p>" * 9}), "document"),
        ("faro.epub", b"PK\3\4 no zip", "document"),
        ("faro.txt", b"a " * (LONGEST_TEXT // 2 + 1), "long"),
        ("faro.txt", b"a" * (LARGEST_FILE + 1), "large"),
    ],
)
def test_what_cannot_be_taken_is_refused(name: str, data: bytes, key: str) -> None:
    """With a reason in the reader's language."""
    with pytest.raises(RefusalError) as caught:
        read_upload(name, data)
    assert caught.value.key == key
    told = [caught.value.told(language) for language in LANGUAGES]
    assert len(set(told)) == 3
    assert not [line for line in told if "{" in line]


def test_limits_are_told() -> None:
    """What would be taken is said."""
    assert too_large().told("en").startswith("The file is too large: Ponte reads up to 10 MB.")
    with pytest.raises(RefusalError) as caught:
        read_upload("faro.exe", b"x")
    assert message("own.kinds", "zh") in caught.value.told("zh")
