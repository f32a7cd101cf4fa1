"""What the caches remember of the texts that were read, and how it is forgotten."""

import sys


def forget_texts() -> None:
    """Empty the caches that hold parts of the texts that were read.

    They are the bounded ones: what is cached without a bound is Ponte's own and never a text.
    """
    for name, module in list(sys.modules.items()):
        for thing in list(vars(module).values()) if name.startswith("rag.") else ():
            if hasattr(thing, "cache_parameters") and thing.cache_parameters()["maxsize"]:
                thing.cache_clear()
