"""Files become articles, or one line that says what to do."""

import codecs
from pathlib import Path

import pytest
from helpers import NASTY_TEXTS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag import readers
from rag.article import Article, Edition
from rag.errors import ArticleError, PonteError
from rag.readers import read_article, slug

ITALIAN = (
    "La città è più bella così. Perché l'università non è già lì?\n\n"
    "Il caffè costa già 1 €. È vero però che così è più caro; tutto è cambiato."
)
CHINESE = "都灵与北京正在加强两地创新生态系统之间的合作。\n\n中国代表团近日访问都灵。"


def write(folder: Path, name: str, content: str | bytes) -> Path:
    """Write a file of the given name and return its path."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def headings(edition: Edition) -> list[str]:
    """Return what the headings' intervals cover."""
    return [heading.of(edition.text) for heading in edition.headings]


def paragraphs(edition: Edition) -> list[str]:
    """Return what the paragraphs' intervals cover."""
    return [paragraph.of(edition.text) for paragraph in edition.paragraphs]


def only_edition(article: Article) -> Edition:
    """Return the edition of an article that has one."""
    assert len(article.editions) == 1
    return article.original


def test_plain_text_has_a_heading_and_paragraphs(tmp_path: Path) -> None:
    """A short line without a full stop is a heading, and gives the title."""
    path = write(tmp_path, "my_file.txt", "Il titolo\n\nPrima riga,\nseconda riga.\n\n  Fine.  \n")
    article = read_article(path)
    edition = only_edition(article)
    assert (article.id, article.date, article.notices) == ("my-file", "", ())
    assert (edition.language, edition.title, edition.source) == ("it", "Il titolo", "")
    assert headings(edition) == ["Il titolo"]
    assert paragraphs(edition) == ["Prima riga,\nseconda riga.", "Fine."]


def test_lines_are_paragraphs_where_there_are_no_blank_lines(tmp_path: Path) -> None:
    """A text of finished lines has one paragraph a line; wrapped text has one."""
    lines = only_edition(read_article(write(tmp_path, "a.txt", "One is here.\nTwo is here.\n")))
    assert paragraphs(lines) == ["One is here.", "Two is here."]
    wrapped = only_edition(read_article(write(tmp_path, "b.txt", "One is\nhere and\nthere.\n")))
    assert paragraphs(wrapped) == ["One is\nhere and\nthere."]


def test_a_title_is_taken_from_the_name_where_there_is_no_heading(tmp_path: Path) -> None:
    """Hyphens and underscores of the file's name become spaces."""
    edition = only_edition(read_article(write(tmp_path, "il-mio_testo.txt", "Piove sempre qui.")))
    assert edition.title == "il mio testo"


def test_markdown_has_front_matter_headings_and_paragraphs(tmp_path: Path) -> None:
    """Fields are kept as they are written; intervals leave out hashes and blank lines."""
    text = (
        "---\ntitle: Un titolo\nlanguage: it\ndate: 2023-09-31\nsource: 007\n"
        "questions:\n  - Chi è?\n  - Dove?\n---\n\n# Primo ##\n\nUno.\nDue.\n\n## Secondo\nTre.\n"
    )
    article = read_article(write(tmp_path, "a.md", text))
    edition = only_edition(article)
    assert article.date == "2023-09-31"
    assert (edition.title, edition.language, edition.source) == ("Un titolo", "it", "007")
    assert edition.questions == ("Chi è?", "Dove?")
    assert headings(edition) == ["Primo", "Secondo"]
    assert paragraphs(edition) == ["Uno.\nDue.", "Tre."]
    assert edition.text == text


def test_markdown_without_front_matter(tmp_path: Path) -> None:
    """The first heading is the title and the language is detected."""
    text = "# The title\n\nThere are many reasons for this."
    edition = only_edition(read_article(write(tmp_path, "a.md", text)))
    assert (edition.title, edition.language) == ("The title", "en")
    assert paragraphs(edition) == ["There are many reasons for this."]


def test_an_empty_heading_is_none(tmp_path: Path) -> None:
    """A hash with nothing after it gives neither heading nor paragraph."""
    edition = only_edition(read_article(write(tmp_path, "a.md", "# \n\n## ##\n\nText here.")))
    assert (headings(edition), paragraphs(edition)) == ([], ["Text here."])


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_line_ends_are_kept(tmp_path: Path, end: str) -> None:
    """Offsets point into the text as it was read, whatever ends its lines."""
    text = f"---{end}title: T{end}---{end}{end}# H{end}{end}One{end}two.{end}{end}Three.{end}"
    edition = only_edition(read_article(write(tmp_path, "a.md", text)))
    assert edition.text == text
    assert edition.title == "T"
    assert headings(edition) == ["H"]
    assert paragraphs(edition) == [f"One{end}two.", "Three."]


@pytest.mark.parametrize("suffix", [".txt", ".md"])
def test_a_byte_order_mark_is_never_quoted(tmp_path: Path, suffix: str) -> None:
    """UTF-8's mark stays in the text, so offsets hold, and outside every interval."""
    edition = only_edition(read_article(write(tmp_path, f"a{suffix}", "\ufeffCiao a tutti.")))
    assert edition.text == "\ufeffCiao a tutti."
    assert paragraphs(edition) == ["Ciao a tutti."]


def test_front_matter_after_a_byte_order_mark(tmp_path: Path) -> None:
    """The mark does not hide the front matter."""
    edition = only_edition(read_article(write(tmp_path, "a.md", "\ufeff---\ntitle: T\n---\nCiao.")))
    assert (edition.title, paragraphs(edition)) == ("T", ["Ciao."])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
def test_utf_16_and_32_are_known_by_their_mark(tmp_path: Path, encoding: str) -> None:
    """A byte order mark names the encoding: no guess, no notice."""
    marks = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
    marks["utf-32-be"] = codecs.BOM_UTF32_BE
    data = marks.get(encoding, b"") + ITALIAN.encode(encoding)
    article = read_article(write(tmp_path, "a.txt", data))
    assert (article.original.text, article.notices) == (ITALIAN, ())


def test_nested_front_matter_says_nothing(tmp_path: Path) -> None:
    """Aliases of aliases would be gigabytes, were they written out."""
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40))]
    front = "\n".join([*lines, "title: *a39", "questions: [*a39]", "date: 2024", "source: {a: b}"])
    article = read_article(write(tmp_path, "faro.md", f"---\n{front}\n---\nUn faro è alto.\n"))
    assert (article.title, article.date, article.original.source) == ("faro", "2024", "")
    assert article.original.questions == ()


@pytest.mark.parametrize(
    ("encoding", "text"), [("cp1252", ITALIAN), ("gb18030", CHINESE)], ids=["cp1252", "gb18030"]
)
def test_a_guessed_encoding_is_named_in_a_notice(tmp_path: Path, encoding: str, text: str) -> None:
    """The text is read right and the reader is told what was assumed."""
    article = read_article(write(tmp_path, "a.txt", text.encode(encoding)))
    assert article.original.text == text
    assert article.notices == (
        f"'a.txt' is not UTF-8; it was read as {encoding}. Save it as UTF-8 if wrong.",
    )


def test_a_folder_has_one_edition_a_language(tmp_path: Path) -> None:
    """Editions come in the house order, and the folder's name is the article's."""
    folder = tmp_path / "Il Mio Articolo"
    folder.mkdir()
    write(folder, "zh.md", CHINESE)
    write(folder, "it.txt", ITALIAN)
    write(folder, "notes.txt", "Not an edition.")
    article = read_article(folder)
    assert (article.id, article.languages) == ("il-mio-articolo", ("it", "zh"))


def test_front_matter_names_the_original(tmp_path: Path) -> None:
    """`original: true` puts an edition first, and its date is the article's."""
    write(tmp_path, "it.md", "---\ndate: 2020\n---\nCiao a tutti.")
    write(tmp_path, "en.md", "---\ndate: 2021\noriginal: true\n---\nHello all.")
    article = read_article(tmp_path)
    assert (article.languages, article.date) == (("en", "it"), "2021")


TEXT = "Testo che basta."
BAD_FILES: dict[str, tuple[str, bytes, str]] = {
    "empty": ("a.txt", b"", "holds no text. Give a file with at least one paragraph."),
    "whitespace only": ("a.txt", b" \n\t\r\n \x0b", "Give a file with at least one paragraph."),
    "mark only": ("a.txt", codecs.BOM_UTF8, "Give a file with at least one paragraph."),
    "only headings": ("a.md", b"# One\n\n## Two\n", "Give a file with at least one paragraph."),
    "only front matter": ("a.md", b"---\ntitle: T\n---\n", "at least one paragraph."),
    "NUL bytes": ("a.txt", b"\x89PNG\0\0\0", "it holds zero bytes). Give a .txt or .md file."),
    "half UTF-16": ("a.txt", b"\xff\xfea", "read as utf-16 (byte 2). Save it as UTF-8."),
    "unknown suffix": ("a.exe", TEXT.encode(), "or a folder with it.md, en.md, zh.md."),
    "no suffix": ("a", TEXT.encode(), "'a' is a 'nameless' file. Ponte reads: .md, .markdown"),
    "broken YAML": ("a.md", b"---\ntitle: [\n---\nText.", "Quote values that hold a colon."),
    "colon in a value": ("a.md", b"---\ntitle: a: b\n---\nText.", "values that hold a colon."),
    "deep YAML": ("a.md", b"---\na: %s\n---\nText." % (b"[" * 9999), "that hold a colon."),
    "list as front matter": ("a.md", b"---\n- a\n---\nText.", "one 'name: value' a line."),
    "word as front matter": ("a.md", b"---\nword\n---\nText.", "Write one 'name: value' a line."),
    "unknown language": ("a.md", b"---\nlanguage: fr\n---\nOui.", "Use one of: it, en, zh."),
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_a_bad_file_is_one_line_with_a_remedy(tmp_path: Path, case: str) -> None:
    """Whatever is wrong with a file, the message is one line and ends with what to do."""
    name, content, ending = BAD_FILES[case]
    with pytest.raises(PonteError) as caught:
        read_article(write(tmp_path, name, content))
    assert ending in str(caught.value)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def test_a_missing_file(tmp_path: Path) -> None:
    """The path is named as it was given."""
    with pytest.raises(ArticleError) as caught:
        read_article(tmp_path / "none.txt")
    expected = f"No such file: '{tmp_path}/none.txt'. Check the path given with --article."
    assert str(caught.value) == expected


def test_a_folder_without_editions(tmp_path: Path) -> None:
    """The names that would do are listed."""
    write(tmp_path, "fr.md", TEXT)
    with pytest.raises(ArticleError) as caught:
        read_article(tmp_path)
    assert str(caught.value) == (
        f"Folder '{tmp_path}' holds no edition. Put one of these in it: it.md, en.md, zh.md."
    )


def test_two_editions_in_one_language(tmp_path: Path) -> None:
    """Ponte does not choose between two files for one language."""
    write(tmp_path, "it.md", TEXT)
    write(tmp_path, "it.txt", TEXT)
    with pytest.raises(ArticleError, match=r"holds two editions in one language\. Keep one file"):
        read_article(tmp_path)


def test_a_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit is inclusive, and both numbers are in the message."""
    monkeypatch.setattr(readers, "LARGEST_FILE", 1000)
    assert read_article(write(tmp_path, "a.txt", "a" * 1000)).id == "a"
    with pytest.raises(ArticleError) as caught:
        read_article(write(tmp_path, "b.txt", "a" * 1001))
    assert str(caught.value) == (
        f"'{tmp_path}/b.txt' has 1,001 bytes; Ponte reads articles up to 1,000. "
        "Give the article alone."
    )


def test_a_file_that_the_system_will_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system's own reason is given."""

    def refuse(_path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(ArticleError) as caught:
        read_article(write(tmp_path, "a.txt", TEXT))
    assert str(caught.value) == (
        f"'{tmp_path}/a.txt' cannot be read: Permission denied. Check its name and permissions."
    )


def test_a_name_that_is_too_long(tmp_path: Path) -> None:
    """A question given where a path belongs is an error a person understands."""
    with pytest.raises(ArticleError, match=r"Check "):
        read_article(tmp_path / ("why? " * 100 + ".txt"))


def test_a_folder_named_like_a_file_is_a_folder(tmp_path: Path) -> None:
    """What a path is decides, not its suffix."""
    (tmp_path / "x.md").mkdir()
    with pytest.raises(ArticleError, match="holds no edition"):
        read_article(tmp_path / "x.md")


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Torino e Pechino", "torino-e-pechino"), ("_a--b_", "a-b"), ("北京", "北京")],
)
def test_slugs_hold_letters_digits_and_single_hyphens(name: str, expected: str) -> None:
    """A slug can stand in a URL and in 'slug#3'."""
    assert slug(name) == expected


def read_or_refuse(path: Path) -> Edition | None:
    """Return the edition of a file, or None where it is refused in one line."""
    try:
        return read_article(path).original
    except ArticleError as error:
        message = str(error)
    assert len(message.splitlines()) == 1
    return None


ANY_TEXT = st.one_of(
    st.text(),
    st.lists(
        st.sampled_from([*NASTY_TEXTS, "\n\n", "# H\n", "---\n", "a: b\n", "#", "\r\n"]),
        max_size=10,
    ).map("".join),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=ANY_TEXT, suffix=st.sampled_from([".txt", ".md"]))
def test_any_text_is_read_as_it_is_or_refused(tmp_path: Path, text: str, suffix: str) -> None:
    """The text equals the file's, and its intervals are in bounds, in order and apart."""
    path = tmp_path / f"any{suffix}"
    path.write_bytes(text.encode())
    edition = read_or_refuse(path)
    if edition is None:
        return
    assert edition.text == text
    assert edition.text.encode() == path.read_bytes()
    end = 0
    for interval in sorted([*edition.headings, *edition.paragraphs]):
        assert end <= interval.start < interval.end <= len(text)
        assert interval.of(text) == interval.of(text).strip()
        end = interval.end


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary())
def test_any_bytes_are_read_or_refused(tmp_path: Path, data: bytes) -> None:
    """Random bytes never give more than an ArticleError."""
    path = tmp_path / "any.txt"
    path.write_bytes(data)
    edition = read_or_refuse(path)
    assert edition is None or edition.paragraphs
