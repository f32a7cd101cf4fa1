"""Yes and no: only where a sentence settles it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.choosing import Asked
from rag.embedding import bundled_embedder
from rag.languages import LANGUAGES, Language
from rag.lexical import build_lexicon, match_question
from rag.questions import question_kind
from rag.settling import Verdict, verdict


def judge(question: str, text: str, language: Language, spoken: Language) -> Verdict:
    """Ask one sentence."""
    embedder = bundled_embedder()
    lexicon = build_lexicon([text or "x"], [spoken], embedder)
    matches = match_question(question, language, lexicon, embedder)
    asked = Asked(question, language, question_kind(question, language), matches)
    return verdict(asked, text, spoken, lexicon)


@pytest.mark.parametrize(
    ("question", "text", "language", "said"),
    [
        ("Did the mayor open the bridge?", "The mayor opened the bridge.", "en", "yes"),
        ("Did the mayor open the bridge?", "The mayor did not open the bridge.", "en", "no"),
        ("È chiuso il ponte vecchio?", "È chiuso il ponte vecchio di Torino.", "it", "yes"),
        ("Il ponte è chiuso?", "Il ponte non è chiuso.", "it", "no"),
        ("大桥开放了吗？", "大桥开放了。", "zh", "yes"),
    ],
)
def test_a_sentence_settles_it(question: str, text: str, language: Language, said: Verdict) -> None:
    """Every telling word is met, in order, and nothing is hedged."""
    assert judge(question, text, language, language) == said


@pytest.mark.parametrize(
    ("question", "text"),
    [
        pytest.param("Did Anna beat Carla?", "Carla beat Anna.", id="the other way round"),
        pytest.param("Did Anna beat Carla?", "Anna may have beaten Carla.", id="hedged"),
        pytest.param("Did Anna beat Carla?", "Anna beat Maria.", id="somebody else"),
        pytest.param("Did Anna beat Carla in 2020?", "Anna beat Carla in 2021.", id="other year"),
        pytest.param(
            "Didn't Anna beat Carla?", "Anna did not beat Carla.", id="asked in the negative"
        ),
        pytest.param("Did Anna beat Carla?", "Anna, not Dora, beat Carla.", id="denies another"),
        pytest.param("Who beat Carla?", "Anna beat Carla.", id="no such question"),
    ],
)
def test_a_sentence_leaves_it_open(question: str, text: str) -> None:
    """Then the sentence is shown without a verdict."""
    assert judge(question, text, "en", "en") == "open"


def test_another_language_settles_nothing() -> None:
    """The order of words is compared in one language only."""
    assert (
        judge("Did the mayor open the bridge?", "Il sindaco aprì il ponte.", "en", "it") == "open"
    )


@given(
    question=st.text(max_size=40),
    text=st.text(max_size=40),
    language=st.sampled_from(LANGUAGES),
)
def test_any_text_has_a_verdict(question: str, text: str, language: Language) -> None:
    """And a sentence without words settles nothing."""
    assert judge(question, text, language, language) in ("yes", "no", "open")
    assert judge(question, "", language, language) == "open"
