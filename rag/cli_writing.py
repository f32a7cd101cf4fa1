"""The language model that a command's options name, or the environment."""

import os
from threading import Thread
from typing import TYPE_CHECKING

from rag.errors import ModelError
from rag.output import print_notice

if TYPE_CHECKING:
    from rag.language_models import LanguageModel
    from rag.served_model import ServedModel


def named_writer(
    where: str | None, name: str | None, *, lasting: bool = False
) -> "LanguageModel | None":
    """Open the language model that options or environment name, if any, and say where text goes.

    A `lasting` command asks much later: meanwhile it is looked whether the model is there.
    """
    if not (where or name or os.environ.get("PONTE_LLM_URL")):
        return None
    from rag.language_models import open_language_model, options_from
    from rag.served_model import ServedModel
    from rag.terminal import writer_told

    options = options_from(where, name)
    writer = open_language_model(options) if options else None
    if writer:
        print_notice(writer_told(writer.name, writer.host, "en"))
    if lasting and isinstance(writer, ServedModel):
        Thread(target=_look, args=(writer,), name="ponte-look", daemon=True).start()
    return writer


def _look(writer: "ServedModel") -> None:
    """Tell what keeps a model from being asked, if anything does; the answers do without it."""
    try:
        writer.check()
    except ModelError as error:
        print_notice(str(error))
