"""Charts as SVG that stands alone."""

import re
from xml.etree import ElementTree

from rag.charts import figure_of, reliability_chart, trade_off_chart
from rag.figures import Bin, Point

CURVE = (Point(0.0, 0.0, 0.75), Point(0.5, 0.5, 0.5), Point(1.0, 1.0, 0.0))
BINS = (Bin(0.0, 0.1, 3, 0.05, 0.0), Bin(0.8, 0.9, 1200, 0.85, 0.9))


def test_a_curve_runs_through_its_points() -> None:
    """The plot is 300 wide and high, its corner at (66, 352)."""
    chart = trade_off_chart({"same language": CURVE}, {"same language": (0.5, 0.5)})
    assert 'points="66.0,127.0 216.0,202.0 366.0,352.0"' in chart
    assert '<circle class="f0 halo" cx="216.0" cy="202.0"' in chart
    assert ">same language</text>" in chart


def test_a_curve_of_many_points_keeps_its_ends() -> None:
    """And is drawn by few."""
    points = tuple(Point(place / 5000, place / 5000, 1 - place / 5000) for place in range(5001))
    chart = trade_off_chart({"a": points}, {"a": (0.5, 0.5)})
    drawn = re.findall(r"[\d.]+,[\d.]+", re.findall(r'points="(.*?)"', chart)[0])
    assert (drawn[0], drawn[-1]) == ("66.0,52.0", "366.0,352.0")
    assert len(drawn) < 200


def test_who_cannot_see_a_chart_is_told_what_it_says() -> None:
    """In words and numbers."""
    chart = trade_off_chart({"a & b": CURVE}, {"a & b": (0.5, 0.25)})
    assert 'role="img"' in chart
    assert "a &amp; b: 50% refused, 25% answered with the evidence" in chart
    assert "Mean distance from the diagonal: 0.050." in reliability_chart(BINS)


def test_a_reliability_chart_counts_its_bins() -> None:
    """A point and a bar each, and the count in thousands from 1,000 on."""
    chart = reliability_chart(BINS)
    assert chart.count("<circle") == chart.count("<rect") == 2
    assert ">1.2k</text>" in chart
    assert ">3</text>" in chart
    assert "0.8–0.9: right 0.900 of 1,200" in chart


def test_a_figure_is_one_svg_that_asks_for_nothing() -> None:
    """Well-formed, light and dark, without a script or an address."""
    empty = trade_off_chart({}, {})
    figure = figure_of([trade_off_chart({"a": CURVE}, {"a": (0.5, 0.5)}), empty])
    root = ElementTree.fromstring(figure)
    assert root.get("viewBox") == "0 0 800 410"
    assert "prefers-color-scheme: dark" in figure
    outside = figure.replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?:|url\(|<script|@import", outside)
