"""Yes or no, only where the cited sentence settles it; in every doubt, neither.

A sentence settles a question in its own language where it meets each of its telling words firmly
and in the same order ("did A receive B" is not "did B receive A"), and hedges nothing.
"""

import re
from typing import Literal

from rag.choosing import Asked
from rag.embedding import bundled_embedder
from rag.languages import Language
from rag.lexical import Lexicon, Match
from rag.questions import is_interrogative, plain_question
from rag.wording import pattern
from rag.words import words_of

Verdict = Literal["yes", "no", "open"]

# A word counts as telling from this weight on, and as met from this kinship on.
_TELLING, _MET = 0.3, 0.62
# A verdict on fewer words than these would rest on chance.
_FEWEST = 2


def verdict(asked: Asked, text: str, language: Language, lexicon: Lexicon) -> Verdict:
    """Tell whether a sentence says yes or no to a question, or leaves it open."""
    said, question = text.lower(), asked.question.lower()
    if asked.kind != "yes_no" or asked.language != language:
        return "open"
    if re.search(pattern("asks", language), plain_question(question)):
        return "open"
    denies = pattern("negation", language)
    if any(re.search(pattern("hedge", language), each) for each in (said, question)):
        return "open"
    if re.search(denies, question) or not _met_in_order(_telling(asked), text, language, lexicon):
        return "open"
    denials = len(re.findall(denies, said))
    if not denials:
        return "yes"
    return "no" if denials == 1 and not re.search("[,，;；:：]", text) else "open"


def _telling(asked: Asked) -> list[Match]:
    return [
        match
        for match in asked.matches
        if match.weight >= _TELLING and not is_interrogative(match.word.form)
    ]


def _met_in_order(telling: list[Match], text: str, language: Language, lexicon: Lexicon) -> bool:
    """Tell whether a sentence meets each of the words, one after the other."""
    words = [
        lexicon.forms[word.form]
        for word in words_of(text, language, bundled_embedder())
        if word.form in lexicon.forms
    ]
    position = 0
    for match in telling:
        while position < len(words) and match.kinship[words[position]].max() < _MET:
            position += 1
        position += 1
    return len(telling) >= _FEWEST and position <= len(words)
