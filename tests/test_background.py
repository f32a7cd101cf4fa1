"""A loop in a thread of its own."""

import asyncio
import gc
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
