"""An archive does what a library of few articles does, and opens no more than it must."""

from pathlib import Path

import pytest
from helpers import article_of, edition_of
from test_archiving import write_articles

from rag.archive_library import ArchiveLibrary
from rag.archive_opening import open_archive
from rag.archiving import build_archive
from rag.conversation import Turn
from rag.errors import PassageError
from rag.languages import LANGUAGES, message
from rag.viewing import Listed
from ui.copies import conversation_head
from ui.kept import text_of

FARO = """---
title: Il faro di Punta Vela
date: 2024-09-01
---

Il faro di Punta Vela fu acceso il 3 maggio 1874. Lo dirige Nives Tomat con dodici volontari.

La torre è alta 32 metri. Ogni anno salgono al faro 4.000 visitatori, soprattutto in estate."""
COST = "Il cantiere di Bari è costato 12 milioni."


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> ArchiveLibrary:
    """Open an archive of articles about three ports and a lighthouse."""
    folder = tmp_path_factory.mktemp("ports")
    write_articles(folder / "ports", ["Genova", "Bari", "Ancona"])
    (folder / "ports" / "faro.md").write_text(FARO, "utf-8")
    build_archive([folder / "ports"], folder / "archive", processes=1)
    return open_archive(folder / "archive")


def test_lists_name_the_newest_first(archive: ArchiveLibrary) -> None:
    """With the file that each was read from."""
    first = archive.entries[1]
    assert [entry.id for entry in archive.entries] == ["faro", "ancona", "bari", "genova"]
    assert first == Listed(
        "ancona", "Porto di Ancona", "2024-03-05", "Gazzetta", ("it",), 1, first.file
    )
    assert Path(first.file).name == "ancona.md"
    assert archive.titles["bari"] == "Porto di Bari"
    assert archive.entry("bari").title == "Porto di Bari"
    assert [archive.holds(name) for name in ("bari", "pisa", "")] == [True, False, False]
    with pytest.raises(PassageError, match="There is no article 'pisa' in the archive"):
        archive.entry("pisa")


def test_an_article_is_read_and_asked_by_itself(archive: ArchiveLibrary) -> None:
    """As if there were no archive around it."""
    assert [passage.number for passage in archive.passages("bari")] == [1]
    view = archive.view("bari", "zh")
    assert (view.title, view.language, view.blocks[0].sentences[1].text) == (
        "Porto di Bari",
        "it",
        COST,
    )
    alone = archive.only("bari")
    assert alone is archive.only("bari")
    assert [entry.id for entry in alone.entries] == ["bari"]
    answer = alone.ask("Quanto è costato il cantiere?")
    assert [cited.quote for cited in answer.citations] == [COST]


def test_passages_are_searched_in_all(archive: ArchiveLibrary) -> None:
    """The words found are marked; where nothing is near, nothing is found."""
    found = archive.search("cantiere di Bari", "it")
    assert found[0].hit.article == "bari"
    assert {mark.of(found[0].hit.text) for mark in found[0].marks} >= {"cantiere", "Bari"}
    assert archive.search("zanzare", "it") == ()


def test_what_came_before_is_opened_too(archive: ArchiveLibrary) -> None:
    """For a follow-up, for more, and for the same in another language."""
    asked = "Quanto è costato il cantiere di Bari?"
    first = archive.ask(asked)
    history = [Turn(asked, first.text, first.citations)]
    after = archive.ask("E quando riapre il porto?", history=history)
    assert after.citations[0].article == "bari"
    again = archive.ask("In English, please", history=history)
    assert [cited.quote for cited in again.citations] == [COST]
    assert again.language == "en"
    opening = archive.ask("Quando riapre il porto di Bari?")
    more = archive.ask("Dimmi di più", history=[Turn("?", opening.text, opening.citations)])
    assert [cited.quote for cited in more.citations] == [COST]


def test_questions_are_suggested_that_are_answered(archive: ArchiveLibrary) -> None:
    """From the newest articles, and never what the whole is about."""
    for language in LANGUAGES:
        suggested = archive.suggestions(language)
        assert message("suggestion.whole", language) not in suggested
        assert all(archive.ask(each, language=language).citations for each in suggested)
    suggested = archive.suggestions("it")
    assert suggested
    assert suggested[0] in archive.ask("Che cosa posso chiedere?").text


def test_other_articles_are_opened_with_its_models(archive: ArchiveLibrary) -> None:
    """In memory, and beside it."""

    other = archive.alike([article_of(edition_of("The tower of Pisa is 56 metres high."), id="t")])
    assert other.ask("How high is the tower of Pisa?").citations[0].article == "t"
    assert not archive.holds("t")


def test_what_is_asked_has_a_name_of_its_own(archive: ArchiveLibrary) -> None:
    """Another where filters leave another part; a saved conversation says that it is an archive."""
    folder = archive.archive.folder
    assert text_of(archive) == text_of(open_archive(folder))
    assert text_of(archive) != text_of(open_archive(folder, since="2024-03"))
    assert conversation_head(archive, "en").splitlines()[-1] == "- An archive of 4 articles"
    assert conversation_head(archive, "zh").splitlines()[-1] == "- 含4篇文章的资料库"
