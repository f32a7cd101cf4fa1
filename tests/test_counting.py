"""Words counted text by text and joined: exactly what counting all of them anew gives."""

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag import counting
from rag.counting import CountedTexts, count_terms, count_text, count_texts
from rag.embedding import bundled_embedder
from rag.languages import LANGUAGES, Language
from rag.words import words_of

EMBEDDER = bundled_embedder()
Said = tuple[str, Language]

some_texts = st.lists(
    st.tuples(
        st.lists(
            st.sampled_from(
                ["Città", "citta", "città,", "the", "The", "CIM4.0", "1.000", "1000", "都灵与北京",
                 "在2024年", "dell'art.", "\n", "", "?!", "ＡＢＣ", "running", "ran", "corre",
                 "fine.", "Fine!”", "了。", "说。”她", "3.5", "…"]
            )
        ).map(" ".join)
        | st.text(max_size=30),
        st.sampled_from(LANGUAGES),
    ),
    max_size=6,
)  # fmt: skip


def counted(said: Sequence[Said]) -> CountedTexts:
    """Count texts in their languages."""
    return count_texts([text for text, _ in said], [code for _, code in said], EMBEDDER)


def assert_as_anew(found: CountedTexts, said: Sequence[Said]) -> None:
    """Compare with every word of every text, one after another."""
    vocabulary: dict[tuple[Language, str], int] = {}
    stems, written = [], []
    postings, sequence, lengths = [], [], []
    for row, (text, language) in enumerate(said):
        words = words_of(text, language, EMBEDDER)
        lengths.append(len(words))
        spelling = {word.form: text[word.start : word.end] for word in words}
        for (form, stem), count in Counter((word.form, word.stem) for word in words).items():
            term = vocabulary.setdefault((language, form), len(vocabulary))
            if term == len(stems):
                stems.append(stem)
                written.append(spelling[form])
            postings.append((term, row, count))
        sequence += [(vocabulary[language, word.form], word.start, word.end) for word in words]
    assert (found.vocabulary, found.stems, found.written) == (tuple(vocabulary), stems, written)
    table = np.stack([found.terms, found.rows, found.counts], axis=1)
    assert [*map(tuple, table.tolist())] == postings
    words_said = np.column_stack([found.sequence, found.places])
    assert [*map(tuple, words_said.tolist())] == sequence
    assert found.lengths.tolist() == lengths


@given(some_texts)
def test_joined_is_as_counted_anew(said: list[Said]) -> None:
    """Whatever was counted before, and in whatever order."""
    assert_as_anew(counted(said), said)
    assert_as_anew(counted(said[::-1]), said[::-1])


@given(st.text(max_size=60), some_texts)
def test_counted_for_an_archive_as_in_memory(text: str, said: list[Said]) -> None:
    """Forms, stems, spellings and counts, without places."""
    for each, language in [*said, *((text, code) for code in LANGUAGES)]:
        found = count_terms(each, language, EMBEDDER.tokenizer)
        whole = count_text(each, language, EMBEDDER.tokenizer)
        assert [(language, form) for form in found.counts] == [*whole.keys]
        assert [*found.counts.values()] == whole.counts.tolist()
        spelt = zip(whole.keys, whole.stems, whole.spellings, strict=True)
        assert [*found.words.values()] == [(form, *word) for (_, form), *word in spelt]


def test_no_text_and_texts_without_words() -> None:
    """There is a row for each text, and nothing in it."""
    assert_as_anew(counted([]), [])
    said: list[Said] = [("", "it"), ("?!", "en"), ("  ", "zh")]
    assert counted(said).lengths.tolist() == [0, 0, 0]
    assert_as_anew(counted(said), said)


def test_a_form_is_a_term_of_its_language() -> None:
    """The same letters in two languages are two words; the first spelling stays."""
    said: list[Said] = [("Città città", "it"), ("citta", "it"), ("citta", "en")]
    found = counted(said)
    assert found.vocabulary == (("it", "citta"), ("en", "citta"))
    assert found.written == ["città", "citta"]
    assert found.counts.tolist() == [2, 1, 1]


def test_a_text_is_counted_once_unless_it_is_long() -> None:
    """What was counted is found again; long texts are counted anew and are the same."""
    tokenizer = EMBEDDER.tokenizer
    short, long = "The pier was opened.", "pier " * 900
    assert count_text(short, "en", tokenizer) is count_text(short, "en", tokenizer)
    assert count_text(long, "en", tokenizer) is not count_text(long, "en", tokenizer)
    assert count_text(short, "en", tokenizer) is not count_text(short, "it", tokenizer)
    assert_as_anew(counted([(long, "en"), (short, "en")]), [(long, "en"), (short, "en")])


@pytest.mark.parametrize("kept", ["_kept", "_words", "_terms"])
def test_what_is_kept_is_bounded(kept: str) -> None:
    """A server that answers for months holds no more than so much."""
    assert 0 < getattr(counting, kept).cache_info().maxsize <= 16_384


def test_threads_count_the_same() -> None:
    """Several threads that count the same texts at once all get what one gets."""
    said: list[Said] = [(f"Text {number}: the pier, il molo, 码头{number}", "en")
                        for number in range(200)]  # fmt: skip
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: counted(said), range(8)))
    for each in found:
        assert_as_anew(each, said)
