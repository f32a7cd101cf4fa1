"""Questions over articles, described as the reader sees them, with the sentences that answer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.alignment import align_article
from rag.candidates import POINTED, Candidates, read_candidates
from rag.collection import lay_out
from rag.comparing import Comparison, compare
from rag.embedding import bundled_embedder
from rag.evaluation import article_of, evidence_places, spoken_in
from rag.features import ranking_features, weigh
from rag.languages import Language
from rag.library import Library
from rag.questions import question_kind
from rag.retrieval import retriever_over


@dataclass(frozen=True, slots=True)
class Case:
    """One question over one article, in one setting of languages.

    `gold` are the sentences that answer, `answers` the short answers by language; an `off_topic`
    question is about another article.
    """

    article: str
    setting: str
    spoken: Language
    compared: Comparison
    gold: tuple[int, ...]
    ranking: dict[str, NDArray[np.float32]]
    answers: Mapping[Language, str] = field(default_factory=dict)
    off_topic: bool = False


@dataclass(frozen=True, slots=True)
class PointedCase(Case):
    """A case with what the network says of the sentences that rank highest."""

    candidates: Candidates = field(kw_only=True)


def pointed(case: Case, first: Mapping[str, float]) -> PointedCase:
    """Let the network read the sentences that rank highest by the first weights."""
    candidates = read_candidates(case.compared, case.ranking, weigh(case.ranking, first))
    own = {each.name: getattr(case, each.name) for each in fields(Case)}
    feature = candidates.ranking_feature(len(case.compared.formed))
    own["ranking"] = {**case.ranking, POINTED: feature}
    return PointedCase(**own, candidates=candidates)


def article_cases(row: dict[str, Any], languages: Sequence[Language]) -> Iterator[Case]:
    """Yield every question of an article, in all its languages, over some of its editions."""
    embedder = bundled_embedder()
    article = article_of(row, languages)
    aligned = align_article(article, embedder)
    collection = lay_out([aligned])
    retriever = retriever_over(collection, embedder)
    places = evidence_places(row, article, Library([aligned], retriever))
    parts = ("questions", "unanswerable", "offtopic")
    asked = [(part, entry) for part in parts for entry in row.get(part, ())]
    for part, entry in asked:
        named = [places[number] for number in entry.get("sentence", ())]
        gold = tuple(
            index
            for index, unit in enumerate(collection.sentences.entries)
            for place in named
            if unit.versions[languages[0]].overlaps(place)
        )
        for spoken in spoken_in(entry):
            question = entry[spoken]
            kind = question_kind(question, spoken)
            evidence = retriever.gather(question, spoken)
            compared = compare(question, spoken, kind, evidence, collection)
            yield Case(
                article=str(row["id"]),
                setting="".join(languages),
                spoken=spoken,
                compared=compared,
                gold=gold,
                ranking=ranking_features(compared),
                answers=entry.get("answer", {}),
                off_topic=part == "offtopic",
            )
