"""The wording of the three languages, read from `wording.toml`: alternatives joined to patterns."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def wording() -> dict[str, Any]:
    """Return the tables of `wording.toml`."""
    return tomllib.loads(files("rag").joinpath("wording.toml").read_text("utf-8"))


@cache
def pattern(table: str, language: str) -> str:
    """Return the alternatives of a language in a table as one regular expression."""
    return "|".join(wording()[table][language])


@cache
def words(table: str, language: str) -> frozenset[str]:
    """Return the entries of a language in a table as words."""
    return frozenset(wording()[table][language])
