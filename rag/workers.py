"""Work on files from strangers in processes of their own: what crashes one costs one file."""

import json
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Event
from typing import Any

from rag.errors import ArticleError

# Seconds for one file, and bytes of memory beyond what a worker starts with.
_PATIENCE, _MEMORY = 120.0, 2_000_000_000
# So many files are given out at once: a message for each would wake two processes each time.
_AT_ONCE = 16

Task = dict[str, Any]


def work_through(
    tasks: Sequence[Task], act: Callable[[Task], dict[str, Any]], processes: int = 0
) -> Iterator[tuple[Task, dict[str, Any]]]:
    """Yield each task with what `act` gave, or {'error': reason}, as they are done.

    `act` is a function of a module and runs in another process; tasks and results are what JSON
    takes. A process that dies, or that takes too long, is replaced, and its task has failed.
    """
    count = min(processes or os.cpu_count() or 1, max(1, len(tasks)))
    waiting = deque(_shares(tasks, count))
    done: SimpleQueue[tuple[Task, dict[str, Any]] | Future[None]] = SimpleQueue()
    workers = [_Worker(act) for _ in range(count)]
    unwanted = Event()

    def run(worker: _Worker) -> None:
        while not unwanted.is_set():
            try:
                share = waiting.popleft()
            except IndexError:
                return
            for pair in worker.run(share, unwanted):
                done.put(pair)

    try:
        with ThreadPoolExecutor(count) as pool:
            try:
                for worker in workers:
                    pool.submit(run, worker).add_done_callback(done.put)
                yield from _as_done(done, count)
            finally:
                unwanted.set()
    finally:
        for worker in workers:
            worker.end()


def _shares(tasks: Sequence[Task], count: int) -> Iterator[Sequence[Task]]:
    """Yield tasks as they are given out: many at once, and few towards the end."""
    first = 0
    while first < len(tasks):
        share = max(1, min(_AT_ONCE, (len(tasks) - first) // (4 * count)))
        yield tasks[first : first + share]
        first += share


def _as_done(
    done: "SimpleQueue[tuple[Task, dict[str, Any]] | Future[None]]", count: int
) -> Iterator[tuple[Task, dict[str, Any]]]:
    """Yield what so many threads have done until all have ended."""
    left = count
    while left:
        found = done.get()
        if isinstance(found, Future):
            # What a thread could not do is raised here.
            found.result()
            left -= 1
        else:
            yield found


class _Worker:
    """A process that is started when it is needed, and again when it has died."""

    def __init__(self, act: Callable[[Task], dict[str, Any]]) -> None:
        self._act = act
        self._process: Any = None
        self._connection: Connection | None = None

    def run(self, tasks: Sequence[Task], unwanted: Event) -> Iterator[tuple[Task, dict[str, Any]]]:
        """Yield each of some tasks with its result, until they are unwanted.

        The process has all of them at once; one that it dies of has failed, and a new process is
        given the rest.
        """
        told = False
        for place, task in enumerate(tasks):
            if unwanted.is_set():
                return
            try:
                connection = self._connection or self._start()
                if not told:
                    connection.send_bytes(json.dumps(tasks[place:]).encode())
                told = connection.poll(_PATIENCE)
                reason = f"reading it took over {_PATIENCE:.0f} seconds"
                result = json.loads(connection.recv_bytes()) if told else {"error": reason}
            except (EOFError, OSError):
                told = False
                self._process.join(1)
                code = self._process.exitcode
                result = {"error": f"the reader crashed on it (exit code {code})"}
            if not told:
                self.end()
            yield task, result

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
            for task in json.loads(connection.recv_bytes()):
                connection.send_bytes(json.dumps(_result(act, task)).encode())


def _result(act: Callable[[Task], dict[str, Any]], task: Task) -> dict[str, Any]:
    try:
        return act(task)
    except ArticleError as error:
        return {"error": str(error)}
    except MemoryError:
        return {"error": "it needs more memory than one file may take"}
    except OSError as error:
        return {"error": error.strerror or str(error)}


def _limit_memory() -> None:
    """Keep this process from taking all memory, where the system can do that."""
    with suppress(ImportError, OSError, ValueError):
        import resource
        from pathlib import Path

        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        limit = pages * resource.getpagesize() + _MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (limit, resource.getrlimit(resource.RLIMIT_AS)[1]))
