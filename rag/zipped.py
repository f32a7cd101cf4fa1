"""Zip files from strangers, opened within bounds: Word files and EPUBs are such."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError

from rag.errors import ArticleError

# What a file may unpack to, in all and in XML, and how many members it may have.
_LARGEST, _LARGEST_TEXT, _MOST = 300_000_000, 60_000_000, 10_000
_CHUNK = 1 << 20
_TEXTS = (".xml", ".rels", ".html", ".xhtml", ".htm", ".opf", ".ncx")


@contextmanager
def opened_zip(data: bytes, name: str) -> Iterator[ZipFile]:
    """Open a zip file whose members are checked to be whole and to unpack within bounds.

    Raise ArticleError where they do not, and where reading it fails in the body of the `with`.
    """
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            _check(archive, name)
            yield archive
    except (BadZipFile, ZlibError, EOFError, KeyError, NotImplementedError, ValueError) as error:
        raise ArticleError(f"'{name}' is cut off or damaged: {error}. Get it anew.") from error
    except RuntimeError as error:
        # What zipfile raises for a member with a password.
        raise ArticleError(f"'{name}' is protected by a password. Save it without one.") from error


def _check(archive: ZipFile, name: str) -> None:
    """Unpack all texts chunk by chunk into nothing: the sizes that a zip states may be lies."""
    members = archive.infolist()
    stated = sum(member.file_size for member in members)
    if len(members) > _MOST or stated > _LARGEST:
        raise _bomb(name)
    unpacked = 0
    for member in members:
        if not member.filename.lower().endswith(_TEXTS):
            continue
        with archive.open(member) as stream:
            while chunk := stream.read(_CHUNK):
                unpacked += len(chunk)
                if unpacked > _LARGEST_TEXT:
                    raise _bomb(name)


def _bomb(name: str) -> ArticleError:
    return ArticleError(
        f"'{name}' unpacks to over {_LARGEST_TEXT // 1_000_000} MB of text or far too many parts: "
        "it is no article. Get it anew from where it came."
    )
