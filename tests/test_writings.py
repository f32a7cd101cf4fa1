"""What is being written for a page, and how it is let go."""

from ui.writings import Writings


def test_a_page_lets_go_of_its_own_and_of_no_other() -> None:
    """Of all that is written for it."""
    writings = Writings()
    with writings.of("one") as first, writings.of("one") as second, writings.of("two") as other:
        writings.cancel("one")
        assert (first.cancelled, second.cancelled, other.cancelled) == (True, True, False)


def test_what_is_over_is_not_kept() -> None:
    """What is still being written is; what comes later is not let go with it."""
    writings = Writings()
    with writings.of("one") as first:
        with writings.of("one"):
            pass
        writings.cancel("one")
        assert first.cancelled
    writings.cancel("one")
    with writings.of("one") as later:
        assert not later.cancelled
    assert writings._running == {}
