"""Pairs within one language, names, and the bridge between words on pairs held out of training."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("jieba", reason="the training counts Chinese words with jieba")
pytest.importorskip("simplemma", reason="the training inflects words with simplemma")

from rag.embedding import StaticEmbedder
from rag.training import bridge
from rag.training.corpus import clean_term, source_sets
from rag.training.held_out import is_held_out
from rag.training.pairs import PairSet, make_set
from rag.training.questions import answering_place
from rag.training.sources import Derived, Kind, Source
from rag.training.synonyms import pivot_sets, same_language_sets
from rag.training.tokenizer import (
    NUMBERS,
    UNKNOWN,
    VocabularySize,
    WordCounts,
    blank_tokenizer,
    chinese_names,
    named_words,
    train_tokenizer,
)

# jieba warns about its own use of other packages.
pytestmark = [
    pytest.mark.filterwarnings("ignore:.*pkg_resources.*"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:jieba.*"),
]

ROWS = [
    {"it": "soldi, denaro: mezzo di pagamento", "en": "money, cash: the means of paying"},
    {"it": "avvocato", "en": "lawyer, attorney", "zh": "律师，状师"},
]


def test_held_out_pairs_are_in_no_dictionary_set_but_in_prose() -> None:
    """About one in a hundred, whichever side comes first and however they are listed."""
    pairs = [(f"parola{n}", f"word{n}") for n in range(3000)]
    kept = make_set(Source("x", Kind.LEXICON, 1.0, ""), ("it", "en"), pairs).pairs
    out = [pair for pair in pairs if is_held_out(*pair)]
    assert 10 <= len(out) <= 60
    assert kept == tuple(pair for pair in pairs if pair not in out)
    assert make_set(Source("x", Kind.PARALLEL, 1.0, ""), ("it", "en"), out).pairs == tuple(out)
    first, second = out[0]
    assert is_held_out(second.upper(), f"other, {first}: a gloss")


def test_lemmas_of_one_sense_are_synonyms_and_a_head_goes_with_its_definition() -> None:
    """In each language by itself; without a share there are none."""
    source = Source("omw_gloss", Kind.GLOSS, 1.0, "")
    entries = [row["en"] for row in ROWS]
    assert list(same_language_sets(source, "en", entries, Derived())) == []
    derived = Derived(synonyms=1.0, definitions=1.0)
    synonyms, definitions = same_language_sets(source, "en", entries, derived)
    assert synonyms.languages == ("en", "en")
    assert synonyms.kind is Kind.LEXICON
    assert synonyms.pairs == (("money", "cash"), ("lawyer", "attorney"))
    assert definitions.pairs == (("money, cash", "the means of paying"),)


def test_words_with_two_translations_in_common_are_synonyms() -> None:
    """One in common may be another sense: 'banca' and 'riva' share 'bank' alone."""
    italian = (("soldi", "money"), ("denaro", "money"), ("soldi", "cash"), ("denaro", "cash"))
    other = (("banca", "bank"), ("riva", "bank"))
    lexicon = PairSet("x", Kind.LEXICON, ("it", "en"), italian + other, 1.0)
    found = {made.languages: made.pairs for made in pivot_sets([lexicon], Derived(pivots=1.0))}
    assert found["it", "it"] == (("denaro", "soldi"),)
    assert found["en", "en"] == (("cash", "money"),)
    assert list(pivot_sets([lexicon], Derived())) == []


def test_a_chinese_name_is_one_token_though_its_signs_are_frequent() -> None:
    """It is taken from a dictionary whose English opens with a capital."""
    pairs = (("Turin, city in Italy", "都灵"), ("all", "都"), ("soul", "灵"))
    names = chinese_names([PairSet("cc_cedict", Kind.LEXICON, ("en", "zh"), pairs, 1.0)])
    assert names == {"都灵"}
    counts = {name: WordCounts(float) for name in ("it", "en", "zh", NUMBERS)}
    counts["zh"].update({"都": 900.0, "灵": 300.0})
    size = VocabularySize(it=5, en=5, zh=5, zh_names=5, numbers=5, pieces=50)
    assert train_tokenizer(counts, size, frozenset(), names).encode("都灵都").tokens == [
        "都灵",
        "都",
    ]


def dictionary(folder: Path) -> list[tuple[str, str]]:
    """Write a folder of dictionaries and return the held-out pairs of it."""
    pairs = [(f"parola{chr(97 + n % 26)}{chr(97 + n // 26)}", f"word{n}") for n in range(600)]
    rows = {
        "wiktionary_lex": [{"it": first, "en": second} for first, second in pairs],
        "omw_lemmas": [{"it": "acqua", "zh": "水"}],
        "omw_gloss": [{"it": ", ".join(pair)} for pair in pairs],
        "sdg": [{"it": "una frase", "en": "word1 and a sentence", "zh": "句子"}],
    }
    for name, lines in rows.items():
        with gzip.open(folder / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(line) + "\n" for line in lines)
    return [pair for pair in pairs if is_held_out(*pair)]


def test_the_bridge_is_measured_on_held_out_pairs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By pair of languages and band, one line each."""
    held = dictionary(tmp_path)
    assert held
    assert bridge.main(["--data", str(tmp_path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"en-it, all: {len(held)} words, P@1 ")
    assert any(line.startswith("it synonyms, never: ") for line in lines)
    assert bridge.main(["--data", str(tmp_path / "none")]) == 2
    assert capsys.readouterr().err.startswith("error: ")


def test_known_translations_take_no_part_and_an_unknown_word_is_near_nothing() -> None:
    """The nearest word that is neither wanted nor known decides."""
    names = ["acqua", "onda", "mare", "water"]
    tokenizer = blank_tokenizer([(UNKNOWN, 0.0), *((f"▁{name}▁", -1.0) for name in names)])
    table = np.array([[0, 0], [1, 0.5], [1, 0.1], [0, 1], [1, 0]], dtype=np.float32)
    embedder = StaticEmbedder("tiny", tokenizer, table, np.ones(5, dtype=np.float32))

    def rank(word: str, known: frozenset[str]) -> int:
        trial = bridge.Trial(word, frozenset({"acqua"}), known, "often")
        return bridge.ranks_of([trial], names[:3], embedder)[0]

    assert rank("water", frozenset()) == 1
    assert rank("water", frozenset({"onda"})) == 0
    assert rank("жж", frozenset()) == 3


def test_an_answer_that_no_sentence_holds_gives_no_sentence() -> None:
    """The question then goes with its passage alone."""
    assert answering_place(["Uno.", "Due."], "tre") is None
    assert answering_place(["Uno.", "Due."], "") is None


def test_names_of_the_lexicons_are_kept_whole() -> None:
    """Where both languages write them with a capital, or in Chinese."""
    pairs = (("Torino", "Turin"), ("Torino", "都灵"), ("cane", "dog"), ("Alba", "a dawn"))
    lexicon = PairSet("wiktionary_lex", Kind.LEXICON, ("it", "en"), pairs, 1.0)
    assert named_words([lexicon]) == {"▁torino▁", "▁turin▁", "都灵"}


def test_only_near_paraphrases_of_scored_pairs_are_used() -> None:
    """From a score of four on, both ways round."""
    row = {"it_1": "a", "it_2": "b", "en_1": "c", "en_2": "d", "zh_1": "e", "zh_2": "f"}
    source = Source("stsb_train_scored", Kind.SCORED, 1.0, "")
    near, far = {**row, "score": 4.2}, {**row, "score": 3.9, "it_1": "z"}
    found = next(source_sets(source, [dict(near), dict(far)], Derived()))
    assert found.pairs == (("a", "d"), ("b", "c"))


def test_a_term_loses_its_remarks() -> None:
    """Those in parentheses, and the infinitive's 'to'."""
    assert clean_term("to drive (operate) a car") == "drive a car"


def test_the_normal_form_marks_both_ends_of_a_word_and_splits_scripts() -> None:
    """Punctuation is left out, and a percent or currency sign is not."""
    tokenizer = blank_tokenizer([(UNKNOWN, 0.0)])
    plain = tokenizer.normalizer.normalize_str("L’Università: 清华University, 10 €.")
    pieces = [piece for piece, _ in tokenizer.pre_tokenizer.pre_tokenize_str(plain)]
    assert pieces == ["▁l▁", "▁università▁", "清华", "▁university▁", "10", "€"]
