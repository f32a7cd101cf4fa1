"""Whom a server answers, and how much it gives."""

from pathlib import Path

import pytest

from rag.errors import ServerError
from ui.policy import DEFAULT_RATE, OPEN, Policy, is_local, policy_of


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("127.0.0.1", True),
        ("127.3.2.1", True),
        ("::1", True),
        ("[::1]", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("192.168.1.7", False),
        ("::", False),
        ("ponte.example", False),
    ],
)
def test_own_machine_is_told_from_others(host: str, local: bool) -> None:
    """And the limits follow: none for oneself."""
    assert is_local(host) == local
    assert policy_of(host).rate == (0 if local else DEFAULT_RATE)


@pytest.mark.parametrize(
    ("host", "hosts", "root", "beyond"),
    [
        ("127.0.0.1", ("ponte.example.org",), "", "ponte.example.org"),
        ("localhost", ("localhost", "[::1]", "192.168.1.7"), "", "192.168.1.7"),
        ("127.0.0.1", (), "/ponte", "/ponte"),
        ("127.0.0.1", ("www.example.org",), "ponte", "www.example.org"),
        ("0.0.0.0", ("ponte.example.org",), "", "0.0.0.0"),
        ("127.0.0.1", ("localhost", "127.0.0.2"), "/", ""),
    ],
)
def test_what_a_proxy_serves_is_not_the_own_machines(
    host: str, hosts: tuple[str, ...], root: str, beyond: str
) -> None:
    """The server listens on this machine alone; a name or a path it is told of gives that away."""
    policy = policy_of(host, hosts=hosts, root=root)
    assert policy.beyond == beyond
    assert policy.rate == (DEFAULT_RATE if beyond else 0)
    assert policy.uploads == (not beyond)
    stated = policy_of(host, hosts=hosts, root=root, rate=0, uploads=True)
    assert (stated.rate, stated.uploads) == (0, True)


def test_open_policy_asks_for_nothing() -> None:
    """It is for an application that is not served."""
    assert Policy() == OPEN == Policy(("*",), "", 0, "", False)


def test_policy_answers_to_its_names() -> None:
    """The host listened on, this machine's, and those given."""
    hosts = policy_of("[::1]", hosts=["Ponte.Example"]).hosts
    assert {"::1", "localhost", "127.0.0.1", "ponte.example"} <= set(hosts)
    assert "*" not in hosts


@pytest.mark.parametrize(
    ("host", "stated", "uploads"),
    [
        ("127.0.0.1", None, True),
        ("localhost", None, True),
        ("0.0.0.0", None, False),
        ("0.0.0.0", True, True),
        ("127.0.0.1", False, False),
    ],
)
def test_uploads_are_open_on_the_own_machine_alone(
    host: str, stated: bool | None, uploads: bool
) -> None:
    """Unless they are asked for, or off."""
    assert policy_of(host, uploads=stated).uploads == uploads


def test_rate_can_be_set() -> None:
    """Zero means that there is no limit."""
    assert policy_of("0.0.0.0", rate=0).rate == 0
    assert policy_of("127.0.0.1", rate=7).rate == 7


@pytest.mark.parametrize(
    ("given", "root"), [("", ""), ("/", ""), ("ponte", "/ponte"), ("/a/b-c_d/", "/a/b-c_d")]
)
def test_root_is_a_path_without_a_slash_at_its_end(given: str, root: str) -> None:
    """However it is typed."""
    assert policy_of("127.0.0.1", root=given).root == root


def test_bad_root_is_refused() -> None:
    """One line, with its value."""
    with pytest.raises(ServerError, match=r"^The path '/a b' cannot be served under\. Take one"):
        policy_of("127.0.0.1", root="/a b")


def test_password_is_the_first_line_of_a_file(tmp_path: Path) -> None:
    """Whatever ends the line."""
    file = tmp_path / "password"
    file.write_text("città aperta\r\nnotes\n", "utf-8")
    assert policy_of("127.0.0.1", password_file=file).password == "città aperta"


def test_password_may_stand_in_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is named comes first."""
    monkeypatch.setenv("PONTE_PASSWORD", "from outside")
    assert policy_of("127.0.0.1").password == "from outside"
    file = tmp_path / "password"
    file.write_text("from a file", "utf-8")
    assert policy_of("127.0.0.1", password_file=file).password == "from a file"


def test_bad_password_is_never_taken_for_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A missing, an empty, a short or an unreadable one stops the server."""
    with pytest.raises(ServerError, match="cannot be read from"):
        policy_of("127.0.0.1", password_file=tmp_path / "missing")
    file = tmp_path / "password"
    file.write_bytes(b"\xff\xfe\xfa12345678")
    with pytest.raises(ServerError, match="cannot be read from"):
        policy_of("127.0.0.1", password_file=file)
    file.write_text("", "utf-8")
    with pytest.raises(ServerError, match=r"has 0 characters\. Take at least 8\.$"):
        policy_of("127.0.0.1", password_file=file)
    monkeypatch.setenv("PONTE_PASSWORD", "short")
    with pytest.raises(ServerError, match=r"^The password in PONTE_PASSWORD has 5 characters\."):
        policy_of("127.0.0.1")
