"""The score of the check, fitted: weights, thresholds, and which claims they see."""

import json
import math
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="the weights are fitted with torch")

from test_altering import OTHER, ROW

from rag.altering import Alteration, Claim
from rag.checking import Case, cases_of
from rag.faults import faults
from rag.languages import Language
from rag.support import measures, score_of
from rag.training import support
from rag.training.support import Item, faultless, fit, fitted, thresholds

MEASURES = ("cover", "clause", "clause_met", "cosine", "clause_cosine", "astray")
# With one measure that parts true from unsupported, the logit of either is half its weight, and
# the loss, log(1 + exp(-w / 2)) + 0.002 w², is least here.
PARTING = 5.981


def item(
    kind: Alteration, *, language: Language = "en", edition: Language = "it", **seen: float
) -> Item:
    """Make a claim of which these measures were taken, and the others are nought."""
    claim = Claim(kind, "", language, "mill", 0, edition)
    return dict.fromkeys(MEASURES, 0.0) | {"constant": 1.0} | seen, claim


def scored(kind: Alteration, score: float, edition: Language) -> Item:
    """Make a claim in English whose score under the weight 1 of its cover is known."""
    return item(kind, edition=edition, cover=math.log(score / (1 - score)))


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    """Return the claims that two small articles give, true and altered."""
    return list(cases_of([ROW, OTHER]))


def test_the_weight_that_parts_is_where_its_loss_is_least() -> None:
    """And what tells nothing weighs nothing."""
    weights = fit([item("translated", cover=1.0), item("clause")])
    assert weights["cover"] == pytest.approx(PARTING, abs=0.01)
    assert weights["constant"] == pytest.approx(-PARTING / 2, abs=0.01)
    rest = [weights[name] for name in MEASURES if name != "cover"]
    assert rest == pytest.approx([0.0] * 5, abs=0.01)
    slope = -0.5 / (1 + math.exp(PARTING / 2)) + 2 * 0.002 * PARTING
    assert slope == pytest.approx(0.0, abs=1e-4)


def test_a_set_counts_as_balanced() -> None:
    """However many of the claims are unsupported."""
    weights = fit([item("translated", cover=1.0), *[item("clause")] * 7])
    assert weights["cover"] == pytest.approx(PARTING, abs=0.01)
    assert weights["constant"] == pytest.approx(-PARTING / 2, abs=0.01)


def test_words_that_stand_astray_count_against_a_claim() -> None:
    """Their weight is negative."""
    weights = fit([item("translated"), item("clause", astray=1.0)])
    assert weights["astray"] == pytest.approx(-PARTING, abs=0.01)
    assert weights["constant"] == pytest.approx(PARTING / 2, abs=0.01)


def test_no_measure_counts_the_wrong_way() -> None:
    """Where more of it goes with what is unsupported, it is left out instead."""
    weights = fit([item("translated"), item("clause", cover=1.0)])
    assert weights["cover"] == 0.0
    assert all(weights[name] >= 0 for name in MEASURES[:-1])
    assert weights["astray"] <= 0


def test_thresholds_leave_out_what_they_should() -> None:
    """Nine in ten of what is unsupported within a language; seven in a hundred of what is true."""
    scores = [place / 10 for place in range(1, 10)]
    items = [
        *(scored("clause", score, "en") for score in scores[:5]),
        *(scored("citation", score, "en") for score in scores[5:]),
        *(scored("translated", score, "it") for score in scores[:5]),
        *(scored("framed", score, "it") for score in scores[5:]),
        # What is true within a language, what is not across two, and other faults tell nothing.
        *(scored("as it stands", 0.99, "en") for _ in scores),
        *(scored("clause", 0.01, "it") for _ in scores),
        *(scored("number", 0.99, "en") for _ in scores),
    ]
    assert thresholds(items, {"cover": 1.0}) == {"same": 0.82, "across": 0.156}


def test_what_does_not_agree_is_not_fitted_on(cases: list[Case]) -> None:
    """Numbers, dates, names and roles are looked at before; a denial may stay across languages."""
    seen = {claim.kind for case in cases for _, claim in faultless(case)}
    assert not seen & {"number", "date", "name", "role"}
    assert {"translated", "framed", "clause"} <= seen
    altered = next(case for case in cases if case.claim.kind == "number")
    assert faultless(altered) == []


def test_a_claim_is_measured_against_its_best_proof(cases: list[Case]) -> None:
    """Of those with which everything agrees."""
    case = next(each for each in cases if each.claim.kind == "translated")
    ((seen, claim),) = faultless(case)
    assert claim is case.claim
    agreeing = [proof for proof in case.proofs if not faults(case.said, proof, case.lexicon)]
    tried = [
        measures(case.said, proof, case.lexicon, support.bundled_embedder()) for proof in agreeing
    ]
    assert seen in tried
    assert seen["clause"] + seen["cosine"] == max(each["clause"] + each["cosine"] for each in tried)


def test_two_articles_give_a_model(cases: list[Case]) -> None:
    """Its weights part what is true from what is unsupported, and its thresholds lie between."""
    model = fitted([ROW, OTHER])
    assert set(model["weights"]) == {*MEASURES, "constant"}
    assert model["weights"]["astray"] == pytest.approx(-3.461, abs=0.05)
    assert model["threshold"] == pytest.approx({"same": 0.399, "across": 0.267}, abs=0.02)
    items = [each for case in cases for each in faultless(case)]
    assert model["threshold"] == thresholds(items, model["weights"])
    across = [
        score_of(seen, model["weights"])
        for seen, claim in items
        if claim.holds and claim.language != claim.edition
    ]
    passed = [score >= model["threshold"]["across"] for score in across]
    assert (len(passed), sum(passed)) == (30, 27)


def test_the_command_writes_the_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the articles at even places of the sorted ids alone."""
    others = [{**OTHER, "id": name} for name in ("a", "c")]
    rows = [{**row, "questions": [], "unanswerable": []} for row in (ROW, *others)]
    given = tmp_path / "set.jsonl"
    given.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    monkeypatch.setattr(support, "files", lambda package: tmp_path / package)
    monkeypatch.setattr("sys.argv", ["support", str(given)])
    asked: list[list[str]] = []

    def fit_on(rows: list[dict[str, str]]) -> dict[str, dict[str, float]]:
        asked.append([row["id"] for row in rows])
        return {"weights": {"cover": 1.0}, "threshold": {"same": 0.5}}

    monkeypatch.setattr(support, "fitted", fit_on)
    (tmp_path / "rag").mkdir()
    support.main()
    assert asked == [["a", "mill"]]
    assert (tmp_path / "rag" / "support.json").read_text("utf-8") == (
        '{\n "weights": {\n  "cover": 1.0\n },\n "threshold": {\n  "same": 0.5\n }\n}\n'
    )
