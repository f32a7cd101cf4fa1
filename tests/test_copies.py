"""Answers and conversations to take away: exact texts, nothing active, offsets that hold."""

import html
import re
from dataclasses import replace

import pytest
from helpers import article_of, edition_of

from rag.answering import Answer, Closest, Translation
from rag.languages import Language
from rag.library import Library
from ui.copies import (
    answer_markdown,
    answer_text,
    copies_html,
    head_markdown,
    heading_markdown,
    inert,
)

INSTITUTES = "How many research institutes are there in Beijing?"
QUOTE = (
    "Gli istituti di ricerca scientifica della capitale cinese superano quota 400 e hanno come "
    "rappresentanti l'Accademia cinese delle scienze e l'Accademia cinese di ingegneria."
)
SAID = (
    "The Chinese capital's scientific research institutes number more than 400 and are represented "
    "by the Chinese Academy of Sciences and the Chinese Academy of Engineering. [1]"
)
TITLE = "Torino e Pechino, due poli dell'innovazione sempre più vicini"
LINK = "/p/torino-pechino/4?sentence=2"


def refusal(text: str = "文章没有提到这一点。", language: Language = "zh") -> Answer:
    """Make a refusal with a closest passage of two lines."""
    closest = Closest("faro", 2, "Il faro *è*\nspento.", "it")
    return Answer("?", language, "not_found", text, None, 0.1, (), closest, 1.0)


def test_copy_says_what_is_not_sure_and_what_the_edition_of_the_reader_says() -> None:
    """As the page does; the quote stays the original's."""
    told = Translation("zh", "灯塔*已经*熄灭。")
    unsure = replace(refusal(), certainty="unsure")
    shown = replace(unsure, closest=replace(unsure.closest, translation=told))
    line = "最接近的段落也许以另一种说法提到了。"
    assert answer_text(shown, {}).split("\n\n")[1] == line
    assert "spento.»\n灯塔*已经*熄灭。\n" in answer_text(shown, {})
    assert answer_markdown(shown, {}).split("\n\n")[1] == f"*{line}*"
    assert answer_markdown(shown, {}).endswith("> 灯塔\\*已经\\*熄灭。")


def test_answer_as_text(bundled_library: Library) -> None:
    """The answer, then each proof: place, offsets, quote, link."""
    answer = bundled_library.ask(INSTITUTES)
    assert answer_text(answer, {}) == (
        f"{SAID}\n\n[1] {TITLE} · passage 4 · Italian · characters 1914–2087\n«{QUOTE}»\n    {LINK}"
    )


def test_copies_of_a_visitor_s_own_article_have_no_links(bundled_library: Library) -> None:
    """They would lead nobody anywhere; all else stays."""
    for found in (bundled_library.ask(INSTITUTES), refusal()):
        for told in (answer_text, answer_markdown):
            linked, alone = told(found, {}), told(found, {}, linked=False)
            assert "/p/" in linked
            assert "/p/" not in alone
            assert alone.splitlines()[0] == linked.splitlines()[0]
        assert "/p/" not in html.unescape(copies_html("?", found, {}, linked=False))


def test_answer_as_markdown(bundled_library: Library) -> None:
    """The answer, then each proof as a block quote under its source."""
    answer = bundled_library.ask(INSTITUTES)
    assert answer_markdown(answer, {}) == (
        f"{SAID}\n\n> «{QUOTE}»\n>\n"
        f"> [1] {TITLE} · [passage 4]({LINK}) · Italian · characters 1914–2087"
    )


def test_offsets_of_a_copy_hold(bundled_library: Library) -> None:
    """What stands between the quotation marks is what the article says there."""
    text = bundled_library.articles[0].original.text
    answer = bundled_library.ask("文章讲什么？")
    proofs = re.findall(r"第(\d+)–(\d+)字符\n«(.*)»$", answer_text(answer, {}), re.M)
    assert len(proofs) == len(answer.citations) > 2
    assert all(text[int(start) : int(end)] == said for start, end, said in proofs)


def test_refusal_names_the_closest_passage() -> None:
    """It is labelled as what it is, in the reader's language, and has no number."""
    place = "最接近的段落 · Il faro"
    said = "«Il faro *è*\nspento.»"
    assert answer_text(refusal(), {"faro": "Il faro"}) == (
        f"文章没有提到这一点。\n\n{place} · 第2段 · 意大利语\n{said}\n    /p/faro/2"
    )
    assert answer_markdown(refusal(), {"faro": "Il faro"}) == (
        "文章没有提到这一点。\n\n> «Il faro \\*è\\*\n> spento.»\n>\n"
        f"> {place} · [第2段](/p/faro/2) · 意大利语"
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain words, 3.5 (of it) - all.", "plain words, 3.5 (of it) - all."),
        ("# title", "\\# title"),
        ("12. twelfth", "12\\. twelfth"),
        ("- item", "\\- item"),
        ("[x](javascript:y)", "\\[x\\](javascript:y)"),
        (
            "<b> `c` *d* _e_ ~f~ $g$ | &amp; \\",
            "\\<b\\> \\`c\\` \\*d\\* \\_e\\_ \\~f\\~ \\$g\\$ \\| \\&amp; \\\\",
        ),
    ],
)
def test_markdown_finds_nothing_in_a_text(text: str, shown: str) -> None:
    """What is plain stays plain; what has a meaning loses it."""
    assert inert(text) == shown


def test_only_markers_of_citations_stay(bundled_library: Library) -> None:
    """Any other bracket is a sign like others."""
    answer = refusal("[0] [7] said", "en")
    assert answer_markdown(answer, {}).startswith("\\[0\\] \\[7\\] said\n")
    assert " Engineering. [1]\n" in answer_markdown(bundled_library.ask(INSTITUTES), {})


def test_heading_is_one_line() -> None:
    """A question of several lines makes one heading."""
    assert heading_markdown("One\n\n# two?") == "## One # two?"


def test_page_holds_the_copies_whole() -> None:
    """Lines and signs come out of the page as they went in."""
    markup = copies_html("<b>Who?", refusal(), {})
    held = dict(re.findall(r'<span class="(\w+)">(.*?)</span>', markup))
    assert "\n" not in markup
    assert {kind: html.unescape(text) for kind, text in held.items()} == {
        "heading": "## \\<b\\>Who?",
        "markdown": answer_markdown(refusal(), {}),
        "plain": answer_text(refusal(), {}),
    }


def test_saved_conversation_names_its_text() -> None:
    """Title, date, source, language and SHA-256, in the reader's words."""
    article = article_of(edition_of("Il faro.", "it", title="Il *faro*"))
    assert head_markdown([article], "en").splitlines() == [
        "# Conversation with Ponte",
        "",
        "Saved on {date}. The quotes are the article's own words: their characters are counted "
        "from 0 in its original text, and the last is not included.",
        "",
        "- Il \\*faro\\* · 2024 · Italian  ",
        f"  `article` · SHA-256 `{article.original.sha256}`",
    ]
