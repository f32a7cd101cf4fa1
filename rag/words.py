"""The words of a text, in the forms by which they are compared."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from rag.embedding import StaticEmbedder, segmented
from rag.languages import HAN, Language

if TYPE_CHECKING:
    from Stemmer import Stemmer
    from tokenizers import Tokenizer

_LETTER = rf"(?!{HAN.pattern})[^\W\d_]"
_RUN = re.compile(
    rf"(?:{HAN.pattern})+|\d+(?:[.,]\d+)*|(?:{_LETTER})+(?:\d+(?:[.,]\d+)*)?(?:{_LETTER}|\d)*"
)
_PARTS = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_SNOWBALL: dict[Language, str] = {"it": "italian", "en": "english"}
# So many words are kept folded and stemmed, 0.3 kB each: most words of a text have come before.
_KEPT = 32_768


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
    return words_cut(text, language, embedder.tokenizer)


def words_cut(text: str, language: Language, tokenizer: "Tokenizer") -> list[Word]:
    """Return the words of a text, Chinese as a tokenizer cuts it."""
    words = []
    for match in _RUN.finditer(text):
        start, run = match.start(), match.group()
        if HAN.match(run):
            words += [
                Word(start + piece.start, start + piece.end, said, said)
                for piece in segmented(run, tokenizer)
                for said in (piece.of(run),)
            ]
            continue
        words.append(_western_word(run, start, language))
        if run.isalpha():
            continue
        parts = list(_PARTS.finditer(run))
        if len(parts) > 1:
            words += [
                _western_word(part.group(), start + part.start(), language)
                for part in parts
                if len(part.group()) > 1
            ]
    return words


def _western_word(run: str, start: int, language: Language) -> Word:
    form, stem = _form_and_stem(run, language)
    return Word(start, start + len(run), form, stem)


@lru_cache(maxsize=_KEPT)
def _form_and_stem(run: str, language: Language) -> tuple[str, str]:
    form = fold(run)
    return form, _stemmer(language).stemWord(form) if language in _SNOWBALL else form


@cache
def _stemmer(language: Language) -> "Stemmer":
    from Stemmer import Stemmer

    return Stemmer(_SNOWBALL[language])
