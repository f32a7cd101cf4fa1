"""What a person names becomes an article: a file, a folder or an address of the web."""

import mimetypes
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from rag.article import Article
from rag.errors import ArticleError
from rag.fetching import Fetched, fetch, is_url
from rag.formats import SUFFIXES
from rag.html_reader import read_page
from rag.languages import language_name
from rag.readers import article_of, read_article, read_bytes, slug

_PAGES = ("text/html", "application/xhtml+xml")


def read_source(source: str | Path, *, allow_private: bool = False) -> Article:
    """Read a file or folder, or fetch an address; `allow_private` is for a network of one's own."""
    if is_url(str(source)):
        return _read_fetched(fetch(str(source), allow_private=allow_private))
    return read_article(Path(source))


def _read_fetched(fetched: Fetched) -> Article:
    parts = urlsplit(fetched.url)
    last = PurePosixPath(unquote(parts.path)).name
    name = f"{parts.hostname} {PurePosixPath(last).stem}".strip()
    if fetched.content_type in _PAGES:
        page = read_page(fetched.data, fetched.url, url=fetched.url, charset=fetched.charset)
        return article_of(page, f"{name}.html", fetched.url)
    stated = mimetypes.guess_extension(fetched.content_type) or ""
    suffix = stated if stated in SUFFIXES else PurePosixPath(last).suffix
    article = read_bytes(fetched.data, f"{name}{suffix}", where=fetched.url)
    known = replace(article.original, source=article.original.source or fetched.url)
    return replace(article, id=slug(name), editions=(known,))


def with_translation(article: Article, translation: Article) -> Article:
    """Add an article's text as an edition of another, which stays the original that is quoted.

    Raise ArticleError where both are in one language.
    """
    added = translation.original
    if added.language in article.languages:
        name = language_name(added.language)
        raise ArticleError(
            f"The article '{article.title}' and its translation are both in {name}. "
            "Give one in another language, or state its language in its front matter."
        )
    return replace(
        article,
        editions=(*article.editions, added),
        notices=(*article.notices, *translation.notices),
    )


def only_one(articles: Sequence[Article]) -> Article:
    """Return the one article that is given; raise ArticleError where there are more."""
    if len(articles) > 1:
        raise ArticleError(
            f"A translation is of one article, and {len(articles)} are given. "
            "Put an article and its translations into a folder as it.md, en.md, zh.md."
        )
    return articles[0]
