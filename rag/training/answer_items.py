"""Questions with the sentence that answers them and the words of it that do, to learn from."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.article import Interval
from rag.choosing import Asked, met_words
from rag.datasets import Rows, read_json_lines, read_text
from rag.embedding import bundled_embedder
from rag.errors import ArticleError
from rag.evaluation import spoken_in
from rag.languages import HAN, LANGUAGES, Language
from rag.lexical import Lexicon, build_lexicon, match_question
from rag.pointing import Text, point
from rag.questions import Wanted, question_kind, wanted
from rag.runs import CLASSES, Array, Layout, Met, boundary_features, layout_of
from rag.sentences import sentence_intervals

# Signs and articles, which scoring does not count (see rag/scoring.py).
_IDLE = [
    CLASSES.index(name) for name in ("determiner", "comma", "open", "close", "stop", "bracket")
]


@dataclass(frozen=True, slots=True)
class Item:
    """A question in one language, a sentence in one, the short answer, what the question met.

    `article` is empty for a question row, which belongs to no article. `pointed` is what the
    network says of the sentence's runs.
    """

    article: str
    asked: Asked
    want: Wanted
    text: str
    language: Language
    gold: str
    met: tuple[Met, ...]
    pointed: Array | None = None


@dataclass(frozen=True, slots=True)
class Described:
    """An item as numbers: its tokens, its possible runs, and how good an answer each run is.

    `held` is what a run holds, an index into the bits of a number; `worth` is the F1 of its tokens.
    """

    want: Wanted
    language: Language
    first: Array
    last: Array
    inside: Array
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    held: NDArray[np.int64]
    worth: NDArray[np.float64]


def article_items(row: Mapping[str, Any]) -> Iterator[Item]:
    """Yield each question of an article in all its pairs of languages."""
    for language in spoken_in(row["sentences"][0]):
        sentences = [sentence[language] for sentence in row["sentences"]]
        lexicon = _lexicon(sentences, language)
        for entry in row["questions"]:
            gold = entry["answer"][language]
            texts = [sentences[index] for index in entry["sentence"]]
            text = next((text for text in texts if gold in text), "")
            if text:
                for spoken in spoken_in(entry):
                    item = str(row["id"]), entry[spoken], spoken, text, language, gold
                    yield _item(*item, lexicon)


def question_rows(path: Path) -> Rows:
    """Return the question rows of a file that say their answer; raise ArticleError without any."""
    rows = [row for row in read_json_lines(path, read_text(path)) if _is_question(row)]
    if not rows:
        raise ArticleError(
            f"'{path}' holds no rows with 'lang', 'question', 'passage' and 'answer'. Give some."
        )
    return rows


def _is_question(row: dict[str, Any]) -> bool:
    said = (row.get(key) for key in ("question", "passage", "answer"))
    told = all(isinstance(text, str) and text.strip() for text in said)
    return told and row.get("lang") in LANGUAGES and row["answer"].strip() in row["passage"]


def question_items(rows: Rows, count: int, seed: int) -> Iterator[Item]:
    """Yield a sample of question rows, each with the first sentence that holds its answer."""
    for row in random.Random(seed).sample(rows, min(count, len(rows))):
        language, gold, passage = row["lang"], row["answer"].strip(), row["passage"]
        pieces = (place.of(passage) for place in sentence_intervals(passage, language))
        text = next((piece for piece in pieces if gold in piece), "")
        # An answer set before a dash is a heading, not a sentence.
        if text and not text.startswith(f"{gold} —"):
            lexicon = _lexicon([text], language)
            yield _item("", row["question"], language, text, language, gold, lexicon)


def _lexicon(texts: Sequence[str], language: Language) -> Lexicon:
    return build_lexicon(texts, [language] * len(texts), bundled_embedder())


def _item(
    article: str,
    question: str,
    spoken: Language,
    text: str,
    language: Language,
    gold: str,
    lexicon: Lexicon,
) -> Item:
    kind = question_kind(question, spoken)
    matches = match_question(question, spoken, lexicon, bundled_embedder())
    asked = Asked(question, spoken, kind, matches)
    met = met_words(asked, text, language, lexicon)
    want = wanted(question, kind, spoken)
    bare = Asked(question, spoken, kind)
    # What the network says counts where thresholds are chosen, which is on articles alone.
    runs = point(asked, [Text(text, language)], lexicon)[0].runs if article else None
    return Item(article, bare, want, text, language, gold, tuple(met), runs)


def describe(item: Item) -> Described | None:
    """Return an item as numbers, or None where no run of its sentence could be an answer."""
    layout = layout_of(item.text, item.language)
    if not layout.possible.any():
        return None
    starts, more = np.nonzero(layout.possible)
    bits = layout.held[starts, more] @ (1 << np.arange(layout.held.shape[2]))
    return Described(
        item.want,
        item.language,
        *boundary_features(layout, item.met),
        starts,
        starts + more,
        bits.astype(np.int64),
        run_worths(item, layout)[starts, more],
    )


def run_worths(item: Item, layout: Layout) -> NDArray[np.float64]:
    """Return how good an answer each run is: the F1 of its tokens, Chinese sign by sign."""
    return worths_of(item.text, item.language, item.gold, layout)


def worths_of(text: str, language: Language, gold: str, layout: Layout) -> NDArray[np.float64]:
    """Return the same of a text that holds the short answer, by its layout."""
    begin = text.index(gold)
    wanted_place = Interval(begin, begin + len(gold))
    weights = 1.0 - layout.classes[:, _IDLE].max(axis=1).astype(np.float64)
    if language == "zh":
        said = (text[start:end] for start, end in layout.places)
        weights *= [max(1, len(HAN.findall(word))) for word in said]
    overlaps = (layout.places[:, 0] < wanted_place.end) & (layout.places[:, 1] > wanted_place.start)
    sizes = np.concatenate([[0.0], np.cumsum(weights)])
    hits = np.concatenate([[0.0], np.cumsum(weights * overlaps)])
    count, longest = layout.possible.shape
    starts = np.arange(count)[:, None]
    ends = np.minimum(starts + np.arange(longest)[None, :] + 1, count)
    total = sizes[ends] - sizes[starts] + hits[-1]
    worths: NDArray[np.float64] = 2 * (hits[ends] - hits[starts]) / np.maximum(total, 1e-9)
    return worths
