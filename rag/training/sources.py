"""The sources of the training text: what each one is, and how much of it is used."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """Say how the rows of a source become pairs."""

    PARALLEL = "parallel"
    """Sentences or paragraphs with their translations."""
    LEXICON = "lexicon"
    """Words or short terms with their translations."""
    GLOSS = "gloss"
    """Lemmas with a definition: the same sense, not a translation."""
    QUESTION = "question"
    """A question with the passage that answers it."""
    SCORED = "scored"
    """Two sentences in every language with a similarity from 0 to 5."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file of the data folder and its share in an epoch."""

    name: str
    kind: Kind
    share: float
    reason: str


# A share of 0.3 keeps every third row or so; a share of 2 shows every row twice an epoch.
SOURCES = (
    Source("bitcoin_org", Kind.PARALLEL, 2.0, "good finance and technology prose"),
    Source("cc_cedict", Kind.LEXICON, 0.6, "large, with many rare senses"),
    Source("cldr_names", Kind.LEXICON, 4.0, "places, languages, currencies, months: excellent"),
    Source("countries", Kind.LEXICON, 4.0, "names of countries"),
    Source("creativecommons", Kind.PARALLEL, 1.0, "legal prose"),
    Source("dspace", Kind.PARALLEL, 1.0, "interface strings, for their vocabulary"),
    Source("freecodecamp", Kind.PARALLEL, 0.25, "repetitive teaching prose, partly machine-made"),
    Source("freecodecamp_it-zh", Kind.PARALLEL, 0.5, "as above, but it-zh is scarce"),
    Source("gnome_user_docs", Kind.PARALLEL, 2.0, "careful trilingual prose"),
    Source("godot_editor", Kind.PARALLEL, 0.7, "interface strings, technical"),
    Source("hf_course", Kind.PARALLEL, 2.0, "prose, aligned automatically"),
    Source("kicad_docs", Kind.PARALLEL, 1.0, "a manual of electronics"),
    Source("mozilla_firefox_com", Kind.PARALLEL, 2.0, "technology and privacy prose"),
    Source("mozilla_vpn", Kind.PARALLEL, 1.0, "interface strings"),
    Source("omw_gloss", Kind.GLOSS, 0.5, "definitions: loose pairs, useful for questions"),
    Source("omw_lemmas", Kind.LEXICON, 1.0, "lemmas of one sense: the largest it-zh lexicon"),
    Source("opensource_guide", Kind.PARALLEL, 3.0, "essays, well aligned"),
    Source("osm_id_presets", Kind.LEXICON, 2.0, "words of places, shops and amenities"),
    Source("python_docs", Kind.PARALLEL, 0.4, "technical paragraphs, nearly all en-zh"),
    Source("qa_cmrc2018_zh", Kind.QUESTION, 2.0, "human questions on Chinese encyclopedia text"),
    Source("qa_covid", Kind.QUESTION, 1.0, "human questions on English medical text"),
    Source("qa_drcd_zh", Kind.QUESTION, 2.0, "human questions on Chinese encyclopedia text"),
    Source("qa_exams_it", Kind.QUESTION, 1.0, "Italian school questions, passages partly noisy"),
    Source("qa_squad_it", Kind.QUESTION, 3.0, "Italian encyclopedia questions"),
    Source("sdg", Kind.PARALLEL, 4.0, "economy and policy, very good"),
    Source("stsb_train_parallel", Kind.PARALLEL, 2.0, "captions and news headlines"),
    Source("stsb_train_scored", Kind.SCORED, 1.0, "paraphrases across languages"),
    Source("symfony_docs_it-en", Kind.PARALLEL, 1.0, "technical prose, aligned automatically"),
    Source("tatoeba_it-en", Kind.PARALLEL, 2.0, "everyday sentences by people"),
    Source("tatoeba_zh-en", Kind.PARALLEL, 2.0, "everyday sentences by people"),
    Source("tico19_zh-en", Kind.PARALLEL, 3.0, "health news by translators"),
    Source("tldr", Kind.PARALLEL, 0.7, "descriptions of commands"),
    Source("vue_docs", Kind.PARALLEL, 1.0, "technical prose, aligned automatically"),
    Source("wagtail", Kind.PARALLEL, 1.0, "interface strings"),
    Source("wiktionary_lex", Kind.LEXICON, 1.5, "the best general vocabulary"),
    Source("xcopa_it-zh", Kind.PARALLEL, 2.0, "short human translations"),
)
INFLECTED_SHARE = 1.0
