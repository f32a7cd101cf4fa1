"""True sentences altered by rule: what each alteration does, and that it does it."""

from typing import Any

import pytest

from rag.altering import TRUE, Claim, claims_of
from rag.languages import LANGUAGES, Language

ROW: dict[str, Any] = {
    "id": "mill",
    "title": {"it": "Il mulino", "en": "The mill", "zh": "磨坊"},
    "sentences": [
        {
            "p": 1,
            "it": "Nel 1932 il sindaco Ada Corvi ha aperto il mulino di Valmare, costato 90 lire.",
            "en": "In 1932 the mayor, Ada Corvi, has opened the Valmare mill, built for 90 lire.",
            "zh": "1932年，市长阿达·科尔维为耗资90里拉的瓦尔马雷磨坊揭幕，它是一座老磨坊。",
        },
        {
            "p": 2,
            "it": "Il mulino non è aperto la domenica.",
            "en": "The mill is not open on Sunday.",
            "zh": "磨坊周日不能参观。",
        },
    ],
}
OTHER: dict[str, Any] = {
    "id": "tower",
    "title": {"it": "La torre", "en": "The tower", "zh": "塔"},
    "sentences": [
        {
            "p": 1,
            "it": "La torre fu costruita da Oberto Sarti a Montelupo.",
            "en": "The tower was built by Oberto Sarti in Montelupo.",
            "zh": "这座塔由奥贝托·萨尔蒂在蒙特卢波建造。",
        },
        {
            "p": 2,
            "it": "La torre ha quattro campane.",
            "en": "The tower has four bells.",
            "zh": "塔内有四口钟。",
        },
    ],
}


def claims(language: Language, cited: int = 0) -> dict[str, Claim]:
    """Return the claims made of a sentence against its own edition, by what was done to it."""
    found = claims_of(ROW, [OTHER])
    own = [each for each in found if each.language == each.edition == language]
    return {each.kind: each for each in own if cited == each.cited or each.kind == "citation"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_true_claims_say_what_the_sentence_says(language: Language) -> None:
    """As it stands, introduced, clipped at a comma."""
    made, text = claims(language), ROW["sentences"][0][language]
    assert made["as it stands"].text == text
    assert text[1:] in made["framed"].text
    assert text.startswith(made["clipped"].text[:-1])
    assert all(made[kind].holds for kind in made if kind in TRUE)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["number", "name", "date", "role", "clause", "exchange"])
def test_an_alteration_changes_the_sentence(language: Language, kind: str) -> None:
    """And makes it untrue."""
    made = claims(language).get(kind)
    if made is None:
        assert kind == "exchange"
        return
    assert made.text != ROW["sentences"][0][language]
    assert not made.holds


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("it", "Il mulino è aperto la domenica."),
        ("en", "The mill is open on Sunday."),
        ("zh", "磨坊周日能参观。"),
    ],
)
def test_a_denial_is_taken_out(language: Language, said: str) -> None:
    """What the sentence denies is affirmed."""
    assert claims(language, 1)["denial"].text == said


def test_what_is_affirmed_is_denied() -> None:
    """By a word that the language denies with."""
    assert "has not opened" in claims("en")["denial"].text
    assert "non ha aperto" in claims("it")["denial"].text


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_exchanged_citation_names_another_paragraph(language: Language) -> None:
    """The sentence is as it stands."""
    made = [each for each in claims_of(ROW, [OTHER]) if each.kind == "citation"]
    own = [each for each in made if each.language == each.edition == language]
    assert [(each.text, each.cited) for each in own] == [
        (ROW["sentences"][0][language], 1),
        (ROW["sentences"][1][language], 0),
    ]


def test_in_another_language_a_sentence_is_translated() -> None:
    """It is true of the edition that it cites."""
    made = [each for each in claims_of(ROW, [OTHER]) if each.kind == "translated"]
    assert {(each.language, each.edition) for each in made} == {
        (one, other) for one in LANGUAGES for other in LANGUAGES if one != other
    }


def test_claims_are_the_same_each_time() -> None:
    """Chance is drawn from the sentence."""
    assert list(claims_of(ROW, [OTHER])) == list(claims_of(ROW, [OTHER]))
