"""Sentence boundaries: golden lists, and the promise that no character is lost."""

import pytest
from helpers import NASTY_TEXTS
from hypothesis import given
from hypothesis import strategies as st

from rag.article import Interval
from rag.languages import LANGUAGES, Language
from rag.sentences import sentence_intervals, split_sentences

GOLDEN: list[tuple[str, Language, list[str]]] = [
    ("it plain", "it", ["Piove. ", "Esco lo stesso."]),
    ("it dott.", "it", ["Il dott. Rossi è arrivato. ", "La dott.ssa Neri no."]),
    ("it S.p.A. inside", "it", ["La Fiat S.p.A. di Torino ha vinto. ", "Bene."]),
    ("it S.p.A. at the end", "it", ["Era la Fiat S.p.A. ", "Poi cambiò nome."]),
    ("it S.r.l. before a comma", "it", ["La Neri S.r.l., di Asti, chiude. ", "Peccato."]),
    ("it ecc. inside", "it", ["Mele, pere, ecc. sono frutti. ", "Punto."]),
    ("it ecc. at the end", "it", ["Mele, pere, ecc. ", "Poi tornò a casa."]),
    ("it version number", "it", ["Il CIM4.0 ha sede a Torino. ", "Artes 4.0 no."]),
    ("it thousands", "it", ["Sono 1.000 persone. ", "Anzi 2.500."]),
    ("it guillemets", "it", ["Disse: «Vieni qui.» ", "Lei venne."]),
    ("it accented capital", "it", ["È tardi. ", "È vero."]),
    ("it ellipsis then small", "it", ["Forse… ma non credo. ", "Vedremo."]),
    ("it ellipsis then capital", "it", ["Forse... ", "Vedremo."]),
    ("it po' is a word", "it", ["Aspetta un po'. ", "Arrivo."]),
    ("it p. and art.", "it", ["Vedi l'art. 5 a p. 12. ", "È chiaro."]),
    ("en plain", "en", ["It rains. ", "I go out."]),
    ("en titles", "en", ["Dr. Smith met Mrs. Jones. ", "They talked."]),
    ("en U.S.", "en", ["The U.S. Senate voted. ", "It passed."]),
    ("en e.g.", "en", ["Cities, e.g. Turin, grow. ", "Others shrink."]),
    ("en a.m.", "en", ["We met at 9 a.m. ", "Then we left."]),
    ("en decimal", "en", ["Pi is 3.14 or so. ", "Nobody minds."]),
    ("en don't is a word", "en", ["I don't. ", "You do."]),
    ("en initials", "en", ["J. R. Smith wrote it. ", "We read it."]),
    ("en interrobang", "en", ["Really?! ", "Yes."]),
    ("en quote closes", "en", ["“It works.” ", "She smiled."]),
    ("en straight quote closes", "en", ['He said "go." ', "We went."]),
    ("en parenthesis closes", "en", ["(It rained.) ", "We stayed."]),
    ("en quote opens", "en", ["It ended. ", "“Good,” she said."]),
    ("en digit opens", "en", ["It ended. ", "400 came."]),
    ("en no stop at the end", "en", ["One here. ", "Two there"]),
    ("en one sentence", "en", ["Only one."]),
    ("en newline between", "en", ["One.\n", "Two."]),
    ("en blank line between", "en", ["One.\r\n\r\n", "Two."]),
    ("en Chinese mark without a space", "en", ["He left。", "Then he came."]),
    ("zh plain", "zh", ["北京很大。", "都灵很美。"]),
    ("zh marks", "zh", ["真的吗？", "真的！", "好。"]),
    ("zh quote closes", "zh", ["“很好。”", "大家都同意。"]),
    ("zh speaker after the quote", "zh", ["“我们很高兴。”市长说。", "会谈结束。"]),
    ("zh speaker after a question", "zh", ["“是吗？”他问道。", "没有人回答。"]),
    ("zh decimal", "zh", ["CIM4.0位于都灵。", "圆周率是3.14。"]),
    ("zh long ellipsis", "zh", ["也许……", "再说吧。"]),
    ("zh no stop at the end", "zh", ["第一句。", "第二句"]),
    ("empty", "it", []),
    ("only spaces", "en", [" \n\t "]),
]


@pytest.mark.parametrize(
    ("language", "pieces"), [pytest.param(row[1], row[2], id=row[0]) for row in GOLDEN]
)
def test_golden_boundaries(language: Language, pieces: list[str]) -> None:
    """Each text is cut where a reader would cut it, spaces going with the sentence before."""
    assert split_sentences("".join(pieces), language) == pieces


@given(text=st.text(), language=st.sampled_from(LANGUAGES))
def test_arbitrary_text_is_split_without_loss(text: str, language: Language) -> None:
    """The pieces of any text, joined, are the text, and none is empty."""
    pieces = split_sentences(text, language)
    assert "".join(pieces) == text
    assert all(pieces)


NASTY_SIGNS = "😀İi\u0307e\u0301\r\n \t\u00a0\u3000«»“”‘’()。！？….!?中文Aa1٣²\u200d\ufeff"
nasty = st.lists(
    st.one_of(
        st.sampled_from([*NASTY_TEXTS, ". ", "! ", "?", "。", "…", "dott. ", "U.S. ", "S.p.A."]),
        st.text(alphabet=NASTY_SIGNS, max_size=12),
    ),
    max_size=8,
).map("".join)


@given(text=nasty, language=st.sampled_from(LANGUAGES))
def test_nasty_text_is_split_without_loss(text: str, language: Language) -> None:
    """Emoji, accents, line ends and marks of every script are kept where they are."""
    assert "".join(split_sentences(text, language)) == text


@given(text=nasty, language=st.sampled_from(LANGUAGES))
def test_intervals_are_sorted_disjoint_trimmed_and_complete(text: str, language: Language) -> None:
    """Sentence intervals hold every character that is not space, each once, in order."""
    intervals = sentence_intervals(text, language)
    covered: set[int] = set()
    end = 0
    for interval in intervals:
        assert interval.start >= end
        assert interval.of(text) == interval.of(text).strip() != ""
        covered.update(range(interval.start, interval.end))
        end = interval.end
    assert end <= len(text)
    assert [text[i] for i in range(len(text)) if i not in covered and not text[i].isspace()] == []


def test_intervals_within_a_paragraph_are_offsets_of_the_whole_text() -> None:
    """Given an interval, only its sentences are found, in the coordinates of the text."""
    text = "Before. \n\n One here.  Two there. \n\n After."
    within = Interval(text.index("One"), text.index(" \n\n After"))
    found = sentence_intervals(text, "en", within)
    assert [interval.of(text) for interval in found] == ["One here.", "Two there."]
