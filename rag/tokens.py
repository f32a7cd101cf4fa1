"""The tokens of a sentence and the classes by which an answer is cut out between them."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from rag.article import Interval
from rag.embedding import bundled_embedder
from rag.languages import HAN, Language
from rag.spans import candidate_spans
from rag.wording import pattern, wording

# Number, elided article ("l'"), possessive, word, Chinese run, single sign.
_TOKEN = re.compile(
    rf"\d+(?:[.,:]\d+)*(?:st|nd|rd|th|º)?"
    rf"|(?:(?!{HAN.pattern})[^\W\d_]){{1,6}}['’](?=[^\W\d_]{{2}})"
    rf"|['’]s\b"
    rf"|(?:(?!{HAN.pattern})[^\W_])+(?:[-.&](?:(?!{HAN.pattern})[^\W_])+)*"
    rf"|(?:{HAN.pattern})+|\S"
)
_SIGNS = {
    "comma": ",，", "colon": ":：", "semicolon": ";；", "open": "«“\"‘「『《", "close": "»”’」』》",
    "bracket": "()（）[]", "dash": "–—", "stop": ".!?。！？…",
}  # fmt: skip
_CLASS_OF_SIGN = {sign: name for name, signs in _SIGNS.items() for sign in signs}
# Pairs of words that are one mark.
_ELISION = re.compile(r"['’]$")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or sign of a sentence, the classes it belongs to, and whether it may be cut off.

    `joined` tells that it belongs with the token before it: "more than | 400", "10 | May".
    """

    start: int
    end: int
    classes: frozenset[str]
    joined: bool


@lru_cache(maxsize=256)
def tokens_of(text: str, language: Language) -> tuple[Token, ...]:
    """Return the tokens of a sentence in order; between them lies only space."""
    atoms = _atoms(text, language)
    places = _places(text)
    typed = [(kind, span) for kind, spans in _typed(text, language).items() for span in spans]
    found = []
    for number, place in enumerate(places):
        own = _classes(place.of(text), language, first=number == 0)
        inside = any(atom.start < place.start < atom.end for atom in atoms)
        kinds = own.union(kind for kind, span in typed if span.overlaps(place)) if typed else own
        found.append(Token(place.start, place.end, kinds, inside))
    return tuple(found)


def _places(text: str) -> list[Interval]:
    places = []
    for match in _TOKEN.finditer(text):
        if HAN.match(match.group()):
            places += [
                Interval(match.start() + piece.start, match.start() + piece.end)
                for piece in bundled_embedder().segment(match.group())
            ]
        else:
            places.append(Interval(*match.span()))
    return places


@lru_cache(maxsize=16_384)
def _classes(said: str, language: Language, *, first: bool) -> frozenset[str]:
    if said in _CLASS_OF_SIGN:
        return frozenset({_CLASS_OF_SIGN[said]})
    plain = said.lower().replace("’", "'")
    own = {name for name, listed in _listed(language).items() if plain in listed}
    if said[0].isdigit():
        own.add("digits")
    elif said[0].isupper():
        own.add("opening" if first else "capital")
    if (
        language == "zh"
        and not own
        and all(sign in pattern("chinese", "foreign_name_signs") for sign in said)
    ):
        own.add("foreign")
    if not own:
        own.update(name for name, ending in _endings(language).items() if ending.fullmatch(plain))
    return frozenset(own or {"other"})


@cache
def _endings(language: Language) -> dict[str, re.Pattern[str]]:
    """Return how the words of some classes end, where no list has them."""
    return {
        name: re.compile("|".join(rf".*(?:{ending})" for ending in endings))
        for name, endings in wording()["token_endings"][language].items()
    }


@cache
def _listed(language: Language) -> dict[str, frozenset[str]]:
    return {name: frozenset(said) for name, said in wording()["token_classes"][language].items()}


@lru_cache(maxsize=4096)
def _typed(text: str, language: Language) -> dict[str, tuple[Interval, ...]]:
    return {
        "number": candidate_spans("how_many", text, language),
        "date": candidate_spans("when", text, language),
        "period": candidate_spans("how_long", text, language),
    }


def _atoms(text: str, language: Language) -> list[Interval]:
    """Return what is not cut: numbers with their 'more than', dates, periods, names."""
    typed = [span for spans in _typed(text, language).values() for span in spans]
    return typed + names_in(text, language)


def names_in(text: str, language: Language) -> list[Interval]:
    """Return the names of several words or signs in a text."""
    if language == "zh":
        return [Interval(*match.span()) for match in _chinese_names().finditer(text)]
    return [span for span in candidate_spans("who", text, language) if span.start > 0]


@cache
def _chinese_names() -> re.Pattern[str]:
    foreign = f"[{pattern('chinese', 'foreign_name_signs')}]"
    family = f"[{pattern('chinese', 'family_names')}]"
    return re.compile(
        rf"{foreign}{{1,8}}(?:·{foreign}{{1,9}})+"
        rf"|{family}[\u4e00-\u9fff]{{1,2}}(?=[（(][A-Z][a-z]+)"
        r"|[A-Z][\w.]*(?: [A-Z][\w.]*)+"
    )
