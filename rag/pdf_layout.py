"""From a PDF's lines to its headings and paragraphs: a page says where signs stand, and no more."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from rag.layouts import Block

# Larger letters than the body's by so much, or bold ones, make a heading of a short line.
_LARGER, _LONGEST_HEADING = 1.12, 160
# Lines farther apart than usual by so much are of two paragraphs.
_APART = 1.3
# A line that ends so far (of the width) before the margin was not broken to fit; one that begins
# so far (of its letters' size) inside opens a paragraph. So far before it (again of the width) a
# line ends that was meant to, whatever it says: a row of a table, an address.
_SHORT, _INDENTED, _CUT = 0.12, 0.8, 0.5
# Lines that begin so near to one another (in their letters' size) stand in one column.
_ALIGNED = 3
# Signs of a word that is looked whether it had room; a longer one may be a whole Chinese line.
_WORD = 12
# What recurs among so many lines at the edges of three pages, or at the very edge of two, at one
# height (to so many points) and on so large a share of the pages, runs through the document.
_EDGE, _HEIGHT, _RUNNING_SHARE = 2, 3, 0.3
_FINISHED = re.compile(r"[.!?…。！？:：][\"'”’»」』)\]）]*\Z")
# 'Page 3 of 8' says what it is on a single page too.
_PAGE_OF = re.compile(r"\W*(?:[^\W\d]+\.? )?\d+ ?(?:/|of|di|共) ?\d+\W*", re.IGNORECASE)
_BULLET = re.compile(r"[•◦▪‣●■–—*-]\s|\(?\d{1,2}[.)]\s|[a-z]\)\s")
_CJK = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
# Breaks of lines that leave nothing behind; a turned page in them (a form feed) is kept.
_BETWEEN_CJK = re.compile(rf"(?<=[{_CJK}])\n(\f*)(?=[{_CJK}\d])|(?<=\d)\n(\f*)(?=[{_CJK}])")
_COMPOUND = re.compile(r"(?<=\w[-\u2010])\n(\f*)(?=\w)")
_HYPHENATED = re.compile(r"(?<=[^\W\d_])[-\u2010]\n(\f*)(?=[a-zà-ÿ])")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page: its text, its edges in points from the lower left, its letters' size."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    bold: bool = False


@dataclass(frozen=True, slots=True)
class _Measures:
    """What is usual in a document: letter size, distance between lines, right margin, width.

    `columns` holds where most lines end that begin at a place, in letter sizes from the left.
    """

    size: float
    distance: float
    right: float
    width: float
    mostly_bold: bool
    columns: dict[int, float]


def blocks_of(pages: Sequence[Sequence[Line]]) -> Iterator[Block]:
    """Yield the headings and paragraphs of the pages' lines, with the breaks between the pages."""
    kept = _without_running_lines(pages)
    lines = [line for page in kept for line in page]
    if not lines:
        return
    usual = _measure(kept, lines)
    group: list[Line] = []
    texts: list[str] = []
    turned = 0
    for page in kept:
        turned += 1
        for line in page:
            if group and _opens(group, line, usual, turned > 0):
                yield _block(group, texts, usual)
                group, texts = [], []
            group.append(line)
            texts.append("\f" * turned + line.text)
            turned = 0
    yield _block(group, texts, usual)
    if turned:
        yield Block("", breaks=(0,) * turned)


def title_of(pages: Sequence[Sequence[Line]]) -> str:
    """Return what stands in the largest letters of the first page with any, if they stand out."""
    first = next((page for page in pages if page), ())
    largest = max((line.size for line in first), default=0.0)
    usual = median([line.size for page in pages for line in page] or [0.0])
    lines = [line.text for line in first if line.size > largest - 0.5]
    title = " ".join(lines)
    return title if largest >= _LARGER * usual and len(title) <= _LONGEST_HEADING else ""


def _measure(pages: Sequence[Sequence[Line]], lines: Sequence[Line]) -> _Measures:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(2 * line.size) / 2] += len(line.text)
    size = max(sizes.most_common(1)[0][0], 1.0)
    body = [line for line in lines if abs(line.size - size) <= 0.5] or list(lines)
    falls = [
        above.bottom - below.bottom
        for page in pages
        for above, below in pairwise(page)
        if 0 < above.bottom - below.bottom < 4 * size
    ]
    ends = sorted(line.right for line in body)
    right = ends[int(0.95 * (len(ends) - 1))]
    bold = sum(len(line.text) for line in lines if line.bold)
    return _Measures(
        size=size,
        distance=median(falls) if falls else 1.2 * size,
        right=right,
        width=max(right - min(line.left for line in body), 1.0),
        mostly_bold=bold > 0.5 * sum(len(line.text) for line in lines),
        columns=_columns(body, size),
    )


def _columns(body: Sequence[Line], size: float) -> dict[int, float]:
    ends: dict[int, list[float]] = {}
    for line in body:
        at = int(line.left / size)
        for near in range(at - _ALIGNED, at + _ALIGNED + 1):
            ends.setdefault(near, []).append(line.right)
    return {at: sorted(rights)[int(0.75 * (len(rights) - 1))] for at, rights in ends.items()}


def _opens(group: Sequence[Line], line: Line, usual: _Measures, turned: bool) -> bool:
    """Tell whether a line opens a block of its own after the lines before it."""
    last = group[-1]
    if _stands_out(line, usual) != _stands_out(last, usual) or abs(line.size - last.size) > 1:
        return True
    if _BULLET.match(line.text):
        return True
    fall = last.bottom - line.bottom
    finished = bool(_FINISHED.search(last.text))
    if turned or fall < -line.size:
        # The next page or column: a sentence goes on where it had not ended.
        return finished
    if fall > _APART * usual.distance * max(1.0, line.size / usual.size):
        return True
    if _was_cut(last, line, usual):
        return True
    indented = line.left - min(each.left for each in group) > _INDENTED * line.size
    short = _margin(group, usual) - last.right > _SHORT * usual.width
    return finished and (indented or short)


def _margin(group: Sequence[Line], usual: _Measures) -> float:
    """Return where lines end: in columns that is before the margin of the page."""
    if len(group) > 2:
        return max(line.right for line in group)
    return usual.columns.get(int(group[-1].left / usual.size), usual.right)


def _was_cut(last: Line, line: Line, usual: _Measures) -> bool:
    """Tell whether a line ends far before its margin though the next word had room there."""
    margin = _margin([last], usual)
    word = line.text.split()[0]
    room = margin - last.right - line.size * min(len(word), _WORD)
    return room > 0 and margin - last.right > _CUT * (margin - last.left)


def _stands_out(line: Line, usual: _Measures) -> str:
    """Tell by what a line may be a heading's."""
    if len(line.text) > _LONGEST_HEADING:
        return ""
    if line.size >= _LARGER * usual.size:
        return "large"
    return "bold" if line.bold and not usual.mostly_bold else ""


def _block(group: Sequence[Line], texts: Sequence[str], usual: _Measures) -> Block:
    joined = _HYPHENATED.sub(r"\1", "\n".join(texts))
    joined = _COMPOUND.sub(r"\1", joined)
    joined = _BETWEEN_CJK.sub(r"\1\2", joined).replace("\n", " ")
    breaks = []
    while (at := joined.find("\f")) >= 0:
        breaks.append(at)
        joined = joined[:at] + joined[at + 1 :]
    seen = _stands_out(group[0], usual)
    heading = seen == "large" or (seen == "bold" and not _FINISHED.search(joined))
    return Block(
        joined, heading=heading and len(joined) <= 2 * _LONGEST_HEADING, breaks=tuple(breaks)
    )


def _without_running_lines(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Leave out headers, footers and page numbers: what recurs at the edges of the pages."""
    edges = [_edge(page) for page in pages]
    recurring: Counter[tuple[str, int]] = Counter()
    extremes = [line for page in pages if page for line in (_falling(page)[0], _falling(page)[-1])]
    outermost = {_key(line) for line in extremes}
    for edge in edges:
        recurring.update({_key(line) for line in edge})
    running = {
        key
        for key, count in recurring.items()
        if count >= max(3 - (key in outermost), _RUNNING_SHARE * len(pages))
    } | {_key(line) for line in extremes if _PAGE_OF.fullmatch(line.text)}
    return [
        [line for line in page if line not in edge or _key(line) not in running]
        for page, edge in zip(pages, edges, strict=True)
    ]


def _falling(page: Iterable[Line]) -> list[Line]:
    return sorted(page, key=lambda line: -line.top)


def _edge(page: Iterable[Line]) -> frozenset[Line]:
    falling = _falling(page)
    return frozenset((*falling[:_EDGE], *falling[-_EDGE:]))


def _key(line: Line) -> tuple[str, int]:
    """Return what a running line has in common with itself on other pages; its number counts on."""
    return re.sub(r"\d+", "#", line.text.lower()), round(line.top / _HEIGHT)
