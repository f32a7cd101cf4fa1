"""What `tests/peers.py` runs, each in a process of its own: it ends with one line of JSON.

`prepare FOLDER QUESTIONS HALF` lays out articles, passages and questions; `build`, `ask` and
`recall`, each with `FOLDER SYSTEM`, measure one library over them.
"""

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

from peers_systems import SYSTEMS, System

# Passages asked for at a time; questions asked in one process once it is warm, after so many more.
_LIMIT, _ASKED, _WARMING = 10, 60, 5
# Of the wordings of questions, which come in three languages in turn, every so manyth is looked up.
_EVERY = 4


def prepare(folder: Path, questions: str, half: str) -> dict[str, Any]:
    """Write each edition as an article of its own, its passages, and the questions about them."""
    from rag.embedding import BUNDLED_MODEL
    from rag.evaluation import article_of, half_of, read_questions, spoken_in
    from rag.passages import build_passages
    from rag.readers import read_article

    rows = read_questions(Path(questions))
    rows = half_of(rows, "odd") if half == "odd" else rows
    passages: list[dict[str, str]] = []
    asked: list[dict[str, Any]] = []
    (folder / "articles").mkdir()
    for row in rows:
        found: dict[str, list[dict[str, str]]] = {}
        for language in spoken_in(row["sentences"][0]):
            edition = article_of(row, [language]).original
            path = folder / "articles" / f"{row['id']}-{language}.md"
            title = json.dumps(edition.title, ensure_ascii=False)
            head = f"---\ntitle: {title}\nlanguage: {language}\n---\n\n"
            path.write_text(head + edition.text + "\n", "utf-8")
            article = read_article(path)
            text = article.original.text
            found[language] = [
                {"reference": each.reference, "language": language,
                 "text": text[each.start : each.end]}
                for each in build_passages(article.id, article.original)
            ]  # fmt: skip
            passages += found[language]
        asked += questions_of(row, found)
    held = {"model": str(BUNDLED_MODEL), "passages": passages, "questions": asked}
    (folder / "held.json").write_text(json.dumps(held, ensure_ascii=False), "utf-8")
    return {"articles": len(rows), "passages": len(passages), "questions": len(asked)}


def questions_of(row: dict[str, Any], found: dict[str, Any]) -> list[dict[str, Any]]:
    """Return each wording of a row's questions with the passages that are right, by language."""
    asked = []
    for entry in row["questions"]:
        proofs = [row["sentences"][index] for index in entry["sentence"]]
        for spoken in [language for language in found if language in entry]:
            right = {
                language: [
                    each["reference"]
                    for each in passages
                    if any(proof[language] in each["text"] for proof in proofs)
                ]
                for language, passages in found.items()
                if language != spoken
            }
            asked.append({"text": entry[spoken], "right": right})
    return asked


def ask(system: System, index: Path, held: dict[str, Any], began: float, turn: int) -> Any:
    """Time the first result since the process was asked for, its memory, and questions after it."""
    questions = held["questions"]
    asked = [questions[(turn + place * 37) % len(questions)]["text"] for place in range(_ASKED + 1)]
    system.open(index)
    first = system.ask(asked[0], _LIMIT)
    cold = time.time() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if not first and not type(system).__name__.endswith("Answers"):
        raise RuntimeError("nothing was found")
    for question in questions[:_WARMING]:
        system.ask(question["text"], _LIMIT)
    times = []
    for text in asked[1:]:
        start = time.perf_counter()
        system.ask(text, _LIMIT)
        times.append(1000 * (time.perf_counter() - start))
    return {"cold": cold, "memory": memory, "times": times}


def recall(system: System, index: Path, held: dict[str, Any]) -> dict[str, float]:
    """Count how often the nearest is right: of all in a language, and of the one article."""
    system.open(index)
    asked = of_all = of_article = 0
    for question in held["questions"][::_EVERY]:
        for language, right in question["right"].items():
            article = right[0].partition("#")[0]
            nearest = system.nearest(question["text"], article, language)
            asked += 1
            of_all += nearest[0] in right
            of_article += nearest[1] in right
    return {"asked": asked, "of_all": of_all / asked, "of_article": of_article / asked}


def main() -> None:
    """Do what is named."""
    step, folder, *rest = sys.argv[1:]
    if step == "prepare":
        print(json.dumps(prepare(Path(folder), *rest)))
        return
    name, *rest = rest
    held = json.loads((Path(folder) / "held.json").read_text("utf-8"))
    languages = {each["reference"]: each["language"] for each in held["passages"]}
    system = SYSTEMS[name](held["model"], languages)
    index = Path(folder) / ("ponte" if name.startswith("ponte") else name)
    if step == "build":
        print(json.dumps(system.build(held["passages"], index)))
    elif step == "ask":
        print(json.dumps(ask(system, index, held, float(rest[0]), int(rest[1]))))
    elif step == "recall":
        print(json.dumps(recall(system, index, held)))


if __name__ == "__main__":
    main()
