"""PDFs give their paragraphs, and each says on which page it stands."""

import io
from threading import Thread

import pytest
from files import pdf_file, scan_file

from rag.article import Article
from rag.errors import ArticleError
from rag.pdf_reader import read_pdf
from rag.readers import read_bytes

FIRST = (
    "Il porto di Genova riapre lunedì dopo tre mesi di lavori. I lavori sono costati 12 milioni "
    "di euro, e la nuova diga è lunga 450 metri. Nel primo giorno sono attese quattordici navi, "
    "dice la capitaneria, e altre arriveranno in settimana."
)
SECOND = "Il sindaco ha ringraziato i trecento operai del cantiere. La festa è fissata per giugno."
CHINESE = (
    "热那亚港在三个月的施工后将于星期一重新开放。工程耗资一千二百万欧元，新防波堤长四百五十米。"
    "港务局说，第一天预计有十四艘船，其他船只将在本周内到达。"
)


def parts(article: Article) -> list[tuple[str, int | None, str]]:
    """Return kind, page and text of what an article holds, in reading order."""
    edition = article.original
    return [
        (
            "#" if each in edition.headings else "",
            edition.page_at(each.start),
            each.of(edition.text),
        )
        for each in sorted((*edition.headings, *edition.paragraphs))
    ]


def test_paragraphs_are_whole_and_know_their_page() -> None:
    """Lines are joined, headers and page numbers are left out."""
    data = pdf_file([[FIRST, SECOND], [SECOND, FIRST], [FIRST]], heading="Il porto riapre")
    article = read_bytes(data, "porto.pdf")
    assert parts(article) == [
        ("#", 1, "Il porto riapre"),
        ("", 1, FIRST),
        ("", 1, SECOND),
        ("", 2, SECOND),
        ("", 2, FIRST),
        ("", 3, FIRST),
    ]
    assert (article.title, article.original.language) == ("Il porto riapre", "it")
    assert article.original.source == ""


def test_words_set_one_by_one_are_lines() -> None:
    """As browsers and typesetters do, who draw no space; some words of them in bold."""
    from reportlab.pdfgen.canvas import Canvas

    data = io.BytesIO()
    canvas = Canvas(data)
    lines = [["uno", "due", "tre", "sei"], ["quattro", "cinque", "sei", "otto"]] * 6
    for row, words in enumerate(lines):
        for column, word in enumerate(words):
            canvas.setFont("Times-Bold" if word == "cinque" else "Times-Roman", 11)
            canvas.drawString(72 + 110 * column, 700 - 14 * row, word)
    canvas.save()
    assert parts(read_bytes(data.getvalue(), "a.pdf")) == [
        ("", 1, " ".join(word for words in lines for word in words))
    ]


def test_chinese_lines_are_joined_without_spaces() -> None:
    """And the language is known."""
    article = read_bytes(pdf_file([[CHINESE], [CHINESE]], chinese=True), "a.pdf")
    texts = [text for _, _, text in parts(article) if "热那亚" in text]
    assert texts == [CHINESE, CHINESE]
    assert article.original.language == "zh"


def test_a_sentence_runs_on_over_the_page() -> None:
    """Its paragraph is one, and the page changes within."""
    long = " ".join([FIRST] * 45)
    article = read_bytes(pdf_file([[long]]), "a.pdf")
    edition = article.original
    assert [text for _, _, text in parts(article)] == [long]
    assert len(edition.pages) == 3
    for number, start in enumerate(edition.pages[1:], start=2):
        assert edition.page_at(start - 1) == number - 1
        assert edition.page_at(start) == number
        assert edition.text[start - 1] == " "


def test_a_page_without_text_is_told_and_counted() -> None:
    """The pages after it keep their numbers."""
    article = read_bytes(joined(pdf_file([[FIRST]]), scan_file(), pdf_file([[SECOND]])), "a.pdf")
    assert article.notices == (
        "'a.pdf' has no text on page 2: empty, or a scan that was not read.",
    )
    assert [(page, text) for _, page, text in parts(article) if text in (FIRST, SECOND)] == [
        (1, FIRST),
        (3, SECOND),
    ]


def joined(*files: bytes) -> bytes:
    """Put the pages of several PDFs into one."""
    import io

    import pypdfium2

    whole = pypdfium2.PdfDocument.new()
    for data in files:
        whole.import_pages(pypdfium2.PdfDocument(data))
    made = io.BytesIO()
    whole.save(made)
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(
            scan_file(3),
            "'a.pdf' has 3 pages and no text: it is a scan. "
            "Recognise its text first, for instance with 'ocrmypdf'.",
            id="scan",
        ),
        pytest.param(
            pdf_file([[FIRST]], password="secret"),
            "'a.pdf' is protected by a password. Save it without one.",
            id="password",
        ),
        pytest.param(
            pdf_file([[FIRST]])[:300],
            "'a.pdf' is cut off or damaged: it is no whole PDF. Get it anew.",
            id="truncated",
        ),
        pytest.param(
            b"%PDF-1.7\n" + b"\xff" * 5000,
            "'a.pdf' is cut off or damaged: it is no whole PDF. Get it anew.",
            id="noise",
        ),
    ],
)
def test_a_pdf_that_cannot_be_read_is_one_line(data: bytes, message: str) -> None:
    """What is wrong, and what to do."""
    with pytest.raises(ArticleError) as caught:
        read_pdf(data, "a.pdf")
    assert str(caught.value) == message


def test_two_threads_may_read(  # PDFium by itself would crash
) -> None:
    """One after the other."""
    data = pdf_file([[FIRST, SECOND]] * 5)
    read: list[str] = []
    threads = [Thread(target=lambda: read.append(read_pdf(data, "a.pdf").text)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(read) == 4
    assert len(set(read)) == 1
