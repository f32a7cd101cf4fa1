"""What every test starts from: an empty cache of its own, and no network."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from rag.library import Library, open_library

settings.register_profile("local", max_examples=100, deadline=None)
settings.register_profile("ci", max_examples=100, deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")

# Before any test imports a model library, which reads these once.
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TRANSFORMERS_OFFLINE"] = "1"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder that this test's indexes are cached in."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("PONTE_CACHE", str(folder))
    return folder


@pytest.fixture(scope="session")
def bundled_library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Open the bundled article once for all tests that only ask it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PONTE_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield open_library()
