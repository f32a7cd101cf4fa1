"""PDF: its lines of text with their places, by PDFium; what they make is pdf_layout's to say."""

import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from ctypes import byref, c_double, c_int, create_string_buffer
from threading import Lock
from typing import Any

from rag.errors import ArticleError
from rag.layouts import Document, compose, plain
from rag.pdf_layout import Line, blocks_of, title_of

# A book of more pages than this is no article.
_MOST_PAGES = 5_000
_DATE = re.compile(r"D:(\d{4})(\d{2})(\d{2})")
# What programs write where nobody gave a title.
_NO_TITLE = re.compile(
    r"\s*(?:\(?(?:untitled|anonymous|senza titolo)\)?|microsoft (?:word|powerpoint)\b.*"
    r"|.*\.(?:docx?|pdf|indd|qxp|tmp))?\s*",
    re.IGNORECASE,
)
_BOLD = re.compile(rb"bold|black|heavy|semib", re.IGNORECASE)
# PDFium keeps state of its own and must not be called from two threads.
_ONE_AT_A_TIME = Lock()
# PDFium's sign for a hyphen at the end of a line.
_HYPHENS = str.maketrans({"\x02": "-", "\ufffe": "-"})


def read_pdf(data: bytes, name: str) -> Document:
    """Read the text of a PDF, its pages marked; a scan without text is refused."""
    with _ONE_AT_A_TIME, closing(_opened(data, name)) as document:
        if len(document) > _MOST_PAGES:
            raise ArticleError(
                f"'{name}' has {len(document):,} pages; Ponte reads up to {_MOST_PAGES:,}. "
                "Give the article alone."
            )
        pages = [_lines_of(document, number, name) for number in range(len(document))]
        fields = _fields(document.get_metadata_dict(skip_empty=True))
    bare = [number for number, lines in enumerate(pages, start=1) if not lines]
    if len(bare) == len(pages):
        raise ArticleError(
            f"'{name}' has {len(pages)} pages and no text: it is a scan. "
            "Recognise its text first, for instance with 'ocrmypdf'."
        )
    notices = (_pages_without_text(name, bare),) if bare else ()
    fields.setdefault("title", title_of(pages))
    return compose(blocks_of(pages), fields, notices)


def _opened(data: bytes, name: str) -> Any:
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD:
            told = f"'{name}' is protected by a password. Save it without one."
            raise ArticleError(told) from error
        told = f"'{name}' is cut off or damaged: it is no whole PDF. Get it anew."
        raise ArticleError(told) from error


def _lines_of(document: Any, number: int, name: str) -> tuple[Line, ...]:
    import pypdfium2

    try:
        with closing(document[number]) as page, closing(page.get_textpage()) as text:
            return tuple(_lines(text))
    except pypdfium2.PdfiumError as error:
        raise ArticleError(f"Page {number + 1} of '{name}' is damaged. Get it anew.") from error


def _lines(page: Any) -> Iterator[Line]:
    """Yield the lines of a page in the order in which they were set."""
    import pypdfium2.raw as pdfium

    count = page.count_chars()
    codes = (pdfium.FPDFText_GetUnicode(page, index) for index in range(count))
    signs = "".join(chr(code) if code < 0x110000 else "\ufffd" for code in codes)
    for match in re.finditer(r"[^\r\n]+", signs):
        inside = [index for index in range(*match.span()) if not signs[index].isspace()]
        text = plain(match.group().translate(_HYPHENS))
        if text and inside:
            yield _line(page, text, inside)


def _line(page: Any, text: str, inside: Sequence[int]) -> Line:
    """Measure a line by its signs, spaces left out: PDFium makes some up, of no size."""
    import pypdfium2.raw as pdfium

    left, _, bottom, top = _box(page, inside[0])
    _, right, last_bottom, last_top = _box(page, inside[-1])
    # A bullet or a number in front may be in other letters than the line.
    middle = inside[len(inside) // 2]
    return Line(
        text=text,
        left=left,
        right=right,
        bottom=min(bottom, last_bottom),
        top=max(top, last_top),
        size=float(pdfium.FPDFText_GetFontSize(page, middle)) or top - bottom,
        bold=all(_is_bold(page, index) for index in (inside[0], middle, inside[-1])),
    )


def _is_bold(page: Any, index: int) -> bool:
    import pypdfium2.raw as pdfium

    name, flags = create_string_buffer(128), c_int()
    pdfium.FPDFText_GetFontInfo(page, index, name, 128, byref(flags))
    return bool(_BOLD.search(name.value))


def _box(page: Any, index: int) -> tuple[float, float, float, float]:
    """Return the left, right, bottom and top of a sign in points, on its font's full height."""
    import pypdfium2.raw as pdfium

    left, right, bottom, top = c_double(), c_double(), c_double(), c_double()
    box = pdfium.FS_RECTF()
    if pdfium.FPDFText_GetLooseCharBox(page, index, byref(box)):
        return float(box.left), float(box.right), float(box.bottom), float(box.top)
    pdfium.FPDFText_GetCharBox(page, index, left, right, bottom, top)
    return left.value, right.value, bottom.value, top.value


def _fields(stated: dict[str, str]) -> dict[str, Any]:
    made = _DATE.match(stated.get("CreationDate", ""))
    title, author = plain(stated.get("Title", "")), plain(stated.get("Author", ""))
    fields = {
        "title": "" if _NO_TITLE.fullmatch(title) else title,
        "source": "" if _NO_TITLE.fullmatch(author) else author,
        "date": "-".join(made.groups()) if made else "",
    }
    return {key: value for key, value in fields.items() if value}


def _pages_without_text(name: str, numbers: list[int]) -> str:
    told = ", ".join(str(number) for number in numbers[:8]) + (", …" if len(numbers) > 8 else "")
    return f"'{name}' has no text on page {told}: empty, or a scan that was not read."
