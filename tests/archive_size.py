"""What an archive costs: `python tests/archive_size.py 1000`, of so many articles.

They are the texts of the news test set in one of its languages, with numbers of their own. Times
are of the processor, all processes together: a busy machine leaves them as they are.
"""

import gc
import json
import os
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.languages import LANGUAGES, Language

# Whoever reads for an archive imports this file too, and asks nothing.
if TYPE_CHECKING:
    from rag.archive_library import ArchiveLibrary

TEXTS = Path(__file__).parent / "questions" / "news.test.jsonl"
COUNT = 90
_MEGABYTE = 1_000_000


def written(row: dict[str, Any], language: Language, chance: random.Random) -> str:
    """Return an article with other numbers, as many digits long."""
    paragraphs: dict[int, list[str]] = {}
    for sentence in row["sentences"]:
        paragraphs.setdefault(sentence["p"], []).append(sentence[language])
    space = "" if language == "zh" else " "
    text = "\n\n".join(space.join(said) for said in paragraphs.values())
    other = re.sub(r"\d", lambda _: str(chance.randrange(1, 10)), text)
    title = json.dumps(row["title"][language], ensure_ascii=False)
    return f"---\ntitle: {title}\nlanguage: {language}\ndate: {row['date']}\n---\n\n{other}\n"


def write_articles(rows: list[dict[str, Any]], count: int, folder: Path) -> None:
    """Write so many articles, the same every time."""
    chance = random.Random(1)
    for place in range(count):
        row, language = rows[place % len(rows)], chance.choice(LANGUAGES)
        (folder / f"{place:06d}.md").write_text(written(row, language, chance), "utf-8")


def processor_seconds() -> float:
    """Return the time that this process and those it has waited for have worked."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def ask(library: "ArchiveLibrary", rows: list[dict[str, Any]]) -> None:
    """Print how long questions take, after one in each language."""
    asked = [entry[code] for row in rows for entry in row["questions"][:1] for code in LANGUAGES]
    times = []
    for place, question in enumerate(asked[: COUNT + len(LANGUAGES)]):
        began = time.process_time()
        library.ask(question)
        times.append(1000 * (time.process_time() - began) if place >= len(LANGUAGES) else 0.0)
    taken = sorted(times[len(LANGUAGES) :])
    late = taken[int(len(taken) * 0.95)]
    print(f"{len(taken)} questions: median {statistics.median(taken):.0f} ms, p95 {late:.0f} ms")


def cold(archive: Path, question: str) -> None:
    """Print how long one question takes as a command of its own."""
    run = [sys.executable, "-c", "from rag.cli import run; run()", "ask", "--index", str(archive)]
    before = processor_seconds()
    subprocess.run([*run, question], stdout=subprocess.DEVNULL, check=True)
    print(f"ponte ask, cold: {processor_seconds() - before:.2f} s")


def main() -> None:
    """Build an archive, open it, and ask it."""
    # As the command line does, before NumPy is imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from rag.archive_opening import open_archive
    from rag.archiving import build_archive

    rows = [json.loads(line) for line in TEXTS.read_text("utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as name:
        folder, archive = Path(name) / "articles", Path(name) / "archive"
        folder.mkdir()
        write_articles(rows, int(sys.argv[1]), folder)
        before = processor_seconds()
        built = build_archive([folder], archive)
        taken = processor_seconds() - before
        size = sum(path.stat().st_size for path in archive.rglob("*") if path.is_file())
        print(f"{built.articles:,} articles, {built.passages:,} passages: built in {taken:.0f} s "
              f"({built.passages / taken:,.0f} passages a second), "
              f"{size / _MEGABYTE:.0f} MB on the disk")  # fmt: skip
        cold(archive, rows[0]["questions"][0]["it"])
        began = time.process_time()
        library = open_archive(archive)
        print(f"opened in {time.process_time() - began:.2f} s")
        # As the server does when it has started.
        gc.collect()
        gc.freeze()
        ask(library, rows)
    print(f"memory at most: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
