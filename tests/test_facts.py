"""Where numbers and names stand: exchanged, they stand around other words."""

import pytest

from rag.embedding import bundled_embedder
from rag.facts import astray
from rag.faults import kinship, proofs_of
from rag.lexical import build_lexicon
from rag.support import statement_of

PROOF = "The mill at Valmare ground 90 sacks, and the tower of Montelupo held 40 large bells."


def strayed(said: str, proof: str = PROOF) -> float:
    """Return how far the numbers and names of a sentence stand from where the proof has them."""
    lexicon = build_lexicon([proof], ["en"], bundled_embedder())
    statement = statement_of(said, "en", lexicon, bundled_embedder())
    (own,) = proofs_of([0], [proof], ["en"])
    return astray(statement, own, kinship(statement, own, lexicon), lexicon)


@pytest.mark.parametrize(
    "said",
    [
        "The mill at Valmare ground 40 sacks, and the tower of Montelupo held 90 large bells.",
        "The mill at Montelupo ground 90 sacks, and the tower of Valmare held 40 large bells.",
    ],
)
def test_two_that_changed_places_are_astray(said: str) -> None:
    """Each stands where the other belongs."""
    assert strayed(said) > strayed(PROOF)
    assert strayed(said) > 0.34


@pytest.mark.parametrize(
    "said", [PROOF, "The tower of Montelupo held 40 large bells.", "Bees make honey.", ""]
)
def test_what_stands_in_its_place_is_not(said: str) -> None:
    """Nor what has no numbers and names."""
    assert strayed(said) == 0.0
