"""What `from rag import …` gives."""

import importlib

import pytest

import rag


def test_the_public_names_are_sorted_and_have_a_home() -> None:
    """Each is listed once, classes before functions, as ruff sorts them."""
    assert rag.__all__ == sorted(set(rag.__all__))
    assert sorted(rag._HOMES) == rag.__all__


@pytest.mark.parametrize("name", rag.__all__)
def test_a_public_name_is_the_object_of_its_module(name: str) -> None:
    """It is importable, and is not a copy."""
    home = importlib.import_module(rag._HOMES[name])
    assert getattr(rag, name) is getattr(home, name)
    assert getattr(rag, name).__module__ == rag._HOMES[name]


def test_another_name_is_an_attribute_error() -> None:
    """As of any module."""
    with pytest.raises(AttributeError, match="module 'rag' has no attribute 'Nothing'"):
        _ = rag.Nothing


def test_every_error_is_a_ponte_error() -> None:
    """So a caller catches one."""
    from rag import errors

    children = [
        value
        for value in vars(errors).values()
        if isinstance(value, type) and value is not errors.PonteError
    ]
    assert sorted(child.__name__ for child in children) == [
        "ArchiveError",
        "ArticleError",
        "CitationError",
        "LanguageError",
        "ModelError",
        "PassageError",
        "QuestionError",
        "ServerError",
        "StoppedError",
        "WriterError",
    ]
    assert all(child.__bases__ == (errors.PonteError,) for child in children)
    assert errors.__doc__ is not None
    assert all(child.__name__ in errors.__doc__ for child in children)
