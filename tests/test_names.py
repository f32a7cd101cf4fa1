"""Names within a language, across two, and across scripts."""

import pytest

from rag.names import likeness, names


def test_names_are_capitals_that_do_not_open_a_sentence() -> None:
    """Months and weekdays are dates."""
    text = "Director Costanza Pellegrineschi came to Lucca on Monday in January."
    assert [place.of(text) for place in names(text, "en")] == [
        "Costanza",
        "Pellegrineschi",
        "Lucca",
    ]


def test_a_chinese_text_names_foreigners_by_their_sound() -> None:
    """With a dot between first name and last."""
    text = "负责人科斯坦扎·佩莱格里内斯基迎来了"
    assert [place.of(text) for place in names(text, "zh")] == ["科斯坦扎·佩莱格里内斯基"]


@pytest.mark.parametrize(
    ("name", "text", "least", "most"),
    [
        ("Lucca", "a Lucca ieri", 1.0, 1.0),
        ("Tuscany", "tutta la Toscana", 0.65, 0.9),
        ("Pellegrineschi", "科斯坦扎·佩莱格里内斯基迎来了", 0.7, 1.0),
        ("科斯坦扎·佩莱格里内斯基", "director Costanza Pellegrineschi welcomed", 0.7, 1.0),
        ("Guifen", "六十八岁的陈桂芬说", 1.0, 1.0),
        ("Dellaquercia", "科斯坦扎·佩莱格里内斯基迎来了", 0.0, 0.6),
        ("Torino", "a Lucca ieri", 0.0, 0.6),
    ],
)
def test_likeness(name: str, text: str, least: float, most: float) -> None:
    """The same name is like itself in any script; another is not."""
    assert least <= likeness(name, text) <= most
