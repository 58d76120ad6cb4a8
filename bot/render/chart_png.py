"""A chart as PNG: 1200 × 600 on white, to be read on a phone and in dark mode."""

import io
import math
import warnings
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import cycle
from typing import TYPE_CHECKING, Any

from bot.chart import Chart, Series, is_drawable
from bot.render.chart_numbers import compact_number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH, HEIGHT, EDGE, DPI = 6.0, 3.0, 0.1, 200  # inches, and dots in one
LARGE, SMALL = 15, 13  # points; Slack shows a picture at a third of its size
TITLE, LABEL, SHORTEST = 42, 16, 6  # characters that fit
ROOM = 52  # characters that fit along the foot of a chart
MARKED = 12  # points up to so many are marked

BANDS = {"red": "#b2182b", "yellow": "#f4b942", "green": "#1b8a6b", "unknown": "#b9bec6"}
PALETTE = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00")  # Okabe and Ito's, safe for all eyes
INK, FAINT = "#1d1c1d", "#d9dce1"


def render_png(chart: Chart) -> bytes:
    """The chart as the bytes of a PNG file. Any text can stand in it; what the font lacks is drawn as a box.

    Not to be called by two threads at once: matplotlib isn't made for it.
    """
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    with warnings.catch_warnings(), matplotlib.rc_context(_style()):
        warnings.simplefilter("ignore")  # glyphs that the font lacks
        layout = ConstrainedLayoutEngine(w_pad=EDGE, h_pad=EDGE)
        figure = Figure(figsize=(WIDTH, HEIGHT), dpi=DPI, facecolor="white", layout=layout)
        FigureCanvasAgg(figure)
        _draw(chart, figure)
        file = io.BytesIO()
        figure.savefig(file, format="png", metadata={"Software": None})
    return file.getvalue()


def _style() -> Any:  # noqa: ANN401  matplotlib names the type by all of its settings
    return {
        "text.parse_math": False,  # a $ is money here
        "font.family": "DejaVu Sans",  # matplotlib brings it along
        "font.size": SMALL,
        "text.color": INK,
        "axes.edgecolor": FAINT,
        "axes.labelcolor": INK,
        "xtick.color": INK,
        "ytick.color": INK,
    }


def _draw(chart: Chart, figure: "Figure") -> None:
    axes = figure.add_subplot()
    axes.set_title(
        _cut(chart.title, TITLE), loc="left", fontsize=LARGE, fontweight="bold", pad=36 if len(chart.series) > 1 else 12
    )
    colours = [colour for _, colour in zip(chart.series, _colours(chart.series), strict=False)]
    {"line": _lines, "bars": _bars, "stacked": _stacked}[chart.shape](chart, axes, colours)
    _axes(chart, axes)
    if len(chart.series) > 1:
        _legend(chart, axes, colours)


def _colours(series: Sequence[Series]) -> Iterator[str]:
    palette = cycle(PALETTE)
    return (BANDS[each.look] if each.look else next(palette) for each in series)


def _lines(chart: Chart, axes: "Axes", colours: Sequence[str]) -> None:
    places = _places(chart)
    marker = "o" if len(places) <= MARKED else ""
    for each, colour in zip(chart.series, colours, strict=True):
        heights = [_float(value) for value in each.values]
        axes.plot(places, heights, color=colour, linewidth=3, marker=marker, markersize=7, clip_on=False)
    if len(chart.series) == 1:
        _mark_turns(chart, axes, places)
    axes.margins(x=0.04, y=0.2 if len(chart.series) == 1 else 0.08)


def _mark_turns(chart: Chart, axes: "Axes", places: Sequence[float]) -> None:
    """The figures at both ends of a line, and where it is highest and lowest."""
    known = [(at, value) for at, value in zip(places, chart.series[0].values, strict=True) if is_drawable(value)]
    by_value = sorted(known, key=lambda point: (point[1], -point[0]))
    for place, value in dict([*known[:1], *known[-1:], *by_value[:1], *by_value[-1:]]).items():
        low = value == by_value[0][1] != by_value[-1][1]
        at = (place, float(value))
        side = "left" if place == places[0] else "right" if place == places[-1] else "center"
        _write(axes, compact_number(value, chart), at, offset=-10 if low else 9, top=low, ha=side, fontweight="bold")


def _bars(chart: Chart, axes: "Axes", colours: Sequence[str]) -> None:
    width = 0.8 / len(chart.series)
    for number, (each, colour) in enumerate(zip(chart.series, colours, strict=True)):
        places = [place + (number - (len(chart.series) - 1) / 2) * width for place in range(len(chart.labels))]
        axes.bar(places, [_height(value) for value in each.values], width * 0.94, color=colour)
        if len(chart.series) == 1 or _has_room(chart):
            _write_values(chart, each, axes, places)
    axes.margins(x=0.02, y=0.15)
    if any(_height(value) < 0 for each in chart.series for value in each.values):
        axes.axhline(0, color=INK, linewidth=1)


def _has_room(chart: Chart) -> bool:
    """Whether every bar can carry its value."""
    texts = [compact_number(value, chart) for each in chart.series for value in each.values if is_drawable(value)]
    return sum(len(text) + 1 for text in texts) <= ROOM


def _write_values(chart: Chart, series: Series, axes: "Axes", places: Sequence[float]) -> None:
    """The figures of all bars, or of those at both ends where there is no room for more."""
    bars = [(at, value) for at, value in zip(places, series.values, strict=True) if is_drawable(value)]
    for place, value in bars if _has_room(chart) else dict([*bars[:1], *bars[-1:]]).items():
        _write(axes, compact_number(value, chart), (place, float(value)), offset=-5 if value < 0 else 5, top=value < 0)


def _stacked(chart: Chart, axes: "Axes", colours: Sequence[str]) -> None:
    below = [0.0] * len(chart.labels)
    for each, colour in zip(chart.series, colours, strict=True):
        heights = [_height(value) for value in each.values]
        axes.bar(range(len(heights)), heights, 0.86, bottom=below, color=colour, edgecolor="white", linewidth=0.6)
        below = [low + height for low, height in zip(below, heights, strict=True)]
    axes.margins(x=0.02, y=0.05)


def _write(axes: "Axes", text: str, at: tuple[float, float], *, offset: float, top: bool, **look: Any) -> None:  # noqa: ANN401
    """Text above a point, or below it with its `top` there, so many points away."""
    placed = {"ha": "center", "va": "top" if top else "bottom", "fontsize": SMALL} | look
    axes.annotate(text, at, (0, offset), textcoords="offset points", parse_math=False, annotation_clip=False, **placed)


def _axes(chart: Chart, axes: "Axes") -> None:
    from matplotlib.ticker import MaxNLocator

    places = _places(chart) if chart.shape == "line" else list(range(len(chart.labels)))
    labels = [_cut(label, LABEL) for label in chart.labels]
    kept = _spread(labels)
    axes.set_xticks([places[at] for at in kept], [labels[at] for at in kept], fontsize=SMALL, parse_math=False)
    axes.yaxis.set_major_formatter(lambda value, _: _tick(value, chart))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=chart.unit == "count"))
    axes.tick_params(length=0, pad=6)
    axes.grid(axis="y", color=FAINT, linewidth=1)
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)
    if chart.x_title:
        axes.set_xlabel(_cut(chart.x_title, TITLE), fontsize=SMALL, parse_math=False)


def _tick(value: float, chart: Chart) -> str:
    return compact_number(Decimal(str(float(value))), chart) if math.isfinite(value) else ""


def _spread(labels: Sequence[str]) -> list[int]:
    """The labels that have room, evenly apart, the last always among them."""
    widest = max(len(label) for label in labels) + 2
    step = math.ceil(len(labels) * widest / ROOM)
    return list(range(len(labels) - 1, -1, -step))[::-1]


def _legend(chart: Chart, axes: "Axes", colours: Sequence[str]) -> None:
    """What is which, on one line above the field; the names as long as there is room."""
    from matplotlib.patches import Patch

    limit = max(ROOM // len(chart.series) - 4, SHORTEST)
    axes.legend(
        [Patch(color=colour) for colour in colours],
        [_cut(each.name, limit) for each in chart.series],
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=len(chart.series),
        frameon=False,
        fontsize=SMALL,
        handlelength=1,
        handletextpad=0.4,
        columnspacing=1.2,
        borderaxespad=0.2,
        borderpad=0.2,
    ).set_in_layout(False)


def _places(chart: Chart) -> list[float]:
    """Where the labels stand: as far apart as their places are, or evenly."""
    places = [_float(place) for place in chart.places]
    return places if places and all(map(math.isfinite, places)) else [float(at) for at in range(len(chart.labels))]


def _float(value: Decimal | None) -> float:
    return float(value) if is_drawable(value) else math.nan


def _height(value: Decimal | None) -> float:
    return float(value) if is_drawable(value) else 0.0


def _cut(text: str, limit: int) -> str:
    """The text on one line, as long as there is room; without characters that nothing can be drawn for."""
    line = "".join(char for char in " ".join(text.split()) if char.isprintable())
    return line if len(line) <= limit else f"{line[: limit - 1].rstrip()}…"
