"""The wording of the three languages: complete, and made of patterns that compile."""

import re
from typing import Any

import pytest

from rag.languages import LANGUAGES
from rag.wording import pattern, wording, words


def leaves(table: Any, path: str = "") -> list[tuple[str, list[str]]]:
    """Return every list of the wording with its dotted name."""
    if isinstance(table, dict):
        return [leaf for key, value in table.items() for leaf in leaves(value, f"{path}.{key}")]
    return [(path.lstrip("."), table)]


# Chinese writes no full stop after an abbreviation, and marks no description of a name.
EMPTY = {"abbreviations.zh", "described.zh"}
# Chinese alone counts with measure words.
PARTIAL = {"unit": {"zh"}}


@pytest.mark.parametrize(
    ("name", "entries"), [pytest.param(*leaf, id=leaf[0]) for leaf in leaves(wording())]
)
def test_every_entry_is_a_pattern(name: str, entries: list[str]) -> None:
    """Each compiles on its own, none is empty, and none comes twice."""
    assert bool(entries) == (name not in EMPTY)
    for entry in entries:
        re.compile(entry)
        assert entry.strip()
    assert len(entries) == len(set(entries))


@pytest.mark.parametrize(
    "table", [name for name, value in wording().items() if set(value) & set(LANGUAGES)]
)
def test_every_table_speaks_all_languages(table: str) -> None:
    """No language is left without."""
    assert set(wording()[table]) & set(LANGUAGES) == PARTIAL.get(table, set(LANGUAGES))


@pytest.mark.parametrize("language", LANGUAGES)
def test_kinds_are_the_same_in_every_language(language: str) -> None:
    """A kind that one language asks for, the others can ask for too."""
    assert sorted(wording()["kinds"][language]) == sorted(wording()["kinds"]["it"])


def test_entries_are_joined_to_a_pattern_or_kept_as_words() -> None:
    """`pattern` for regular expressions, `words` for a set."""
    entries = wording()["months"]["it"]
    assert pattern("months", "it") == "|".join(entries)
    assert "perche" in words("interrogatives", "it")
