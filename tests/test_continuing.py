"""Questions to go on with: answered by the article, not asked, their answer not cited yet."""

import pytest
from helpers import article_of, edition_of

from rag.continuing import next_questions
from rag.conversation import Turn
from rag.languages import LANGUAGES, Language
from rag.library import Library, library_of

TOWER = """The tower of Montelupo is 40 metres high. It holds 4 bells.

Its keeper is the musician Oberto Sarti, who has 3 sons."""


def turn_of(library: Library, question: str) -> Turn:
    """Ask a question and return the turn."""
    answer = library.ask(question)
    return Turn(question, answer.text, answer.citations)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_asked_is_not_offered_again(bundled_library: Library, language: Language) -> None:
    """However it was written; each that is offered is answered."""
    offered = next_questions(bundled_library, language, ())
    assert len(offered) == 3
    assert set(offered[:2]) <= set(bundled_library.suggestions(language))
    assert all(bundled_library.ask(question, language=language).citations for question in offered)
    turn = turn_of(bundled_library, offered[0].upper())
    then = next_questions(bundled_library, language, (turn,))
    assert then[:2] == offered[1:]


def test_what_was_told_is_not_offered_in_other_words(bundled_library: Library) -> None:
    """An answer is known by the sentence that it cites."""
    offered = bundled_library.suggestions("en")
    leader = next(question for question in offered if question.startswith("Who led"))
    assert leader in next_questions(bundled_library, "en", ())
    turn = turn_of(bundled_library, "Who was at the head of the delegation from China?")
    assert turn.citations
    assert leader not in next_questions(bundled_library, "en", (turn,))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_conversation_through_every_suggestion_ends(
    bundled_library: Library, language: Language
) -> None:
    """Each question that is offered is new; more are made than the article brings."""
    turns: list[Turn] = []
    while offered := next_questions(bundled_library, language, turns):
        assert 1 <= len(offered) <= 3
        assert not {turn.question for turn in turns} & set(offered)
        turns.append(turn_of(bundled_library, offered[0]))
        assert turns[-1].citations
    assert len(turns) >= 4


def test_several_articles_are_all_asked_about(bundled_library: Library) -> None:
    """What one of them has answered says nothing of the others."""
    tower = article_of(edition_of(TOWER), id="tower")
    library = library_of([*bundled_library.articles, tower])
    turn = turn_of(library, "How high is the tower?")
    assert {each.article for each in turn.citations} == {"tower"}
    found = next_questions(library, "en", (turn,))
    assert len(found) == 3
    leading = turn_of(library, next(each for each in found if each.startswith("Who led")))
    assert next_questions(library, "en", (leading,))[0] in bundled_library.suggestions("en")


def test_nothing_to_go_on_with() -> None:
    """Where an article holds nothing more to ask."""
    library = library_of([article_of(edition_of("It rains. It pours."))])
    (whole,) = next_questions(library, "en", ())
    assert next_questions(library, "en", (turn_of(library, whole),)) == ()
