"""A question against a collection, word by word."""

import numpy as np
import pytest

from rag.comparing import (
    Comparison,
    compare,
    firmly,
    softly,
    spoken_edition,
    telling_shares,
    word_shares,
)
from rag.languages import Language
from rag.library import Library
from rag.questions import question_kind


def compared(question: str, language: Language, library: Library) -> Comparison:
    """Ask a question of the bundled article."""
    retriever = library._retriever
    evidence = retriever.gather(question, language)
    return compare(
        question, language, question_kind(question, language), evidence, retriever.collection
    )


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Quanti laboratori chiave operano a Pechino?", "it"),
        ("Who led the Chinese delegation?", "en"),
        ("北京有多少家科研机构？", "zh"),
    ],
)
def test_the_shares_add_up_to_one(
    question: str, language: Language, bundled_library: Library
) -> None:
    """Of all words, of the telling ones, and of what is counted or done."""
    asked = compared(question, language, bundled_library)
    for shares in (asked.shares, asked.telling, asked.focus):
        assert float(shares.sum()) == pytest.approx(1.0, abs=1e-5)
    assert asked.met.shape == (len(asked.evidence.matches), len(asked.collection.sentences))


def test_what_only_asks_has_no_share(bundled_library: Library) -> None:
    """'Who' cannot be met by an answer."""
    asked = compared("Who led the Chinese delegation?", "en", bundled_library)
    words = [match.word.form for match in asked.evidence.matches]
    assert asked.shares[words.index("who")] == 0.0
    assert words[int(asked.focus.argmax())] == "led"


def test_a_sentence_that_holds_the_number_counted_is_formed_and_near(
    bundled_library: Library,
) -> None:
    """The sentence that counts institutes has them beside the number."""
    asked = compared("How many research institutes are there in Beijing?", "en", bundled_library)
    best = int((asked.formed * asked.near_focus).argmax())
    unit = asked.collection.sentences[best]
    assert "research institutes number more than 400" in asked.collection.texts[unit.rows["en"]]
    assert asked.near[asked.formed == 0].sum() == 0.0


def test_a_question_without_a_form_looks_for_none(bundled_library: Library) -> None:
    """Why something is so has no form of its own."""
    asked = compared("Why does CIM4.0 take part?", "en", bundled_library)
    assert not asked.formed.any()
    assert not asked.near.any()


def test_a_word_met_everywhere_tells_less() -> None:
    """Two words of equal share: the one that one sentence in four meets weighs more."""
    met = np.array([[1.0, 1.0, 1.0, 1.0], [1.0, 0.0, 0.0, 0.0]], dtype=np.float32)
    telling = telling_shares(np.array([0.5, 0.5], dtype=np.float32), met)
    rare, common = np.log1p(3.5 / 1.5), np.log1p(0.5 / 4.5)
    assert telling == pytest.approx([common / (rare + common), rare / (rare + common)])


def test_how_well_words_are_met_is_stretched_between_chance_and_firm() -> None:
    """Firmly from .25 to .75, softly from .1 to .5."""
    met = np.array([0.0, 0.25, 0.5, 0.75, 1.0], dtype=np.float32)
    assert firmly(met) == pytest.approx([0.0, 0.0, 0.5, 1.0, 1.0])
    assert softly(met) == pytest.approx([0.0, 0.375, 1.0, 1.0, 1.0])


def test_a_question_of_no_words_has_no_shares(bundled_library: Library) -> None:
    """Nothing is divided by zero."""
    asked = compared("???", "en", bundled_library)
    assert word_shares(asked.evidence).tolist() == []
    assert asked.telling.tolist() == []


def test_a_sentence_is_read_in_the_language_of_the_question(bundled_library: Library) -> None:
    """Where it has that edition."""
    unit = bundled_library._retriever.collection.sentences[0]
    assert spoken_edition(unit, "zh") == ("zh", unit.rows["zh"])
