"""The extractive writer: the frame, the localised amount, and articles of every odd shape."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from helpers import article_of, edition_of

from rag import writing
from rag.choosing import Asked
from rag.errors import ArticleError
from rag.languages import LANGUAGES, Language
from rag.lexical import Lexicon
from rag.library import Library, library_of, open_library
from rag.pointing import Pointed, Text, point
from rag.writing import write_talk

QUESTIONS = ("What is it about?", "Quanti sono?", "谁？", "Who led it and when?", "Dimmi di più",
             "What can I ask?", "How many guests came?", "Il forum è a maggio?")  # fmt: skip


def single(text: str, language: Language) -> Library:
    """Open an article with one edition."""
    return library_of([article_of(edition_of(text, language))])


@pytest.mark.parametrize(
    ("question", "reader", "local", "frame"),
    [
        (
            "How many guests arrived at the forum?",
            "en",
            "more than 400",
            "more than 400. The article, in Italian:",
        ),
        ("论坛来了多少客人？", "zh", "超过400", "超过400。文章原文（意大利语）："),
    ],
)
def test_an_amount_is_put_into_the_reader_s_language(
    question: str, reader: Language, local: str, frame: str
) -> None:
    """The quote stays the article's, byte for byte, and the short answer a slice of it."""
    sentence = "Al forum di maggio sono arrivati più di 400 ospiti."
    library = single(f"{sentence} Il sindaco ha aperto la sala. La città è bella.", "it")
    answer = library.ask(question, language=reader)
    assert (answer.status, answer.citations[0].quote) == ("answered", sentence)
    assert (answer.short, answer.localised) == ("più di 400", local)
    assert answer.text == f"{frame} «{sentence}» [1]"


def test_a_reader_of_the_article_s_language_gets_no_other_form(bundled_library: Library) -> None:
    """Nor does one who has an edition."""
    for language in LANGUAGES:
        answer = bundled_library.ask("How many key laboratories are there?", language=language)
        assert answer.localised == ""


def test_the_date_of_a_chinese_article_is_read_in_english() -> None:
    """With its months and in its order."""
    text = "中关村论坛定于2024年5月10日至14日举行。会议很大。城市很美。"
    answer = single(text, "zh").ask("When is the forum scheduled?")
    assert (answer.short, answer.localised) == ("2024年5月10日至14日", "10-14 May 2024")
    assert answer.text.startswith("10-14 May 2024. The article, in Chinese: «中关村论坛定于")


def test_talk_states_nothing() -> None:
    """So it needs no proof."""
    answer = write_talk("x", "你好！", "zh")
    assert (answer.status, answer.text, answer.citations) == ("conversation", "你好！", ())


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("The forum is in May.", id="one sentence"),
        pytest.param("THE FORUM IS IN MAY. 400 GUESTS CAME. WHO LED IT IS UNKNOWN.", id="capitals"),
        pytest.param(
            "the forum is in may and 400 guests came and it was led by a man", id="no stop"
        ),
        pytest.param("| guests | 400 |\n|---|---|\n| hall | 3 |", id="a table"),
        pytest.param("400\n\n500\n\n600", id="only numbers"),
        pytest.param("!!!\n\n???", id="only signs"),
        pytest.param("北京 forum di maggio 😀 400 ospiti，来了", id="mixed scripts"),
    ],
)
@pytest.mark.parametrize("reader", LANGUAGES)
def test_an_article_of_any_shape_is_asked_without_harm(text: str, reader: Language) -> None:
    """Never a traceback, and never a statement without its proof."""
    library = single(text, "en")
    for question in QUESTIONS:
        answer = library.ask(question, language=reader)
        for cited in answer.citations:
            assert text[cited.start : cited.end] == cited.quote
        marks = re.findall(r"\[(\d+)\]", answer.text)
        assert marks == [str(cited.number) for cited in answer.citations]
        assert bool(answer.citations) == (answer.status == "answered")
    library.suggestions(reader)


def test_an_article_of_headings_alone_is_refused_or_asked(tmp_path: Path) -> None:
    """What has nothing to quote is one clear error."""
    path = tmp_path / "a.md"
    path.write_text("# One\n\n## Two\n\n## Three\n", "utf-8")
    with pytest.raises(ArticleError):
        open_library([path])


def test_each_further_part_has_its_short_answer(bundled_library: Library) -> None:
    """A slice of the sentence that its citation shows."""
    asked = "Who led the delegation, and how many research institutes are there in Beijing?"
    answer = bundled_library.ask(asked)
    assert answer.further == ((2, "more than 400"),)
    assert "more than 400" in answer.citations[1].shown
    assert "further" not in answer.to_dict()
    assert bundled_library.ask("Who led the delegation?").further == ()


@pytest.mark.parametrize(
    ("question", "reader", "short", "read_again"),
    [
        ("How many research institutes are there in Beijing?", "en", "more than 400", 0),
        # What is shown is not what was read, which was in the question's language.
        ("How many research institutes are there in Beijing?", "it", "400", 1),
    ],
)
def test_no_sentence_is_read_twice(
    question: str,
    reader: Language,
    short: str,
    read_again: int,
    bundled_library: Library,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """For its short answer, where it was read to be chosen."""
    read: list[Sequence[Text]] = []

    def counted(asked: Asked, sentences: Sequence[Text], lexicon: Lexicon) -> list[Pointed]:
        read.append(sentences)
        return point(asked, sentences, lexicon)

    monkeypatch.setattr(writing, "point", counted)
    answer = bundled_library.ask(question, language=reader)
    assert answer.short == short
    assert len(read) == read_again
