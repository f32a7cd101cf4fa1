"""Sentence boundaries for Italian, English and Chinese, without losing a character.

The rules follow the spirit of Unicode Standard Annex 29 (sentence boundaries), with lists of
abbreviations on top; they never look at anything but the text itself.
"""

import re

from rag.article import Interval
from rag.languages import Language
from rag.wording import words

_CLOSERS = r"[\"'”’»›)\]}」』】）》〉]*"
_CHINESE_END = re.compile(rf"(?:[。！？!?]+|…{{2,}}|\.{{6}}){_CLOSERS}\s*")
_WESTERN_END = re.compile(rf"[.!?…。！？]+{_CLOSERS}(?=\s|$|[A-ZÀ-Þ«“])\s*")
_WORD_BEFORE = re.compile(r"[\w.&'’-]+$")
# The next sentence begins with a capital, a digit, a quotation mark, a dash or another script.
_OPENING = re.compile(r"[\"'“”‘«‹(\[{¿¡–—-]*\s*(?:[^\W_a-zß-öø-ÿ]|\d)")

# In Chinese the speaker often follows the quotation: “……。”市长说。
_SPEAKER = re.compile(
    r"[^。！？“”]{1,40}(?:说|道|表示|称|指出|强调|解释|回忆|喊|补充)(?:道|说)?[。！？]"
)


def split_sentences(text: str, language: Language) -> list[str]:
    """Split a text into sentences with the space after them; joined, they are the text."""
    ends = [*_boundaries(text, language), len(text)]
    starts = [0, *ends[:-1]]
    return [text[start:end] for start, end in zip(starts, ends, strict=True) if end > start]


def sentence_intervals(
    text: str, language: Language, within: Interval | None = None
) -> tuple[Interval, ...]:
    """Return the sentences of a text, or of an interval of it, without the space around them."""
    position = within.start if within else 0
    region = within.of(text) if within else text
    found = []
    for piece in split_sentences(region, language):
        bare = piece.strip()
        if bare:
            start = position + piece.index(bare)
            found.append(Interval(start, start + len(bare)))
        position += len(piece)
    return tuple(found)


def _boundaries(text: str, language: Language) -> list[int]:
    pattern = _CHINESE_END if language == "zh" else _WESTERN_END
    found = []
    start = 0
    for match in pattern.finditer(text):
        end = match.end()
        if end >= len(text):
            break
        if not text[start : match.start()].strip():
            continue
        if language == "zh":
            if "”" in match.group() and _SPEAKER.match(text, end):
                continue
        elif not _ends_sentence(text, match, language):
            continue
        found.append(end)
        start = end
    return found


def _ends_sentence(text: str, match: re.Match[str], language: Language) -> bool:
    mark = match.group().strip()
    following = _OPENING.match(text, match.end())
    if following is None:
        return False
    if not mark.startswith(".") or mark.startswith(".."):
        return True
    before = _WORD_BEFORE.search(text, max(0, match.start() - 40), match.start())
    word = before.group().lower() if before else ""
    if language == "it":
        word = re.split("['’]", word)[-1]  # dell'art. 5
    return not _is_abbreviation(word, language)


def _is_abbreviation(word: str, language: Language) -> bool:
    bare = word.replace(".", "")
    if not bare.isalpha() or bare in words("closing_abbreviations", "all"):
        return False
    initials = len(bare) == 1 or ("." in word and len(bare) <= 4)
    return initials or bool({bare, word} & words("abbreviations", language))
