"""An article's sentences as a language model translates them, where they agree with the original.

The model gets a sentence alone, without the question or its own answer, so that what it made up
there cannot come back here.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from rag.embedding import bundled_embedder
from rag.errors import WriterError
from rag.faults import Proof, Statement, faults
from rag.language_models import LanguageModel
from rag.languages import Language, detect_language
from rag.lexical import Lexicon, build_lexicon
from rag.prompting import translation_messages
from rag.streaming import without_thoughts
from rag.support import (
    Support,
    measures,
    rank,
    score_of,
    statement_of,
    support_model,
    support_of,
)

# What a translation may be longer than its original: Chinese says in one sign what takes five.
_TIMES, _MORE = 6, 80
# Below this score a sentence is about something else: a translation of its proof would not help.
_FAR = 0.02
# So many sentences of a passage are translated for one that cites it, the nearest first.
_NEAREST = 2
# A translation scores so much by its words at least: one that says something else scores less.
_LEAST = 0.1
_AROUND = "\"'“”«»「」 \n"


class Translator:
    """Translates the sentences of an article into a reader's language, each of them once."""

    def __init__(self, model: LanguageModel, reader: Language, lexicon: Lexicon) -> None:
        """Keep the model, and the words of the articles."""
        self.model, self.reader, self.lexicon = model, reader, lexicon
        self._told: dict[int, str] = {}
        self._failed = False

    def of(self, proof: Proof) -> str:
        """Return a sentence in the reader's language, or nothing where no translation holds.

        After a failure the model is not asked again: an answer does not wait for its proofs.
        """
        if proof.language == self.reader or self._failed:
            return self._told.get(proof.row, "")
        if proof.row not in self._told:
            try:
                said = self._asked(proof)
            except WriterError:
                self._failed = True
                return ""
            self._told[proof.row] = said if agrees(said, self.reader, proof, self.lexicon) else ""
        return self._told[proof.row]

    def check(self, text: str, proofs: Sequence[Proof]) -> Support:
        """Return how well a sentence is supported by the best of some proofs.

        Where they are in another language, what the rules across two languages find gives way to
        what those within one find in translations of the nearest, if there are any that hold.
        """
        embedder = bundled_embedder()
        said = statement_of(text, self.reader, self.lexicon, embedder)
        across = support_of(said, proofs, self.lexicon, embedder)
        if across.score <= _FAR or proofs[across.proof].language == self.reader:
            return across
        vectors = embedder.encode_passages([text, *(proof.text for proof in proofs)])
        near = np.argsort(-(vectors[1:] @ vectors[0]), kind="stable")[:_NEAREST]
        within: list[Support] = []
        for place in near:
            tried = self.support(text, proofs, int(place))
            if tried and tried.holds:
                return tried
            within += [tried] if tried else []
        # A translation decides only about the sentence that it translates.
        heard = {each.proof for each in within}
        return max(within, key=rank) if across.proof in heard else across

    def support(self, text: str, proofs: Sequence[Proof], place: int) -> Support | None:
        """Return how well one of some proofs, translated, supports what is said; None without."""
        proof = proofs[place]
        told = self.of(proof)
        if not told:
            return None
        embedder = bundled_embedder()
        lexicon = build_lexicon([told], [self.reader], embedder)
        said = statement_of(text, self.reader, lexicon, embedder)
        # Whom the sentence means is said before it, in the article's own language.
        proof = Proof(told, self.reader, 0, f"{proof.before} {proof.text}")
        return replace(support_of(said, [proof], lexicon, embedder), proof=place)

    def _asked(self, proof: Proof) -> str:
        """Ask the model for a translation; raise WriterError where it fails or does not stop."""
        longest = _TIMES * len(proof.text) + _MORE
        heard = ""
        for piece in self.model.stream(translation_messages(proof.text, self.reader)):
            heard += piece
            if len(without_thoughts(heard)) > longest:
                return ""
        return " ".join(without_thoughts(heard).split()).strip(_AROUND)


def agrees(told: str, reader: Language, proof: Proof, lexicon: Lexicon) -> bool:
    """Tell whether a translation says what its original says, as far as rules can tell.

    Each has the numbers and dates of the other, the translation no name that the original has not,
    and its words are kindred.
    """
    if not any(sign.isalnum() for sign in told) or detect_language(told, reader) != reader:
        return False
    embedder = bundled_embedder()
    said = statement_of(told, reader, lexicon, embedder)
    back = faults(
        Statement(proof.text, proof.language, ()), Proof(told, reader, proof.row), lexicon
    )
    if (faults(said, proof, lexicon) & {"number", "date", "name"}) or back & {"number", "date"}:
        return False
    seen = measures(said, proof, lexicon, embedder)
    return score_of(seen, support_model().weights) >= _LEAST
