"""Many visitors at once, as browsers and programs are: what is lost, what is mixed, how long."""

import asyncio
import json
import logging
import random
import secrets
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import httpx

from rag.errors import ServerError
from rag.scoring import percentile

logger = logging.getLogger(__name__)

Way = Literal["page", "api"]
# A visitor who waits longer than this has gone.
_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Visit:
    """What one visitor was told, how long each question took in seconds, and what was refused."""

    told: tuple[str, ...]
    seconds: tuple[float, ...]
    refused: tuple[str, ...]


Ask = Callable[[str], Awaitable[str]]


class Refused(Exception):
    """A question that was not answered."""


def crowd_figures(
    address: str, questions: Sequence[str], visitors: int, each: int, pause: float
) -> list[dict[str, Any]]:
    """Return the figures of visitors who each ask questions, over the page and over the API.

    All are there at once; each asks an order of its own, the first question within `pause` seconds
    and the next so many after an answer. Afterwards everyone comes again alone, and should be told
    the same. Raise ServerError where no server answers.
    """
    draw = random.Random(0)
    plans = [draw.sample(list(questions), each) for _ in range(visitors)]
    ways: tuple[Way, ...] = ("page", "api")
    return [asyncio.run(_figures(address, way, plans, pause)) for way in ways]


async def _figures(
    address: str, way: Way, plans: Sequence[Sequence[str]], pause: float
) -> dict[str, Any]:
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    async with httpx.AsyncClient(base_url=address, limits=limits, timeout=_PATIENCE) as client:
        try:
            (await client.get("/health")).raise_for_status()
        except httpx.HTTPError as error:
            raise ServerError(
                f"No server answers at '{address}' ({error}). Start one: ponte chat"
            ) from error
        draw = random.Random(0)
        here = asyncio.Barrier(len(plans))
        began = time.perf_counter()
        crowd = await asyncio.gather(
            *(_visit(client, way, plan, pause, here, draw.random() * pause) for plan in plans)
        )
        lasted = time.perf_counter() - began
        alone = [await _visit(client, way, plan, 0, asyncio.Barrier(1), 0) for plan in plans]
    for reason, times in Counter(line for visit in crowd for line in visit.refused).items():
        logger.warning("Not answered, %d times: %s", times, reason)
    seconds = [second for visit in crowd for second in visit.seconds]
    return {
        "over": way,
        "visitors": len(plans),
        "questions": sum(map(len, plans)),
        "lost": sum(len(visit.refused) for visit in crowd),
        "mixed": sum(_is_mixed(one, other) for one, other in zip(crowd, alone, strict=True)),
        "median_ms": _milliseconds(seconds, 0.5),
        "p95_ms": _milliseconds(seconds, 0.95),
        "p99_ms": _milliseconds(seconds, 0.99),
        "alone_ms": _milliseconds([one for visit in alone for one in visit.seconds], 0.5),
        "a_second": round(len(seconds) / lasted, 1),
    }


def _is_mixed(crowded: Visit, alone: Visit) -> bool:
    """Tell whether a visitor was told otherwise in the crowd; who was refused says nothing."""
    return not crowded.refused and crowded.told != alone.told


async def _visit(
    client: httpx.AsyncClient,
    way: Way,
    plan: Sequence[str],
    pause: float,
    here: asyncio.Barrier,
    first: float,
) -> Visit:
    """Come, wait until everyone is here and for some seconds, and ask."""
    told: list[str] = []
    seconds: list[float] = []
    refused: list[str] = []
    ask, leave = await (_page(client) if way == "page" else _api(client))
    await here.wait()
    await asyncio.sleep(first)
    for question in plan:
        began = time.perf_counter()
        try:
            told.append(await ask(question))
            seconds.append(time.perf_counter() - began)
        except (Refused, httpx.HTTPError) as error:
            refused.append(f"{type(error).__name__}: {error}")
        await asyncio.sleep(pause)
    await leave()
    return Visit(tuple(told), tuple(seconds), tuple(refused))


async def _api(client: httpx.AsyncClient) -> tuple[Ask, Callable[[], Awaitable[None]]]:
    """Begin a conversation over the API: each question brings those before it."""
    asked: list[str] = []

    async def ask(question: str) -> str:
        reply = await client.post("/api/ask", json={"question": question, "history": asked})
        if reply.status_code != 200:
            raise Refused(reply.text)
        answer = reply.json()
        asked.append(question)
        return json.dumps({**answer, "elapsed_ms": 0})

    async def leave() -> None:
        pass

    return ask, leave


async def _page(client: httpx.AsyncClient) -> tuple[Ask, Callable[[], Awaitable[None]]]:
    """Open the page as a browser does, and ask through its events and its queue."""
    config = (await client.get("/config")).json()
    names = {part["id"]: part["props"].get("elem_id") for part in config["components"]}
    events = config["dependencies"]
    asking = next(
        event
        for event in events
        if ["q", "submit"] in [[names.get(t[0]), t[1]] for t in event["targets"]]
    )
    # Where no language model writes, what asks answers; else the answer comes through the queue.
    answering = next((event for event in events if event["trigger_after"] == asking["id"]), None)
    outputs = (answering or asking)["outputs"]
    chat = next(place for place, part in enumerate(outputs) if names[part] == "chat")
    session = secrets.token_hex(6)
    present = asyncio.create_task(_stay(client, session))

    async def ask(question: str) -> str:
        said = {"session_hash": session, "trigger_id": asking["targets"][0][0]}
        sent = {**said, "fn_index": asking["id"], "data": [question, None, None]}
        output = _checked(await client.post("/gradio_api/run/predict", json=sent)).json()
        if answering:
            sent = {**said, "fn_index": answering["id"], "data": [None, None], "event_data": None}
            _checked(await client.post("/gradio_api/queue/join", json=sent))
            output = await _completed(client, session)
        shown = output["data"][chat]
        messages = shown["value"] if isinstance(shown, dict) else shown
        return json.dumps([message["content"] for message in messages])

    async def leave() -> None:
        present.cancel()
        await asyncio.gather(present, return_exceptions=True)

    return ask, leave


async def _stay(client: httpx.AsyncClient, session: str) -> None:
    """Hold the connection by which Gradio knows that a page is open."""
    path = f"/gradio_api/heartbeat/{session}"
    async with client.stream("GET", path, timeout=None) as beats:
        async for _ in beats.aiter_bytes():
            pass


async def _completed(client: httpx.AsyncClient, session: str) -> dict[str, Any]:
    """Wait for the answer among the events of a session."""
    path = f"/gradio_api/queue/data?session_hash={session}"
    async with client.stream("GET", path) as events:
        async for line in events.aiter_lines():
            event = json.loads(line.removeprefix("data:")) if line.startswith("data:") else {}
            if event.get("msg") == "process_completed":
                if not event["success"]:
                    raise Refused(str(event["output"]))
                output: dict[str, Any] = event["output"]
                return output
    raise Refused("The events ended before the answer.")


def _checked(reply: httpx.Response) -> httpx.Response:
    if reply.status_code != 200:
        raise Refused(reply.text)
    return reply


def _milliseconds(seconds: Sequence[float], share: float) -> float | None:
    return percentile([round(second * 1000, 1) for second in seconds], share)
