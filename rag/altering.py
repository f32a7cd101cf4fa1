"""True sentences altered by rule: what the check of a language model's sentences must catch.

The articles are those of a question set with parallel editions; every alteration is one that a
language model makes: another number, name or date, a denial more or less, two things exchanged,
another's role, the citation of another passage, a clause that nothing supports.
"""

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any, Literal

from rag.agreement import agreement
from rag.alterations import (
    AFFIRMED,
    DAYS,
    DENIED,
    FRAMES,
    INVENTED,
    JOINED,
    NUMERALS,
    ROLES,
)
from rag.article import Interval
from rag.datasets import Rows
from rag.embedding import bundled_embedder
from rag.languages import LANGUAGES, Language
from rag.names import names
from rag.quantities import quantities
from rag.wording import wording

Alteration = Literal[
    "as it stands", "translated", "framed", "clipped", "paraphrased",
    "number", "name", "date", "denial", "exchange", "role", "citation", "clause",
]  # fmt: skip
TRUE: tuple[Alteration, ...] = ("as it stands", "translated", "framed", "clipped", "paraphrased")


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence that cites a sentence of an article (by its index), and what was done to it."""

    kind: Alteration
    text: str
    language: Language
    article: str
    cited: int
    edition: Language

    @property
    def holds(self) -> bool:
        """Tell whether the sentence is true to what it cites."""
        return self.kind in TRUE


def claims_of(row: dict[str, Any], others: Rows) -> Iterator[Claim]:
    """Yield the claims that can be made of an article, for each pair of languages.

    `others` are articles from which foreign names and clauses are taken.
    """
    for edition in LANGUAGES:
        for language in LANGUAGES:
            for cited, sentence in enumerate(row["sentences"]):
                text = sentence[language]
                random = Random(zlib.crc32(f"{row['id']}{cited}{language}{edition}".encode()))
                for kind, said in _versions(text, language, row, cited, others, random):
                    if kind == "citation":
                        elsewhere = _elsewhere(row, cited, random)
                        yield Claim(kind, text, language, str(row["id"]), elsewhere, edition)
                        continue
                    own: Alteration = kind
                    if kind == "as it stands" and edition != language:
                        own = "translated"
                    yield Claim(own, said, language, str(row["id"]), cited, edition)


def _versions(
    text: str,
    language: Language,
    row: dict[str, Any],
    cited: int,
    others: Rows,
    random: Random,
) -> Iterator[tuple[Alteration, str]]:
    yield "as it stands", text
    yield "framed", _framed(text, language, random)
    yield from (("clipped", said) for said in _clipped(text, language))
    yield "citation", text
    makers: dict[Alteration, Callable[[], str]] = {
        "number": lambda: _other_number(text, language, random),
        "name": lambda: _other_name(text, language, others, random),
        "date": lambda: _other_date(text, language, random),
        "denial": lambda: _other_polarity(text, language),
        "exchange": lambda: _exchanged(text, language, random),
        "role": lambda: _other_role(text, language, random),
        "clause": lambda: _with_clause(text, language, others, random),
    }
    for kind, make in makers.items():
        said = make()
        if said and said != text:
            yield kind, said


def _elsewhere(row: dict[str, Any], cited: int, random: Random) -> int:
    """Return a sentence of another paragraph."""
    own = row["sentences"][cited]["p"]
    return random.choice([place for place, each in enumerate(row["sentences"]) if each["p"] != own])


def _framed(text: str, language: Language, random: Random) -> str:
    opening = re.match(r"[^\W\d_]+", text)
    word = opening.group().lower() if opening else ""
    known = len(bundled_embedder().segment(word)) == 1
    first = text[:1].lower() if known else text[:1]
    return random.choice(FRAMES[language]).format(first + text[1:])


def _clipped(text: str, language: Language) -> Iterator[str]:
    """Yield a sentence up to a comma or semicolon, where at least half of it is left."""
    signs = "，；" if language == "zh" else ",;"
    places = [m.start() for m in re.finditer(rf"[{signs}](?!\d)", text)]
    quoted = re.search('[«“”"]', text)
    kept = [place for place in places if len(text) * 0.5 < place < len(text) * 0.9]
    if kept and not quoted:
        yield text[: kept[-1]] + ("。" if language == "zh" else ".")


def _replaced(text: str, place: Interval, said: str) -> str:
    return text[: place.start] + said + text[place.end :]


def _other_number(text: str, language: Language, random: Random) -> str:
    held = [each for each in quantities(text, language) if each.sure]
    if not held:
        return ""
    place = random.choice(held).place
    said = place.of(text)
    if digits := list(re.finditer(r"\d", said)):
        turned = random.choice(digits)
        other = random.choice([sign for sign in "123456789" if sign != turned.group()])
        return _replaced(text, place, said[: turned.start()] + other + said[turned.end() :])
    return _replaced(text, place, random.choice([w for w in NUMERALS[language] if w not in said]))


def _other_name(text: str, language: Language, others: Rows, random: Random) -> str:
    own = names(text, language)
    foreign = [
        name.of(sentence[language])
        for other in others
        for sentence in other["sentences"]
        for name in names(sentence[language], language)
    ]
    foreign = [name for name in foreign if len(name) > 2 and name not in text]
    if not own or not foreign:
        return ""
    return _replaced(text, random.choice(own), random.choice(foreign))


def _other_date(text: str, language: Language, random: Random) -> str:
    """Change a month, a day of the week, a year, or the day of the writing."""
    found: list[tuple[Interval, str]] = []
    if language == "zh":
        for match in re.finditer(r"(?<!\d)(\d{1,2})月", text):
            other = random.choice([n for n in range(1, 13) if n != int(match[1])])
            found.append((Interval(*match.span()), f"{other}月"))
    else:
        months = wording()["months"][language]
        for match in re.finditer(rf"\b(?:{'|'.join(months)})\b", text):
            others = [month for month in months if month != match.group()]
            found.append((Interval(*match.span()), random.choice(others)))
    days = DAYS[language]
    for match in re.finditer("|".join(days), text):
        others = [day for day in days if day != match.group()]
        found.append((Interval(*match.span()), random.choice(others)))
    for match in re.finditer(r"(?<!\d)(?:19|20)\d\d(?!\d)", text):
        shift = random.choice([-3, -2, -1, 1, 2, 3])
        found.append((Interval(*match.span()), str(int(match.group()) + shift)))
    return _replaced(text, *random.choice(found)) if found else ""


def _other_polarity(text: str, language: Language) -> str:
    """Take the denial out of a sentence, or deny one that has none."""
    for pattern, said in AFFIRMED[language]:
        if re.search(pattern, text):
            return re.sub(pattern, said, text, count=1)
    if re.search("|".join(agreement()["denial"][language]["sure"]), text, re.IGNORECASE):
        return ""
    for pattern, said in DENIED[language]:
        if re.search(pattern, text):
            return re.sub(pattern, said, text, count=1)
    return ""


# Between these, two members of a list stand: exchanged, they say the same.
_LISTED = re.compile(r"\W*(?:e|ed|and|or|o|和|与|及|至|a|to|und|,|、)?\W*")


def _exchanged(text: str, language: Language, random: Random) -> str:
    """Exchange two names, or two numbers, of a sentence."""
    numbers = [each.place for each in quantities(text, language) if each.sure]
    kinds = [names(text, language), tuple(numbers)]
    random.shuffle(kinds)
    for places in kinds:
        pairs = [
            (one, two)
            for one in places
            for two in places
            if one.end + 4 < two.start
            and one.of(text) != two.of(text)
            and not _LISTED.fullmatch(text[one.end : two.start])
        ]
        if pairs:
            one, two = random.choice(pairs)
            later = _replaced(text, two, one.of(text))
            return _replaced(later, one, two.of(text))
    return ""


def _other_role(text: str, language: Language, random: Random) -> str:
    bound = "" if language == "zh" else r"\b"
    for entry in agreement()["roles"].values():
        found = re.search(rf"{bound}(?:{'|'.join(entry[language])}){bound}", text)
        if found:
            said = [each for each in ROLES[language] if each not in entry[language] and
                    not re.fullmatch("|".join(entry[language]), each)]  # fmt: skip
            return _replaced(text, Interval(*found.span()), random.choice(said))
    return ""


def _with_clause(text: str, language: Language, others: Rows, random: Random) -> str:
    """Add a clause that nothing supports: an invented one, or the start of another article's."""
    invented = random.choice(INVENTED[language])
    if random.random() < 0.5:
        sentences = [each[language] for other in others for each in other["sentences"]]
        foreign = random.choice(sentences)
        invented = re.split("[,;:，；：。.]", foreign[0].lower() + foreign[1:])[0]
    return JOINED[language].format(text.rstrip(" .。!?！？"), invented)
