"""Web pages give their main text, and say where it is from."""

import pytest
from files import PAGE

from rag.errors import ArticleError
from rag.html_reader import read_html, read_page
from rag.layouts import Document
from rag.readers import read_bytes


def said(document: Document) -> list[str]:
    """Return the headings and paragraphs in reading order, headings after a hash."""
    layout = document.layout
    return [
        ("# " if interval in layout.headings else "") + interval.of(document.text)
        for interval in sorted((*layout.headings, *layout.paragraphs))
    ]


def test_the_main_text_is_kept_and_the_menus_are_not() -> None:
    """Headings, paragraphs, items of lists and rows of tables, each by itself."""
    assert said(read_html(PAGE.encode(), "a.html")) == [
        "# Il porto riapre",
        "Il porto di Genova riapre lunedì dopo tre mesi di lavori. "
        "I lavori sono costati 12 milioni di euro.",
        "La diga è lunga 450 metri.",
        "# Le navi",
        "Nel primo giorno sono attese 14 navi, dice la capitaneria.",
        "Sette arrivano dalla Spagna.",
        "Le altre dalla Tunisia.",
        "Anno | Navi",
        "2023 | 5.120",
    ]


def test_a_page_says_its_title_author_and_date() -> None:
    """As the article of its file."""
    article = read_bytes(PAGE.encode(), "porto di genova.html")
    assert (article.id, article.date, article.notices) == ("porto-di-genova", "2024-05-02", ())
    assert (article.title, article.original.language) == ("Il porto riapre", "it")
    assert article.original.source == "Maria Rossi · La Gazzetta"


def test_the_address_of_a_page_is_its_source() -> None:
    """After who wrote and who published it."""
    document = read_page(PAGE.encode(), "a", url="https://example.org/porto")
    assert document.layout.fields["source"] == (
        "Maria Rossi · La Gazzetta · https://example.org/porto"
    )


@pytest.mark.parametrize("encoding", ["cp1252", "iso-8859-1", "utf-16"])
def test_the_stated_encoding_is_believed(encoding: str) -> None:
    """As browsers do; a byte order mark needs no statement."""
    page = PAGE.replace('charset="utf-8"', f'charset="{encoding}"')
    document = read_html(page.encode(encoding), "a.html")
    assert "riapre lunedì" in document.text
    assert document.notices == ()


def test_the_server_s_encoding_comes_first() -> None:
    """What a page says of itself may have been copied with it."""
    document = read_page(PAGE.encode("cp1252"), "a.html", charset="windows-1252")
    assert "riapre lunedì" in document.text


def test_an_encoding_that_is_not_true_is_told() -> None:
    """The page is read all the same."""
    false = PAGE.replace('charset="utf-8"', 'charset="euc-nothing"')
    document = read_html(false.encode(), "a.html")
    assert "riapre lunedì" in document.text
    assert document.notices == (
        "'a.html' says that it is euc-nothing and is not; it was read as utf-8.",
    )
    document = read_html(PAGE.encode("cp1252"), "a.html")
    assert "riapre lunedì" in document.text
    assert document.notices == (
        "'a.html' is not UTF-8; it was read as cp1252. Save it as UTF-8 if wrong.",
    )


@pytest.mark.parametrize(
    "page",
    [
        pytest.param("<html><body><script>go()</script></body></html>", id="script alone"),
        pytest.param("<!doctype html>", id="nothing"),
        pytest.param("<html><body>" + "<div>" * 100_000 + "x", id="deeply nested"),
        pytest.param("<html><body>" + "<b><i><p>" * 3_000, id="misnested"),
    ],
)
def test_a_page_without_an_article_is_one_line(page: str) -> None:
    """It says what to do instead."""
    with pytest.raises(ArticleError) as caught:
        read_html(page.encode(), "a.html")
    assert str(caught.value).startswith("'a.html' ")
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith(".")
