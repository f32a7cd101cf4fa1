"""The table that tells Italian from English: log odds of letter n-grams, from parallel text.

python -m rag.training.ngrams --data DIR --output rag/ngrams.json
"""

import argparse
import json
import math
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from rag.languages import word_ngrams
from rag.training.corpus import read_rows
from rag.training.pairs import TrainingDataError

# Prose whose two columns hold the same content, so that topic tells nothing.
SOURCES = tuple(
    [
        "stsb_train_parallel",
        "tatoeba_it-en",
        "opensource_guide",
        "sdg",
        "bitcoin_org",
        "gnome_user_docs",
    ]
)
KEPT = 1000
WORD = re.compile(r"[^\W\d_]+")


def count_ngrams(texts: Iterable[str]) -> Counter[str]:
    """Count the letter n-grams of the words of some texts."""
    return Counter(
        gram for text in texts for word in WORD.findall(text.lower()) for gram in word_ngrams(word)
    )


def log_odds(italian: Mapping[str, int], english: Mapping[str, int]) -> dict[str, float]:
    """Return how much more an n-gram speaks for Italian (above 0) than for English (below)."""
    totals = sum(italian.values()), sum(english.values())
    return {
        gram: math.log((italian.get(gram, 0) + 0.5) / totals[0])
        - math.log((english.get(gram, 0) + 0.5) / totals[1])
        for gram in sorted(italian.keys() | english.keys())
    }


def telling_ngrams(
    italian: Mapping[str, int], english: Mapping[str, int], kept: int = KEPT
) -> dict[str, float]:
    """Keep the n-grams that tell most: strong odds, weighed by the root of their frequency."""
    odds = log_odds(italian, english)

    def worth(gram: str) -> float:
        return abs(odds[gram]) * math.sqrt(italian.get(gram, 0) + english.get(gram, 0))

    best = sorted(odds, key=lambda gram: (-worth(gram), gram))[:kept]
    return {gram: round(odds[gram], 2) for gram in sorted(best)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Count the n-grams of the sources and write the table."""
    parser = argparse.ArgumentParser(prog="python -m rag.training.ngrams", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of *.jsonl.gz sources")
    parser.add_argument("--output", type=Path, required=True, help="the ngrams.json to write")
    options = parser.parse_args(arguments)
    counts = {"it": Counter[str](), "en": Counter[str]()}
    try:
        for source in SOURCES:
            for row in read_rows(options.data / f"{source}.jsonl.gz"):
                if "it" in row and "en" in row:
                    for language, count in counts.items():
                        count.update(count_ngrams([str(row[language])]))
    except TrainingDataError as error:
        sys.stderr.write(f"error: {error}\n")
        return 1
    table = telling_ngrams(counts["it"], counts["en"])
    options.output.write_text(
        json.dumps(table, ensure_ascii=False, separators=(",", ":")), encoding="utf-8"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
