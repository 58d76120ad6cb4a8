"""A chart as PNG: 1200 × 600 on white, to be read on a phone and in dark mode."""

import io
import math
import warnings
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import cycle
from typing import TYPE_CHECKING, Any, Literal

from bot.chart import Chart, Series, is_drawable
from bot.render.chart_numbers import compact_number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

WIDTH, HEIGHT, EDGE, DPI = 6.0, 3.0, 0.1, 200  # inches, and dots in one
LARGE, SMALL = 15, 13  # points; Slack shows a picture at a third of its size
TITLE, LABEL, SHORTEST = 42, 16, 6  # characters that fit
ROOM = 52  # characters that fit along the foot of a chart
MARKED = 12  # points up to so many are marked

# Okabe and Ito, Color Universal Design (2008): https://jfly.uni-koeln.de/color/, told apart by deuteranopes too
PALETTE = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00")
BANDS = {"red": "#d55e00", "yellow": "#f0e442", "green": "#009e73", "unknown": "#bbbbbb"}
HATCHES = {"red": "///", "unknown": "..."}  # so that bands aren't told apart by colour alone
DASHES: tuple[Literal["-", "--", ":", "-."], ...] = ("-", "--", ":", "-.")
INK, FAINT = "#1d1c1d", "#d9dce1"
SMALLEST, LETTER = 7.5, 0.64  # points of a figure within a bar, and how wide a letter is for its height
FIELD = 0.55  # of the height, what the field takes


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
        "hatch.color": "white",
        "hatch.linewidth": 1.2,
    }


def _draw(chart: Chart, figure: "Figure") -> None:
    axes = figure.add_subplot()
    above = (24 if len(chart.series) > 1 else 0) + (18 if chart.note else 0)
    axes.set_title(_cut(chart.title, TITLE), loc="left", fontsize=LARGE, fontweight="bold", pad=12 + above)
    if chart.note:
        _note(chart.note, axes, 24 if len(chart.series) > 1 else 0)
    colours = [colour for _, colour in zip(chart.series, _colours(chart.series), strict=False)]
    {"line": _lines, "bars": _bars, "stacked": _stacked}[chart.shape](chart, axes, colours)
    _axes(chart, axes)
    if len(chart.series) > 1:
        _legend(chart, axes, colours)


def _note(text: str, axes: "Axes", above: int) -> None:
    """What is to be known of the whole, below the title."""
    at: dict[str, Any] = {
        "xycoords": "axes fraction",
        "textcoords": "offset points",
        "annotation_clip": False,
        "parse_math": False,
    }
    axes.annotate(_cut(text, ROOM + 12), (0, 1), (0, 10 + above), fontsize=SMALL - 2, color="#555555", **at)


def _colours(series: Sequence[Series]) -> Iterator[str]:
    palette = cycle(PALETTE)
    return (BANDS[each.look] if each.look else next(palette) for each in series)


def _lines(chart: Chart, axes: "Axes", colours: Sequence[str]) -> None:
    places = _places(chart)
    marker = "o" if len(places) <= MARKED else ""
    for each, colour, dash in zip(chart.series, colours, cycle(DASHES), strict=False):
        heights = [_float(value) for value in each.values]
        axes.plot(places, heights, dash, color=colour, linewidth=3, marker=marker, markersize=7, clip_on=False)
    if len(chart.series) == 1:
        _mark_turns(chart, axes, places)
    axes.margins(x=0.04, y=0.26 if len(chart.series) == 1 else 0.08)


def _mark_turns(chart: Chart, axes: "Axes", places: Sequence[float]) -> None:
    """The figures at both ends of a line, and where it is highest and lowest."""
    known = [(at, value) for at, value in zip(places, chart.series[0].values, strict=True) if is_drawable(value)]
    by_value = sorted(known, key=lambda point: (point[1], -point[0]))
    turns = dict([*known[:1], *known[-1:], *by_value[:1], *by_value[-1:]])
    for place, value in turns.items():
        below = _goes_up_beside(place, known) if place in {known[0][0], known[-1][0]} else value == by_value[0][1]
        at = (place, float(value))
        side = "left" if place == places[0] else "right" if place == places[-1] else "center"
        _write(
            axes, compact_number(value, chart), at, offset=-10 if below else 9, top=below, ha=side, fontweight="bold"
        )


def _goes_up_beside(place: float, known: Sequence[tuple[float, Decimal]]) -> bool:
    """Whether the line goes up from one of its ends: there a figure stands below it, and off the line."""
    (_, end), *beside = known[:2] if place == known[0][0] else known[:-3:-1]
    return any(value > end for _, value in beside)


def _bars(chart: Chart, axes: "Axes", colours: Sequence[str]) -> None:
    width = 0.8 / len(chart.series)
    for number, (each, colour) in enumerate(zip(chart.series, colours, strict=True)):
        places = [place + (number - (len(chart.series) - 1) / 2) * width for place in range(len(chart.labels))]
        axes.bar(places, [_height(value) for value in each.values], width * 0.94, color=colour)
        if len(chart.series) == 1 or _has_room(chart):
            _write_values(chart, each, axes, places)
    axes.margins(x=0.02, y=0.15 if len(chart.series) > 1 or _has_room(chart) else 0.45)
    if any(_height(value) < 0 for each in chart.series for value in each.values):
        axes.axhline(0, color=INK, linewidth=1)


def _has_room(chart: Chart) -> bool:
    """Whether every bar can carry its value."""
    texts = [compact_number(value, chart) for each in chart.series for value in each.values if is_drawable(value)]
    return sum(len(text) + 1 for text in texts) <= ROOM


def _write_values(chart: Chart, series: Series, axes: "Axes", places: Sequence[float]) -> None:
    """The figures of all bars, upright where there is no other room, and of those at both ends where there is none."""
    bars = [(at, value) for at, value in zip(places, series.values, strict=True) if is_drawable(value)]
    beside = _has_room(chart)
    upright = not beside and _figure_size(chart, 1) >= SMALLEST
    look: dict[str, Any] = {"rotation": 90, "fontsize": min(SMALL, _figure_size(chart, 1))} if upright else {}
    for place, value in bars if beside or upright else dict([*bars[:1], *bars[-1:]]).items():
        low = value < 0
        _write(axes, compact_number(value, chart), (place, float(value)), offset=-5 if low else 5, top=low, **look)


def _figure_size(chart: Chart, letters: int) -> float:
    """The points of a figure of so many letters that a bar is wide enough for."""
    return WIDTH * 72 * 0.8 / len(chart.labels) * 0.86 / max(1.0, letters * LETTER)


def _stacked(chart: Chart, axes: "Axes", colours: Sequence[str]) -> None:
    below = [0.0] * len(chart.labels)
    for each, colour in zip(chart.series, colours, strict=True):
        heights = [_height(value) for value in each.values]
        look: dict[str, Any] = {
            "color": colour,
            "edgecolor": "white",
            "linewidth": 0.6,
            "hatch": HATCHES.get(each.look),
        }
        axes.bar(range(len(heights)), heights, 0.86, bottom=below, **look)
        _write_within(chart, each, axes, below)
        below = [low + height for low, height in zip(below, heights, strict=True)]
    axes.margins(x=0.02, y=0.05)


def _write_within(chart: Chart, series: Series, axes: "Axes", below: Sequence[float]) -> None:
    """The figures of a series in the middle of its pieces, where they are high and wide enough."""
    highest = max(sum(_height(each.values[at]) for each in chart.series) for at in range(len(chart.labels)))
    for place, value in enumerate(series.values):
        if not is_drawable(value) or value <= 0:
            continue
        text = compact_number(value, chart)
        size = min(SMALL - 1.0, _figure_size(chart, len(text)), float(value) / highest * HEIGHT * 72 * FIELD)
        if size >= SMALLEST:
            at = (place, below[place] + float(value) / 2)
            _write(axes, text, at, offset=0, top=False, va="center", fontsize=size)


def _write(axes: "Axes", text: str, at: tuple[float, float], *, offset: float, top: bool, **look: Any) -> None:  # noqa: ANN401
    """Text above a point, or below it with its `top` there, so many points away."""
    from matplotlib.patheffects import withStroke

    placed = {"ha": "center", "va": "top" if top else "bottom", "fontsize": SMALL} | look
    placed["path_effects"] = [withStroke(linewidth=3, foreground="white")]  # no line is seen through it
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
    limit = max(ROOM // len(chart.series) - 4, SHORTEST)
    axes.legend(
        [*_marks(chart, colours)],
        [_cut(each.name, limit) for each in chart.series],
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=len(chart.series),
        frameon=False,
        fontsize=SMALL,
        handlelength=2 if chart.shape == "line" else 1,
        handletextpad=0.4,
        columnspacing=1.2,
        borderaxespad=0.2,
        borderpad=0.2,
    ).set_in_layout(False)


def _marks(chart: Chart, colours: Sequence[str]) -> "Iterator[Patch | Line2D]":
    """What each series looks like: a line with its dashes, or a bar with its hatch."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    for each, colour, dash in zip(chart.series, colours, cycle(DASHES), strict=False):
        if chart.shape == "line":
            yield Line2D([], [], color=colour, linewidth=3, linestyle=dash)
        else:
            yield Patch(facecolor=colour, edgecolor="white", hatch=HATCHES.get(each.look))


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
