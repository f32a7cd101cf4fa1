"""What is said of a name stands for it, and the name for what is said of it."""

import numpy as np
import pytest
from helpers import article_of, edition_of
from hypothesis import given
from hypothesis import strategies as st

from rag.alignment import align_article
from rag.collection import Collection, lay_out
from rag.describing import Description, descriptions_in, met_as_described, named_by_description
from rag.embedding import bundled_embedder
from rag.languages import Language
from rag.lexical import Lexicon, build_lexicon, match_question, met_strengths

ENGLISH = (
    "Lima, the capital of Peru, lies on the coast. Its harbour is busy. "
    "The Peruvian capital has forty museums. Lima grows. The capital of Chile is far."
)
ITALIAN = (
    "Il porto di Lima, capitale del Perù e città costiera, è grande. "
    "La capitale peruviana ha quaranta musei. Lima cresce."
)


def counted(text: str, language: Language) -> tuple[Collection, Lexicon]:
    """Lay a text out as an article of one paragraph, and count its words."""
    embedder = bundled_embedder()
    collection = lay_out([align_article(article_of(edition_of(text, language)), embedder)])
    return collection, build_lexicon(collection.texts, collection.languages, embedder)


def found(text: str, language: Language) -> list[tuple[str, list[str], list[str]]]:
    """Return, for each description, the name, the words said of it and the texts that say them."""
    collection, lexicon = counted(text, language)
    forms = {int(term): form for form, terms in lexicon.forms.items() for term in terms}
    return [
        (
            forms[described.name],
            [forms[term] for term in described.said.tolist()],
            [collection.texts[row] for row in described.rows],
        )
        for described in descriptions_in(collection, lexicon, bundled_embedder())
    ]


def test_what_is_said_of_a_name_between_commas_stands_for_it() -> None:
    """Another country's capital does not, and neither does the sentence that says it."""
    assert found(ENGLISH, "en") == [
        (
            "lima",
            ["capital", "peru"],
            ["The Peruvian capital has forty museums."],
        )
    ]


def test_it_may_end_before_and() -> None:
    """In Italian too, and without an article."""
    assert found(ITALIAN, "it") == [
        (
            "lima",
            ["capitale", "peru"],
            ["La capitale peruviana ha quaranta musei."],
        )
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Lima, the capital, is large. The capital has museums.",
        "They saw Lima, Quito and Bogotá. Quito has museums.",
        "today, the capital of Peru is calm. The Peruvian capital has museums.",
    ],
    ids=["one word alone", "a list", "no name"],
)
def test_what_describes_no_name_is_none(text: str) -> None:
    """One word would fit too many things."""
    assert found(text, "en") == []


def strengths(question: str, text: str, language: Language) -> dict[str, list[float]]:
    """Return how well each word of a question is met in each sentence of a text."""
    collection, lexicon = counted(text, language)
    embedder = bundled_embedder()
    described = descriptions_in(collection, lexicon, embedder)
    matches = match_question(question, language, lexicon, embedder)
    matches = named_by_description(matches, described)
    met = met_as_described(met_strengths(matches, lexicon), matches, described)
    rows = [unit.rows[language] for unit in collection.sentences.entries]
    return {
        match.word.form: [round(float(value), 2) for value in row[rows]]
        for match, row in zip(matches, met, strict=True)
    }


def test_a_name_is_met_where_its_description_stands() -> None:
    """And no better than the words of the description are."""
    met = strengths("How many museums are there in Lima?", ENGLISH, "en")
    assert met["lima"][0] == met["lima"][3] == 1.0
    assert 0.5 <= met["lima"][2] < 1.0
    assert met["lima"][1] < 0.5
    assert met["lima"][4] < 0.5


def test_a_description_is_met_where_its_name_stands() -> None:
    """Only all of it: another country's capital is not Lima."""
    assert min(strengths("Does the capital of Peru grow?", ENGLISH, "en")["capital"][0:4:3]) == 1.0
    assert strengths("Does the capital of Chile grow?", ENGLISH, "en")["capital"][3] < 0.5


@given(st.lists(st.floats(0, 1, width=32), min_size=4, max_size=4))
def test_nothing_is_met_less_and_nothing_is_changed_in_place(values: list[float]) -> None:
    """Whatever was met before."""
    collection, lexicon = counted("Lima is large. It grows.", "en")
    matches = match_question("Lima grows", "en", lexicon, bundled_embedder())[:2]
    rows = len(collection.texts)
    met = np.resize(np.array(values, dtype=np.float32), (len(matches), rows))
    before = met.copy()
    term = lexicon.forms["lima"]
    described = Description(
        int(term[0]), term, np.array([rows - 1]), np.array([0.7], dtype=np.float32)
    )
    raised = met_as_described(met, matches, [described])
    assert (raised >= before).all()
    assert (met == before).all()


def test_a_described_name_is_kindred_to_what_is_said_of_it() -> None:
    """Word by word too, as the network is told it; and the words of the question stay."""
    collection, lexicon = counted(ENGLISH, "en")
    embedder = bundled_embedder()
    described = descriptions_in(collection, lexicon, embedder)
    plain = match_question("How old is the capital of Peru?", "en", lexicon, embedder)
    matches = named_by_description(plain, described)
    name = int(lexicon.forms["lima"][0])
    kindred = {match.word.form for match in matches if match.kinship[name] == 1.0}
    assert kindred == {"capital", "peru"}
    assert [match.word for match in matches] == [match.word for match in plain]
    assert not any(match.kinship[name] == 1.0 for match in plain)
