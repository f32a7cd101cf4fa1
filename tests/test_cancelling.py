"""Work that is not wanted any more."""

from rag.cancelling import Cancellation


def test_what_listens_is_called_once_the_word_is_said() -> None:
    """Each, in the order they came."""
    cancellation = Cancellation()
    heard: list[str] = []
    with (
        cancellation.calling(lambda: heard.append("first")),
        cancellation.calling(lambda: heard.append("second")),
    ):
        assert (cancellation.cancelled, heard) == (False, [])
        cancellation.cancel()
        assert (cancellation.cancelled, heard) == (True, ["first", "second"])


def test_who_comes_late_is_called_at_once() -> None:
    """Nothing is begun that is not wanted."""
    cancellation = Cancellation()
    cancellation.cancel()
    heard: list[str] = []
    with cancellation.calling(lambda: heard.append("late")):
        assert heard == ["late"]


def test_who_is_done_is_not_called() -> None:
    """What has ended cannot be called off."""
    cancellation = Cancellation()
    heard: list[str] = []
    with cancellation.calling(lambda: heard.append("done")):
        pass
    cancellation.cancel()
    assert heard == []
