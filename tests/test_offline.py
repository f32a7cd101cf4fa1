"""Without a network, everything works: no socket is opened at all."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
# Runs before anything else in the process; what connects or looks a name up is an error.
SITECUSTOMIZE = """
import socket

def refuse(*arguments, **options):
    raise AssertionError(f"the network was used: {arguments[1:]}")

for name in ("connect", "connect_ex", "sendto", "bind"):
    setattr(socket.socket, name, refuse)
for name in ("getaddrinfo", "gethostbyname", "create_connection"):
    setattr(socket, name, refuse)
"""


def offline(folder: Path, code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run code in a process that cannot reach a network, with an empty home."""
    (folder / "sitecustomize.py").write_text(SITECUSTOMIZE, "utf-8")
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PONTE_CACHE": str(folder / "cache"),
        "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}",
        "PYTHONUTF8": "1",
    }
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        env=environment,
        check=False,
    )


def test_the_guard_refuses_a_connection(tmp_path: Path) -> None:
    """Else the other tests of this file would prove nothing."""
    done = offline(tmp_path, "import urllib.request as r; r.urlopen('http://127.0.0.1:9/')")
    assert done.returncode == 1
    assert "the network was used" in done.stderr


def test_ponte_ask_needs_no_network(tmp_path: Path) -> None:
    """A question is answered with a proof, from a first run on."""
    done = offline(
        tmp_path,
        "from rag.cli import main; main()",
        "ask",
        "How many research institutes are there in Beijing?",
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "more than 400" in done.stdout
    assert "[1] Torino e Pechino" in done.stdout


def test_ponte_writes_nowhere_but_its_cache(tmp_path: Path) -> None:
    """No settings, no model files, no history in the reader's home."""
    offline(tmp_path, "from rag.cli import main; main()", "find", "delegation")
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix != ".py") in (
        ["cache"],
        ["__pycache__", "cache"],
    )


def test_the_api_needs_no_network(tmp_path: Path) -> None:
    """The example of the package's docstring."""
    code = (
        "from rag import open_library\n"
        "answer = open_library().ask('How many research institutes are there in Beijing?')\n"
        "print(answer.citations[0].passage)"
    )
    done = offline(tmp_path, code)
    assert (done.stdout, done.stderr) == ("4\n", "")
