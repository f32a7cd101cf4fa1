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
# so far (of its letters' size) inside opens a paragraph.
_SHORT, _INDENTED = 0.12, 0.8
# What recurs among so many lines at the edges of three pages, or at the very edge of two, at one
# height (to so many points) and on so large a share of the pages, runs through the document.
_EDGE, _HEIGHT, _RUNNING_SHARE = 2, 3, 0.3
_FINISHED = re.compile(r"[.!?…。！？:：][\"'”’»」』)\]）]*\Z")
_BULLET = re.compile(r"[•◦▪‣●■–—*-]\s|\(?\d{1,2}[.)]\s|[a-z]\)\s")
_CJK = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
# Breaks of lines that leave nothing behind; a turned page in them (a form feed) is kept.
_BETWEEN_CJK = re.compile(rf"(?<=[{_CJK}])\n(\f*)(?=[{_CJK}])")
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
    """What is usual in a document: letter size, distance between lines, right margin, width."""

    size: float
    distance: float
    right: float
    width: float
    mostly_bold: bool


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
    size = sizes.most_common(1)[0][0]
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
    )


def _opens(group: Sequence[Line], line: Line, usual: _Measures, turned: bool) -> bool:
    """Tell whether a line opens a block of its own after the lines before it."""
    last = group[-1]
    if _is_heading(line, usual) != _is_heading(last, usual) or abs(line.size - last.size) > 1:
        return True
    if _BULLET.match(line.text):
        return True
    fall = last.bottom - line.bottom
    finished = bool(_FINISHED.search(last.text))
    if turned or fall < -line.size:
        # The next page or column: a sentence goes on where it had not ended.
        return finished
    if fall > _APART * usual.distance:
        return True
    indented = line.left - min(each.left for each in group) > _INDENTED * line.size
    short = _margin(group, usual) - last.right > _SHORT * usual.width
    return finished and (indented or short)


def _margin(group: Sequence[Line], usual: _Measures) -> float:
    """Return where lines end: in columns that is before the margin of the page."""
    return max(line.right for line in group) if len(group) > 2 else usual.right


def _is_heading(line: Line, usual: _Measures) -> bool:
    if len(line.text) > _LONGEST_HEADING:
        return False
    if line.size >= _LARGER * usual.size:
        return True
    return line.bold and not usual.mostly_bold and not _FINISHED.search(line.text)


def _block(group: Sequence[Line], texts: Sequence[str], usual: _Measures) -> Block:
    joined = _HYPHENATED.sub(r"\1", "\n".join(texts))
    joined = _BETWEEN_CJK.sub(r"\1", joined).replace("\n", " ")
    breaks = []
    while (at := joined.find("\f")) >= 0:
        breaks.append(at)
        joined = joined[:at] + joined[at + 1 :]
    heading = all(_is_heading(line, usual) for line in group)
    return Block(
        joined, heading=heading and len(joined) <= 2 * _LONGEST_HEADING, breaks=tuple(breaks)
    )


def _without_running_lines(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Leave out headers, footers and page numbers: what recurs at the edges of the pages."""
    edges = [_edge(page) for page in pages]
    recurring: Counter[tuple[str, int]] = Counter()
    outermost = {
        _key(line) for page in pages if page for line in (_falling(page)[0], _falling(page)[-1])
    }
    for edge in edges:
        recurring.update({_key(line) for line in edge})
    running = {
        key
        for key, count in recurring.items()
        if count >= max(3 - (key in outermost), _RUNNING_SHARE * len(pages))
    }
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
