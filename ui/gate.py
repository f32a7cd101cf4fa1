"""Which requests come in at all: the right host, no foreign origin, nothing that only looks so.

A page of another origin could otherwise have its visitor's browser ask this server: under a name
of its own that it points here (DNS rebinding), or straight at this address. Neither gets in.
"""

import ipaddress
import re
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.policy import Policy
from ui.problems import shown

# Gradio builds addresses from these, whoever sends them. The server has read what it may trust.
_HEARSAY = frozenset(
    {
        b"x-forwarded-host",
        b"x-forwarded-proto",
        b"x-forwarded-for",
        b"x-gradio-server",
        b"x-direct-url",
        b"forwarded",
    }
)
_NAME = re.compile(r"[a-z0-9._-]+|[0-9a-f:.]+(?:%[a-z0-9]+)?")


class Gate:
    """Refuse requests for another host or from another origin; take the proxy's path away."""

    def __init__(self, app: ASGIApp, policy: Policy) -> None:
        """Wrap an application."""
        self.app = app
        self.policy = policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request in, or say why not."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        await self.app(self._bare(scope), receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not is_answered(host, self.policy.hosts):
            name = host_name(host)
            return JSONResponse(
                {"detail": f"This server does not answer to {shown(host)}. "
                           f"If it should: ponte chat --allow-host {shown(name)[1:-1] or 'NAME'}"},
                400,
            )  # fmt: skip
        if scope["path"] == self.policy.root != "":
            # The page finds its files beside its own address, which has to end with a slash.
            return RedirectResponse(f"{self.policy.root}/", 308)
        origin = headers.get("origin")
        if origin is not None and not is_own(origin, host, self.policy.hosts):
            return JSONResponse(
                {"detail": f"A page of {shown(origin)} may not ask this server. Open its own page,"
                           " or ask it from a program."},
                403,
            )  # fmt: skip
        return None

    def _bare(self, scope: Scope) -> Scope:
        """Return a request as it would be without a proxy before the server."""
        kept = [(name, value) for name, value in scope["headers"] if name not in _HEARSAY]
        path, root = scope["path"], self.policy.root
        if root and path.startswith(f"{root}/"):
            path = path.removeprefix(root)
        return {**scope, "headers": kept, "path": path, "raw_path": path.encode()}


def host_name(host: str) -> str:
    """Return the name in a Host header, lower case, without port and brackets; empty if it is bad.

    >>> host_name("Example.org:80"), host_name("[::1]:7860"), host_name("a@b"), host_name("")
    ('example.org', '::1', '', '')
    """
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port
    except ValueError:
        return ""
    if parts.netloc != host or "@" in host or parts.path or parts.query or parts.fragment:
        return ""
    name = (parts.hostname or "").rstrip(".")
    return name if _NAME.fullmatch(name) else ""


def is_answered(host: str, hosts: tuple[str, ...]) -> bool:
    """Tell whether a Host header names this server; an address does, no name can pose as one."""
    name = host_name(host)
    return bool(name) and ("*" in hosts or name in hosts or _is_address(name))


def is_own(origin: str, host: str, hosts: tuple[str, ...]) -> bool:
    """Tell whether a page of an origin is this server's own.

    It has the host and port that were asked for; behind a proxy that changes those, a name that
    this server was told to answer to.
    """
    scheme, _, where = origin.lower().partition("://")
    if scheme not in ("http", "https"):
        return False
    same = where == host.lower() or _with_port(where, scheme) == _with_port(host.lower(), scheme)
    name = host_name(where)
    return same or (name in hosts and not _is_address(name) and "." in name)


def _with_port(host: str, scheme: str) -> str:
    port = ":443" if scheme == "https" else ":80"
    return host if host.rpartition("]")[2].find(":") >= 0 else f"{host}{port}"


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
