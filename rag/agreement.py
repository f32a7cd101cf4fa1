"""What must agree between a sentence and its proof, read from `agreement.toml`."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def agreement() -> dict[str, Any]:
    """Return the tables of `agreement.toml`."""
    return tomllib.loads(files("rag").joinpath("agreement.toml").read_text("utf-8"))
