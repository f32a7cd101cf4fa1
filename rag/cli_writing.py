"""The language model that a command's options name, or the environment."""

import os
from typing import TYPE_CHECKING

from rag.output import print_notice

if TYPE_CHECKING:
    from rag.language_models import LanguageModel


def named_writer(where: str | None, name: str | None) -> "LanguageModel | None":
    """Open the language model that options or environment name, if any, and say where text goes."""
    if not (where or name or os.environ.get("PONTE_LLM_URL")):
        return None
    from rag.language_models import open_language_model, options_from
    from rag.terminal import writer_told

    options = options_from(where, name)
    writer = open_language_model(options) if options else None
    if writer:
        print_notice(writer_told(writer.name, writer.host, "en"))
    return writer
