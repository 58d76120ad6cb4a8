"""A chart as Slack draws it itself; one that it can't draw as it is stays a picture."""

from collections.abc import Sequence
from itertools import pairwise
from math import ceil
from typing import Final

from bot.chart import Chart, Series, is_drawable
from bot.render.blocks import Block, context
from bot.render.chart_numbers import json_number
from bot.render.limits import most
from bot.render.mrkdwn import escape, shorten, unformatted

TYPE: Final = "data_visualization"
TITLE, LABEL = most(TYPE, "title"), most(TYPE, "chart.series[].name")
POINTS, SERIES = most(TYPE, "chart.axis_config.categories"), most(TYPE, "chart.series")
SHAPES: Final = {
    "line": "line",
    "bars": "bar",
    "stacked": "line",
}  # its areas hide each other, and its bars don't stack
ALT: Final = 600  # characters of what a chart says in words


def chart_blocks(chart: Chart | None) -> list[Block]:
    """The chart, and below it in words what it shows: the block has no place for that. Nothing for one with a gap, with
    points that aren't evenly apart or too large to be drawn, or with more series than Slack takes.
    """
    if chart is None or not _is_drawable(chart):
        return []
    step = ceil(len(chart.labels) / POINTS)
    first = (len(chart.labels) - 1) % step  # so that the last is among those that have room
    labels = _distinct(chart.labels[first::step], LABEL)
    names = _distinct([each.name for each in chart.series], LABEL)
    axis: Block = {"categories": labels}
    if x_label := unformatted(chart.x_title):
        axis["x_label"] = shorten(x_label, most(TYPE, "chart.axis_config.x_label"))
    if unit := _unit(chart):
        axis["y_label"] = unit
    shown = slice(first, None, step)
    series = [_series(name, each, labels, shown) for name, each in zip(names, chart.series, strict=True)]
    drawn: Block = {"type": SHAPES[chart.shape], "series": series, "axis_config": axis}
    title = shorten(unformatted(chart.title), TITLE) or "Chart"
    return [
        {"type": TYPE, "title": title, "chart": drawn},
        context(escape(shorten(chart.alt if unformatted(chart.alt).strip() else title, ALT))),
    ]


def _is_drawable(chart: Chart) -> bool:
    steps = {later - before for before, later in pairwise(chart.places)}
    whole = all(is_drawable(value) for each in chart.series for value in each.values)
    return whole and len(steps) < 2 and len(chart.series) <= SERIES and len(chart.labels) > 1


def _series(name: str, series: Series, labels: Sequence[str], shown: slice) -> Block:
    values = [json_number(value) for value in series.values[shown] if value is not None]
    return {"name": name, "data": [{"label": a, "value": b} for a, b in zip(labels, values, strict=True)]}


def _unit(chart: Chart) -> str:
    if chart.unit == "currency":
        return chart.currency
    return "" if chart.unit == "count" else chart.unit[:LABEL]


def _distinct(texts: Sequence[str], longest: int) -> list[str]:
    """The texts within a length and no two alike: Slack refuses a label that stands twice."""
    kept: list[str] = []
    for text in texts:
        label, turn = shorten(unformatted(text), longest) or "–", 2
        while label in kept:
            mark = f" ({turn})"
            label, turn = f"{shorten(unformatted(text), longest - len(mark))}{mark}", turn + 1
        kept.append(label)
    return kept
