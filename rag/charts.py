"""Charts as SVG that stands alone: no script, no font, no request; light and dark."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from importlib.resources import files

from rag.figures import Bin, Point, calibration_error

WIDTH, HEIGHT = 400, 410
_LEFT, _TOP, _SIDE = 66, 52, 300
# Charts are drawn whole in this many steps; a threshold a question would be megabytes.
_STEPS = 160


def chart_style() -> str:
    """Return the style sheet of the charts, light and dark."""
    return files("rag").joinpath("charts.css").read_text("utf-8")


def trade_off_chart(
    curves: Mapping[str, Sequence[Point]], stands: Mapping[str, tuple[float, float]]
) -> str:
    """Draw evidence against refusals for each group; `stands` is where the thresholds are set."""
    drawn = list(_frame("near misses refused", "questions answered with the evidence"))
    for place, (name, points) in enumerate(curves.items()):
        path = " ".join(f"{_x(one.refused)},{_y(one.evidence)}" for one in _thinned(points))
        drawn.append(f'<polyline class="line s{place}" points="{path}"/>')
        refused, evidence = stands[name]
        drawn.append(
            f'<circle class="f{place} halo" cx="{_x(refused)}" cy="{_y(evidence)}" r="6"/>'
        )
        line = _y(0) - 16 - 20 * (len(curves) - 1 - place)
        drawn.append(f'<path class="line s{place}" d="M{_x(0) + 12} {line - 4}h26"/>')
        drawn.append(f'<text x="{_x(0) + 46}" y="{line}">{escape(name)}</text>')
    said = "; ".join(
        f"{name}: {refused:.0%} refused, {evidence:.0%} answered with the evidence"
        for name, (refused, evidence) in stands.items()
    )
    return _chart("Answering against refusing", f"Where Ponte stands (dots): {said}.", drawn)


def reliability_chart(bins: Sequence[Bin]) -> str:
    """Draw how often the best sentence was right, by how sure of it the answer was."""
    drawn = list(_frame("confidence", "best sentence right"))
    drawn.append(f'<path class="ideal" d="M{_x(0)} {_y(0)}L{_x(1)} {_y(1)}"/>')
    most = max((each.count for each in bins), default=1)
    for each in bins:
        tall = 0.3 * each.count / most
        drawn.append(
            f'<rect class="bar" x="{_x(each.low) + 2}" y="{_y(tall)}" '
            f'width="{_SIDE * (each.high - each.low) - 4:.1f}" height="{_SIDE * tall:.1f}"/>'
        )
    path = " ".join(f"{_x(each.confidence)},{_y(each.accuracy)}" for each in bins)
    drawn.append(f'<polyline class="line s0" points="{path}"/>')
    for each in bins:
        drawn.append(
            f'<circle class="f0 halo" cx="{_x(each.confidence)}" cy="{_y(each.accuracy)}" r="5">'
            f"<title>{each.low:.1f}–{each.high:.1f}: right {each.accuracy:.3f} "
            f"of {each.count:,}</title></circle>"
        )
        drawn.append(
            f'<text class="faint" text-anchor="middle" x="{_x((each.low + each.high) / 2)}" '
            f'y="{_y(1) - 6}">{_short(each.count)}</text>'
        )
    total = sum(each.count for each in bins)
    said = (
        f"Bars: how many of {total:,} questions. Mean distance from the diagonal: "
        f"{calibration_error(bins):.3f}."
    )
    return _chart("Confidence against accuracy", said, drawn)


def figure_of(charts: Sequence[str]) -> str:
    """Return one SVG file with charts side by side."""
    placed = "".join(
        f'<g transform="translate({place * WIDTH} 0)">{chart}</g>'
        for place, chart in enumerate(charts)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH * len(charts)} {HEIGHT}">'
        f'<style>{chart_style()}</style><rect class="paper" width="100%" height="100%"/>'
        f"{placed}</svg>\n"
    )


def _chart(title: str, said: str, drawn: Sequence[str]) -> str:
    """Wrap what is drawn in an image with a title and, for who cannot see it, a description."""
    return (
        f'<svg class="ch" role="img" aria-label="{escape(title)}. {escape(said)}" '
        f'width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<text class="title" x="{_LEFT}" y="22">{escape(title)}</text>{"".join(drawn)}</svg>'
    )


def _frame(across: str, up: str) -> Iterator[str]:
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        yield f'<path class="grid" d="M{_x(tick)} {_y(0)}V{_y(1)}M{_x(0)} {_y(tick)}H{_x(1)}"/>'
        label = f"{tick:.2f}".rstrip("0").rstrip(".")
        below = f'text-anchor="middle" x="{_x(tick)}" y="{_y(0) + 18}"'
        beside = f'text-anchor="end" x="{_LEFT - 8}" y="{_y(tick) + 4}"'
        for place in (below, beside):
            yield f'<text class="faint" {place}>{label}</text>'
    middle = _TOP + _SIDE / 2
    yield f'<text text-anchor="middle" x="{_x(0.5)}" y="{_y(0) + 42}">{across}</text>'
    yield (f'<text text-anchor="middle" transform="translate(16 {middle}) rotate(-90)">{up}</text>')


def _thinned(points: Sequence[Point]) -> list[Point]:
    """Return points enough to draw a curve by, its two ends among them."""
    step = max(1, len(points) // _STEPS)
    return [*points[:-1:step], *points[-1:]]


def _short(count: int) -> str:
    return f"{count / 1000:.1f}k" if count >= 1000 else str(count)


def _x(share: float) -> float:
    return round(_LEFT + _SIDE * share, 1)


def _y(share: float) -> float:
    return round(_TOP + _SIDE * (1 - share), 1)
