"""The words of a text, in the forms by which they are compared."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from rag.embedding import StaticEmbedder
from rag.languages import HAN, Language

if TYPE_CHECKING:
    from Stemmer import Stemmer

_LETTER = rf"(?!{HAN.pattern})[^\W\d_]"
_RUN = re.compile(
    rf"(?:{HAN.pattern})+|\d+(?:[.,]\d+)*|(?:{_LETTER})+(?:\d+(?:[.,]\d+)*)?(?:{_LETTER}|\d)*"
)
_PARTS = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_SNOWBALL: dict[Language, str] = {"it": "italian", "en": "english"}


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: where it stands, its folded form, and its stem."""

    start: int
    end: int
    form: str
    stem: str


def fold(text: str) -> str:
    """Return a word without case, accents and width, and a number without separators."""
    plain = unicodedata.normalize("NFKD", text.lower())
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign)) or text
    if _THOUSANDS.fullmatch(bare):
        return re.sub(r"[.,]", "", bare)
    return bare.replace(",", ".")


def words_of(text: str, language: Language, embedder: StaticEmbedder) -> list[Word]:
    """Return the words of a text: runs of letters and digits; Chinese as the model cuts it."""
    words = []
    for match in _RUN.finditer(text):
        start, run = match.start(), match.group()
        if HAN.match(run):
            words += [
                Word(start + piece.start, start + piece.end, piece.of(run), piece.of(run))
                for piece in embedder.segment(run)
            ]
            continue
        words.append(_western_word(run, start, language))
        parts = list(_PARTS.finditer(run))
        if len(parts) > 1:
            words += [
                _western_word(part.group(), start + part.start(), language)
                for part in parts
                if len(part.group()) > 1
            ]
    return words


def _western_word(run: str, start: int, language: Language) -> Word:
    form = fold(run)
    stem = _stemmer(language).stemWord(form) if language in _SNOWBALL else form
    return Word(start, start + len(run), form, stem)


@cache
def _stemmer(language: Language) -> "Stemmer":
    from Stemmer import Stemmer

    return Stemmer(_SNOWBALL[language])
