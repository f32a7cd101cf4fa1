"""One contract for every engine: what is written is found, exactly, and nothing else ever is.

With a Milvus server's address in PONTE_TEST_MILVUS_URL it is held to the contract too.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from test_archiving import write_articles

from rag import milvus_vectors
from rag.archive import check_archive
from rag.archive_opening import open_archive
from rag.archiving import build_archive
from rag.engines import chosen_engine, engine_of
from rag.errors import ArchiveError
from rag.vectors import Numbers, OpenVectors, Part, Place, VectorEngine, every_step

DIMENSION = 16
SERVER = os.environ.get("PONTE_TEST_MILVUS_URL")
each_engine = pytest.fixture(params=["faiss", "milvus lite", *(["milvus server"] * bool(SERVER))])


@each_engine
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str | None:
    """Return the address that asks for each engine."""
    return {"faiss": None, "milvus lite": str(tmp_path / "vectors.db")}.get(request.param, SERVER)


@pytest.fixture
def engine(url: str | None) -> VectorEngine:
    """Return each engine, with nothing in it."""
    return chosen_engine(None, url, None)


def part(key: str, count: int) -> Part:
    """Return unit rows of an article, the same for the same key."""
    chance = np.random.default_rng(list(key.encode()))
    rows = chance.standard_normal((count, DIMENSION)).astype(np.float32)
    return Part(key, rows / np.linalg.norm(rows, axis=1, keepdims=True))


class Builds:
    """Builds of one archive, each in a folder of its own, as `rag.building` makes them."""

    def __init__(self, engine: VectorEngine, folder: Path) -> None:
        """Start with none."""
        self.engine, self._folder = engine, folder
        self.last: tuple[Place, Path] | None = None
        self._count = 0

    def write(self, *parts: Part) -> tuple[Place, Path]:
        """Write a build, which takes no place yet."""
        self._count += 1
        folder = self._folder / f"build-{self._count}"
        folder.mkdir()
        return self.engine.write(folder, parts, self.last, every_step), folder

    def renew(self, *parts: Part) -> OpenVectors:
        """Write a build, put it in the place of the last, and open it as a later process does."""
        self.last = self.write(*parts)
        self.engine.settle(*self.last)
        return engine_of(self.last[0]).open(*self.last)


@pytest.fixture
def builds(engine: VectorEngine, tmp_path: Path) -> Iterator[Builds]:
    """Return the builds of an archive, of which there are none yet; in the end, none is left."""
    builds = Builds(engine, tmp_path)
    yield builds
    if builds.last:
        engine.drop(builds.last[0])


def assert_exact(opened: OpenVectors, rows: np.ndarray, among: Numbers | None = None) -> None:
    """Compare what is found with all inner products, for some queries and limits."""
    for number, limit in ((1, 1), (2, 5), (3, 200)):
        query = part(f"query {number}", 1).rows
        scores = (rows @ query[0]).astype(np.float32)
        allowed = np.arange(len(rows)) if among is None else among
        best = allowed[np.argsort(-scores[allowed], kind="stable")][:limit]
        found, told = opened.search(query, limit, among)
        assert found.tolist() == best.tolist()
        assert told == pytest.approx(scores[best], abs=1e-5)


def joined(*parts: Part) -> np.ndarray:
    """Return the rows of parts as one matrix."""
    return np.concatenate([each.rows for each in parts])


A, B, C, D = part("a", 7), part("b", 1), part("c", 30), part("d", 12)


def test_the_nearest_rows_are_found_with_their_inner_products(builds: Builds) -> None:
    """Rows are numbered part after part."""
    assert_exact(builds.renew(A, B, C), joined(A, B, C))


def test_only_rows_among_those_named_are_found(builds: Builds) -> None:
    """However few."""
    opened = builds.renew(A, B, C)
    for among in ([0], [7], [3, 8, 9, 37], list(range(38))):
        assert_exact(opened, joined(A, B, C), np.array(among))


def test_rows_are_given_back(builds: Builds) -> None:
    """In the order asked, also none."""
    opened = builds.renew(A, B, C)
    asked = np.array([37, 0, 7])
    assert opened.rows(asked) == pytest.approx(joined(A, B, C)[asked], abs=1e-6)
    assert opened.rows(np.zeros(0, dtype=np.int64)).shape == (0, DIMENSION)


def test_parts_are_added_and_removed(builds: Builds) -> None:
    """In any order; the rows are those of the last build only."""
    builds.renew(A, B, C)
    for parts in ((D, A, B, C), (C, A), (A, B), (B,), (D, C, B, A)):
        assert_exact(builds.renew(*parts), joined(*parts))


def test_a_build_that_has_no_place_yet_disturbs_nobody(builds: Builds) -> None:
    """Whoever opened the last one finds exactly that; and may go on when it has been renewed."""
    opened = builds.renew(A, B)
    written = builds.write(B, C, D)
    assert_exact(opened, joined(A, B))
    assert builds.last
    assert_exact(engine_of(builds.last[0]).open(*builds.last), joined(A, B))
    builds.engine.settle(*written)
    found, _ = opened.search(B.rows, 1)
    assert found.tolist() == [7]


def test_a_build_of_another_dimension_takes_the_place_of_the_last(builds: Builds) -> None:
    """As after a change of the model."""
    builds.renew(A, B)
    wide = Part("a", np.eye(3, 32, dtype=np.float32))
    opened = builds.renew(wide)
    found, scores = opened.search(np.eye(1, 32, 2, dtype=np.float32), 1)
    assert (found.tolist(), scores.tolist()) == ([2], [1.0])


def test_a_text_without_words_is_no_trouble(builds: Builds) -> None:
    """Its row is zero."""
    nothing = Part("nothing", np.zeros((1, DIMENSION), dtype=np.float32))
    assert_exact(builds.renew(A, nothing), joined(A, nothing))


def test_what_is_begun_again_is_not_written_twice(builds: Builds) -> None:
    """A build that never took its place leaves nothing behind."""
    builds.renew(A)
    builds.write(A, B, C)
    assert_exact(builds.renew(A, B, C), joined(A, B, C))


@pytest.mark.parametrize("most", [3, 10])
def test_more_rows_than_one_expression_names(
    builds: Builds, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Are searched in turns, and still exactly."""
    monkeypatch.setattr(milvus_vectors, "_NAMED", most)
    opened = builds.renew(A, B, C)
    for among in (np.arange(0, 38, 3), np.arange(30, 38), np.arange(38)):
        assert_exact(opened, joined(A, B, C), among)


@pytest.fixture
def build(url: str | None, tmp_path: Path) -> Iterator[Callable[[], None]]:
    """Return what renews an archive of the folder's ports with each engine."""
    write_articles(tmp_path / "ports", ["Genova", "Bari", "Ancona"])
    build_archive([tmp_path / "ports"], tmp_path / "archive", milvus_url=url, processes=1)

    def renew() -> None:
        build_archive([tmp_path / "ports"], tmp_path / "archive", processes=1)

    yield renew
    build_archive([tmp_path / "ports"], tmp_path / "archive", engine="faiss", processes=1)


def test_an_archive_is_asked_renewed_and_checked(build: Callable[[], None], tmp_path: Path) -> None:
    """Its engine is kept in the manifest, and named no second time."""
    library = open_archive(tmp_path / "archive")
    answer = library.ask("Quanto è costato il cantiere di Bari?")
    assert answer.citations[0].quote == "Il cantiere di Bari è costato 12 milioni."
    hits = library.find("porto di Ancona", limit=3)
    assert hits[0].article == "ancona"
    write_articles(tmp_path / "ports", ["Trieste"])
    (tmp_path / "ports/bari.md").unlink()
    build()
    renewed = open_archive(tmp_path / "archive", source="trieste")
    assert renewed.ask("Quanto è costato il cantiere di Trieste?").citations[0].article == "trieste"
    assert check_archive(tmp_path / "archive") == 3


def test_scores_are_the_same_with_every_engine(tmp_path: Path) -> None:
    """Within what float32 gives."""
    write_articles(tmp_path / "ports", ["Genova", "Bari", "Ancona"])
    found = []
    for url in (None, str(tmp_path / "vectors.db")):
        archive = tmp_path / f"archive {url is None}"
        build_archive([tmp_path / "ports"], archive, milvus_url=url, processes=1)
        found.append(open_archive(archive).archive.near("Il cantiere di Bari", "it", 3))
    assert [each.article for each in found[0]] == [each.article for each in found[1]]
    for left, right in zip(*found, strict=True):
        assert left.fused == pytest.approx(right.fused, abs=1e-3)


@pytest.mark.parametrize(
    ("name", "url", "told"),
    [
        ("lucene", None, "There is no engine 'lucene'. Give one of: faiss, milvus."),
        ("faiss", "http://a:1", "FAISS has no address. Give --milvus-url with --engine milvus."),
        ("milvus", None, "Where is Milvus? Give its address: --milvus-url http://HOST:19530"),
        ("milvus", "a:19530", "'a:19530' is no address of Milvus. Give http://HOST:19530, or"),
        ("milvus", "http://:1", "'http://:1' is no address of Milvus."),
        ("milvus", "https://u:p@host", "An archive keeps the address of Milvus, and no password."),
    ],
)
def test_an_engine_that_cannot_be_chosen(name: str, url: str | None, told: str) -> None:
    """Says what to give."""
    with pytest.raises(ArchiveError) as caught:
        chosen_engine(name, url, None)
    assert str(caught.value).startswith(told)


def test_an_engine_of_a_later_ponte_is_named() -> None:
    """With what to do."""
    with pytest.raises(ArchiveError, match="are in 'other', which this Ponte does not know"):
        engine_of(Place("other"))
