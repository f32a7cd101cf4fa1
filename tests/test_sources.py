"""What a person names becomes an article; a translation becomes an edition of it."""

from pathlib import Path

import pytest
from files import pdf_file

from rag.errors import ArticleError
from rag.library import open_library
from rag.readers import read_bytes
from rag.sources import read_source, with_translation

ITALIAN = "Il museo apre alle nove del mattino. Il biglietto costa dodici euro."
ENGLISH = "The museum opens at nine in the morning. The ticket costs twelve euros."


def test_a_path_may_be_a_string(tmp_path: Path) -> None:
    """As the command line gives it."""
    (tmp_path / "a.txt").write_text(ITALIAN, "utf-8")
    assert read_source(str(tmp_path / "a.txt")) == read_source(tmp_path / "a.txt")


def test_a_translation_is_an_edition() -> None:
    """The first stays the original, and notices add up."""
    article = read_bytes(ITALIAN.encode(), "a.txt")
    both = with_translation(article, read_bytes(ENGLISH.encode(), "b.pdf"))
    assert both.languages == ("it", "en")
    assert both.edition("en").text == ENGLISH
    assert len(both.notices) == 1
    with pytest.raises(ArticleError, match=r"its translation are both in Italian\. Give one in"):
        with_translation(article, article)


def test_the_answer_is_the_translation_s_and_the_proof_the_original_s(tmp_path: Path) -> None:
    """Over a PDF and its translation in a text file, with the page."""
    (tmp_path / "it.pdf").write_bytes(pdf_file([["Altro qui. Nulla di nuovo."], [ITALIAN]]))
    (tmp_path / "b.txt").write_text("Other things. Nothing new.\n\n" + ENGLISH, "utf-8")
    library = open_library([tmp_path / "it.pdf"], translation=tmp_path / "b.txt")
    answer = library.ask("How much does the ticket cost?")
    assert answer.text == "The ticket costs twelve euros. [1]"
    cited = answer.citations[0]
    assert (cited.quote, cited.language, cited.page) == ("Il biglietto costa dodici euro.", "it", 2)
    assert cited.to_dict()["page"] == 2
    assert cited.place("zh") == "第2段 · 第2页"


def test_a_translation_is_of_one_article(tmp_path: Path) -> None:
    """With several, a folder says which belongs to which."""
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text(ITALIAN, "utf-8")
    with pytest.raises(ArticleError, match=r"A translation is of one article, and 2 are given\."):
        open_library([tmp_path / "a.txt", tmp_path / "b.txt"], translation=tmp_path / "a.txt")
