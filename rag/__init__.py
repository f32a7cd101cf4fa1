"""Ponte: ask an article questions in Italian, English or Chinese, and see the words that prove it.

from rag import open_library

library = open_library()
answer = library.ask("How many research institutes are there in Beijing?")
print(answer.text, answer.citations[0].quote)
"""

from importlib import import_module
from typing import Any

_HOMES = {
    "Answer": "rag.answering",
    "Article": "rag.article",
    "Citation": "rag.answering",
    "Edition": "rag.article",
    "Hit": "rag.retrieval",
    "Library": "rag.library",
    "Passage": "rag.passages",
    "PonteError": "rag.errors",
    "Turn": "rag.conversation",
    "build_archive": "rag.archiving",
    "open_archive": "rag.archive_opening",
    "open_library": "rag.library",
    "read_article": "rag.readers",
    "read_bytes": "rag.readers",
    "split_sentences": "rag.sentences",
}

__all__ = [
    "Answer",
    "Article",
    "Citation",
    "Edition",
    "Hit",
    "Library",
    "Passage",
    "PonteError",
    "Turn",
    "build_archive",
    "open_archive",
    "open_library",
    "read_article",
    "read_bytes",
    "split_sentences",
]


def __getattr__(name: str) -> Any:
    """Import a public name where it is first used, so that `import rag` costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'rag' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name]), name)
