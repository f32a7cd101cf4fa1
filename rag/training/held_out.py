"""The dictionary pairs that training never sees, so that the bridge between words can be tested."""

from __future__ import annotations

import re
import zlib
from itertools import product

# One pair of terms in a hundred, by its hash: the same ones on every machine and for every recipe.
ONE_IN = 100
LIST_MARK = re.compile(r"\s*[,;，；、]\s*")


def terms_of(text: str) -> list[str]:
    """Return the terms of an entry such as 'gunfire, gunshot: the act of shooting a gun'."""
    return [term for term in LIST_MARK.split(text.partition(": ")[0].lower().strip()) if term]


def is_held_out(first: str, second: str) -> bool:
    """Say whether two entries hold a pair of terms kept out of training, whichever comes first."""
    return any(_chosen(*pair) for pair in product(terms_of(first), terms_of(second)))


def _chosen(first: str, second: str) -> bool:
    """Say whether the hash of a pair of terms picks it."""
    key = "\t".join(sorted((first, second)))
    return zlib.crc32(key.encode()) % ONE_IN == 0
