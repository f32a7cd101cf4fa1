"""What ranks the sentences: what each number says of a sentence."""

import numpy as np
import pytest
from helpers import article_of, edition_of

from rag.alignment import align_article
from rag.collection import lay_out
from rag.comparing import Comparison, compare
from rag.embedding import bundled_embedder
from rag.features import DEFINES, RANKED, ranking_features, weigh
from rag.languages import Language
from rag.questions import question_kind
from rag.retrieval import retriever_over

TEXTS: dict[Language, str] = {
    "en": (
        "The mayor praised Solarix. Solarix, a maker of lamps, has 40 workers. "
        "Solarix closed a plant. It was opened by Anna Neri in 1990 because light was dear."
    ),
    "it": (
        "Il sindaco ha lodato la Solarix. La Solarix è una fabbrica di lampade con 40 operai. "
        "La Solarix ha chiuso un impianto. Lo aprì Anna Neri nel 1990 perché la luce era cara."
    ),
    "zh": "市长称赞了Solarix。Solarix是一家灯具制造商，有40名工人。Solarix关闭了工厂。",
}


def compared_with(question: str, language: Language) -> Comparison:
    """Compare a question with the article in its language."""
    embedder = bundled_embedder()
    article = article_of(edition_of(TEXTS[language], language))
    collection = lay_out([align_article(article, embedder)])
    evidence = retriever_over(collection, embedder).gather(question, language)
    return compare(question, language, question_kind(question, language), evidence, collection)


@pytest.mark.parametrize(
    ("question", "language"),
    [("What is Solarix?", "en"), ("Che cos'è la Solarix?", "it"), ("Solarix是什么？", "zh")],
)
def test_a_definition_names_the_thing_and_says_what_it_is(
    question: str, language: Language
) -> None:
    """By a comma or a copula; that a sentence only opens with the name is half of it."""
    found = ranking_features(compared_with(question, language))
    assert found["opens_with"].tolist()[1:3] == [1.0, 0.5]
    assert found[DEFINES].tolist()[:3] == [0.0, 1.0, 0.0]


@pytest.mark.parametrize(
    ("question", "name", "best"),
    [
        ("How many workers are there?", "holds_count", 1),
        ("When was it opened?", "holds_when", 3),
        ("Who opened it?", "holds_name", 3),
        ("Why was it opened?", "holds_reason", 3),
    ],
)
def test_what_a_question_wants_is_held_by_a_sentence(question: str, name: str, best: int) -> None:
    """And by no other feature of a form than its own."""
    found = ranking_features(compared_with(question, "en"))
    assert int(np.argmax(found[name])) == best
    assert found[name][best] > 0
    others = [each for each in RANKED if each.startswith("holds_") and each != name]
    assert all(not found[each].any() for each in others if each != "holds_who")
    assert not found[DEFINES].any()


def test_every_sentence_has_every_number() -> None:
    """Finite, and weighed by name."""
    found = ranking_features(compared_with("Who praised Solarix?", "en"))
    assert set(found) == {*RANKED, DEFINES}
    assert {len(values) for values in found.values()} == {4}
    assert np.isfinite(np.stack(list(found.values()))).all()
    doubled = weigh(found, {"dense": 2.0, DEFINES: 1.0})
    np.testing.assert_allclose(doubled, 2 * found["dense"] + found[DEFINES], rtol=1e-6)
