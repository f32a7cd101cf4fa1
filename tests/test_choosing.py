"""The short answer: a slice of the sentence in every case, and the right one in clear cases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.choosing import Asked, choose, met_words, short_answer
from rag.embedding import bundled_embedder
from rag.languages import LANGUAGES, Language
from rag.lexical import Lexicon, build_lexicon, match_question
from rag.library import Library
from rag.pointing import Text, point
from rag.questions import question_kind, wanted

ASKED: list[tuple[Language, str, str]] = [
    ("it", "Quanti istituti di ricerca ci sono a Pechino?", "400"),
    ("it", "Quanti laboratori chiave operano a Pechino?", "oltre 130"),
    ("it", "Chi guidava la delegazione cinese?", "il vicesindaco di Pechino, Yu Yingjie"),
    ("en", "How many research institutes are there in Beijing?", "more than 400"),
    ("en", "When is the ZGC Forum held?", "10 to 14 May 2024"),
    ("en", "Who led the Chinese delegation?", "the vice-mayor of Beijing, Yu Yingjie"),
    (
        "en",
        "In which sectors can Turin collaborate with Beijing?",
        "medicine and healthcare, the intelligent robot industry, intelligent connected "
        "cars, alternative energy, energy saving and environmental protection, "
        "and the aerospace industry",
    ),
    ("zh", "北京有多少家科研机构？", "超过400家"),
    ("zh", "中关村论坛什么时候举行？", "2024年5月10日至14日"),
]


def asked_of(
    question: str, language: Language, text: str, spoken: Language
) -> tuple[Asked, Lexicon]:
    """Look a question's words up in a lexicon of one sentence."""
    embedder = bundled_embedder()
    lexicon = build_lexicon([text], [spoken], embedder)
    matches = match_question(question, language, lexicon, embedder)
    return Asked(question, language, question_kind(question, language), matches), lexicon


def short_of(asked: Asked, text: str, language: Language, lexicon: Lexicon) -> str | None:
    """Return the short answer, with what the network says of the sentence."""
    (pointed,) = point(asked, [Text(text, language)], lexicon)
    return short_answer(asked, text, language, lexicon, pointed.runs)


@pytest.mark.parametrize(
    ("language", "question", "short"), [pytest.param(*row, id=row[1]) for row in ASKED]
)
def test_the_short_answer_of_a_clear_case(
    language: Language, question: str, short: str, bundled_library: Library
) -> None:
    """The number with its 'more than', the whole date, the whole list, the name."""
    answer = bundled_library.ask(question)
    assert (answer.language, answer.short) == (language, short)
    assert short in answer.citations[0].shown


@pytest.mark.parametrize(
    ("question", "text", "short"),
    [
        ("How much did it cost?", "The hall cost €6.8 million, paid by the city.", "€6.8 million"),
        ("How long did the talks take?", "The talks took eleven weeks in all.", "eleven weeks"),
        ("When did it open?", "The museum opened on 15 January 2024 in Rome.", "15 January 2024"),
        ("Who runs it?", "The director is Costanza Bianchi, a chemist.", "Costanza Bianchi"),
    ],
)
def test_money_periods_dates_and_names_are_cut_whole(question: str, text: str, short: str) -> None:
    """Never a sum without its currency or a date without its year."""
    asked, lexicon = asked_of(question, "en", text, "en")
    assert short in (short_of(asked, text, "en", lexicon) or "")


def test_a_doubtful_case_has_none() -> None:
    """Then the sentence itself is the answer."""
    text = "The 12 men, 15 women, 18 boys and 21 girls left on 3, 4, 5 and 6 May."
    asked, lexicon = asked_of("Which one?", "en", text, "en")
    assert short_of(asked, text, "en", lexicon) is None


def test_what_the_question_says_is_no_answer() -> None:
    """A number of the question is not given back."""
    text = "All 600 were there."
    asked, lexicon = asked_of("How many of the 600 were there?", "en", text, "en")
    assert short_of(asked, text, "en", lexicon) != "600"


def test_a_sentence_without_words_has_none() -> None:
    """Nor has an empty one."""
    for text in ("", "…", " ", "()"):
        asked, lexicon = asked_of("Who?", "en", text or "x", "en")
        assert short_of(asked, text, "en", lexicon) is None


@given(
    question=st.text(alphabet="Who was quanti 谁多少 400?è'", min_size=1, max_size=30),
    text=st.text(
        alphabet="Yu Yingjie 400 €%,.;:()«»“”'’ dal 10 maggio 2024 più di 于英杰（）·年月日\n",
        max_size=80,
    ),
    language=st.sampled_from(LANGUAGES),
    spoken=st.sampled_from(LANGUAGES),
)
def test_any_short_answer_is_a_slice_of_the_sentence(
    question: str, text: str, language: Language, spoken: Language
) -> None:
    """For any question and any sentence, in any pair of languages."""
    asked, lexicon = asked_of(question, language, text, spoken)
    want = wanted(question, asked.kind, language)
    choice = choose(asked, want, text, spoken, met_words(asked, text, spoken, lexicon))
    assert 0 <= choice.interval.start <= choice.interval.end <= len(text)
    assert 0.0 <= choice.agreement <= 1.001
    short = short_of(asked, text, spoken, lexicon)
    assert short is None or (short and short in text)
