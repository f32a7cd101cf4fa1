"""Which sentence of one edition says what a sentence of another says."""

from collections.abc import Sequence
from dataclasses import dataclass

from rag.article import Article, Edition, Interval
from rag.embedding import Embedder
from rag.languages import Language
from rag.linking import Link, align
from rag.passages import Passage, build_passages
from rag.sentences import sentence_intervals


@dataclass(frozen=True, slots=True)
class AlignedSentence:
    """A sentence of the original and what each edition says in its place.

    `number` counts from 1 within the passage; `versions` holds the original's interval too, and no
    entry for an edition that leaves the sentence out.
    """

    passage: int
    number: int
    versions: dict[Language, Interval]


@dataclass(frozen=True, slots=True)
class AlignedArticle:
    """An article cut into the passages of its original, its other editions aligned with them."""

    article: Article
    passages: tuple[Passage, ...]
    sentences: tuple[AlignedSentence, ...]

    def passage_versions(self) -> dict[int, dict[Language, Interval]]:
        """Return what each edition says in the place of each passage, by number and language."""
        found: dict[int, dict[Language, Interval]] = {}
        for sentence in self.sentences:
            versions = found.setdefault(sentence.passage, {})
            for language, said in sentence.versions.items():
                start = versions[language].start if language in versions else said.start
                versions[language] = Interval(start, said.end)
        return found

    def passage_in(self, number: int, language: Language) -> tuple[Language, Interval]:
        """Return where a passage stands in a language, or in the original if it has no such one."""
        versions = self.passage_versions()[number]
        spoken = language if language in versions else self.article.original.language
        return spoken, versions[spoken]


def align_article(article: Article, embedder: Embedder) -> AlignedArticle:
    """Cut an article into passages and align the sentences of its editions with the original's."""
    passages = build_passages(article.id, article.original)
    originals = [
        AlignedSentence(passage.number, number, {passage.language: sentence})
        for passage in passages
        for number, sentence in enumerate(passage.sentences, start=1)
    ]
    for edition in article.editions[1:]:
        originals = _with_edition(originals, article, edition, embedder)
    return AlignedArticle(article, passages, tuple(originals))


def passages_around(aligned: AlignedArticle, numbers: Sequence[int], beside: int) -> AlignedArticle:
    """Return an article with only some passages, and as many beside each."""
    kept = {each for number in numbers for each in range(number - beside, number + beside + 1)}
    return AlignedArticle(
        aligned.article,
        tuple(passage for passage in aligned.passages if passage.number in kept),
        tuple(sentence for sentence in aligned.sentences if sentence.passage in kept),
    )


def _with_edition(
    sentences: Sequence[AlignedSentence], article: Article, edition: Edition, embedder: Embedder
) -> list[AlignedSentence]:
    original = article.original
    source = [sentence.versions[original.language] for sentence in sentences]
    target = [
        sentence
        for passage in build_passages(article.id, edition)
        for sentence in passage.sentences
    ]
    versions = [dict(sentence.versions) for sentence in sentences]
    for link in _links(article, edition, source, target, embedder):
        if link.target:
            said = Interval(target[link.target[0]].start, target[link.target[-1]].end)
            for index in link.source:
                versions[index][edition.language] = said
    return [
        AlignedSentence(sentence.passage, sentence.number, version)
        for sentence, version in zip(sentences, versions, strict=True)
    ]


def _links(
    article: Article,
    edition: Edition,
    source: Sequence[Interval],
    target: Sequence[Interval],
    embedder: Embedder,
) -> tuple[Link, ...]:
    if _paragraph_sizes(article.original) == _paragraph_sizes(edition):
        return tuple(Link((index,), (index,)) for index in range(len(source)))
    said = [interval.of(article.original.text) for interval in source]
    translated = [interval.of(edition.text) for interval in target]
    return align(
        embedder.encode_passages(said),
        embedder.encode_passages(translated),
        [len(text) for text in said],
        [len(text) for text in translated],
    )


def _paragraph_sizes(edition: Edition) -> list[int]:
    return [
        len(sentence_intervals(edition.text, edition.language, paragraph))
        for paragraph in edition.paragraphs
    ]
