"""What must agree between a sentence and its proof, fault by fault."""

import pytest

from rag.embedding import bundled_embedder
from rag.faults import faults, proofs_of
from rag.languages import Language
from rag.lexical import build_lexicon
from rag.support import statement_of


def found(said: str, proof: str, language: Language = "en", edition: Language = "en") -> set[str]:
    """Return the faults of a sentence against one proof."""
    lexicon = build_lexicon([proof], [edition], bundled_embedder())
    statement = statement_of(said, language, lexicon, bundled_embedder())
    return set(faults(statement, proofs_of([0], [proof], [edition])[0], lexicon))


FAULTS = [
    ("number", "The pier is 90 metres long.", "The pier is 80 metres long."),
    ("number", "The pier cost 90 euros.", "The pier cost 90 dollars."),
    ("date", "The pier opened in May.", "The pier opened in June."),
    ("date", "The pier opens on Monday.", "The pier opens on Tuesday."),
    ("date", "The pier opened yesterday.", "The pier opens tomorrow."),
    ("name", "The pier is in Valmare.", "The pier is in Montelupo."),
    ("denial", "The pier is open at night.", "The pier is not open at night."),
    ("denial", "The pier is not open at night.", "The pier is open at night."),
    ("role", "The mayor opened the pier.", "The judge opened the pier."),
]


@pytest.mark.parametrize(("fault", "proof", "said"), FAULTS)
def test_what_was_altered_is_the_fault(fault: str, proof: str, said: str) -> None:
    """And the proof, said again, has none."""
    assert fault in found(said, proof)
    assert found(proof, proof) == set()


@pytest.mark.parametrize(
    ("said", "language", "proof", "edition"),
    [
        ("The pier is 3,200 metres long.", "en", "Il molo è lungo 3.200 metri.", "it"),
        ("Il molo ha aperto il 4 maggio.", "it", "码头于5月4日开放。", "zh"),
        ("码头不对外开放。", "zh", "The pier is not open to the public.", "en"),
        ("Ada Corvi opened the pier.", "en", "阿达·科尔维为码头揭幕。", "zh"),
        ("The mayor opened the pier.", "en", "Il sindaco ha aperto il molo.", "it"),
    ],
)
def test_what_agrees_across_languages_has_no_fault(
    said: str, language: Language, proof: str, edition: Language
) -> None:
    """Numbers, dates, denials, names and roles, however each language writes them."""
    assert found(said, proof, language, edition) == set()


def test_whom_a_sentence_means_is_said_before_it() -> None:
    """The name stands in the sentence before; in another passage it would be a fault."""
    texts = ["Ada Corvi is the mayor.", "She opened the pier."]
    lexicon = build_lexicon(texts, ["en", "en"], bundled_embedder())
    said = statement_of("Then Corvi opened the pier.", "en", lexicon, bundled_embedder())
    alone = proofs_of([1], texts, ["en", "en"])[0]
    after = proofs_of([0, 1], texts, ["en", "en"])[1]
    assert "name" in faults(said, alone, lexicon)
    assert "name" not in faults(said, after, lexicon)
