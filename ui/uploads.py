"""A visitor's file becomes an article, or is refused in words that the page says in its language.

The name of the file is only shown: the readers never see it. Nothing is written to the disk.
"""

import re
import secrets
import unicodedata
from base64 import b64decode, b64encode
from dataclasses import replace

from rag.article import Article
from rag.errors import ArticleError, PonteError
from rag.formats import SUFFIXES, Format, format_of
from rag.languages import Language, message
from rag.readers import LARGEST_FILE, read_bytes, slug
from rag.storing import article_from, article_record
from rag.workers import Task, work_through

# Characters, about 250 pages: past that a question takes longer than a reader waits for.
LONGEST_TEXT = 500_000
_LONGEST_NAME = 80
# These are read here; parsers of the others may crash, or take all memory, and get a process.
_PLAIN: frozenset[Format] = frozenset(("text", "markdown"))


class RefusalError(Exception):
    """A file that is not taken; `key` names the message that says why."""

    def __init__(self, key: str, **values: object) -> None:
        """Keep what the message is made of."""
        super().__init__(key)
        self.key = key
        self._values = values

    def told(self, reader: Language) -> str:
        """Return the reason in the reader's language."""
        return message(f"own.{self.key}", reader, **{"kinds": kinds(reader), **self._values})


def too_large() -> RefusalError:
    """Return the refusal of a file with more bytes than are read."""
    return RefusalError("large", limit=LARGEST_FILE // 1_000_000)


def kinds(reader: Language) -> str:
    """Return what files can be read, as a reader calls them."""
    return message("own.kinds", reader)


def accepted() -> tuple[str, ...]:
    """Return the suffixes of the files that can be read."""
    return tuple(SUFFIXES)


def plain_name(name: str) -> tuple[str, str]:
    """Return a file's name without folders, controls or more than a line holds, and its suffix."""
    last = re.split(r"[/\\]", name)[-1]
    plain = "".join(sign if unicodedata.category(sign)[0] != "C" else " " for sign in last)
    stem, dot, suffix = " ".join(plain.split()).rpartition(".")
    if not dot:
        stem, suffix = suffix, ""
    return stem.strip(". ")[:_LONGEST_NAME], f"{dot}{suffix.lower()}"


def read_upload(name: str, data: bytes) -> Article:
    """Read the bytes of a file into an article; raise RefusalError where that cannot be done."""
    stem, suffix = plain_name(name)
    if suffix not in accepted():
        raise RefusalError("kind")
    if len(data) > LARGEST_FILE:
        raise too_large()
    if not data.strip():
        raise RefusalError("empty")
    unnamed = f"upload{secrets.token_hex(8)}"
    article = _article(data, f"{unnamed}{suffix}", SUFFIXES[suffix])
    length = len(article.original.text)
    if length > LONGEST_TEXT:
        raise RefusalError("long", limit=f"{LONGEST_TEXT // 1000}", length=length // 1000)
    return _named(article, unnamed, stem)


def _article(data: bytes, name: str, claimed: Format) -> Article:
    """Read an article; notices are kept where they tell of a guessed encoding."""
    kind = claimed
    try:
        kind, _ = format_of(data, name)
        if kind in _PLAIN:
            return read_bytes(data, name)
        article = _read_apart(data, name)
    except PonteError as error:
        raise RefusalError("unreadable" if kind in _PLAIN else "document") from error
    return article if kind == "html" else replace(article, notices=())


def _read_apart(data: bytes, name: str) -> Article:
    """Read an article in a process of its own; raise ArticleError where that fails."""
    task: Task = {"data": b64encode(data).decode("ascii"), "name": name}
    [(_, read)] = work_through([task], read_task, processes=1)
    if "error" in read:
        raise ArticleError(str(read["error"]))
    return article_from(read)


def read_task(task: Task) -> Task:
    """Read the bytes that a task holds into the record of an article; what the process runs."""
    return article_record(read_bytes(b64decode(task["data"]), task["name"]))


def _named(article: Article, unnamed: str, stem: str) -> Article:
    """Give an article the name of its visitor's file where it had only that of ours."""
    original = article.original
    if original.title == unnamed:
        original = replace(original, title=stem or "…")
    return replace(article, id=slug(stem), editions=(original,))
