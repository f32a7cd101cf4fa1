"""Archives are built from whatever lies in a folder; the old one works until the new one does."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from files import PAGE, docx_file, epub_file, pdf_file, scan_file, xhtml, zip_file

import rag
from rag.archive import Archive, check_archive
from rag.archive_opening import open_archive
from rag.archiving import Built, build_archive, find_sources
from rag.errors import ArchiveError

SHIPS = {
    "it": "Il porto di {name} riapre in maggio. Il cantiere di {name} è costato {count} milioni.",
    "en": "The port of {name} reopens in May. The yard of {name} cost {count} million euros.",
}


def write_articles(folder: Path, names: list[str]) -> None:
    """Write an article about each port."""
    folder.mkdir(parents=True, exist_ok=True)
    for count, name in enumerate(names, start=11):
        text = SHIPS["it"].format(name=name, count=count)
        front = f"---\ntitle: Porto di {name}\ndate: 2024-0{count - 10}-05\nsource: Gazzetta\n---\n"
        (folder / f"{name.lower()}.md").write_text(front + text, "utf-8")


@pytest.fixture
def ports(tmp_path: Path) -> Path:
    """Return a folder with three articles, an archive of which is at ../archive."""
    write_articles(tmp_path / "ports", ["Genova", "Bari", "Ancona"])
    build(tmp_path)
    return tmp_path / "ports"


def build(folder: Path) -> Built:
    """Build the archive of the folder's ports."""
    return build_archive([folder / "ports"], folder / "archive", processes=1)


def test_a_question_is_answered_from_the_right_article(ports: Path) -> None:
    """And the citation names it."""
    library = open_archive(ports.parent / "archive")
    answer = library.ask("Quanto è costato il cantiere di Bari?")
    assert (answer.citations[0].article, answer.citations[0].title) == ("bari", "Porto di Bari")
    assert answer.citations[0].quote == "Il cantiere di Bari è costato 12 milioni."
    assert [hit.article for hit in library.find("porto di Ancona", limit=1)] == ["ancona"]
    first = library.passage("genova#1").sentences[0]
    assert first.of(library.edition("genova").text) == "Il porto di Genova riapre in maggio."
    assert library.edition("genova").text.startswith("---\ntitle: Porto di Genova\n")


def test_only_what_changed_is_read(ports: Path) -> None:
    """New, changed and removed files; the ids stay."""
    assert build(ports.parent) == Built(3, 3, 0, 0, {}, ())
    write_articles(ports, ["Trieste"])
    (ports / "bari.md").unlink()
    (ports / "genova.md").write_text("Il porto di Genova è chiuso, e nessuno sa perché.", "utf-8")
    assert build(ports.parent) == Built(3, 3, 2, 1, {}, ())
    library = open_archive(ports.parent / "archive")
    assert [entry.id for entry in library.entries] == ["ancona", "trieste", "genova"]
    assert check_archive(ports.parent / "archive") == 3
    builds = [each for each in (ports.parent / "archive").iterdir() if each.is_dir()]
    assert len(builds) == 2


def test_filters_choose_articles(ports: Path) -> None:
    """By date, language, source and file; where none is left, that is said."""
    archive = ports.parent / "archive"

    def held(**filters: str) -> list[str]:
        return [each.id for each in open_archive(archive, **filters).entries]  # type: ignore[arg-type]

    assert held(since="2024-02") == ["ancona", "bari"]
    assert held(until="2024-02") == ["bari", "genova"]
    assert held(since="2024-02-05", until="2024-02-05") == ["bari"]
    assert held(language="it", source="gazzetta") == ["ancona", "bari", "genova"]
    assert held(source="ancona.md") == ["ancona"]
    for filters in ({"language": "zh"}, {"since": "2025"}):
        with pytest.raises(ArchiveError, match=r"No article of the archive is as asked for\."):
            held(**filters)
    with pytest.raises(ArchiveError, match=r"'May' is no date\. Write it as 2024, 2024-05"):
        held(since="May")
    only = open_archive(archive, source="ancona.md")
    assert only.ask("Quanto è costato il cantiere di Bari?").citations == () or (
        only.ask("Quanto è costato il cantiere di Bari?").citations[0].article == "ancona"
    )


def test_two_files_of_one_name_have_ids_of_their_own(tmp_path: Path) -> None:
    """And keep them."""
    for folder in ("a", "b"):
        write_articles(tmp_path / "ports" / folder, ["Bari"])
    build(tmp_path)
    first = [entry["article"] for entry in Archive(tmp_path / "archive").table]
    assert first[0] == "bari"
    assert first[1].startswith("bari-")
    (tmp_path / "ports/a/bari.md").unlink()
    build(tmp_path)
    assert [entry["article"] for entry in Archive(tmp_path / "archive").table] == first[1:]


def test_a_folder_with_editions_is_one_article(tmp_path: Path) -> None:
    """Anywhere below; hidden files and the archive itself are passed over."""
    folder = tmp_path / "all" / "porto"
    folder.mkdir(parents=True)
    for language, text in SHIPS.items():
        (folder / f"{language}.txt").write_text(text.format(name="Bari", count=7), "utf-8")
    (tmp_path / "all" / ".hidden").write_text("x", "utf-8")
    (tmp_path / "all" / "b.txt").write_text("Altro testo che basta.", "utf-8")
    output = tmp_path / "all" / "archive"
    output.mkdir()
    (output / "c.txt").write_text("x", "utf-8")
    assert list(find_sources(tmp_path / "all", output)) == [tmp_path / "all/b.txt", folder]
    built = build_archive([tmp_path / "all"], output, processes=1)
    assert (built.articles, built.passages) == (2, 2)
    answer = open_archive(output).ask("How much did the yard of Bari cost?")
    assert answer.text == "The yard of Bari cost 7 million euros. [1]"
    assert answer.citations[0].quote == "Il cantiere di Bari è costato 7 milioni."


@pytest.mark.parametrize("name", ["vectors.faiss", "words.faiss", "rows.npy", "articles.jsonl"])
def test_a_damaged_file_is_named(ports: Path, name: str) -> None:
    """One flipped bit, a missing end, nothing at all; and building again mends it."""
    archive = ports.parent / "archive"
    path = next(archive.glob("build-*")) / name
    data = path.read_bytes()
    flipped = bytearray(data)
    flipped[len(data) // 2] ^= 1
    for damage in (bytes(flipped), data[:-1], b""):
        path.write_bytes(damage)
        with pytest.raises(ArchiveError) as caught:
            open_archive(archive)
        assert str(caught.value).startswith(f"'{path}' is missing or damaged. Run ponte index")
    build(ports.parent)
    assert check_archive(archive) == 3


def test_a_damaged_article_is_named(ports: Path) -> None:
    """When it is opened, and by a check; and its rows when they are joined."""
    archive = ports.parent / "archive"
    for entry in Archive(archive).table:
        path = archive / "articles" / f"{entry['key']}.json"
        path.write_bytes(path.read_bytes().replace(b"costato", b"gratis!"))
    with pytest.raises(ArchiveError, match=r"\.json' is missing or damaged"):
        open_archive(archive).ask("Quanto è costato il cantiere di Bari?")
    with pytest.raises(ArchiveError, match=r"\.json' is missing or damaged"):
        check_archive(archive)


@pytest.mark.parametrize(
    ("manifest", "part"),
    [
        (None, "holds no archive. Make one: ponte index PATH --output"),
        ("no JSON", "manifest.json' is missing or damaged."),
        ('{"format": 99}', "is an archive of format 99; this Ponte reads 1."),
        ('{"format": 1}', "manifest.json' is missing or damaged."),
    ],
)
def test_a_folder_that_is_no_archive(tmp_path: Path, manifest: str | None, part: str) -> None:
    """Says what it is and what to do."""
    if manifest is not None:
        (tmp_path / "manifest.json").write_text(manifest, "utf-8")
    with pytest.raises(ArchiveError) as caught:
        open_archive(tmp_path)
    assert part in str(caught.value)


def test_nothing_to_build(tmp_path: Path) -> None:
    """An empty folder, or one in which nothing can be read."""
    with pytest.raises(ArchiveError, match=r"There is nothing to read in "):
        build_archive([tmp_path], tmp_path / "archive", processes=1)
    with pytest.raises(ArchiveError, match=r"No article could be read\. .*No such file"):
        build_archive([tmp_path / "none.txt"], tmp_path / "archive", processes=1)


BUILD = """
import sys
from pathlib import Path
from rag.archiving import build_archive
if __name__ == "__main__":
    build_archive([Path(sys.argv[1])], Path(sys.argv[2]), processes=1)
"""


def test_a_build_that_is_killed_leaves_the_old_archive(tmp_path: Path, ports: Path) -> None:
    """At any point; and the next one goes on to the end."""
    archive = tmp_path / "archive"
    script = tmp_path / "build.py"
    script.write_text(BUILD, "utf-8")
    question = "Quanto è costato il cantiere di Bari?"
    chance = random.Random(5)
    for kill in range(6):
        write_articles(ports / f"more{kill}", [f"Porto{kill}x{number}" for number in range(9)])
        process = subprocess.Popen(
            [sys.executable, str(script), str(ports), str(archive)],
            env={**os.environ, "PYTHONPATH": str(Path(rag.__file__).parent.parent)},
            start_new_session=True,
        )
        time.sleep(chance.uniform(0.3, 2.5))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        answer = open_archive(archive).ask(question)
        assert answer.citations[0].quote == "Il cantiere di Bari è costato 12 milioni."
    assert build(tmp_path).articles == 3 + 6 * 9
    assert check_archive(archive) == 57
    leftovers = [each.name for each in archive.rglob("*.part")]
    assert (leftovers, len(list(archive.glob("build-*")))) == ([], 1)


GOOD = [
    ("{n}.txt", lambda n: f"Il porto numero {n} riapre. Costa {n} euro.".encode()),
    ("{n}.md", lambda n: f"# Porto {n}\n\nIl porto numero {n} riapre.".encode()),
    ("{n}.html", lambda n: PAGE.replace("14", str(n)).encode()),
    ("{n}.htm", lambda n: PAGE.replace("utf-8", "iso-8859-1").encode("cp1252")),
    ("{n}.pdf", lambda n: pdf_file([[f"Il porto numero {n} riapre lunedì."]])),
    ("{n}.docx", lambda n: docx_file([f"Il porto numero {n} riapre."])),
    ("{n}.epub", lambda n: epub_file([xhtml(f"<p>Il porto numero {n} riapre.</p>")])),
    ("{n}-pdf.txt", lambda n: pdf_file([[f"Il porto numero {n} riapre lunedì."]])),
    ("{n}-docx.pdf", lambda n: docx_file([f"Il porto numero {n} riapre."])),
    (
        "{n}-latin.txt",
        lambda n: "Perché è così? La città è più bella, già.".encode("cp1252"),
    ),
    ("{n}-wide.txt", lambda n: f"Il porto numero {n} riapre.".encode("utf-16")),
]
PDF, DOCX = pdf_file([["Il porto riapre lunedì."] * 9]), docx_file(["Il porto riapre."])
BAD = [
    ("{n}.txt", lambda n: b""),
    ("{n}.pdf", lambda n: b""),
    ("{n}.pdf", lambda n: PDF[: 40 + 7 * n]),
    ("{n}.pdf", lambda n: scan_file()),
    ("{n}.pdf", lambda n: pdf_file([["Segreto."]], password="segreto")),
    ("{n}.docx", lambda n: DOCX[: 900 + 31 * n]),
    ("{n}.docx", lambda n: zip_file({"word/document.xml": bytes(70_000_000)})),
    ("{n}.docx", lambda n: zip_file({"word/document.xml": b"<w:p>" * 20_000})),
    ("{n}.epub", lambda n: zip_file({"META-INF/container.xml": b"<a>" * 20_000})),
    ("{n}.zip", lambda n: zip_file({"a.txt": "Ciao."})),
    ("{n}.html", lambda n: b"<html><body>" + b"<div>" * 20_000),
    ("{n}.md", lambda n: b"---\na: " + b"[" * 2_000 + b"\n---\nTesto."),
    ("{n}.txt", lambda n: bytes(range(256)) * 20),
    ("{n}.png", lambda n: b"\x89PNG\r\n\x1a\n" + bytes(500)),
    ("{n}.doc", lambda n: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000)),
]  # fmt: skip
MIXED = """
import json, resource, sys
from pathlib import Path
from rag.archiving import build_archive
if __name__ == "__main__":
    built = build_archive([Path(sys.argv[1])], Path(sys.argv[2]), processes=2)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(json.dumps([built.articles, sorted(built.failed.items()), peak]))
"""


def test_a_thousand_mixed_files_with_traps(tmp_path: Path) -> None:
    """Every good one is held, every bad one is named, memory stays within bounds."""
    import json

    folder = tmp_path / "mixed"
    folder.mkdir()
    bad = set()
    for number in range(1000):
        # A tenth are traps.
        traps = BAD if number % 10 == 0 else GOOD
        name, make = traps[number // 10 % len(traps) if traps is BAD else number % len(traps)]
        path = folder / name.format(n=number)
        path.write_bytes(make(number // 10))
        bad |= {str(path)} if traps is BAD else set()
    with (folder / "huge.txt").open("wb") as file:
        file.truncate(100_000_000)
    bad.add(str(folder / "huge.txt"))
    script = tmp_path / "build.py"
    script.write_text(MIXED, "utf-8")
    done = subprocess.run(
        [sys.executable, str(script), str(folder), str(tmp_path / "archive")],
        env={**os.environ, "PYTHONPATH": str(Path(rag.__file__).parent.parent)},
        capture_output=True,
        text=True,
        check=True,
    )
    articles, failed, peak = json.loads(done.stdout)
    assert {path for path, _ in failed} == bad
    assert articles == 900
    assert all(reason.endswith((".", "crashed")) and "\n" not in reason for _, reason in failed)
    assert peak < 1_000_000
    assert check_archive(tmp_path / "archive") == 900
