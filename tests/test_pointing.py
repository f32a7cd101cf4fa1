"""What the network is told: tokens beside the words of a question, and what is made of its word."""

import numpy as np
import pytest

from rag.candidates import TOLD
from rag.embedding import bundled_embedder
from rag.languages import Language
from rag.lexical import Lexicon, build_lexicon, match_question
from rag.pointing import (
    WANTED,
    Asked,
    Pointed,
    Text,
    asked_numbers,
    classes_and_runs,
    kinship,
    point,
    stored_weights,
    token_texts,
)
from rag.questions import question_kind

SENTENCE = Text("The delegation was led by Yu Yingjie, of more than 400 labs.", "en")


def asked_of(
    question: str, language: Language = "en", texts: tuple[str, ...] = (SENTENCE.text,)
) -> tuple[Asked, Lexicon]:
    """Look a question's words up in a lexicon of some English sentences."""
    embedder = bundled_embedder()
    lexicon = build_lexicon(list(texts), ["en"] * len(texts), embedder)
    matches = match_question(question, language, lexicon, embedder)
    return Asked(question, language, question_kind(question, language), matches), lexicon


def test_a_token_is_as_kindred_as_its_word() -> None:
    """The same word fully, a comma not at all."""
    asked, lexicon = asked_of("Who led the delegation?")
    found = kinship(asked, SENTENCE, lexicon)
    tokens = token_texts(SENTENCE)
    assert tokens[:4] == ["The", "delegation", "was", "led"]
    forms = [match.word.form for match in asked.matches]
    assert found.shape == (len(forms), len(tokens))
    assert found[forms.index("led"), tokens.index("led")] == 1.0
    assert found[forms.index("delegation"), tokens.index("delegation")] == 1.0
    assert found[:, tokens.index(",")].tolist() == [0.0] * len(forms)
    assert found[forms.index("led"), tokens.index("labs")] < 0.5


def test_words_that_the_article_lacks_are_kin_to_nothing() -> None:
    """A sentence of another article has only what both say."""
    asked, lexicon = asked_of("Who led the delegation?")
    found = kinship(asked, Text("Zzyzx led.", "en"), lexicon)
    assert found[:, 0].max() == 0.0
    assert found[:, 1].max() == 1.0


def test_a_question_says_which_words_ask_and_which_are_counted() -> None:
    """And what is wanted."""
    numbers = asked_numbers(asked_of("How many labs are there?")[0])
    forms = [match.word.form for match in asked_of("How many labs are there?")[0].matches]
    assert numbers.vectors.shape == (len(forms), 256)
    assert numbers.signs[forms.index("many"), 1] == 1.0
    assert numbers.signs[forms.index("labs")].tolist()[1:] == [0.0, 1.0]
    assert numbers.want == WANTED.index("count")


def test_only_possible_runs_are_scored() -> None:
    """The others are minus infinity, and the total is that of all."""
    asked, lexicon = asked_of("Who led the delegation?")
    (pointed,) = point(asked, [SENTENCE], lexicon)
    possible = classes_and_runs(SENTENCE)[1]
    assert (np.isfinite(pointed.runs) == possible).all()
    expected = np.log(np.exp(pointed.runs[possible].astype(np.float64)).sum())
    assert pointed.total == pytest.approx(expected, abs=1e-4)


def test_the_sentence_that_answers_scores_above_no_answer_and_above_another() -> None:
    """By the shipped weights, in a plain case."""
    other = Text("The museum has sold its oldest paintings.", "en")
    asked, lexicon = asked_of("Who led the delegation?", texts=(SENTENCE.text, other.text))
    right, wrong = point(asked, [SENTENCE, other], lexicon)
    assert right.total > wrong.total
    assert right.total > right.none == wrong.none


def test_a_sentence_without_tokens_points_at_nothing() -> None:
    """Nor does any where the question has no word."""
    asked, lexicon = asked_of("Who led the delegation?")
    (empty, right) = point(asked, [Text(" ", "en"), SENTENCE], lexicon)
    assert empty.runs.size == 0
    assert empty.total == -30.0
    assert right.total > empty.total
    mute = Asked("?", "en", "what")
    assert point(mute, [SENTENCE], lexicon)[0].total == -30.0


def test_a_long_sentence_is_read_as_far_as_any() -> None:
    """An article without full stops costs no more than a page."""
    endless = Text("red " * 1000, "en")
    classes, possible = classes_and_runs(endless)
    assert len(classes) == len(possible) == len(token_texts(endless)) == 120
    assert not possible[119, 1]
    asked, lexicon = asked_of("What is red?", texts=(endless.text,))
    (pointed,) = point(asked, [endless], lexicon)
    assert isinstance(pointed, Pointed)
    assert pointed.runs.shape == possible.shape


def test_the_weights_know_every_feature() -> None:
    """By their number, in the order of their names."""
    weights = stored_weights()
    assert weights["typical"].shape == (len(TOLD),)
    assert weights["features"].shape == (len(TOLD), 1)
