"""A visitor's file becomes an article, or is refused in words that the page says in its language.

The name of the file is only shown: nothing on the disk is ever called by it.
"""

import re
import secrets
import unicodedata
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from rag.article import Article
from rag.errors import PonteError
from rag.languages import Language, message
from rag.readers import LARGEST_FILE, READERS, read_article, slug

# Characters, about 250 pages: past that a question takes longer than a reader waits for.
LONGEST_TEXT = 500_000
_LONGEST_NAME = 80


class RefusalError(Exception):
    """A file that is not taken; `key` names the message that says why, `status` how HTTP does."""

    def __init__(self, key: str, status: int, **values: object) -> None:
        """Keep what the message is made of."""
        super().__init__(key)
        self.key = key
        self.status = status
        self._values = values

    def told(self, reader: Language) -> str:
        """Return the reason in the reader's language."""
        return message(f"own.{self.key}", reader, **self._values)


def too_large() -> RefusalError:
    """Return the refusal of a file with more bytes than are read."""
    return RefusalError("large", 413, limit=LARGEST_FILE // 1_000_000)


def accepted() -> tuple[str, ...]:
    """Return the suffixes of the files that can be read."""
    return tuple(READERS)


def plain_name(name: str) -> tuple[str, str]:
    """Return a file's name without folders, controls or more than a line holds, and its suffix."""
    last = re.split(r"[/\\]", name)[-1]
    plain = "".join(sign if unicodedata.category(sign)[0] != "C" else " " for sign in last)
    stem, dot, suffix = " ".join(plain.split()).rpartition(".")
    if not dot:
        stem, suffix = suffix, ""
    return stem.strip(". ")[:_LONGEST_NAME], f"{dot}{suffix.lower()}"


def read_upload(name: str, data: bytes) -> Article:
    """Read the bytes of a file into an article; raise RefusalError where that cannot be done.

    The readers take files, so there is one while they read: under a name of its own, in a folder
    that nobody else can open, and gone before this returns.
    """
    stem, suffix = plain_name(name)
    if suffix not in accepted():
        raise RefusalError("kind", 415, kinds=", ".join(accepted()))
    if len(data) > LARGEST_FILE:
        raise too_large()
    if not data.strip():
        raise RefusalError("empty", 422)
    unnamed = f"upload{secrets.token_hex(8)}"
    with TemporaryDirectory(prefix="ponte-") as folder:
        path = Path(folder) / f"{unnamed}{suffix}"
        path.write_bytes(data)
        try:
            article = read_article(path)
        except PonteError as error:
            raise RefusalError("unreadable", 422) from error
    length = len(article.original.text)
    if length > LONGEST_TEXT:
        raise RefusalError("long", 413, limit=f"{LONGEST_TEXT // 1000}", length=length // 1000)
    return _named(article, unnamed, stem)


def _named(article: Article, unnamed: str, stem: str) -> Article:
    """Give an article the name of its visitor's file where it had only that of ours."""
    original = article.original
    if original.title == unnamed:
        original = replace(original, title=stem or "…")
    return replace(article, id=slug(stem), editions=(original,))
