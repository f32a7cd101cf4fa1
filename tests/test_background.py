"""A loop in a thread of its own."""

import asyncio
import gc
import subprocess
import sys
import threading
from concurrent.futures import CancelledError

import pytest

from rag.background import Background


async def nothing() -> None:
    """Close nothing."""


def test_work_is_done_in_another_thread() -> None:
    """And what comes of it is had from its future, a failure too."""

    async def where() -> int:
        return threading.get_ident()

    async def fail() -> None:
        raise ValueError("no")

    background = Background(nothing)
    assert background.start(where()).result(20) != threading.get_ident()
    with pytest.raises(ValueError, match="no"):
        background.start(fail()).result(20)


def test_work_is_called_off_while_it_waits() -> None:
    """It has the time to put things away."""
    begun, ended = threading.Event(), threading.Event()

    async def wait() -> None:
        begun.set()
        try:
            await asyncio.sleep(1000)
        finally:
            ended.set()

    background = Background(nothing)
    work = background.start(wait())
    assert begun.wait(20)
    work.cancel()
    assert ended.wait(20)
    with pytest.raises(CancelledError):
        work.result(20)


def test_a_loop_ends_with_whoever_holds_it() -> None:
    """What still waits is called off, then what is to be closed is closed."""
    told: list[str] = []
    begun, closed = threading.Event(), threading.Event()

    async def wait() -> None:
        begun.set()
        try:
            await asyncio.sleep(1000)
        finally:
            told.append("called off")

    async def close() -> None:
        told.append("closed")
        closed.set()

    background = Background(close)
    background.start(wait())
    assert begun.wait(20)
    del background
    gc.collect()
    assert closed.wait(20)
    assert told == ["called off", "closed"]


# What is registered first is run last at the end: who is called off then has the time to tell.
STILL_WAITED_FOR = """
import atexit
import time

atexit.register(time.sleep, 0.5)

import asyncio
import threading
from rag.background import Background

async def close():
    pass

background = Background(close)
begun = [background.start(asyncio.sleep(1000)) for _ in range(50)]
for work in begun:
    threading.Thread(target=work.result, daemon=True).start()
background.start(asyncio.sleep(0)).result(20)
"""


def test_a_process_ends_quietly_whatever_it_still_waits_for() -> None:
    """And at once: no thread keeps it, and none tells that it was called off."""
    done = subprocess.run(
        [sys.executable, "-c", STILL_WAITED_FOR], capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
