"""The words of a text: how they are cut, folded and stemmed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.embedding import bundled_embedder
from rag.languages import HAN, LANGUAGES, Language
from rag.words import fold, words_of

EMBEDDER = bundled_embedder()


def forms(text: str, language: Language = "it") -> list[str]:
    """Return the folded forms of a text's words."""
    return [word.form for word in words_of(text, language, EMBEDDER)]


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("Perché", "perche"),
        ("È", "e"),
        ("Cafe\u0301", "cafe"),
        ("İstanbul", "istanbul"),
        ("ＡＢＣ", "abc"),
        ("ﬁne", "fine"),
        ("1.000", "1000"),
        ("1,000", "1000"),
        ("1.000.000", "1000000"),
        ("3.14", "3.14"),
        ("3,14", "3.14"),
        ("4.0", "4.0"),
        ("ﾞ", "ﾞ"),
    ],
)
def test_a_word_is_folded(word: str, folded: str) -> None:
    """Case, accents and width go; numbers lose their separators of thousands."""
    assert fold(word) == folded


@given(st.characters())
def test_no_sign_folds_to_nothing(sign: str) -> None:
    """A word has a first letter, whatever it was written with."""
    assert fold(sign) != ""


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        pytest.param("L'università è QUI.", "it", ["l", "universita", "e", "qui"], id="elision"),
        pytest.param("CIM4.0", "it", ["cim4.0", "cim", "4.0"], id="name with a number"),
        pytest.param("I3P", "it", ["i3p"], id="letters around a digit"),
        pytest.param("più di 1.000 persone", "it", ["piu", "di", "1000", "persone"], id="number"),
        pytest.param("state-of-the-art", "en", ["state", "of", "the", "art"], id="hyphens"),
        pytest.param("snake_case", "en", ["snake", "case"], id="underscore"),
        pytest.param("ZGC论坛", "zh", ["zgc", "论坛"], id="letters, then Han"),
        pytest.param("😀 ?!", "en", [], id="no words"),
        pytest.param("", "en", [], id="empty"),
    ],
)
def test_a_text_is_cut_into_words(text: str, language: Language, expected: list[str]) -> None:
    """Letters and digits between spaces; Chinese as the model cuts it."""
    assert forms(text, language) == expected


@pytest.mark.parametrize(
    ("text", "western"),
    [
        pytest.param("北京有90多所高等院校", ["90"], id="number"),
        pytest.param("CIM4.0将致力于合作", ["cim4.0", "cim", "4.0"], id="name with a number"),
        pytest.param("由皮埃蒙特的I3P孵化器", ["i3p"], id="name"),
        pytest.param("Open Innovation北京", ["open", "innovation"], id="words"),
    ],
)
def test_western_words_in_chinese_stand_apart(text: str, western: list[str]) -> None:
    """A name or number between Han signs is a word of its own, and the signs around it are kept."""
    words = words_of(text, "zh", EMBEDDER)
    assert [word.form for word in words if not HAN.search(word.form)] == western
    chinese = [word.form for word in words if HAN.search(word.form)]
    assert "".join(chinese) == "".join(HAN.findall(text))


@given(text=st.text(), language=st.sampled_from(LANGUAGES))
def test_words_are_slices_that_never_mix_scripts(text: str, language: Language) -> None:
    """A word lies inside the text and is Chinese or not, never half."""
    for word in words_of(text, language, EMBEDDER):
        said = text[word.start : word.end]
        assert said
        assert len(HAN.findall(said)) in (0, len(said))


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [("istituto", "istituti", "it"), ("institute", "institutes", "en"), ("led", "led", "en")],
)
def test_inflections_share_a_stem(one: str, other: str, language: Language) -> None:
    """Snowball's stems are per language."""
    stems = [words_of(word, language, EMBEDDER)[0].stem for word in (one, other)]
    assert stems[0] == stems[1]
