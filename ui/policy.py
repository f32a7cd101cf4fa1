"""Whom a server answers, and how much it gives: what its address and its options say."""

import ipaddress
import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.errors import ServerError

# Requests a minute from one address that ask for work, where others than this machine can ask.
DEFAULT_RATE = 300
PASSWORD_VARIABLE = "PONTE_PASSWORD"
_SHORTEST_PASSWORD = 8
_LOCAL = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Policy:
    """Which hosts are answered to ('*': any), who is let in, how often, and under what path.

    `password` is empty where none is needed; `rate` is in requests a minute and address, 0 for no
    limit; `root` is what a proxy takes off a path ('/ponte', or nothing); `beyond` is by what name
    other machines get here, empty where none does.
    """

    hosts: tuple[str, ...] = ("*",)
    password: str = ""
    rate: int = 0
    root: str = ""
    tools: bool = False
    uploads: bool = True
    beyond: str = ""


# For an application that is not served, or by a server with rules of its own.
OPEN = Policy()


def policy_of(
    host: str,
    *,
    hosts: Sequence[str] = (),
    password_file: Path | None = None,
    rate: int | None = None,
    root: str = "",
    tools: bool = False,
    uploads: bool | None = None,
) -> Policy:
    """Return the policy of a server that listens on a host; raise ServerError for a bad option.

    Without a word on them, there is no limit to the rate, and visitors may open articles of their
    own, where none can come from another machine.
    """
    root = _root(root)
    beyond = _beyond(host, hosts, root)
    own = socket.gethostname().lower()
    named = (host, *_LOCAL, own, f"{own}.local", *hosts)
    return Policy(
        hosts=tuple(dict.fromkeys(name.lower().strip("[]") for name in named)),
        password=_password(password_file),
        rate=(DEFAULT_RATE if beyond else 0) if rate is None else rate,
        root=root,
        tools=tools,
        uploads=not beyond if uploads is None else uploads,
        beyond=beyond,
    )


def is_local(host: str) -> bool:
    """Tell whether nobody but this machine can reach a host."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _beyond(host: str, hosts: Sequence[str], root: str) -> str:
    """Return the name or path that others come by; empty where nobody but this machine can.

    Behind a proxy a server listens on this machine alone: a name or a path it was told of gives
    the proxy away.
    """
    return next((name for name in (host, *hosts) if not is_local(name)), root)


def _password(path: Path | None) -> str:
    """Return the first line of a file, or what the environment says; empty where neither is."""
    if path is None:
        password, source = os.environ.get(PASSWORD_VARIABLE, ""), PASSWORD_VARIABLE
        if PASSWORD_VARIABLE not in os.environ:
            return ""
    else:
        source = str(path)
        try:
            password = (path.read_text("utf-8").splitlines() or [""])[0].strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ServerError(
                f"The password cannot be read from '{path}': {error}. Give a text file."
            ) from error
    if len(password) < _SHORTEST_PASSWORD:
        raise ServerError(
            f"The password in {source} has {len(password)} characters. "
            f"Take at least {_SHORTEST_PASSWORD}."
        )
    return password


def _root(path: str) -> str:
    parts = [part for part in path.split("/") if part]
    if any(not part.replace("-", "").replace("_", "").isalnum() for part in parts):
        raise ServerError(f"The path '{path}' cannot be served under. Take one such as /ponte.")
    return "".join(f"/{part}" for part in parts)
