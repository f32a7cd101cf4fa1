"""A Milvus server that fails says so in one line; and what is never sent to one."""

import sys
from pathlib import Path

import numpy as np
import pytest

from rag import milvus_server
from rag.errors import ArchiveError
from rag.milvus_server import MilvusServer, opened_server
from rag.milvus_vectors import MilvusEngine


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Return where a file of Milvus Lite may be."""
    return str(tmp_path / "vectors.db")


def test_rows_go_and_come_in_messages_of_bounded_size(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many there are, and however few fit."""
    server = MilvusServer(url, "ponte")
    server.create(4)
    assert server.load() == 4
    rows = np.arange(28, dtype=np.float32).reshape(7, 4)
    monkeypatch.setattr(milvus_server, "_MESSAGE", 40)
    monkeypatch.setattr(milvus_server, "_IDS", 3)
    server.insert(np.arange(7), rows)
    assert (server.count(), server.count("id >= 5")) == (7, 2)
    held = server.rows(np.arange(9))
    assert [list(held[id]) for id in range(7)] == rows.tolist()
    assert len(held) == 7
    found, scores = server.search(rows[1:2], 2, "id < 5")
    assert (found.tolist(), scores.tolist()) == ([4, 3], [390.0, 302.0])
    server.delete("id < 2 or id >= 6")
    assert server.count() == 4


def test_a_server_that_is_not_there_is_one_line() -> None:
    """Within seconds, and without pymilvus's own lines."""
    with pytest.raises(ArchiveError) as caught:
        MilvusEngine("http://127.0.0.1:9").reach(None)
    told = str(caught.value)
    assert told.startswith("Milvus at 'http://127.0.0.1:9' cannot be used: Fail connecting")
    assert told.endswith("reached, or name another address in PONTE_MILVUS_URL.")
    assert "\n" not in told


def test_a_file_that_is_not_there_is_not_made(url: str) -> None:
    """By whoever only opens an archive."""
    with pytest.raises(ArchiveError, match=r"There is no file '.*' of Milvus Lite"):
        opened_server(url, "ponte")
    assert not Path(url).exists()


def test_a_package_that_is_not_installed_is_named(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the command that installs it: the client, and Milvus Lite."""
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "pymilvus", None)
        with pytest.raises(ArchiveError, match=r"Install it with: pip install 'ponte\[milvus\]'"):
            MilvusEngine("http://127.0.0.1:9").reach(None)
    monkeypatch.setitem(sys.modules, "milvus_lite.server_manager", None)
    with pytest.raises(ArchiveError, match=r"^Milvus Lite is not installed"):
        MilvusEngine(url).reach(None)


def test_the_token_goes_only_where_a_person_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """An archive from somebody else may name any server."""
    sent: list[tuple[str, str]] = []
    monkeypatch.setattr(
        milvus_server, "MilvusServer", lambda url, _name, token: sent.append((url, token))
    )
    monkeypatch.setenv("PONTE_MILVUS_TOKEN", "secret")
    opened_server("http://theirs:1", "ponte")
    opened_server("http://mine:1", "ponte", named=True)
    monkeypatch.setenv("PONTE_MILVUS_URL", "http://stated:1")
    opened_server("http://theirs:1", "ponte")
    assert sent == [("http://theirs:1", ""), ("http://mine:1", "secret"),
                    ("http://stated:1", "secret")]  # fmt: skip


def test_a_token_that_is_refused_says_which_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    """What servers with authentication answer."""
    import pymilvus

    def refuse(*_: object, **__: object) -> None:
        raise pymilvus.MilvusException(65535, "auth check failure, please check api key is correct")

    monkeypatch.setattr(pymilvus, "MilvusClient", refuse)
    with pytest.raises(ArchiveError, match=r"wants another token .*\. Set PONTE_MILVUS_TOKEN, and"):
        MilvusEngine("http://127.0.0.1:9").reach(None)
