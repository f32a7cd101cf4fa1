"""Language models: where they are, by options and environment."""

import pytest

from rag.errors import ModelError
from rag.language_models import LanguageModelOptions, check_packages, options_from


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take no model from the environment of whoever runs the tests."""
    for name in ("PONTE_LLM_URL", "PONTE_LLM_MODEL", "PONTE_LLM_KEY"):
        monkeypatch.delenv(name, raising=False)


def test_a_package_that_is_missing_is_one_line() -> None:
    """With what to install."""
    check_packages("json")
    with pytest.raises(
        ModelError, match=r"needs the package 'no_such'.*pip install 'ponte\[llm\]'"
    ):
        check_packages("json", "no_such")


def test_no_model_is_wanted_by_default() -> None:
    """The default writer is the extractive one."""
    assert options_from(None, None) is None


def test_the_environment_names_a_model_and_options_come_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As the command line does with everything."""
    monkeypatch.setenv("PONTE_LLM_URL", "http://localhost:11434/v1")
    monkeypatch.setenv("PONTE_LLM_MODEL", "small")
    assert options_from(None, None) == LanguageModelOptions("http://localhost:11434/v1", "small")
    assert options_from("transformers", "big") == LanguageModelOptions("transformers", "big")


@pytest.mark.parametrize(
    ("where", "name", "line"),
    [
        ("localhost:11434", "m", "--llm is 'localhost:11434', which is no address."),
        ("http://localhost", None, "--llm says where a model is, and not which."),
        ("http://", "m", "--llm is 'http://', which is no address."),
        ("http://localhost:99999", "m", "--llm is 'http://localhost:99999', which is no address."),
        (None, "m", "--llm-model names a model, and --llm does not say where."),
    ],
)
def test_options_that_make_no_sense_are_one_line(
    where: str | None, name: str | None, line: str
) -> None:
    """What, its value, and what to do."""
    with pytest.raises(ModelError, match=line.split(",")[0].replace("--", "")):
        options_from(where, name)
