"""An article's sentences in the reader's language, by a model, where they agree with them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from rag.embedding import bundled_embedder
from rag.errors import WriterError
from rag.faults import Proof
from rag.languages import Language
from rag.lexical import Lexicon, build_lexicon
from rag.prompting import Messages
from rag.translating import Translator, agrees

ORIGINAL = (
    "Il 4 maggio la direttrice Costanza Pellegrineschi ha inaugurato il restauro del mulino, "
    "costato 680 mila euro."
)
OTHER = "Le api fanno il miele con il nettare dei fiori."
FAITHFUL: dict[Language, str] = {
    "en": "On 4 May director Costanza Pellegrineschi opened the restored mill, which cost 680,000 "
    "euros.",
    "zh": "5月4日，馆长科斯坦扎·佩莱格里内斯基为耗资68万欧元修复的磨坊揭幕。",
}


@dataclass
class Told:
    """A model that says what it was told to, and what it was asked."""

    said: str
    fails: bool = False
    name: str = "told"
    host: str = ""
    address: str = ""
    asked: list[Messages] = field(default_factory=list)

    def stream(self, messages: Messages) -> Iterator[str]:
        """Say it, sign by sign."""
        self.asked.append(messages)
        if self.fails:
            raise WriterError("timeout")
        yield from self.said


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    """Count the words of an article of two sentences."""
    return build_lexicon([ORIGINAL, OTHER], ["it", "it"], bundled_embedder())


PROOF = Proof(ORIGINAL, "it", 0)


@pytest.mark.parametrize("reader", ["en", "zh"])
def test_a_faithful_translation_holds(lexicon: Lexicon, reader: Language) -> None:
    """With its numbers, dates and names, also in another script."""
    assert agrees(FAITHFUL[reader], reader, PROOF, lexicon)


@pytest.mark.parametrize(
    ("reader", "said", "instead"),
    [
        pytest.param("en", "680,000", "780,000", id="another number"),
        pytest.param("en", ", which cost 680,000 euros", "", id="a number less"),
        pytest.param("en", "4 May", "4 June", id="another date"),
        pytest.param("en", "On 4 May director", "Director", id="a date less"),
        pytest.param("en", "Pellegrineschi", "Rossi", id="another name"),
        pytest.param("zh", "68万", "86万", id="another number in Chinese"),
        pytest.param("zh", "5月", "6月", id="another month in Chinese"),
    ],
)
def test_an_altered_translation_does_not(
    lexicon: Lexicon, reader: Language, said: str, instead: str
) -> None:
    """What it adds, and what it leaves out."""
    assert said in FAITHFUL[reader]
    assert not agrees(FAITHFUL[reader].replace(said, instead), reader, PROOF, lexicon)


@pytest.mark.parametrize(
    "said", ["", "…", ORIGINAL, "Bees make honey.", "I cannot translate this text."]
)
def test_what_is_no_translation_does_not_hold(lexicon: Lexicon, said: str) -> None:
    """Nothing, the original itself, something else, a refusal."""
    assert not agrees(said, "en", PROOF, lexicon)


def test_a_sentence_is_translated_once_and_by_itself(lexicon: Lexicon) -> None:
    """The model sees neither the question nor what it answered."""
    model = Told(f"<think>Hm.</think>\n«{FAITHFUL['en']}»\n")
    translator = Translator(model, "en", lexicon)
    assert [translator.of(PROOF), translator.of(PROOF)] == [FAITHFUL["en"]] * 2
    assert [messages[1]["content"] for messages in model.asked] == [
        f"<passage>{ORIGINAL}</passage>"
    ]


def test_what_the_reader_can_read_is_not_translated(lexicon: Lexicon) -> None:
    """An Italian article for an Italian reader."""
    model = Told(ORIGINAL)
    assert Translator(model, "it", lexicon).of(PROOF) == ""
    assert model.asked == []


def test_a_model_that_fails_is_not_asked_again(lexicon: Lexicon) -> None:
    """An answer does not wait for its proofs."""
    model = Told("", fails=True)
    translator = Translator(model, "en", lexicon)
    assert [translator.of(PROOF), translator.of(Proof(OTHER, "it", 1))] == ["", ""]
    assert len(model.asked) == 1


def test_a_translation_that_does_not_stop_is_given_up(lexicon: Lexicon) -> None:
    """It is cut off where no translation is so long."""
    assert Translator(Told("and so on " * 10_000), "en", lexicon).of(PROOF) == ""


def test_a_statement_is_checked_within_one_language(lexicon: Lexicon) -> None:
    """Two names exchanged, a denial: what the rules across two languages may miss."""
    translator = Translator(Told(FAITHFUL["en"]), "en", lexicon)
    proofs = [Proof(OTHER, "it", 1), PROOF]
    held = translator.support("Director Costanza Pellegrineschi opened the mill.", proofs, 1)
    assert held is not None
    assert (held.holds, held.proof) == (True, 1)
    denied = translator.support(
        "Director Costanza Pellegrineschi did not open the mill.", proofs, 1
    )
    assert denied is not None
    assert (denied.holds, denied.reason) == (False, "denial")


def test_without_a_translation_nothing_is_said_of_support(lexicon: Lexicon) -> None:
    """Then the rules across two languages decide."""
    translator = Translator(Told("I cannot."), "en", lexicon)
    assert translator.support("The mill was opened.", [PROOF], 0) is None
