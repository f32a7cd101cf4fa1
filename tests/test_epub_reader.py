"""EPUBs give their chapters in reading order."""

import pytest
from files import epub_file, xhtml, zip_file

from rag.errors import ArticleError
from rag.readers import read_bytes

FIRST = xhtml("<h1>Primo</h1><div><p>Il faro fu costruito<br/>nel 1902.</p><p>È alto.</p></div>")
SECOND = xhtml("<h2>Secondo</h2><ul><li>La <i>lanterna</i> è nuova.</li></ul><script>x</script>")


def test_chapters_come_in_the_order_of_the_spine() -> None:
    """With the book's title, author and date."""
    article = read_bytes(epub_file([FIRST, SECOND]), "a.epub")
    edition = article.original
    assert (article.title, article.date, edition.source) == ("Il libro", "2021-03-04", "Anna")
    assert [each.of(edition.text) for each in edition.headings] == ["Primo", "Secondo"]
    assert [each.of(edition.text) for each in edition.paragraphs] == [
        "Il faro fu costruito nel 1902.",
        "È alto.",
        "La lanterna è nuova.",
    ]


CONTAINER = "META-INF/container.xml"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(zip_file({CONTAINER: "<container/>"}), id="no package"),
        pytest.param(zip_file({CONTAINER: "no XML"}), id="no XML"),
        pytest.param(
            zip_file({CONTAINER: "<c><rootfile full-path='x.opf'/></c>"}),
            id="no such package",
        ),
        pytest.param(epub_file([]), id="no chapters"),
        pytest.param(epub_file([FIRST])[:200], id="truncated"),
        pytest.param(
            zip_file({CONTAINER: "", "META-INF/encryption.xml": "<x URI='OEBPS/1.xhtml'/>"}),
            id="DRM",
        ),
    ],
)
def test_an_epub_that_cannot_be_read_is_one_line(data: bytes) -> None:
    """With its name and what to do."""
    with pytest.raises(ArticleError) as caught:
        read_bytes(data, "a.epub")
    assert str(caught.value).startswith("'a.epub' ")
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith(".")
