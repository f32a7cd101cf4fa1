"""What a model is given of the articles, and which sentence its citation proves."""

import pytest
from helpers import article_of, edition_of

from rag.language_models import LanguageModel
from rag.languages import Language
from rag.library import Library, library_of
from rag.markers import Marked
from rag.material import check, material_of
from rag.retrieval import Retriever
from rag.translating import Translator

TEXT = (
    "The old pier of Valmare was opened in 1932. The pier is 90 metres long.\n\n"
    "Fishing boats land there at dawn. A café stands at its end.\n\n"
    "The mayor, Ada Corvi, wants to have it painted green."
)


@pytest.fixture(scope="module")
def pier() -> Library:
    """Open an article of three passages, or fewer."""
    return library_of([article_of(edition_of(TEXT))])


def retriever_of(library: Library) -> Retriever:
    """Return what finds the passages of a library."""
    return library._retriever


class NoModel:
    """A model that is not to be asked."""

    name = host = address = ""

    def stream(self, messages: object) -> object:
        """Fail the test."""
        raise AssertionError("A model was asked.")


def test_the_cited_passage_comes_first_and_each_once(pier: Library) -> None:
    """Then those nearest to the question."""
    answer = pier.ask("When was the pier opened?")
    material = material_of(answer, retriever_of(pier), "en")
    assert "opened in 1932" in material.texts[0]
    assert len(set(material.passages)) == len(material.passages)


@pytest.mark.parametrize(
    ("said", "holds"), [("The pier is 90 metres long.", True), ("It is 95 metres long.", False)]
)
def test_a_sentence_is_checked_against_the_passage_it_cites(
    pier: Library, said: str, holds: bool
) -> None:
    """The proof is the sentence that says it, and no model is asked for a translation."""
    answer = pier.ask("When was the pier opened?")
    material = material_of(answer, retriever_of(pier), "en")
    model: LanguageModel = NoModel()  # type: ignore[assignment]  # it is never asked
    reader: Language = "en"
    translator = Translator(model, reader, material.retriever.lexicon)
    checked = check(Marked(said, (0, 1, 99)), material, translator)
    assert [each.support.holds for each in checked] == [holds]
    if holds:
        assert material.proof(checked[0].unit).text == "The pier is 90 metres long."
        assert material.edition(checked[0].unit).text == TEXT
