"""A real server for tests that need one: on a free port, and gone when they are done."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from fastapi import FastAPI

from ui.server import PageServer, bind


@contextmanager
def serving(build: Callable[[], FastAPI]) -> Iterator[str]:
    """Serve an application and give its address, without a slash at the end."""

    async def built() -> FastAPI:
        # Gradio makes event loops, and leaves them open, where none is running.
        return build()

    # In a thread of its own: a browser that is driven here has a loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        app = pool.submit(lambda: asyncio.run(built())).result()
    ready = threading.Event()
    with bind("127.0.0.1", 0) as listening:
        server = PageServer(app, listening, lambda url: ready.set())
        thread = threading.Thread(target=server.serve_until_interrupted)
        thread.start()
        try:
            assert ready.wait(30)
            yield server.url.rstrip("/")
        finally:
            server.should_exit = True
            thread.join(15)
    assert not thread.is_alive()
