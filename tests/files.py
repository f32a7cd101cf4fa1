"""Files of every format that is read, made as the programs of their field make them."""

import io
from collections.abc import Sequence
from zipfile import ZIP_DEFLATED, ZipFile

Paragraphs = Sequence[str]

PAGE = """<!doctype html>
<html lang="it"><head><meta charset="utf-8"><title>Il porto riapre | La Gazzetta</title>
<meta name="author" content="Maria Rossi"><meta property="og:site_name" content="La Gazzetta">
<meta property="article:published_time" content="2024-05-02T10:00:00Z"></head>
<body><nav><ul><li><a href="/">Prima pagina</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<article><h1>Il porto riapre</h1>
<p>Il porto di Genova riapre lunedì dopo <b>tre mesi</b> di lavori.
I lavori sono costati 12 milioni di euro.<br>La diga è lunga 450 metri.</p>
<h2>Le navi</h2><p>Nel primo giorno sono attese 14 navi, dice la
<a href="/capo">capitaneria</a>.</p>
<ul><li>Sette arrivano dalla Spagna.</li><li>Le altre dalla Tunisia.</li></ul>
<table><tr><th>Anno</th><th>Navi</th></tr><tr><td>2023</td><td>5.120</td></tr></table>
</article><aside>Leggi anche: il meteo di domani</aside>
<footer>Copyright, cookie e privacy</footer></body></html>"""


def pdf_file(
    pages: Sequence[Paragraphs], *, heading: str = "", chinese: bool = False, password: str = ""
) -> bytes:
    """Set paragraphs on A4 pages, with a running header and page numbers."""
    from reportlab.lib.enums import TA_LEFT
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate

    font = "STSong-Light" if chinese else "Times-Roman"
    if chinese:
        pdfmetrics.registerFont(UnicodeCIDFont(font))
    wrap = "CJK" if chinese else None
    body = ParagraphStyle(
        "body", fontName=font, fontSize=11, leading=14, spaceAfter=9, alignment=TA_LEFT,
        wordWrap=wrap,
    )  # fmt: skip
    title = ParagraphStyle("title", parent=body, fontSize=18, leading=24)
    story = [Paragraph(heading, title)] if heading else []
    for page in pages:
        story += [*(Paragraph(text, body) for text in page), PageBreak()]

    def running(canvas: object, document: object) -> None:
        canvas.setFont("Times-Roman", 9)  # type: ignore[attr-defined]  # reportlab has no types
        canvas.drawString(72, 810, "La Gazzetta del porto")  # type: ignore[attr-defined]
        canvas.drawString(290, 30, f"- {canvas.getPageNumber()} -")  # type: ignore[attr-defined]

    data = io.BytesIO()
    made = SimpleDocTemplate(data, title="", author="", encrypt=password or None)
    made.build(story, onFirstPage=running, onLaterPages=running)
    return data.getvalue()


def scan_file(pages: int = 1) -> bytes:
    """Make a PDF with a picture on each page and no text."""
    from PIL import Image

    sheets = [Image.new("L", (200, 300), 200) for _ in range(pages)]
    data = io.BytesIO()
    sheets[0].save(data, "PDF", save_all=True, append_images=sheets[1:])
    return data.getvalue()


def docx_file(
    paragraphs: Paragraphs, *, heading: str = "", rows: Sequence[Paragraphs] = ()
) -> bytes:
    """Make a Word file with a heading, paragraphs and a table."""
    from docx import Document

    word = Document()
    if heading:
        word.add_heading(heading, 1)
    for text in paragraphs:
        word.add_paragraph(text)
    table = word.add_table(0, len(rows[0])) if rows else None
    for row in rows if table else ():
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    data = io.BytesIO()
    word.save(data)
    return data.getvalue()


def zip_file(members: dict[str, bytes | str]) -> bytes:
    """Make a zip file."""
    data = io.BytesIO()
    with ZipFile(data, "w", ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return data.getvalue()


def epub_file(chapters: Sequence[str], *, title: str = "Il libro", creator: str = "Anna") -> bytes:
    """Make an EPUB of chapters in XHTML."""
    names = [f"chapter {number}.xhtml" for number in range(1, len(chapters) + 1)]
    items = "".join(
        f'<item id="c{place}" href="{name.replace(" ", "%20")}"/>'
        for place, name in enumerate(names)
    )
    spine = "".join(f'<itemref idref="c{place}"/>' for place in range(len(names)))
    return zip_file(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": (
                '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
                '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
            ),
            "OEBPS/book.opf": (
                '<package xmlns="http://www.idpf.org/2007/opf">'
                '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
                f"<dc:title>{title}</dc:title><dc:creator>{creator}</dc:creator>"
                "<dc:date>2021-03-04T00:00:00Z</dc:date></metadata>"
                f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
            ),
            **{f"OEBPS/{name}": text for name, text in zip(names, chapters, strict=True)},
        }
    )


def xhtml(body: str) -> str:
    """Make a chapter."""
    return f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>{body}</body></html>'
