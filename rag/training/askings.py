"""What questions are drawn to their sentences with: articles and the corpus as tokens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rag.datasets import Rows
from rag.evaluation import spoken_in
from rag.languages import Language
from rag.training.batches import TokenisedSet, tokenise_sets
from rag.training.pairs import PairSet

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Ids = list[int]


@dataclass(frozen=True, slots=True)
class Asking:
    """A question as tokens by language, the sentences of its article, those that answer first."""

    article: str
    spoken: Mapping[Language, Ids]
    sentences: Sequence[Mapping[Language, Ids]]
    answering: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Material:
    """All that is learned from: questions, sentences with their translations, the corpus."""

    askings: Sequence[Asking]
    translated: Sequence[Mapping[Language, Ids]]
    corpus: Sequence[TokenisedSet]


def material_of(articles: Rows, corpus: Sequence[PairSet], tokenizer: Tokenizer) -> Material:
    """Return articles and the corpus as tokens."""
    askings: list[Asking] = []
    translated: list[Mapping[Language, Ids]] = []
    for row in articles:
        sentences = [_tokens(sentence, tokenizer) for sentence in row["sentences"]]
        translated += [each for each in sentences if len(each) > 1]
        askings += [
            Asking(str(row["id"]), _tokens(entry, tokenizer), sentences, tuple(entry["sentence"]))
            for entry in row["questions"]
        ]
    return Material(askings, translated, tokenise_sets(tokenizer, corpus))


def _tokens(entry: dict[str, Any], tokenizer: Tokenizer) -> dict[Language, Ids]:
    languages = spoken_in(entry)
    texts = [entry[each] for each in languages]
    encodings = tokenizer.encode_batch(texts, add_special_tokens=False)
    return {each: found.ids for each, found in zip(languages, encodings, strict=True)}
