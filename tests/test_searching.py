"""Searches: what an article says is found, what only another says is not, and both are counted."""

from rag.figures import ACROSS, SAME
from rag.searching import Sought, search_figures, search_rows

MUSEUM = {
    "id": "a1",
    "title": {"en": "A museum"},
    "sentences": [
        {"p": 0, "en": "The lighthouse of Cozzo was lit in 1874."},
        {"p": 1, "en": "Its keeper was Teresa Sanna, a fisherman's daughter."},
    ],
    "questions": [{"en": "Who kept it?", "sentence": [1], "answer": {"en": "Teresa Sanna"}}],
}
BRIDGE = {
    "id": "a2",
    "title": {"en": "A bridge"},
    "sentences": [{"p": 0, "en": "The Corvara bridge carries electric trams over the canal."}],
    "questions": [
        {"en": "What does it carry?", "sentence": [0], "answer": {"en": "electric trams"}}
    ],
}


def test_an_answer_is_looked_for_in_its_article_and_in_another() -> None:
    """Each set's in the one before it, the first's in the last."""
    found = list(search_rows([MUSEUM, BRIDGE]))
    assert [(each.query, each.expected) for each in found] == [
        ("Teresa Sanna", {2}),
        ("electric trams", frozenset()),
        ("electric trams", {1}),
        ("Teresa Sanna", frozenset()),
    ]
    assert {each.group for each in found} == {SAME}
    assert [each.found for each in found] == [(2,), (), (1,), ()]


def test_one_article_alone_has_no_other() -> None:
    """Then there is nothing to look for in vain."""
    assert [each.query for each in search_rows([MUSEUM])] == ["Teresa Sanna"]


def test_figures_are_shares() -> None:
    """Of what is said, and of what is not."""
    searches = [
        Sought(SAME, "a", (2, 1), frozenset({2})),
        Sought(SAME, "b", (3, 1), frozenset({1})),
        Sought(SAME, "c", (), frozenset({1})),
        Sought(SAME, "d", (1,), frozenset({2})),
        Sought(SAME, "e", (), frozenset()),
        Sought(ACROSS, "f", (4,), frozenset()),
    ]
    same, across = search_figures(searches)
    assert same == {
        "query": SAME, "said": 4, "something": 0.75, "first": 0.25, "listed": 0.5,
        "elsewhere": 1, "nothing": 1.0,
    }  # fmt: skip
    assert (across["said"], across["elsewhere"], across["nothing"]) == (0, 1, 0.0)
