"""What a file holds decides, and then its name."""

import pytest
from files import PAGE, docx_file, epub_file, pdf_file, xhtml

from rag.errors import ArticleError
from rag.formats import Format, format_of

TEXT = "Testo che basta."


@pytest.mark.parametrize(
    ("data", "name", "kind", "told"),
    [
        pytest.param(TEXT.encode(), "a.txt", "text", False, id="text"),
        pytest.param(TEXT.encode(), "a.MD", "markdown", False, id="Markdown"),
        pytest.param(PAGE.encode(), "a.htm", "html", False, id="HTML"),
        pytest.param(b"<p>a piece</p>", "a.html", "html", False, id="a piece of HTML"),
        pytest.param(PAGE.encode(), "a.txt", "html", True, id="HTML named text"),
        pytest.param(PAGE.encode(), "a.md", "markdown", False, id="HTML in Markdown"),
        pytest.param(pdf_file([[TEXT]]), "a", "pdf", False, id="PDF without a suffix"),
        pytest.param(pdf_file([[TEXT]]), "a.txt", "pdf", True, id="PDF named text"),
        pytest.param(docx_file([TEXT]), "a.pdf", "docx", True, id="Word named PDF"),
        pytest.param(epub_file([xhtml(TEXT)]), "a.epub", "epub", False, id="EPUB"),
        pytest.param(TEXT.encode(), "a.pdf", "text", True, id="text named PDF"),
    ],
)
def test_a_format_is_known(data: bytes, name: str, kind: Format, told: bool) -> None:
    """A name that claims another is told."""
    found, notice = format_of(data, name)
    assert (found, bool(notice)) == (kind, told)
    assert not notice or notice.startswith(f"'{name}' is ")


@pytest.mark.parametrize(
    ("data", "name", "ending"),
    [
        pytest.param(b"\x89PNG\0", "a.pdf", "a PDF, or it is damaged. Get it anew.", id="PNG"),
        pytest.param(b"{\\rtf1 x}", "a.rtf", "is rich text (RTF). Save it as .docx.", id="RTF"),
        pytest.param(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "a.doc",
            "is in an old Office format. Save it as .docx.", id="old Word",
        ),
        pytest.param(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.docx",
            "is protected by a password. Save it without one.", id="Word with a password",
        ),
        pytest.param(b"PK\x03\x04 and no more", "a.docx", "Get it anew.", id="truncated zip"),
        pytest.param(b"\0\1\2", "a.bin", "or a folder with it.md, en.md, zh.md.", id="anything"),
    ],
)  # fmt: skip
def test_another_format_says_what_to_do(data: bytes, name: str, ending: str) -> None:
    """In one line that begins with the name."""
    with pytest.raises(ArticleError) as caught:
        format_of(data, name)
    assert str(caught.value).startswith(f"'{name}' ")
    assert str(caught.value).endswith(ending)
