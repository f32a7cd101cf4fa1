"""Words of a question matched among an article's, across languages, and counted."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.embedding import bundled_embedder
from rag.languages import Language
from rag.lexical import (
    Lexicon,
    bm25,
    build_lexicon,
    match_question,
    matched_intervals,
    met_strengths,
)
from rag.words import words_of

EMBEDDER = bundled_embedder()


def lexicon_of(texts: Sequence[str], language: Language = "en") -> Lexicon:
    """Build the lexicon of texts in one language."""
    return build_lexicon(texts, [language] * len(texts), EMBEDDER)


def test_the_word_itself_matches_with_strength_one() -> None:
    """Case and accents do not matter; the matching term comes first."""
    lexicon = lexicon_of(["The UNIVERSITY opened.", "Nothing here."])
    (match,) = match_question("university", "en", lexicon, EMBEDDER)
    assert match.strengths[0] == 1.0
    assert match.terms[0] == lexicon.forms["university"][0]


def test_another_inflection_matches_with_strength_one() -> None:
    """A stem is as good as the word, in its own language only."""
    lexicon = lexicon_of(["Gli istituti sono molti."], "it")
    (match,) = match_question("istituto", "it", lexicon, EMBEDDER)
    assert match.terms[0] == lexicon.forms["istituti"][0]
    assert match.strengths[0] == 1.0


@pytest.mark.parametrize(("asked", "written"), [("1.000", "1,000"), ("1000", "1.000")])
def test_numbers_match_however_they_are_written(asked: str, written: str) -> None:
    """The separator of thousands is a habit, not a part of the number."""
    lexicon = lexicon_of([f"There were {written} people."])
    (match,) = match_question(asked, "it", lexicon, EMBEDDER)
    assert match.strengths.tolist() == [1.0]


def test_another_number_does_not_match() -> None:
    """1.000 and 2.000 are near as vectors and have nothing to do with each other."""
    lexicon = lexicon_of(["There were 1,000 people."])
    (match,) = match_question("2000", "en", lexicon, EMBEDDER)
    assert match.terms.tolist() == []
    assert match.kinship.max() == 0.0


def test_a_translation_is_near() -> None:
    """A word of another language is met by its translation, less than by itself."""
    lexicon = lexicon_of(["The university opened in spring.", "It rained on the mountain."])
    (match,) = match_question("università", "it", lexicon, EMBEDDER)
    assert match.terms[0] == lexicon.forms["university"][0]
    assert 0.25 < match.strengths[0] <= 1.0


def test_an_unknown_word_matches_nothing() -> None:
    """Signs that no word of the text resembles leave every score at zero."""
    lexicon = lexicon_of(["The university opened."])
    matches = match_question("98765", "en", lexicon, EMBEDDER)
    assert bm25(matches, lexicon).tolist() == [0.0]
    assert met_strengths(matches, lexicon).tolist() == [[0.0]]


def test_a_question_without_words_matches_nothing() -> None:
    """No matches, and scores of zero."""
    lexicon = lexicon_of(["The university opened."])
    assert match_question("?!", "en", lexicon, EMBEDDER) == ()
    assert bm25((), lexicon).tolist() == [0.0]


def test_a_whole_name_stands_for_its_parts() -> None:
    """'CIM4.0' is one word where the article has it, and its parts where it has not."""
    has, lacks = lexicon_of(["CIM4.0 is here."]), lexicon_of(["Artes 4.0 is here."])
    assert [m.word.form for m in match_question("CIM4.0", "en", has, EMBEDDER)] == ["cim4.0"]
    assert [m.word.form for m in match_question("CIM4.0", "en", lacks, EMBEDDER)] == ["cim", "4.0"]


def test_bm25_prefers_rare_words_repeated_words_and_short_texts() -> None:
    """Its three ideas, on a toy set."""
    texts = [
        "river",
        "river river",
        "river and many other words that make the text long and weak",
        "mountain and lake",
        "nothing of the kind",
    ]
    lexicon = lexicon_of(texts)
    (match,) = match_question("river", "en", lexicon, EMBEDDER)
    scores = bm25([match], lexicon)
    assert scores[1] > scores[0] > scores[2] > max(scores[3], scores[4])


def test_met_strengths_tell_each_word_in_each_text() -> None:
    """A word is met with 1 where it stands."""
    lexicon = lexicon_of(["A river.", "A mountain.", "A river and a mountain."])
    matches = match_question("river mountain", "en", lexicon, EMBEDDER)
    met = met_strengths(matches, lexicon)
    assert (met == 1.0).tolist() == [[True, False, True], [False, True, True]]


def test_matched_intervals_are_the_words_met() -> None:
    """They are slices of the text, in order."""
    text = "The river runs to the lake."
    lexicon = lexicon_of([text])
    matches = match_question("lake river", "en", lexicon, EMBEDDER)
    found = matched_intervals(0, matches, lexicon, least=1.0)
    assert [interval.of(text) for interval in found] == ["river", "lake"]
    assert matched_intervals(0, (), lexicon, least=1.0) == ()


@pytest.mark.parametrize("texts", [[""], ["?!", "😀"]], ids=["empty", "signs"])
def test_texts_without_words_have_an_empty_lexicon(texts: list[str]) -> None:
    """Nothing breaks where there is nothing to count."""
    lexicon = lexicon_of(texts)
    matches = match_question("river", "en", lexicon, EMBEDDER)
    assert bm25(matches, lexicon).tolist() == [0.0] * len(texts)
    assert np.all(met_strengths(matches, lexicon) == 0)


@given(st.lists(st.lists(st.sampled_from(["molo", "moli", "porto", "Porto", "12"])).map(" ".join)))
def test_a_lexicon_holds_each_word_of_each_text(texts: list[str]) -> None:
    """Postings by term and by text, forms, stems and places are those of the words, one by one."""
    lexicon = lexicon_of(texts, "it")
    words = [words_of(text, "it", EMBEDDER) for text in texts]
    forms = list(dict.fromkeys(word.form for said in words for word in said))
    stems = {word.form: word.stem for said in words for word in said}
    table = sorted(
        (forms.index(form), row, sum(word.form == form for word in said))
        for row, said in enumerate(words)
        for form in {word.form for word in said}
    )
    begins = [sum(term < each for term, *_ in table) for each in range(len(forms) + 1)]
    assert (lexicon.starts.tolist(), lexicon.rows.tolist()) == (
        begins,
        [row for _, row, _ in table],
    )
    assert lexicon.counts.tolist() == [count for *_, count in table]
    by_row = sorted((row, term) for term, row, _ in table)
    assert lexicon.terms_by_row.tolist() == [term for _, term in by_row]
    ends = [sum(row < each for row, _ in by_row) for each in range(len(texts) + 1)]
    assert lexicon.row_starts.tolist() == ends
    for row, said in enumerate(words):
        held = lexicon.words_in(row)
        assert [forms[term] for term in lexicon.sequence[held]] == [word.form for word in said]
        assert lexicon.places[held].tolist() == [[word.start, word.end] for word in said]
    assert {form: terms.tolist() for form, terms in lexicon.forms.items()} == {
        form: [term] for term, form in enumerate(forms)
    }
    assert {stem: terms.tolist() for (_, stem), terms in lexicon.stems.items()} == {
        stem: [term for term, form in enumerate(forms) if stems[form] == stem]
        for stem in stems.values()
    }
