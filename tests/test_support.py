"""The check: what must agree, and what must be met."""

import pytest

from rag.embedding import bundled_embedder
from rag.faults import faults, proofs_of
from rag.languages import Language
from rag.lexical import build_lexicon
from rag.support import Support, measures, statement_of, support_of

IT = (
    "Al taglio del nastro la direttrice Costanza Pellegrineschi ha accolto le prime nove start-up, "
    "scelte fra 134 candidature arrivate da tutta la Toscana."
)
EN = "The trial of the driverless shuttle lasted nineteen days and was not extended in May."
ZH = "这座3200平方米建筑的修复花费了680万欧元。"
PROOFS: list[tuple[Language, str]] = [("it", IT), ("en", EN), ("zh", ZH)]


def check(text: str, language: Language, edition: Language) -> tuple[Support, frozenset[str]]:
    """Check a sentence against the proof in a language."""
    texts, languages = [text for _, text in PROOFS], [code for code, _ in PROOFS]
    lexicon = build_lexicon(texts, languages, bundled_embedder())
    said = statement_of(text, language, lexicon, bundled_embedder())
    proofs = proofs_of([languages.index(edition)], texts, languages)
    support = support_of(said, proofs, lexicon, bundled_embedder())
    return support, faults(said, proofs[0], lexicon)


TRUE: list[tuple[str, Language, Language]] = [
    (IT, "it", "it"),
    ("La direttrice Costanza Pellegrineschi ha accolto nove start-up.", "it", "it"),
    ("Director Costanza Pellegrineschi welcomed the first nine start-ups.", "en", "it"),
    ("The restoration of the building cost 6.8 million euros.", "en", "zh"),
    ("Il restauro dell'edificio è costato 6,8 milioni di euro.", "it", "zh"),
    ("According to the article, the trial lasted nineteen days.", "en", "en"),
    ("La sperimentazione della navetta è durata diciannove giorni.", "it", "en"),
]


@pytest.mark.parametrize(("text", "language", "edition"), TRUE)
def test_what_is_true_passes(text: str, language: Language, edition: Language) -> None:
    """In the proof's language, in other words, and in another language."""
    support, found = check(text, language, edition)
    assert (support.holds, found) == (True, frozenset())


ALTERED: list[tuple[str, Language, Language, str]] = [
    ("La direttrice Costanza Pellegrineschi ha accolto otto start-up.", "it", "it", "number"),
    ("Director Costanza Pellegrineschi welcomed the first ten start-ups.", "en", "it", "number"),
    ("The restoration of the building cost 68 million euros.", "en", "zh", "number"),
    ("The restoration of the building cost 6.8 million dollars.", "en", "zh", "number"),
    ("La direttrice Marta Pellegrineschi ha accolto nove start-up.", "it", "it", "name"),
    ("La sindaca Costanza Pellegrineschi ha accolto nove start-up.", "it", "it", "role"),
    ("Mayor Costanza Pellegrineschi welcomed the first nine start-ups.", "en", "it", "role"),
    ("The trial of the shuttle did not last nineteen days.", "en", "en", "denial"),
    ("The trial of the shuttle was extended in May.", "en", "en", "denial"),
    ("The trial of the driverless shuttle was not extended in June.", "en", "en", "date"),
]


@pytest.mark.parametrize(("text", "language", "edition", "fault"), ALTERED)
def test_what_does_not_agree_is_a_fault(
    text: str, language: Language, edition: Language, fault: str
) -> None:
    """Numbers, units, names, roles, denials and dates."""
    support, found = check(text, language, edition)
    if fault == "denial" and "did not" in text:
        assert not support.holds or found <= {"denial"}
    else:
        assert not support.holds
        assert fault in found


def test_a_clause_that_nothing_supports_fails() -> None:
    """However well the rest is supported."""
    support, found = check(IT.rstrip(".") + ", e molti residenti hanno protestato.", "it", "it")
    assert (support.holds, support.reason, found) == (False, "content", frozenset())


def test_a_sentence_is_its_own_best_proof() -> None:
    """With the score of certainty."""
    assert check(EN, "en", "en")[0] == Support(True, 1.0, 0, "")


def test_a_sentence_about_something_else_fails() -> None:
    """No fault is needed."""
    support, _ = check("Bees make honey from flowers.", "en", "en")
    assert (support.holds, support.reason) == (False, "content")


def test_what_is_measured_lies_between_0_and_1() -> None:
    """For a sentence and its proof in each pair of languages."""
    texts, languages = [text for _, text in PROOFS], [code for code, _ in PROOFS]
    lexicon = build_lexicon(texts, languages, bundled_embedder())
    for language, text in PROOFS:
        said = statement_of(text, language, lexicon, bundled_embedder())
        for proof in proofs_of([0, 1, 2], texts, languages):
            seen = measures(said, proof, lexicon, bundled_embedder())
            assert all(-1.0 <= value <= 1.0001 for value in seen.values())
