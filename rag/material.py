"""What a language model is given of the articles, and its sentences checked against just that."""

from dataclasses import dataclass

from rag.answering import Answer
from rag.article import Edition
from rag.collection import Unit
from rag.faults import Proof, proofs_of
from rag.languages import Language
from rag.markers import Marked
from rag.retrieval import Retriever
from rag.support import Support
from rag.translating import Translator

# How many passages the model gets.
_PASSAGES = 5


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence of the articles that was cited, and how well it supports what is said."""

    unit: int
    support: Support


@dataclass(frozen=True, slots=True)
class Material:
    """What the model is given: the passages in the order of their numbers, and who reads."""

    passages: tuple[int, ...]
    reader: Language
    retriever: Retriever

    @property
    def texts(self) -> list[str]:
        """Return the passages as the model gets them: in the reader's edition, if there is one."""
        collection = self.retriever.collection
        units = [collection.passages.entries[passage] for passage in self.passages]
        return [collection.texts[_row(unit, self.reader)] for unit in units]

    def proof(self, unit: int) -> Proof:
        """Return a sentence of the articles as a proof, by itself."""
        collection = self.retriever.collection
        row = _row(collection.sentences.entries[unit], self.reader)
        return Proof(collection.texts[row], collection.languages[row], row)

    def edition(self, unit: int) -> Edition:
        """Return the text that a sentence is quoted from: its article's original."""
        collection = self.retriever.collection
        return collection.articles[collection.sentences[unit].article].article.original

    def inside(self, passage: int) -> list[int]:
        """Return the places of a passage's sentences, in order."""
        held = self.retriever.collection.passage_of
        return [unit for unit, own in enumerate(held) if own == passage]

    def proofs(self, passage: int) -> tuple[Proof, ...]:
        """Return the sentences of a passage as proofs, in order."""
        collection = self.retriever.collection
        entries = collection.sentences.entries
        rows = [_row(entries[unit], self.reader) for unit in self.inside(passage)]
        return proofs_of(rows, collection.texts, collection.languages)


def material_of(answer: Answer, retriever: Retriever, spoken: Language) -> Material:
    """Return the passages that an answer cites, then those nearest to its question."""
    collection = retriever.collection
    names = [aligned.article.id for aligned in collection.articles]
    place = {
        (names[unit.article], unit.passage): i for i, unit in enumerate(collection.passages.entries)
    }
    cited = [place[citation.article, citation.passage] for citation in answer.citations]
    ranked = retriever.ranked(retriever.gather(answer.question, spoken))
    chosen = tuple(dict.fromkeys([*cited, *ranked]))[: max(_PASSAGES, len(set(cited)))]
    return Material(chosen, answer.language, retriever)


def check(marked: Marked, material: Material, translator: Translator) -> list[Checked]:
    """Return the best sentence of each passage that a sentence cites, and how it supports it."""
    found: list[Checked] = []
    for number in marked.numbers:
        if not 1 <= number <= len(material.passages):
            continue
        passage = material.passages[number - 1]
        support = translator.check(marked.text, material.proofs(passage))
        found.append(Checked(material.inside(passage)[support.proof], support))
    return found


def _row(unit: Unit, reader: Language) -> int:
    """Return the row of the reader's edition, or of the original for want of one."""
    return unit.rows[reader] if reader in unit.rows else next(iter(unit.rows.values()))
