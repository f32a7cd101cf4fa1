"""What is forgotten of a page that was closed."""

import asyncio
from types import SimpleNamespace
from typing import Any

import gradio as gr
from gradio.state_holder import SessionState, StateHolder

from ui.desk import Desk
from ui.sessions import forget_session
from ui.talk import Talk

HELD = (Desk(own="token"), Talk(pending="Chi?"))


async def queued() -> gr.Blocks:
    """Return a page with a desk and a talk."""
    with gr.Blocks(analytics_enabled=False) as blocks:
        gr.State(Desk())
        gr.State(Talk())
        blocks.queue()
    return blocks


def opened(blocks: gr.Blocks, *sessions: str) -> StateHolder:
    """Return what Gradio holds of sessions that each were to be sent one message more."""
    holder = StateHolder()
    holder.set_blocks(blocks)
    for session in sessions:
        state = SessionState(blocks)
        state[min(blocks.blocks)], state[max(blocks.blocks)] = HELD
        holder.session_data[session] = state
        waiting: asyncio.Queue[Any] = asyncio.Queue()
        waiting.put_nowait(f"for {session}")
        blocks._queue.pending_messages_per_session[session] = waiting
        blocks._queue.pending_event_ids_session[session] = {"event"}
    return holder


def closing(holder: StateHolder | None) -> Any:
    """Return the request that a page is closed with."""
    app = SimpleNamespace(state_holder=holder)
    return SimpleNamespace(request=SimpleNamespace(app=app) if holder else None)


def test_all_is_forgotten_but_the_desk() -> None:
    """Neither its conversation stays nor what it was still to be sent."""
    blocks = asyncio.run(queued())
    holder = opened(blocks, "closed")
    forget_session(closing(holder), "closed")
    assert list(holder.session_data["closed"].state_data.values()) == [HELD[0]]
    assert dict(blocks._queue.pending_messages_per_session) == {}
    assert blocks._queue.pending_event_ids_session == {}


def test_other_pages_keep_theirs() -> None:
    """A page that is open keeps its conversation and what waits for it."""
    blocks = asyncio.run(queued())
    holder = opened(blocks, "closed", "open")
    forget_session(closing(holder), "closed")
    assert tuple(holder.session_data["open"].state_data.values()) == HELD
    waiting = blocks._queue.pending_messages_per_session["open"]
    assert waiting.get_nowait() == "for open"
    assert blocks._queue.pending_event_ids_session == {"open": {"event"}}


def test_a_page_that_nothing_is_held_of_is_no_failure() -> None:
    """It may have been forgotten already, or have come without a request of its own."""
    blocks = asyncio.run(queued())
    holder = opened(blocks, "open")
    forget_session(closing(holder), "another")
    forget_session(closing(None), "open")
    assert sorted(holder.session_data) == ["open"]
