"""The index: searched exactly, cached whole or not at all, never trusted blindly."""

import hashlib
import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from helpers import FakeEmbedder

from rag import index as index_module
from rag.index import Manifest, PassageIndex, StaleIndexError, load_or_build, manifest_of

TEXTS = ["the river runs", "the mountain stands", "lakes and rivers", "a city by a lake"]
EMBEDDER = FakeEmbedder()


def ignore(_notice: str) -> None:
    """Take a notice and do nothing."""


def cached(cache: Path) -> Path:
    """Return the one folder of a cache."""
    (folder,) = cache.iterdir()
    return folder


def test_a_search_keeps_to_its_thread() -> None:
    import faiss

    faiss.omp_set_num_threads(2)
    PassageIndex.from_texts(TEXTS, EMBEDDER).search(EMBEDDER.encode_queries(TEXTS[:1]), 1)
    assert faiss.omp_get_max_threads() == 1


def test_each_text_finds_itself_first() -> None:
    """A passage's own vector is nearest to it, with cosine 1."""
    index = PassageIndex.from_texts(TEXTS, EMBEDDER)
    for row, text in enumerate(TEXTS):
        rows, cosines = index.search(EMBEDDER.encode_queries([text]), 1)
        assert rows.tolist() == [row]
        assert cosines[0] == pytest.approx(1, abs=1e-6)


def test_search_gives_the_nearest_first_and_no_more_than_there_are() -> None:
    """Cosines fall, and every row comes once."""
    index = PassageIndex.from_texts(TEXTS, EMBEDDER)
    rows, cosines = index.search(EMBEDDER.encode_queries(["the river"]), 99)
    assert rows[0] == 0
    assert sorted(rows.tolist()) == [0, 1, 2, 3]
    assert cosines.tolist() == sorted(cosines.tolist(), reverse=True)


def test_cosines_stand_in_the_order_of_the_texts() -> None:
    """They are the inner products with each text's own row."""
    index = PassageIndex.from_texts(TEXTS, EMBEDDER)
    query = EMBEDDER.encode_queries(["a lake"])
    expected = EMBEDDER.encode_passages(TEXTS) @ query[0]
    np.testing.assert_allclose(index.cosines(query), expected, atol=1e-6)


def test_a_stored_vector_is_the_text_s_row() -> None:
    """FAISS keeps the rows as they are."""
    index = PassageIndex.from_texts(TEXTS, EMBEDDER)
    np.testing.assert_array_equal(index.vector(2), EMBEDDER.encode_passages(TEXTS)[2])


def test_the_manifest_says_what_the_index_was_made_of() -> None:
    """Format, model, the texts' digest and their number."""
    digest = hashlib.sha256(hashlib.sha256(b"a").digest() + hashlib.sha256(b"b").digest())
    manifest = manifest_of(["a", "b"], EMBEDDER)
    assert manifest == Manifest(index_module.FORMAT, "fake:1", digest.hexdigest(), 2)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(manifest_of(["ab", ""], EMBEDDER), id="text"),
        pytest.param(manifest_of(["b", "a"], EMBEDDER), id="order"),
        pytest.param(manifest_of(["a", "b"], FakeEmbedder(identity="fake:2")), id="model"),
        pytest.param(replace(manifest_of(["a", "b"], EMBEDDER), format=0), id="format"),
    ],
)
def test_another_text_model_or_format_has_another_key(other: Manifest) -> None:
    """So it is cached in another folder."""
    assert other.key != manifest_of(["a", "b"], EMBEDDER).key


def test_a_saved_index_is_read_back(tmp_path: Path) -> None:
    """Manifest and vectors survive; nothing else is left on disk."""
    index = PassageIndex.from_texts(TEXTS, EMBEDDER)
    index.save(tmp_path / "cache" / "one")
    index.save(tmp_path / "cache" / "one")
    read = PassageIndex.load(tmp_path / "cache" / "one", index.manifest)
    assert read.manifest == index.manifest
    for row in range(len(TEXTS)):
        np.testing.assert_array_equal(read.vector(row), index.vector(row))
    files = sorted(str(path.relative_to(tmp_path / "cache")) for path in tmp_path.rglob("*.*"))
    assert files == ["one/manifest.json", "one/vectors.faiss"]
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["one"]


def test_nothing_saved_is_a_pickle(cache: Path) -> None:
    """One file is JSON, the other begins with FAISS' own mark for a flat index."""
    load_or_build(TEXTS, EMBEDDER, cache, ignore)
    folder = cached(cache)
    assert (folder / "vectors.faiss").read_bytes()[:4] == b"IxFI"
    assert set(json.loads((folder / "manifest.json").read_text())) == {"manifest", "sha256"}


def test_no_module_of_ponte_unpickles() -> None:
    """Neither pickle nor what would pickle for us is named in the code."""
    for path in Path(index_module.__file__).parent.glob("*.py"):
        words = set(path.read_text("utf-8").replace("(", " ").replace(".", " ").split())
        assert not words & {"pickle", "joblib", "allow_pickle=True"}, path.name


def test_a_cached_index_is_used_without_embedding(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second time, no text is embedded and nothing is said."""
    first = load_or_build(TEXTS, EMBEDDER, cache, ignore)
    monkeypatch.delattr(FakeEmbedder, "encode_passages")
    notices: list[str] = []
    second = load_or_build(TEXTS, EMBEDDER, cache, notices.append)
    assert notices == []
    np.testing.assert_array_equal(second.vector(1), first.vector(1))


def damage_vectors(folder: Path) -> None:
    """Turn one bit of the vectors over."""
    data = bytearray((folder / "vectors.faiss").read_bytes())
    data[-1] ^= 1
    (folder / "vectors.faiss").write_bytes(data)


def cut_vectors(folder: Path) -> None:
    """Lose the second half of the vectors."""
    data = (folder / "vectors.faiss").read_bytes()
    (folder / "vectors.faiss").write_bytes(data[: len(data) // 2])


def forge_vectors(folder: Path) -> None:
    """Put a file that is no FAISS index, with its right digest."""
    stored = json.loads((folder / "manifest.json").read_text())
    stored["sha256"] = hashlib.sha256(b"no index").hexdigest()
    (folder / "vectors.faiss").write_bytes(b"no index")
    (folder / "manifest.json").write_text(json.dumps(stored))


def change_manifest(folder: Path) -> None:
    """Say that the vectors are another model's."""
    stored = json.loads((folder / "manifest.json").read_text())
    stored["manifest"]["model"] = "other"
    (folder / "manifest.json").write_text(json.dumps(stored))


DAMAGES = {
    "damaged vectors": (damage_vectors, "its vectors are damaged."),
    "cut vectors": (cut_vectors, "its vectors are damaged."),
    "forged vectors": (forge_vectors, "its vectors are not a FAISS index."),
    "stale manifest": (change_manifest, "it belongs to another text, model or format."),
    "damaged manifest": (lambda f: (f / "manifest.json").write_text("{"), "it cannot be read ("),
    "binary manifest": (lambda f: (f / "manifest.json").write_bytes(b"\xff"), "it cannot be read"),
    "list as manifest": (lambda f: (f / "manifest.json").write_text("[]"), "it belongs to another"),
    "no manifest": (lambda f: (f / "manifest.json").unlink(), "it cannot be read ("),
    "no vectors": (lambda f: (f / "vectors.faiss").unlink(), "it cannot be read ("),
    "empty folder": (lambda f: [path.unlink() for path in f.iterdir()], "it cannot be read ("),
}


@pytest.mark.parametrize("case", DAMAGES)
def test_a_damaged_index_is_rebuilt_with_a_notice(cache: Path, case: str) -> None:
    """Whatever is wrong with it, it is said, put right, and good the next time."""
    damage, reason = DAMAGES[case]
    whole = load_or_build(TEXTS, EMBEDDER, cache, ignore)
    damage(cached(cache))
    with pytest.raises(StaleIndexError):
        PassageIndex.load(cached(cache), whole.manifest)
    notices: list[str] = []
    rebuilt = load_or_build(TEXTS, EMBEDDER, cache, notices.append)
    assert [notice.startswith(f"The cached index is rebuilt: {reason}") for notice in notices] == [
        True
    ]
    np.testing.assert_array_equal(rebuilt.vector(0), whole.vector(0))
    again: list[str] = []
    load_or_build(TEXTS, EMBEDDER, cache, again.append)
    assert again == []


def test_a_folder_that_is_half_written_elsewhere_is_never_seen(cache: Path) -> None:
    """What a killed process left aside has another name and stops nobody."""
    whole = load_or_build(TEXTS, EMBEDDER, cache, ignore)
    folder = cached(cache)
    folder.rename(cache / f".{folder.name}-abc")
    notices: list[str] = []
    assert load_or_build(TEXTS, EMBEDDER, cache, notices.append).manifest == whole.manifest
    assert notices == []


def test_a_cache_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    """A path under a file: the index is built, and the reader is told."""
    (tmp_path / "file").write_text("in the way")
    cache = tmp_path / "file" / "cache"
    notices: list[str] = []
    built = load_or_build(TEXTS, EMBEDDER, cache, notices.append)
    assert built.search(EMBEDDER.encode_queries([TEXTS[3]]), 1)[0].tolist() == [3]
    expected = f"The index is not cached: '{cache}' cannot be written (Not a directory)."
    assert notices == [expected]


def test_a_full_disk_leaves_nothing_behind(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was begun aside is removed again."""

    def refuse(_path: Path, _text: str, _encoding: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", refuse)
    notices: list[str] = []
    load_or_build(TEXTS, EMBEDDER, cache, notices.append)
    assert "No space left on device" in notices[0]
    assert list(cache.iterdir()) == []


BUILD = """
import sys
from pathlib import Path
from helpers import FakeEmbedder
from rag.index import load_or_build
sys.stdin.readline()
for count in range(1, 9):
    texts = [f"text number {n}" for n in range(count)]
    index = load_or_build(texts, FakeEmbedder(), Path(sys.argv[1]), print)
    assert index.search(FakeEmbedder().encode_queries([texts[-1]]), 1)[0][0] == count - 1
"""


def test_two_processes_building_at_once_both_work(cache: Path) -> None:
    """Each gets its index, nothing is reported, and what they leave is whole."""
    root = Path(__file__).parent
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", BUILD, str(cache)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=root,
            env={"PYTHONPATH": f"{root.parent}:{root}", "PATH": ""},
        )
        for _ in range(2)
    ]
    outputs = [process.communicate("go\n", timeout=60)[0] for process in processes]
    assert (outputs, [process.returncode for process in processes]) == (["", ""], [0, 0])
    assert len(list(cache.iterdir())) == 8
    for count in range(1, 9):
        expected = manifest_of([f"text number {n}" for n in range(count)], EMBEDDER)
        assert PassageIndex.load(cache / expected.key, expected).manifest == expected


def test_the_first_of_two_writers_wins_or_is_replaced_whole(cache: Path) -> None:
    """Saving over an index leaves one index and no folder aside."""
    index = load_or_build(TEXTS, EMBEDDER, cache, ignore)
    for _ in range(3):
        index.save(cached(cache))
    assert PassageIndex.load(cached(cache), index.manifest).manifest == index.manifest
    shutil.rmtree(cached(cache))
