"""How near what was read comes to a question: how sure an answer is, and which words it met."""

from rag.answering import Certainty
from rag.article import Interval
from rag.collection import Unit
from rag.comparing import met_in, softly, word_shares
from rag.languages import Language
from rag.reading import Reading, words_that_met
from rag.retrieval import Retriever
from rag.weighing import reading_model

# From which part of the way between the threshold and certainty an answer is sure, and likely; and
# from which part of the threshold a refusal may have missed the answer. On the news articles fitted
# on, of which a third of the questions are near misses, 94 % of the sure answers are right, 75 % of
# the likely ones and 52 % of the others; 56 % of what is refused from that part on has an answer,
# and 25 % of the rest.
_SURE, _LIKELY, _MISSED = 0.8, 0.4, 0.6
# A passage is near that meets so much of the question, or whose best sentence comes so near.
_NEAR, _NEARLY = 0.55, 0.5


def certainty_of(reading: Reading) -> Certainty:
    """Say how far the confidence lies from the threshold of the question's language."""
    least = reading_model().threshold[reading.asked.language]
    if not reading.sentences:
        return "unsure" if reading.confidence >= _MISSED * least else "sure"
    above = (reading.confidence - least) / (1 - least)
    return "sure" if above >= _SURE else "likely" if above >= _LIKELY else "unsure"


def is_near(reading: Reading, retriever: Retriever) -> bool:
    """Tell whether the nearest passage is near enough to be worth reading."""
    asked = reading.asked
    if reading.confidence >= _NEARLY * reading_model().threshold[asked.language]:
        return True
    evidence = retriever.gather(asked.question, asked.language)
    met = met_in(evidence, retriever.collection.passages[reading.closest])
    return float(word_shares(evidence) @ softly(met)) >= _NEAR


def words_met(
    reading: Reading, unit: Unit, language: Language, retriever: Retriever
) -> tuple[Interval, ...]:
    """Return the words of a unit, in a language it is said in, that met a telling word."""
    if language not in unit.rows:
        return ()
    return words_that_met(reading.asked.matches, unit.rows[language], retriever)
