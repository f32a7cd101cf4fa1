"""What Gradio remembers of a page that was closed, and how it forgets it."""

from typing import TYPE_CHECKING, Any

from gradio.state_holder import SessionState

from ui.desk import Desk

if TYPE_CHECKING:
    import gradio as gr


def forget_session(request: "gr.Request", session: str) -> None:
    """Take from Gradio's memory all it holds of a session but the desk.

    Gradio keeps the content of a closed page's components for good, and what the page was still to
    be sent; its states for an hour. The desk stays, which names no text: a page that wakes up after
    that is told that its article is gone, and is not answered from another.
    """
    if request.request is None:
        return
    holder: Any = request.request.app.state_holder
    queue = holder.blocks._queue
    queue.pending_messages_per_session.pop(session, None)
    queue.pending_event_ids_session.pop(session, None)
    old = holder.session_data.get(session)
    if old is None:
        return
    fresh = SessionState(holder.blocks)
    for key, value in old.state_data.items():
        if isinstance(value, Desk):
            fresh[key] = value
    holder.session_data[session] = fresh
