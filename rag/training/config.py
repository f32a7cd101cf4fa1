"""Reading of the training's configuration: `recipe.toml`, or another file of its form."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

from rag.training.sources import Derived, Kind, Source
from rag.training.tokenizer import VocabularySize
from rag.training.training import Recipe

SHIPPED = Path(__file__).parent / "recipe.toml"
TABLES = ("recipe", "vocabulary", "derived", "source")

Settings = TypeVar("Settings", Recipe, VocabularySize, Derived, Source)


class ConfigError(Exception):
    """Report that a configuration cannot be used."""


@dataclass(frozen=True, slots=True)
class Config:
    """All that a training is told: sources, sizes and the recipe."""

    recipe: Recipe
    vocabulary: VocabularySize
    derived: Derived
    sources: tuple[Source, ...]


def read_config(path: Path) -> Config:
    """Read a configuration; raise ConfigError, with the file's name, where it is not one."""
    try:
        content = tomllib.loads(path.read_text("utf-8"))
        return _config_of(content)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ConfigError) as error:
        reason = " ".join(str(error).split())
        raise ConfigError(f"{path}: {reason}") from error


def _config_of(content: Mapping[str, Any]) -> Config:
    """Return the configuration of a parsed file."""
    _known("table", content, TABLES)
    entries = content.get("source", [])
    if not isinstance(entries, list) or not entries:
        raise ConfigError("names no [[source]]")
    sources = tuple(_source_of(entry) for entry in entries)
    names = [source.name for source in sources]
    for name in names:
        if names.count(name) > 1:
            raise ConfigError(f"source '{name}' is listed twice")
    return Config(
        recipe=_settings(Recipe, "[recipe]", content.get("recipe", {})),
        vocabulary=_settings(VocabularySize, "[vocabulary]", content.get("vocabulary", {})),
        derived=_settings(Derived, "[derived]", content.get("derived", {})),
        sources=sources,
    )


def _source_of(entry: object) -> Source:
    """Return one [[source]] entry."""
    if not isinstance(entry, dict):
        raise ConfigError("'source' is not a list of tables")
    where = f"source '{entry.get('name', '?')}'"
    kinds = [kind.value for kind in Kind]
    if entry.get("kind") not in kinds:
        raise ConfigError(f"{where}: 'kind' is none of {', '.join(kinds)}")
    return _settings(Source, where, {**entry, "kind": Kind(entry["kind"])})


def _settings(made: type[Settings], where: str, given: object) -> Settings:
    """Return a table's values as the dataclass they are for, each of its type and not negative."""
    if not isinstance(given, dict):
        raise ConfigError(f"{where} is not a table")
    wanted = get_type_hints(made)
    _known(f"setting of {where}", given, wanted)
    for field in fields(made):
        if field.name not in given:
            if field.default is MISSING:
                raise ConfigError(f"{where}: '{field.name}' is missing")
            continue
        value, kind = given[field.name], wanted[field.name]
        _check(f"{where}: '{field.name}'", value, kind)
    return made(**given)


def _check(what: str, value: object, kind: Any) -> None:
    """Raise where a value is of another type, below zero, or an empty text."""
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        kind = int
    if isinstance(value, bool) or not isinstance(value, kind):
        raise ConfigError(f"{what} is {value!r}, not {getattr(kind, '__name__', kind)}")
    if isinstance(value, int | float) and not 0 <= value < float("inf"):
        raise ConfigError(f"{what} is {value!r}, below zero or without end")
    if value == "":
        raise ConfigError(f"{what} is empty")


def _known(what: str, given: Iterable[str], known: Iterable[str]) -> None:
    """Raise where a name is not among the known ones."""
    names = list(known)
    for name in given:
        if name not in names:
            raise ConfigError(f"'{name}' is no {what}: {', '.join(names)}")
