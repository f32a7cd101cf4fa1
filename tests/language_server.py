"""A server that speaks the OpenAI protocol over real HTTP, and misbehaves as a test wants it to."""

import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Script:
    """What the server does, and what it was asked: pieces are sent one by one, with a pause.

    `status` other than 200 is answered so often, then all is well; `end` is how the stream ends:
    'done' as it should, 'cut' in the middle, 'silence' without another word, 'endless' never. A
    `deaf` server takes connections and answers nothing; `root` is what others say at the address
    itself; `models` are the names it lists, if it has a list. One that is `slow` takes a question
    and sends not even a head. `translated` is said where a translation is asked for. `asked` and
    `hung_up` are set when that is first noticed.
    """

    pieces: Sequence[str] = ()
    status: int = 200
    failures: int = 1_000
    end: str = "done"
    raw: Sequence[str] = ()
    pause: float = 0.0
    deaf: bool = False
    slow: bool = False
    root: int = 404
    models: Sequence[str] | None = None
    translated: Sequence[str] = ()
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    asked: threading.Event = field(default_factory=threading.Event)
    hung_up: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)


def token_by_token(text: str) -> list[str]:
    """Cut a text into pieces of three signs, so that every boundary falls somewhere awkward."""
    return [text[start : start + 3] for start in range(0, len(text), 3)]


@contextmanager
def serving(script: Script, port: int = 0) -> Iterator[str]:
    """Serve a script on a port (0: any free one); yield the address."""
    server = ThreadingHTTPServer(("127.0.0.1", port), _handler(script))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    finally:
        script.released.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(script: Script) -> type[BaseHTTPRequestHandler]:  # noqa: C901  # counts its methods
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            if script.deaf:
                script.released.wait(20)
                return
            if self.path.endswith("/models") and script.models is not None:
                self._list()
                return
            self.send_response(script.root)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            script.requests.append(body)
            script.keys.append(self.headers.get("Authorization", ""))
            script.asked.set()
            if script.slow:
                self._say_nothing()
                return
            if script.status != 200 and len(script.requests) <= script.failures:
                self._refuse()
                return
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            try:
                self._stream(translating="<passage>" in body["messages"][-1]["content"])
            except OSError:
                script.hung_up.set()

        def _list(self) -> None:
            told = json.dumps({"data": [{"id": name} for name in script.models or ()]}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def _refuse(self) -> None:
            key = self.headers.get("Authorization", "")
            told = json.dumps({"error": {"message": f"no: {key}"}}).encode()
            self.send_response(script.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def _stream(self, *, translating: bool) -> None:
            if translating:
                for piece in script.translated:
                    self._piece(piece)
                self._send("data: [DONE]\n\n")
                return
            for line in script.raw:
                self._send(line)
            for piece in script.pieces:
                self._piece(piece)
            while script.end == "endless":
                self._piece("and so on ")
            if script.end == "silence":
                self._say_nothing()
            elif script.end == "done":
                self._send("data: [DONE]\n\n")

        def _say_nothing(self) -> None:
            """Wait until the other side hangs up, which sends nothing more before."""
            self.connection.settimeout(20)
            with suppress(TimeoutError):
                if not self.connection.recv(1):
                    script.hung_up.set()

        def _piece(self, text: str) -> None:
            delta = {"index": 0, "delta": {"content": text}, "finish_reason": None}
            self._send(f"data: {json.dumps({'id': 'x', 'choices': [delta]})}\n\n")
            script.sent.append(text)
            time.sleep(script.pause)

        def _send(self, text: str) -> None:
            self.wfile.write(text.encode())
            self.wfile.flush()

    return Handler
