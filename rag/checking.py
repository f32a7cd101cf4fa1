"""The check of generated sentences, measured: what it catches, and what it passes."""

import json
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.altering import TRUE, Claim, claims_of
from rag.cancelling import Cancellation
from rag.datasets import Rows
from rag.embedding import bundled_embedder
from rag.errors import ArticleError
from rag.evaluation import article_of
from rag.faults import Proof, Statement, proofs_of
from rag.languages import LANGUAGES, Language
from rag.lexical import Lexicon, build_lexicon
from rag.passages import build_passages
from rag.prompting import Messages
from rag.scoring import mean
from rag.support import Support, statement_of
from rag.translating import Translator


@dataclass(frozen=True, slots=True)
class Checked:
    """A claim and what the check makes of it; `passage` are the sentences it was checked with."""

    claim: Claim
    support: Support
    passage: tuple[str, ...]

    @property
    def right(self) -> bool:
        """Tell whether a true claim was passed, or an altered one caught."""
        return self.support.holds == self.claim.holds

    @property
    def pair(self) -> str:
        """Return the languages of the claim and of its proof: 'it>zh'."""
        return f"{self.claim.language}>{self.claim.edition}"


@dataclass(frozen=True, slots=True)
class Case:
    """A claim, ready to be checked: looked up, with the sentences of the passage that it cites."""

    claim: Claim
    said: Statement
    proofs: tuple[Proof, ...]
    lexicon: Lexicon


@dataclass(frozen=True, slots=True)
class KnownTranslations:
    """The translations that a set itself has, given as a language model gives its own."""

    told: dict[str, str]
    name: str = ""
    host: str = ""
    address: str = ""

    def stream(self, messages: Messages) -> Iterator[str]:
        """Yield the translation of the sentence that is asked for, or nothing."""
        asked = re.sub("^<passage>|</passage>$", "", messages[-1]["content"])
        yield self.told.get(asked, "")

    def until(self, cancellation: Cancellation) -> "KnownTranslations":
        """Return the same: nothing is waited for."""
        return self


def check_rows(
    rows: Rows, paraphrases: Sequence[dict[str, Any]] = (), *, translated: bool = False
) -> Iterator[Checked]:
    """Check the claims of some articles; `translated` as where a model translates faithfully."""
    told = {language: _translations(rows, language) if translated else {} for language in LANGUAGES}
    for case in cases_of(rows, paraphrases):
        reader = case.claim.language
        translator = Translator(KnownTranslations(told[reader]), reader, case.lexicon)
        support = translator.check(case.claim.text, case.proofs)
        yield Checked(case.claim, support, tuple(proof.text for proof in case.proofs))


def _translations(rows: Rows, reader: Language) -> dict[str, str]:
    """Return what each sentence of the set is in a language, by what it is in the others."""
    return {
        sentence[language]: sentence[reader]
        for row in rows
        for sentence in row["sentences"]
        for language in LANGUAGES
        if language != reader
    }


def cases_of(rows: Rows, paraphrases: Sequence[dict[str, Any]] = ()) -> Iterator[Case]:
    """Yield a claim of each kind for each article and pair of languages, and all paraphrases."""
    for place, row in enumerate(rows):
        others = [rows[(place + step) % len(rows)] for step in (1, 3)]
        said: dict[Language, list[Claim]] = {edition: [] for edition in LANGUAGES}
        for claim in [*_one_of_each(row, others), *_paraphrased(row, paraphrases)]:
            said[claim.edition].append(claim)
        for edition, claims in said.items():
            yield from _cases(row, edition, claims)


def read_paraphrases(path: Path) -> list[dict[str, Any]]:
    """Read JSON lines with 'id', 'sentence', 'language', 'text'; raise ArticleError."""
    try:
        lines = path.read_text("utf-8").splitlines()
        entries = [json.loads(line) for line in lines if line.strip()]
        return [entry for entry in entries if entry["id"] and entry["text"] and entry["language"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ArticleError(f"'{path}' holds no paraphrases: {error!r}. Give JSON lines.") from error


def _one_of_each(row: dict[str, Any], others: Rows) -> list[Claim]:
    chosen: dict[tuple[str, str, str], Claim] = {}
    claims = sorted(
        claims_of(row, others), key=lambda each: zlib.crc32(f"{each.text}{each.edition}".encode())
    )
    for claim in claims:
        chosen.setdefault((claim.kind, claim.language, claim.edition), claim)
    return list(chosen.values())


def _paraphrased(row: dict[str, Any], paraphrases: Sequence[dict[str, Any]]) -> Iterator[Claim]:
    for entry in paraphrases:
        if entry["id"] == row["id"]:
            for edition in LANGUAGES:
                yield Claim("paraphrased", entry["text"], entry["language"], entry["id"],
                            entry["sentence"], edition)  # fmt: skip


def _cases(row: dict[str, Any], edition: Language, claims: Sequence[Claim]) -> Iterator[Case]:
    article = article_of(row, [edition])
    passages = build_passages(article.id, article.original)
    texts = [
        [sentence.of(article.original.text) for sentence in passage.sentences]
        for passage in passages
    ]
    flat = [text for passage in texts for text in passage]
    lexicon = build_lexicon(flat, [edition] * len(flat), bundled_embedder())
    for claim in claims:
        cited = row["sentences"][claim.cited][edition]
        passage = next((each for each in texts if any(text in cited for text in each)), texts[0])
        first = flat.index(passage[0])
        rows = range(first, first + len(passage))
        proofs = proofs_of(rows, flat, [edition] * len(flat))
        said = statement_of(claim.text, claim.language, lexicon, bundled_embedder())
        yield Case(claim, said, proofs, lexicon)


def checked_rows(checked: Sequence[Checked], by: str) -> list[dict[str, Any]]:
    """Return a row a 'kind' of claim, or a 'pair' of languages, with what share was right."""
    groups: dict[str, list[Checked]] = {}
    for each in checked:
        groups.setdefault(each.claim.kind if by == "kind" else each.pair, []).append(each)
    order: tuple[str, ...] = TRUE
    ordered = sorted(groups, key=lambda key: (order.index(key) if key in order else 9, key))
    rows = [{by: key, **_rates(groups[key])} for key in ordered]
    if by == "pair":
        for name, same in (("one language", True), ("two languages", False)):
            own = [each for each in checked if (each.pair[:2] == each.pair[3:]) == same]
            rows += [{by: name, **_rates(own)}] if own else []
    return [*rows, {by: "all", **_rates(checked)}]


def _rates(checked: Sequence[Checked]) -> dict[str, Any]:
    true = [each.right for each in checked if each.claim.holds]
    altered = [each.right for each in checked if not each.claim.holds]
    # As ALCE counts them: of the citations that remain, those that support their sentence
    # (precision); of the sentences that are true to a citation, those that keep it (recall).
    kept = [each.claim.holds for each in checked if each.support.holds]
    figures = {
        "true": len(true),
        "passed": mean(true),
        "altered": len(altered),
        "caught": mean(altered),
    }
    both = bool(true and altered)
    return {
        **figures,
        "precision": mean(kept) if both else None,
        "recall": mean(true) if both else None,
    }
