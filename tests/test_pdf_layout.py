"""Where lines stand says what they are."""

from hypothesis import given
from hypothesis import strategies as st

from rag.layouts import Block, compose
from rag.pdf_layout import Line, blocks_of, title_of


def line(text: str, bottom: float, *, left: float = 70, right: float = 500, size: float = 10,
         bold: bool = False) -> Line:  # fmt: skip
    """Make a line as high as its letters."""
    return Line(text, left, right, bottom, bottom + size, size, bold)


def page(*lines: tuple[str, float]) -> list[Line]:
    """Make a page of lines at their heights."""
    return [line(text, bottom) for text, bottom in lines]


def test_a_wider_gap_parts_paragraphs() -> None:
    """Lines at the usual distance are one paragraph."""
    found = blocks_of([page(("One is", 700), ("here.", 688), ("Two is", 664), ("there.", 652))])
    assert list(found) == [Block("One is here.", breaks=(0,)), Block("Two is there.")]


def test_an_indented_line_opens_a_paragraph_after_a_full_stop() -> None:
    """And not within a sentence."""
    lines = [line("One is", 700), line("here.", 688), line("Two is", 676, left=85),
             line("there, and", 664), line("more.", 652, left=85)]  # fmt: skip
    assert [block.text for block in blocks_of([lines])] == [
        "One is here.",
        "Two is there, and more.",
    ]


def test_hyphens_at_the_end_of_a_line_are_taken_back() -> None:
    """Only between small letters, and over the page too; one before a capital is the word's."""
    first = page(("La innova-", 700), ("zione del Nord-", 688), ("Ovest e la ricer-", 676))
    found = list(blocks_of([first, page(("ca.", 700))]))
    text = "La innovazione del Nord-Ovest e la ricerca."
    assert found == [Block(text, breaks=(0, text.index("ca.")))]


def test_what_runs_through_the_pages_is_left_out() -> None:
    """A header, and page numbers; a line that recurs elsewhere is kept."""
    pages = [
        page(
            ("The Times", 800),
            (f"Text {word} begins", 700),
            ("again and", 688),
            ("again.", 676),
            (f"So {word} ends.", 664),
            (f"Page {number} of 3", 30),
        )
        for number, word in enumerate(("one", "two", "three"), start=1)
    ]
    texts = [block.text for block in blocks_of(pages)]
    assert texts == [f"Text {word} begins again and again. So {word} ends." for word in
                     ("one", "two", "three")]  # fmt: skip


def test_larger_or_bold_lines_are_headings() -> None:
    """Bold ones only where the text is not, and they end without a full stop."""
    lines = [line("The title", 740, size=16), line("Some text that goes on", 700),
             line("to here", 688), line("and there.", 676),
             line("A part", 656, right=99, bold=True), line("Bold it is.", 640, bold=True),
             line("More goes on.", 616)]  # fmt: skip
    found = [(block.heading, block.text) for block in blocks_of([lines])]
    assert found == [
        (True, "The title"),
        (False, "Some text that goes on to here and there."),
        (True, "A part"),
        (False, "Bold it is."),
        (False, "More goes on."),
    ]
    assert title_of([lines]) == "The title"
    assert title_of([page(("All alike", 700), ("here.", 688))]) == ""


def test_a_line_all_bold_that_ends_a_sentence_is_no_heading() -> None:
    """Nor are the lines before it, of which none ends with a full stop."""
    lines = [line("What the whole text", 700, bold=True), line("says in short.", 688, bold=True),
             line("It goes on", 664), line("and on", 652), line("for long.", 640)]  # fmt: skip
    assert [(block.heading, block.text) for block in blocks_of([lines])] == [
        (False, "What the whole text says in short."),
        (False, "It goes on and on for long."),
    ]


def test_a_title_over_two_lines_is_one() -> None:
    """Its lines stand as far apart as letters of their size do."""
    lines = [line("A bridge of", 740, size=20), line("stone", 716, size=20)]
    lines += page(("Some text goes", 680), ("on to here", 668), ("and there.", 656))
    assert next(block.text for block in blocks_of([lines])) == "A bridge of stone"
    assert title_of([lines]) == "A bridge of stone"


def test_columns_have_margins_of_their_own() -> None:
    """The left one ends far before the page does, and its lines are no short ones."""
    left = [line(f"left {number}.", 700 - 12 * number, right=270) for number in range(4)]
    right = [line(f"right {number}.", 700 - 12 * number, left=300) for number in range(4)]
    assert [block.text for block in blocks_of([[*left, *right]])] == [
        "left 0. left 1. left 2. left 3.",
        "right 0. right 1. right 2. right 3.",
    ]


def test_lines_that_end_early_without_need_were_meant_to() -> None:
    """The rows of a table, after text that fills its lines."""
    text = [line("goes on", 700 - 12 * number) for number in range(8)]
    rows = [line(said, 590 - 12 * number, right=120) for number, said in enumerate("abc")]
    assert [block.text for block in blocks_of([[*text, *rows]])][1:] == ["a", "b", "c"]


def test_chinese_lines_join_without_a_space() -> None:
    """Before and after digits too."""
    lines = page(("它建于2024年9月", 700), ("14日，长12", 688), ("公里。", 676))
    assert [block.text for block in blocks_of([lines])] == ["它建于2024年9月14日，长12公里。"]


def test_a_single_page_says_that_it_is_one() -> None:
    """At its edge, in any of the three languages; elsewhere it is text."""
    lines = page(("The match ended", 700), ("3 of 4", 688), ("were here.", 676), ("1 / 1", 30))
    assert [block.text for block in blocks_of([lines])] == ["The match ended 3 of 4 were here."]


def test_items_of_a_list_are_paragraphs() -> None:
    """With the lines that go on."""
    lines = page(("• one and", 700), ("more", 688), ("• two", 676), ("1. three", 664))
    assert [block.text for block in blocks_of([lines])] == ["• one and more", "• two", "1. three"]


def test_nothing_gives_nothing() -> None:
    """No pages, or pages without a line."""
    assert list(blocks_of([])) == []
    assert list(blocks_of([[], []])) == []


LINES = st.builds(
    Line,
    st.text(st.sampled_from("ab.北-•1 "), min_size=1).filter(lambda text: bool(text.strip())),
    *[st.floats(0, 800)] * 4,
    st.floats(0.1, 40),
    st.booleans(),
)


@given(st.lists(st.lists(LINES, max_size=6), min_size=1, max_size=5))
def test_every_page_has_a_place(pages: list[list[Line]]) -> None:
    """Whatever the lines, there are as many pages as there were, in order and within the text."""
    document = compose(blocks_of(pages), {})
    if document.text:
        assert len(document.pages) == len(pages)
        assert document.pages[0] == 0
        assert list(document.pages) == sorted(document.pages)
        assert document.pages[-1] <= len(document.text)
