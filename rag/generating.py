"""The language-model writer: it writes, and only what the cited sentences support is kept.

Abstention is decided before the model is asked. It is given the passages as data; each sentence is
checked as soon as it is complete, and not shown before. What fails is replaced by the article's own
sentence or left out; where the model fails, the extractive answer stands in, with the reason.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from rag.answering import Answer, Citation, Closest, Translation, Writing
from rag.cancelling import Cancellation
from rag.citing import cite
from rag.errors import WriterError
from rag.language_models import LanguageModel
from rag.languages import Language, detect_language, message
from rag.markers import read_markers
from rag.material import Material, check, material_of
from rag.prompting import abstains, answer_messages
from rag.retrieval import Retriever
from rag.streaming import sentences_of
from rag.translating import Translator
from rag.writing import quoted_sentence

# A text of so many letters tells its language.
_TELLS: dict[Language, int] = {"it": 24, "en": 24, "zh": 6}


def write_generated(
    answer: Answer,
    model: LanguageModel,
    retriever: Retriever,
    spoken: Language,
    until: Cancellation | None = None,
) -> Iterator[Answer]:
    """Yield an extractive answer as a model words it, longer by a sentence each time.

    What is not answered is yielded as it is. The last answer yielded is the whole; closing the
    iterator cancels the model, and once `until` is cancelled, StoppedError is raised.
    """
    if answer.status != "answered":
        yield answer
        return
    model = model.until(until) if until else model
    material = material_of(answer, retriever, spoken)
    draft = _Draft(answer, model, material)
    try:
        asked = answer_messages(answer.question, material.texts, answer.language)
        for sentence in sentences_of(model, asked, answer.language):
            if abstains(sentence) and not draft.sentences:
                yield draft.abstained()
                return
            if draft.add(sentence):
                yield draft.so_far()
    except WriterError as error:
        yield draft.finished(str(error))
    else:
        yield draft.finished("" if draft.kept else draft.why_nothing())


class _Draft:
    """An answer as it grows: the sentences that passed, and what became of the others."""

    def __init__(self, answer: Answer, model: LanguageModel, material: Material) -> None:
        self.answer, self.model, self.material = answer, model, material
        self.translator = Translator(model, answer.language, material.retriever.lexicon)
        self.sentences: list[str] = []
        self.citations: dict[tuple[int, int], Citation] = {}
        self.kept = self.replaced = self.dropped = self.foreign = 0

    def add(self, sentence: str) -> bool:
        """Check a sentence: keep, replace or drop it. Tell whether anything was added."""
        marked = read_markers(sentence)
        if not any(sign.isalnum() for sign in marked.text):
            return False
        if _in_another_language(marked.text, self.answer.language):
            self.foreign += 1
            self.dropped += 1
            return False
        checked = check(marked, self.material, self.translator)
        holding = [each.unit for each in checked if each.support.holds]
        if holding:
            self.kept += 1
            markers = "".join(f"[{self._cite(unit).number}]" for unit in dict.fromkeys(holding))
            self.sentences.append(f"{_prose(marked.text)} {markers}")
            return True
        near = [each.unit for each in checked if each.support.reason != "content"]
        if not near or self._place(near[0]) in self.citations:
            self.dropped += 1
            return False
        self.replaced += 1
        self.sentences.append(quoted_sentence(self._cite(near[0]), self.answer.language))
        return True

    def _place(self, unit: int) -> tuple[int, int]:
        held = self.material.retriever.collection.sentences[unit]
        return (int(self.material.retriever.collection.passage_of[unit]), held.sentence)

    def _cite(self, unit: int) -> Citation:
        """Return the citation of a sentence, numbered in the order of first use."""
        place = self._place(unit)
        if place not in self.citations:
            collection = self.material.retriever.collection
            number = len(self.citations) + 1
            marks = {(each.passage, each.sentence): each.marks for each in self.answer.citations}
            held = collection.sentences[unit]
            met = marks.get((held.passage, held.sentence), ())
            made = cite(number, held, collection, self.answer.language, met)
            self.citations[place] = self._translated(made, unit)
        return self.citations[place]

    def _translated(self, citation: Citation, unit: int) -> Citation:
        """Put a model's translation beside a quote that the reader's language has no edition of."""
        told = self.translator.of(self.material.proof(unit))
        if not told:
            return citation
        edition = self.material.edition(unit)
        translation = Translation(self.answer.language, told, self.model.name)
        return replace(citation, translation=translation, edition=edition)

    def so_far(self, notice: str = "") -> Answer:
        """Return what is written as an answer."""
        text = " ".join(self.sentences)
        short = self.answer.short if self.answer.short and self.answer.short in text else None
        return replace(
            self.answer,
            text=text,
            short=short,
            localised="" if short is None else self.answer.localised,
            further=(),
            citations=tuple(self.citations.values()),
            writing=self._writing(notice),
        )

    def finished(self, reason: str) -> Answer:
        """Return the whole answer; after a failure, with what the extractive writer found."""
        reader = self.answer.language
        names = {"model": self.model.name, "address": self.model.address}
        told = [message(f"llm.{reason}", reader, **names)] if reason else []
        if self.replaced:
            told.append(message("llm.replaced", reader, count=self.replaced))
        if self.dropped and self.kept:
            told.append(message("llm.dropped", reader, count=self.dropped))
        notice = " ".join(told)
        if not self.kept:
            return replace(self.answer, writing=self._writing(notice))
        if reason:
            self._add_extractive()
        return self.so_far(notice)

    def abstained(self) -> Answer:
        """Return a refusal: the model, too, may find that the passages do not answer."""
        first = self.answer.citations[0]
        return replace(
            self.answer,
            status="not_found",
            text=message("not_found", self.answer.language),
            short=None,
            localised="",
            further=(),
            citations=(),
            closest=Closest(
                first.article, first.passage, first.quote, first.language, first.translation
            ),
            certainty="sure",
            writing=self._writing(message("llm.abstained", self.answer.language)),
        )

    def why_nothing(self) -> str:
        """Return why no sentence was kept: there was none, of another language, or unsupported."""
        if self.foreign and self.foreign == self.dropped:
            return "language"
        return "unsupported" if self.dropped or self.replaced else "empty"

    def _writing(self, notice: str) -> Writing:
        return Writing(
            self.model.name, self.model.host, self.kept, self.replaced, self.dropped, notice
        )

    def _add_extractive(self) -> None:
        collection = self.material.retriever.collection
        names = [aligned.article.id for aligned in collection.articles]
        for citation in self.answer.citations:
            for index, unit in enumerate(collection.sentences.entries):
                named = (names[unit.article], unit.passage, unit.sentence)
                if named == (citation.article, citation.passage, citation.sentence):
                    if self._place(index) in self.citations:
                        continue
                    own = self._cite(index)
                    self.sentences.append(quoted_sentence(own, self.answer.language))


def _in_another_language(text: str, reader: Language) -> bool:
    bare = re.sub(r"[«“\"][^»”\"]*[»”\"]", "", text)
    letters = sum(sign.isalpha() for sign in bare)
    return letters >= _TELLS[reader] and detect_language(bare, reader) != reader


def _prose(text: str) -> str:
    """Return a sentence in which nothing but our own markers reads as one."""
    return re.sub(r"\[(\d+)\]", r"(\1)", text)
