"""Milvus: what builds add and remove, and what can go wrong with a collection."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from test_archiving import write_articles
from test_engines import A, B, Builds, C, assert_exact, joined

import rag
from rag.archive import check_archive
from rag.archive_opening import open_archive
from rag.archiving import Built, build_archive
from rag.errors import ArchiveError
from rag.generation import read_manifest
from rag.milvus_ids import IDS, read_ids
from rag.milvus_server import MilvusServer, opened_server
from rag.milvus_vectors import PENDING, MilvusEngine
from rag.vectors import Place


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Return where a file of Milvus Lite may be."""
    return str(tmp_path / "vectors.db")


@pytest.fixture
def builds(url: str, tmp_path: Path) -> Builds:
    """Return builds whose vectors are in Milvus Lite."""
    return Builds(MilvusEngine(url), tmp_path)


def server_of(builds: Builds) -> MilvusServer:
    """Return a connection to the collection of the last build."""
    assert builds.last
    server = opened_server(builds.last[0].url, builds.last[0].collection)
    server.load()
    return server


def test_a_build_adds_only_what_is_new(builds: Builds, monkeypatch: pytest.MonkeyPatch) -> None:
    """And removes only what is gone."""
    builds.renew(A, B)
    added: list[int] = []
    insert = MilvusServer.insert

    def counted(server: MilvusServer, ids: np.ndarray, rows: np.ndarray) -> None:
        added.append(len(rows))
        insert(server, ids, rows)

    monkeypatch.setattr(MilvusServer, "insert", counted)
    builds.renew(C, B)
    assert added == [len(C.rows)]
    assert server_of(builds).count() == len(C.rows) + len(B.rows)


def test_rows_that_a_later_build_removed_are_zero(builds: Builds) -> None:
    """For whoever opened the earlier one; the others are as they were."""
    opened = builds.renew(A, B)
    builds.renew(B)
    rows = opened.rows(np.array([0, 7]))
    assert (rows[0] == 0).all()
    assert rows[1] == pytest.approx(B.rows[0], abs=1e-6)


def test_a_collection_that_lost_rows_is_filled_anew(builds: Builds) -> None:
    """It is not opened, and the next build does not go on with it."""
    builds.renew(A, B)
    assert builds.last
    server = server_of(builds)
    server.delete("id >= 0")
    with pytest.raises(ArchiveError, match=r"has 0 of 8 rows\. Run ponte index again"):
        MilvusEngine().open(*builds.last)
    server.drop()
    with pytest.raises(ArchiveError, match=r"is gone\. Run ponte index again: it is filled anew"):
        MilvusEngine().open(*builds.last)
    assert_exact(builds.renew(A, B), joined(A, B))


def test_a_collection_of_another_dimension_is_not_opened(builds: Builds) -> None:
    """Somebody else's, of the same name."""
    builds.renew(A)
    assert builds.last
    server = server_of(builds)
    server.drop()
    server.create(5)
    with pytest.raises(ArchiveError, match="has rows of 5 numbers, not 16"):
        MilvusEngine().open(*builds.last)


def test_a_collection_that_was_begun_and_never_named_is_dropped(
    builds: Builds, tmp_path: Path
) -> None:
    """By the next build."""
    left, _ = builds.write(A)
    assert (tmp_path / PENDING).exists()
    builds.renew(A, B)
    assert opened_server(left.url, left.collection).load() == 0
    assert not (tmp_path / PENDING).exists()


def test_no_token_is_in_an_archive(
    tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor anything else of the environment."""
    monkeypatch.setenv("PONTE_MILVUS_TOKEN", "user:secret-word")
    write_articles(tmp_path / "ports", ["Bari"])
    build_archive([tmp_path / "ports"], tmp_path / "archive", milvus_url=url, processes=1)
    held = [path.read_bytes() for path in (tmp_path / "archive").rglob("*") if path.is_file()]
    assert len(held) > 10
    assert not [data for data in held if b"secret-word" in data]


def test_vectors_move_between_engines(tmp_path: Path, url: str) -> None:
    """And leave nothing where they were."""
    write_articles(tmp_path / "ports", ["Genova", "Bari"])
    archive = tmp_path / "archive"
    question = "Quanto è costato il cantiere di Bari?"
    for engine, address in (("faiss", None), ("milvus", url), ("faiss", None)):
        built = build_archive(
            [tmp_path / "ports"], archive, engine=engine, milvus_url=address, processes=1
        )
        assert built.notices == ()
        assert open_archive(archive).ask(question).citations[0].article == "bari"
    assert MilvusServer(url, "").collections() == []


def test_vectors_that_cannot_be_removed_are_told_of(
    tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The archive has moved all the same."""
    write_articles(tmp_path / "ports", ["Bari"])
    archive = tmp_path / "archive"
    build_archive([tmp_path / "ports"], archive, milvus_url=url, processes=1)

    def fail(_engine: MilvusEngine, _place: Place) -> None:
        raise ArchiveError("Milvus is on holiday.")

    monkeypatch.setattr(MilvusEngine, "drop", fail)
    built = build_archive([tmp_path / "ports"], archive, engine="faiss", processes=1)
    assert built.notices[0].endswith(f"' is left at '{url}', and nothing needs it. "
                                     "Milvus is on holiday.")  # fmt: skip
    assert open_archive(archive).holds("bari")


def test_a_check_compares_what_the_server_holds(tmp_path: Path, url: str) -> None:
    """Row by row, with what was sent."""
    write_articles(tmp_path / "ports", ["Genova", "Bari"])
    archive = tmp_path / "archive"
    build_archive([tmp_path / "ports"], archive, milvus_url=url, processes=1)
    assert check_archive(archive) == 2
    place = read_manifest(archive).vectors
    server = opened_server(place.url, place.collection)
    server.load()
    ids = read_ids(next(archive.glob("build-*")) / IDS)
    changed = ids.of_rows(np.array([1]))
    server.delete(f"id == {changed[0]}")
    server.insert(changed, np.ones((1, ids.dimension), dtype=np.float32))
    server.flush()
    with pytest.raises(ArchiveError, match=r"The vectors of 'genova' are not as they were sent"):
        check_archive(archive)


# Ends the process at once, as a kill does, at the call that is named by its number.
KILLED = """
import os, signal, sys
from pathlib import Path
from rag import building
from rag.archiving import build_archive
from rag.milvus_server import MilvusServer

calls = 0

def counted(act):
    def run(*arguments, **options):
        global calls
        calls += 1
        if calls == int(sys.argv[3]):
            os.kill(os.getpid(), signal.SIGKILL)
        return act(*arguments, **options)
    return run

for name in ("create", "insert", "flush", "delete", "drop"):
    setattr(MilvusServer, name, counted(getattr(MilvusServer, name)))
building.write_manifest = counted(building.write_manifest)
building.build_postings = counted(building.build_postings)
if __name__ == "__main__":
    build_archive([Path(sys.argv[1])], Path(sys.argv[2]), processes=1)
"""


def test_a_build_that_is_killed_leaves_the_old_archive(tmp_path: Path, url: str) -> None:
    """Before each step of it; and the next one goes on to the end."""
    from milvus_lite.server_manager import server_manager_instance

    ports, archive, script = tmp_path / "ports", tmp_path / "archive", tmp_path / "build.py"
    script.write_text(KILLED, "utf-8")
    write_articles(ports, ["Genova", "Bari"])
    build_archive([ports], archive, milvus_url=url, processes=1)
    killed, code = 0, -9
    while code:
        killed += 1
        write_articles(ports / "more", [f"Porto{killed}"])
        for old in sorted(ports.glob("more/*"))[:-1]:
            old.unlink()
        # Only one process at a time opens the file.
        server_manager_instance.release_all()
        code = subprocess.run(
            [sys.executable, str(script), str(ports), str(archive), str(killed)],
            env={**os.environ, "PYTHONPATH": str(Path(rag.__file__).parent.parent)},
            check=False,
        ).returncode
        library = open_archive(archive)
        answer = library.ask("Quanto è costato il cantiere di Bari?")
        assert answer.citations[0].quote == "Il cantiere di Bari è costato 12 milioni."
    # One insert, two flushes, the postings, the manifest, and what is removed.
    assert killed > 6
    assert build_archive([ports], archive, processes=1) == Built(3, 3, 0, 0, {}, ())
    assert MilvusServer(url, library.archive.manifest.vectors.collection).count() == 3
