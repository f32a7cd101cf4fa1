"""Each question is asked as a reader would ask it, and what comes back is judged."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from test_evaluation import ROW

from rag.answering import Answer
from rag.article import Interval
from rag.conversation import Turn
from rag.datasets import Rows
from rag.evaluation import count_questions, read_questions
from rag.judging import Outcome, _holds, judge, never_refusing
from rag.languages import LANGUAGES, Language
from rag.library import Library
from rag.readers import read_article
from rag.weighing import reading_model

MUSEUM: Rows = [
    {
        "id": "museum",
        "title": {"en": "Museum"},
        "sentences": [
            {"p": 0, "en": "The silk museum of Lucca opened on 5 May 2021."},
            {"p": 0, "en": "Its director is Costanza Bianchi."},
            {"p": 1, "en": "Visitors like the garden."},
        ],
        "questions": [
            {
                "en": "When did the silk museum of Lucca open?",
                "sentence": [0],
                "answer": {"en": "on 5 May 2021"},
            }
        ],
        "unanswerable": [{"en": "How many volcanoes are there in Iceland?"}],
        "followups": [
            {"en": "And its director?", "after": 0, "sentence": [1]},
        ],
    }
]


@pytest.fixture
def natural() -> Rows:
    """Return the natural questions to tune on."""
    rows = read_questions(Path(__file__).parent / "questions" / "natural.tune.jsonl")
    return [{key: row[key] for key in row.keys() - {"offtopic"}} for row in rows]


def judged(rows: Rows, *settings: tuple[Language, ...]) -> list[Outcome]:
    """Return the outcomes of a set."""
    return list(judge(rows, settings))


def test_every_question_is_asked_in_every_language_and_setting() -> None:
    """Two questions in three languages, and a follow-up in one, over two settings."""
    outcomes = judged([ROW], ("it",), LANGUAGES)
    kinds = ["question"] * 3 + ["near miss"] * 3 + ["follow-up"]
    assert [outcome.kind for outcome in outcomes] == kinds * 2
    assert [outcome.spoken for outcome in outcomes] == [*LANGUAGES, *LANGUAGES, "en"] * 2
    assert [outcome.editions for outcome in outcomes] == [("it",)] * 7 + [LANGUAGES] * 7
    assert not any(any(one.right) for one in outcomes if one.kind == "near miss")
    assert len(judged([ROW])) == count_questions([ROW]) == 28


def test_a_right_answer_is_judged_right() -> None:
    """Its first citation is the sentence that the set names."""
    outcome = judged(MUSEUM)[0]
    assert (outcome.article, outcome.editions, outcome.spoken) == ("museum", ("en",), "en")
    assert outcome.answered
    assert (outcome.right_first, outcome.right_cited, outcome.right[0]) == (True, True, True)
    assert outcome.found == outcome.expected == MUSEUM[0]["sentences"][0]["en"]
    assert outcome.passage == f"{outcome.found} {MUSEUM[0]['sentences'][1]['en']}"
    assert outcome.accepted == ("on 5 May 2021",)
    assert outcome.in_language
    assert outcome.elapsed_ms > 0


def test_a_short_answer_is_scored_by_its_tokens() -> None:
    """'5 May 2021' lacks one of the four words that are accepted."""
    outcome = judged(MUSEUM)[0]
    assert outcome.short == "5 May 2021"
    assert not outcome.exact
    assert outcome.f1 == pytest.approx(6 / 7)


def test_a_near_miss_is_right_to_be_refused() -> None:
    """The sentence that came nearest is told all the same."""
    outcome = judged(MUSEUM)[1]
    assert (outcome.answered, outcome.right, outcome.expected) == (False, (), "")
    assert outcome.found in {sentence["en"] for sentence in MUSEUM[0]["sentences"]}
    assert outcome.passage
    assert 0 <= outcome.confidence < 1


def test_a_follow_up_has_the_question_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the answer that was given to that; nothing else has a history."""
    heard: list[tuple[str, tuple[Turn, ...]]] = []
    ask = Library.ask

    def listen(library: Library, question: str, *, history: Sequence[Turn] = ()) -> Answer:
        heard.append((question, tuple(history)))
        return ask(library, question, history=history)

    monkeypatch.setattr(Library, "ask", listen)
    outcome = judged(MUSEUM)[2]
    asked, missed, continued = (
        MUSEUM[0][part][0]["en"] for part in ("questions", "unanswerable", "followups")
    )
    # What was refused is asked once more, to learn what would have been cited.
    assert [question for question, _ in heard][:4] == [asked, missed, missed, asked]
    assert not any(history for _, history in heard[:4])
    assert {question for question, _ in heard[4:]} == {continued}
    (turn,) = heard[4][1]
    assert turn.question == asked
    assert "5 May 2021" in turn.answer
    assert (outcome.kind, outcome.question) == ("follow-up", continued)
    assert outcome.expected == MUSEUM[0]["sentences"][1]["en"]


def test_a_citation_holds_the_whole_of_a_sentence() -> None:
    """A part of it is no proof; more than it is."""
    places = [Interval(10, 20), Interval(30, 40)]
    assert _holds(Interval(10, 20), places)
    assert _holds(Interval(25, 41), places)
    assert not _holds(Interval(11, 20), places)
    assert not _holds(Interval(0, 9), places)
    assert not _holds(Interval(0, 9), [])


def test_another_article_may_be_given(tmp_path: Path) -> None:
    """Its sentences are counted from 0."""
    path = tmp_path / "lucca.txt"
    path.write_text("Lucca has walls. The silk museum opened in 2021.", "utf-8")
    rows = [{"questions": [{"en": "When did the silk museum open?", "sentence": [1]}]}]
    (outcome,) = judge(rows, article=read_article(path))
    assert (outcome.article, outcome.editions) == ("lucca", ("en",))
    assert outcome.expected == outcome.found == "The silk museum opened in 2021."


def test_the_best_sentence_before_a_refusal_is_what_would_be_cited(
    monkeypatch: pytest.MonkeyPatch, natural: Rows
) -> None:
    """With thresholds of zero nothing is refused, and the same sentences come first."""
    before = judged(natural, ("it",))
    for language in LANGUAGES:
        monkeypatch.setitem(reading_model().threshold, language, 0.0)
    after = judged(natural, ("it",))
    assert sum(not outcome.answered for outcome in before) > 20
    assert all(outcome.answered for outcome in after)
    assert [one.found for one in before] == [one.found for one in after]
    assert [one.right_first for one in before] == [one.right_cited for one in after]


def test_thresholds_are_set_aside_for_a_moment_only() -> None:
    """Whatever happens meanwhile."""
    kept = dict(reading_model().threshold)
    with never_refusing():
        assert reading_model().threshold == dict.fromkeys(kept, 0.0)
    assert reading_model().threshold == kept

    def fail() -> None:
        with never_refusing():
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert reading_model().threshold == kept
    assert all(value > 0 for value in kept.values())


def test_courtesies_have_no_sentence() -> None:
    """A set may hold one all the same."""
    (outcome,) = judged([{**MUSEUM[0], "questions": [], "followups": [],
                          "unanswerable": [{"en": "Thank you!"}]}])  # fmt: skip
    assert (outcome.answered, outcome.found, outcome.right_first) == (False, "", False)
