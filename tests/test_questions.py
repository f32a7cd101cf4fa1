"""What a question asks for: clear cases in three languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.languages import LANGUAGES, Language
from rag.questions import (
    Kind,
    Leaning,
    SmallTalk,
    Wanted,
    focus_interval,
    is_foreign,
    leaning,
    plain_question,
    question_kind,
    small_talk,
    wanted,
)

KINDS: dict[Kind, dict[Language, str]] = {
    "who": {"it": "Chi ha guidato la delegazione?", "en": "Who led it?", "zh": "谁率领代表团？"},
    "when": {"it": "Quando si tiene il forum?", "en": "When is it?", "zh": "论坛什么时候举行？"},
    "where": {"it": "Dove ha sede il CIM4.0?", "en": "Where is it?", "zh": "CIM4.0在哪里？"},
    "how_many": {"it": "Quanti istituti ci sono?", "en": "How many?", "zh": "有多少家机构？"},
    "how_long": {"it": "Quanto tempo dura?", "en": "How long did it last?", "zh": "持续了多久？"},
    "why": {"it": "Perché è venuta?", "en": "Why did they come?", "zh": "他们为什么来？"},
    "whole": {
        "it": "Di che cosa parla l'articolo?",
        "en": "What is the article about?",
        "zh": "这篇文章讲什么？",
    },
    "definition": {"it": "Che cos'è il CIM4.0?", "en": "What is CIM4.0?", "zh": "CIM4.0是什么？"},
    "list": {"it": "Quali sono i settori?", "en": "Which sectors are named?", "zh": "有哪些领域？"},
}


@pytest.mark.parametrize(
    ("question", "language", "kind"),
    [
        pytest.param(question, language, kind, id=f"{kind}: {question}")
        for kind, questions in KINDS.items()
        for language, question in questions.items()
    ],
)
def test_the_kind_of_a_clear_question(question: str, language: Language, kind: Kind) -> None:
    """A person would say the same, in each language."""
    assert question_kind(question, language) == kind


@pytest.mark.parametrize(
    ("question", "language", "kind"),
    [
        ("How long is the pier?", "en", "how_many"),
        ("How long are the new tram lines in Bergamo?", "en", "how_many"),
        ("How long is the bridge closed?", "en", "how_long"),
        ("How long is the mayor's term?", "en", "how_long"),
        ("Quanto è lungo il molo?", "it", "how_many"),
        ("Quanto è durata la visita?", "it", "how_long"),
        ("大桥有多长？", "zh", "how_many"),
        ("会谈进行了多长时间？", "zh", "how_long"),
    ],
)
def test_what_has_a_length_is_measured_and_what_lasts_is_timed(
    question: str, language: Language, kind: Kind
) -> None:
    """The words "how long" and 多长 ask for metres of a pier and for weeks of a talk."""
    assert question_kind(question, language) == kind


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Chi ha GUIDATO la delegazione?", "it"),
        ("chi ha guidato la delegazione", "it"),
        ("  Chi ha guidato la delegazione?  ", "it"),
    ],
    ids=["capitals", "no mark", "spaces"],
)
def test_typing_habits_do_not_matter(question: str, language: Language) -> None:
    """Case, marks and space around a question change nothing."""
    assert question_kind(question, language) == "who"


@pytest.mark.parametrize(
    ("text", "language"), [("xyz", "it"), ("turin forum", "en"), ("都灵", "zh"), ("", "en")]
)
def test_a_text_that_asks_nothing_is_what(text: str, language: Language) -> None:
    """The kind of last resort."""
    assert question_kind(text, language) == "what"


@pytest.mark.parametrize(
    ("question", "language", "word"),
    [
        ("Quanti istituti ci sono?", "it", "istituti"),
        ("How many institutes are there?", "en", "institutes"),
        ("北京有多少家研究机构？", "zh", "研究机构"),
    ],
    ids=["it", "en", "zh"],
)
def test_the_focus_is_what_is_counted(question: str, language: Language, word: str) -> None:
    """It stands right after the interrogative."""
    assert focus_interval(question, language).of(question).startswith(word)


def test_a_question_without_an_interrogative_has_no_focus() -> None:
    """The interval is empty."""
    interval = focus_interval("Is it true?", "en")
    assert interval.start == interval.end


@pytest.mark.parametrize(
    ("text", "talk"),
    [
        ("Ciao!", "greeting"),
        ("Buongiorno", "greeting"),
        ("hello", "greeting"),
        ("Hi, Ponte!", "greeting"),
        ("你好！", "greeting"),
        ("Grazie mille.", "thanks"),
        ("Thank you very much!", "thanks"),
        ("thanks", "thanks"),
        ("谢谢你", "thanks"),
        ("Ciao, chi è Yu Yingjie?", None),
        ("Thanks to whom?", None),
        ("你好，谁是于英杰？", None),
        ("History", None),
    ],
)
def test_a_courtesy_is_one_only_where_it_asks_nothing(text: str, talk: SmallTalk | None) -> None:
    """A greeting before a question is no greeting."""
    assert small_talk(text) == talk


def test_plain_questions_lose_case_and_accents_but_no_length() -> None:
    """Offsets in the plain question hold in the question."""
    assert plain_question("Perché è così, l’età?") == "perche e cosi, l'eta?"


@pytest.mark.parametrize(
    ("question", "language", "want"),
    [
        ("How many institutes are there?", "en", "count"),
        ("How much did the hall cost?", "en", "money"),
        ("What share of pupils agree?", "en", "percent"),
        ("Quanto costa il biglietto?", "it", "money"),
        ("Quanto è costata la visita?", "it", "money"),
        ("Quant'è costata la visita?", "it", "money"),
        ("Quanti sono i laboratori chiave?", "it", "count"),
        ("Quanto è lungo il ponte?", "it", "count"),
        ("Quanto è importante il Forum?", "it", "how"),
        ("Quanto sono durati i lavori?", "it", "duration"),
        ("门票多少钱？", "zh", "money"),
        ("Chi la guida?", "it", "who"),
        ("Why did it close?", "en", "reason"),
        ("Which fund led the round?", "en", "which"),
        ("持续多久？", "zh", "duration"),
    ],
)
def test_what_is_wanted_is_finer_than_a_kind(
    question: str, language: Language, want: Wanted
) -> None:
    """A sum, a share and a count are cut out differently."""
    assert wanted(question, question_kind(question, language), language) == want


@pytest.mark.parametrize(
    ("question", "language", "lean"),
    [
        ("E dove?", "it", "opening"),
        ("Ma perché?", "it", "opening"),
        ("e le università?", "it", "ellipsis"),
        ("And the universities?", "en", "ellipsis"),
        ("What about Turin?", "en", "ellipsis"),
        ("那大学呢？", "zh", "ellipsis"),
        ("How old is she?", "en", "pronoun"),
        ("他是谁？", "zh", "pronoun"),
        ("Chi paga?", "it", "short"),
        ("花了多少？", "zh", "short"),
        ("È colpa loro?", "it", "pronoun"),
        ("Economia a Pechino?", "it", "alone"),
        ("Android?", "en", "short"),
        (
            "And how many scientific research institutes are there in the city of Beijing?",
            "en",
            "alone",
        ),
        ("How many institutes are there in Beijing?", "en", "alone"),
        ("中关村论坛每年邀请多少位科学家？", "zh", "alone"),
        ("", "it", "short"),
    ],
)
def test_a_question_leans_on_the_one_before(
    question: str, language: Language, lean: Leaning
) -> None:
    """By how it opens, by a pronoun, by its shortness; a long one and one with a name do not."""
    assert leaning(question, language) == lean


@pytest.mark.parametrize(
    ("question", "foreign"),
    [
        ("Combien d'instituts y a-t-il dans la ville ?", True),
        ("Wie viele Institute gibt es in Peking?", True),
        ("¿Cuántos institutos hay en Pekín?", True),
        ("研究所はいくつありますか", True),
        ("Сколько институтов?", True),
        ("Perché la città è così?", False),
        ("L'albero è del tutto privo del microbo?", False),
        ("Is Müller the mayor?", False),
        ("北京有多少家科研机构？", False),
        ("CIM4.0", False),
        ("", False),
    ],
)
def test_a_fourth_language_is_known_by_its_words(question: str, foreign: bool) -> None:
    """And accents alone make no Italian foreign."""
    assert is_foreign(question) == foreign


@given(text=st.text(), language=st.sampled_from(LANGUAGES))
def test_any_text_has_a_kind(text: str, language: Language) -> None:
    """No text breaks the patterns."""
    assert question_kind(text, language)
    assert wanted(text, question_kind(text, language), language)
    assert leaning(text, language)
    is_foreign(text)
    small_talk(text)
    interval = focus_interval(text, language)
    assert 0 <= interval.start <= interval.end
