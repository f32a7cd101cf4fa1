"""Word files give their headings, paragraphs and tables."""

import io

import pytest
from files import docx_file, zip_file

from rag.errors import ArticleError
from rag.readers import read_bytes

PARAGRAPHS = ["Il porto riapre lunedì.", "", "I lavori sono costati\tmolto.\nLa diga è lunga."]
NESTED = b"<w:body>" + b"<w:p>" * 100_000


def test_a_word_file_keeps_its_parts() -> None:
    """Broken lines and rows of tables are paragraphs."""
    rows = [["Anno", "Navi"], ["2023", "5.120"]]
    article = read_bytes(docx_file(PARAGRAPHS, heading="Il porto", rows=rows), "il porto.docx")
    edition = article.original
    assert (article.id, article.title, article.date, edition.source) == (
        "il-porto", "Il porto", "", "",
    )  # fmt: skip
    assert [each.of(edition.text) for each in edition.headings] == ["Il porto"]
    assert [each.of(edition.text) for each in edition.paragraphs] == [
        "Il porto riapre lunedì.",
        "I lavori sono costati molto.",
        "La diga è lunga.",
        "Anno | Navi",
        "2023 | 5.120",
    ]
    assert edition.pages == ()


def test_what_a_word_file_says_of_itself() -> None:
    """Title, author, date."""
    from datetime import datetime

    from docx import Document

    word = Document(io.BytesIO(docx_file(["Testo che basta."])))
    word.core_properties.title = "Un titolo"
    word.core_properties.author = "Anna Neri"
    word.core_properties.created = datetime(2022, 3, 4, 5, 6)
    data = io.BytesIO()
    word.save(data)
    article = read_bytes(data.getvalue(), "a.docx")
    assert (article.title, article.date, article.original.source) == (
        "Un titolo", "2022-03-04", "Anna Neri",
    )  # fmt: skip


def test_a_bold_line_is_a_heading() -> None:
    """Where nobody used the styles."""
    from docx import Document

    word = Document()
    word.add_paragraph().add_run("I lavori").bold = True
    word.add_paragraph("Sono costati molto.")
    data = io.BytesIO()
    word.save(data)
    edition = read_bytes(data.getvalue(), "a.docx").original
    assert [each.of(edition.text) for each in edition.headings] == ["I lavori"]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(docx_file(PARAGRAPHS)[:-800], id="truncated"),
        pytest.param(zip_file({"word/document.xml": "<w:p/>"}), id="a document alone"),
        pytest.param(zip_file({"word/document.xml": NESTED}), id="nested"),
        pytest.param(zip_file({"word/document.xml": b" " * 70_000_000}), id="bomb"),
        pytest.param(zip_file({"readme.txt": "Ciao."}), id="another zip"),
        pytest.param(docx_file([]), id="empty"),
    ],
)
def test_a_word_file_that_cannot_be_read_is_one_line(data: bytes) -> None:
    """With its name and what to do."""
    with pytest.raises(ArticleError) as caught:
        read_bytes(data, "a.docx")
    assert str(caught.value).startswith("'a.docx' ")
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith(".")
