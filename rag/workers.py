"""Work on files from strangers in processes of their own: what crashes one costs one file."""

import json
import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import Any

from rag.errors import ArticleError

# Seconds for one file, and bytes of memory beyond what a worker starts with.
_PATIENCE, _MEMORY = 120.0, 2_000_000_000

Task = dict[str, Any]


def work_through(
    tasks: Sequence[Task], act: Callable[[Task], dict[str, Any]], processes: int = 0
) -> Iterator[tuple[Task, dict[str, Any]]]:
    """Yield each task with what `act` gave, or {'error': reason}, as they are done.

    `act` is a function of a module and runs in another process; tasks and results are what JSON
    takes. A process that dies, or that takes too long, is replaced, and its task has failed.
    """
    count = min(processes or os.cpu_count() or 1, max(1, len(tasks)))
    idle: SimpleQueue[_Worker] = SimpleQueue()
    workers = [_Worker(act) for _ in range(count)]
    for worker in workers:
        idle.put(worker)

    def run(task: Task) -> dict[str, Any]:
        worker = idle.get()
        try:
            return worker.run(task)
        finally:
            idle.put(worker)

    try:
        with ThreadPoolExecutor(count) as pool:
            futures = {pool.submit(run, task): task for task in tasks}
            try:
                for future in as_completed(futures):
                    yield futures[future], future.result()
            finally:
                for future in futures:
                    future.cancel()
    finally:
        for worker in workers:
            worker.end()


class _Worker:
    """A process that is started when it is needed, and again when it has died."""

    def __init__(self, act: Callable[[Task], dict[str, Any]]) -> None:
        self._act = act
        self._process: Any = None
        self._connection: Connection | None = None

    def run(self, task: Task) -> dict[str, Any]:
        try:
            connection = self._connection or self._start()
            connection.send_bytes(json.dumps(task).encode())
            if connection.poll(_PATIENCE):
                result: dict[str, Any] = json.loads(connection.recv_bytes())
                return result
            reason = f"reading it took over {_PATIENCE:.0f} seconds"
        except (EOFError, OSError):
            self._process.join(1)
            reason = f"the reader crashed on it (exit code {self._process.exitcode})"
        self.end()
        return {"error": reason}

    def _start(self) -> Connection:
        # A fresh interpreter: a fork would share locks with our threads.
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, self._act), daemon=True)
        self._process.start()
        theirs.close()
        self._connection = ours
        # Its first word says that it has begun: starting does not count as work.
        ours.recv_bytes()
        return ours

    def end(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._process.kill()
            self._process.join()
            self._connection = None


def _serve(connection: Connection, act: Callable[[Task], dict[str, Any]]) -> None:
    """Act on one task after another until the other side hangs up."""
    _limit_memory()
    connection.send_bytes(b"ready")
    with suppress(EOFError, KeyboardInterrupt):
        while True:
            task = json.loads(connection.recv_bytes())
            try:
                result = act(task)
            except ArticleError as error:
                result = {"error": str(error)}
            except MemoryError:
                result = {"error": "it needs more memory than one file may take"}
            except OSError as error:
                result = {"error": error.strerror or str(error)}
            connection.send_bytes(json.dumps(result).encode())


def _limit_memory() -> None:
    """Keep this process from taking all memory, where the system can do that."""
    with suppress(ImportError, OSError, ValueError):
        import resource
        from pathlib import Path

        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        limit = pages * resource.getpagesize() + _MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (limit, resource.getrlimit(resource.RLIMIT_AS)[1]))
