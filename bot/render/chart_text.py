"""A chart in the terminal: lines in braille, bars lying down; in ASCII where the terminal has no more."""

import math
import textwrap
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import accumulate, pairwise
from typing import NamedTuple

from bot.chart import Chart, Series, is_drawable
from bot.render.chart_numbers import compact_number
from bot.render.printable import printable_line

Paint = Callable[[str, str], str]

HEIGHT, WIDEST = 8, 72  # rows of a line's field, and columns at most
MOST_BARS = 26
NARROWEST = 10  # columns of bars and lines below which nothing can be made out
LABEL = 18

_DOTS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))  # of a braille cell, by column and row
_EIGHTHS = " ▏▎▍▌▋▊▉█"
_COLOURS = {"red": "31", "yellow": "33", "green": "32", "unknown": "90"}


class _Pen(NamedTuple):
    """What there is to draw with: columns, colours, and whether other than ASCII letters can be shown."""

    width: int
    paint: Paint
    unicode: bool

    @property
    def fills(self) -> str:
        """The letters that bars are made of, one a series."""
        return "█▓▒░" if self.unicode else "#=-."


def render_lines(chart: Chart, width: int, paint: Paint, *, unicode: bool = True) -> Iterator[str]:
    """The chart in lines of at most so many columns, its title first; no line when there is nothing to draw."""
    if not _values(chart):
        return
    yield paint(_clean(chart.title, width), "1")
    yield from (paint(line, "2") for line in textwrap.wrap(_clean(chart.note), width))
    if len(chart.series) > 1:
        yield from _legend(chart, _Pen(width, paint, unicode))
    drawn = {"line": _field, "bars": _bars, "stacked": _stacked}[chart.shape]
    yield from drawn(chart, _Pen(min(width, WIDEST), paint, unicode))


def _legend(chart: Chart, pen: _Pen) -> Iterator[str]:
    """What is which, in lines that fit: the fill of a bar, or how dense a line is."""
    marks = pen.fills if chart.shape != "line" else ("━┅┈" if pen.unicode else "*o.")
    names = ((_clean(each.name, LABEL), _COLOURS.get(each.look, "")) for each in chart.series)
    line, taken = "", 0
    for number, (name, look) in enumerate(names):
        shown, columns = f"{pen.paint(marks[number % len(marks)], look)} {name}", 2 + _width(name)
        if line and taken + 2 + columns > pen.width:
            yield line
            line, taken = "", 0
        line, taken = (f"{line}  {shown}", taken + 2 + columns) if line else (shown, columns)
    yield line


def _field(chart: Chart, pen: _Pen) -> Iterator[str]:
    """A line between its highest and its lowest value, which stand at its side, over its first and last label."""
    values = _values(chart)
    low, high = min(values), max(values)
    marks = {0: compact_number(high, chart), HEIGHT - 1: compact_number(low, chart)}
    side = max(map(len, marks.values())) + 2
    columns = max(pen.width - side, NARROWEST)
    cells = _plotted(chart, low, high, columns)
    for row in range(HEIGHT):
        bits = (cells.get((column, row), {}) for column in range(columns))
        yield (
            f"{marks.get(row, ''):>{side - 2}} ┤"[: side if pen.unicode else side - 1].ljust(side)
            + "".join(_cell(dots, unicode=pen.unicode) for dots in bits).rstrip()
        )
    first, last = _clean(chart.labels[0], LABEL), _clean(chart.labels[-1], LABEL)
    title = _clean(chart.x_title, max(columns - len(first) - len(last) - 4, 0))
    yield " " * side + f"{first}{title.center(max(columns - len(first) - len(last), 1))}{last}".rstrip()


def _cell(dots: dict[int, int], *, unicode: bool) -> str:
    """A cell of the field: the dots of all lines in braille, or the mark of the first line that passes through."""
    if not dots:
        return " "
    if not unicode:
        return "*o."[min(dots) % 3]
    bits = 0
    for each in dots.values():
        bits |= each
    return chr(0x2800 + bits)


def _plotted(chart: Chart, low: Decimal, high: Decimal, columns: int) -> dict[tuple[int, int], dict[int, int]]:
    """The braille dots of each cell, by series. The lines after the first have gaps, to be told from it."""
    spread, across, down = high - low or Decimal(1), columns * 2 - 1, HEIGHT * 4 - 1
    cells: dict[tuple[int, int], dict[int, int]] = {}
    for number, each in enumerate(chart.series):
        points = [
            (float(place) * across, float((high - value) / spread) * down)
            for place, value in zip(_places(chart), each.values, strict=True)
            if is_drawable(value)
        ]
        for x, y in _dots(points):
            if number == 0 or x % (2 * (number + 1)) == 0:
                cell = cells.setdefault((x // 2, y // 4), {})
                cell[number] = cell.get(number, 0) | _DOTS[x % 2][y % 4]
    return cells


def _dots(points: Sequence[tuple[float, float]]) -> Iterator[tuple[int, int]]:
    """Every dot on the way from point to point."""
    if points:
        yield round(points[0][0]), round(points[0][1])
    for (x, y), (to_x, to_y) in pairwise(points):
        steps = max(1, math.ceil(max(abs(to_x - x), abs(to_y - y))))
        for step in range(1, steps + 1):
            yield round(x + (to_x - x) * step / steps), round(y + (to_y - y) * step / steps)


def _places(chart: Chart) -> list[Decimal]:
    """Where the labels stand, from 0 to 1."""
    places = list(chart.places) or [Decimal(at) for at in range(len(chart.labels))]
    length = places[-1] - places[0]
    return [(place - places[0]) / length if length else Decimal(0) for place in places]


def _bars(chart: Chart, pen: _Pen) -> Iterator[str]:
    """A bar for each label and series, its value behind it; those below zero to the left of the others."""
    values = _values(chart)
    low, high = min(*values, Decimal(0)), max(*values, Decimal(0))
    labels = _labels(chart)
    side = max(map(_width, labels.values()))
    room = max(pen.width - side - 2 - max(len(compact_number(value, chart)) for value in values) - 1, NARROWEST)
    unit = (high - low or Decimal(1)) / room
    for at, label in labels.items():
        for number, each in enumerate(chart.series):
            bar = _bar(each.values[at], low, unit, number, pen)
            value = each.values[at]
            shown = f" {compact_number(value, chart)}" if is_drawable(value) else ""
            shown_bar = pen.paint(bar, _COLOURS.get(each.look, ""))
            yield f"{_padded(label if number == 0 else '', side)}  {shown_bar}{shown}".rstrip()


def _bar(value: Decimal | None, low: Decimal, unit: Decimal, number: int, pen: _Pen) -> str:
    """A bar from the column of zero to the right, or up to it; what is too short for a letter is a stroke."""
    if not is_drawable(value):
        return ""
    zero = int(-low / unit)
    start = zero if value >= 0 else int((value - low) / unit)
    length = value / unit if value >= 0 else Decimal(zero - start)
    whole = int(length)
    rest = _EIGHTHS[int((length - whole) * 8)].strip() if pen.unicode and number == 0 else ""
    if value and not whole and not rest:
        return f"{' ' * max(start - (value < 0), 0)}|"
    return f"{' ' * start}{pen.fills[number % 4] * whole}{rest}"


def _stacked(chart: Chart, pen: _Pen) -> Iterator[str]:
    """A bar for each label, a part of it for each series, and the total behind it."""
    labels = _labels(chart)
    totals = {at: sum((_size(each, at) for each in chart.series), Decimal(0)) for at in labels}
    most = max(totals.values()) or Decimal(1)
    side = max(map(_width, labels.values()))
    room = max(
        pen.width - side - 2 - max(len(compact_number(total, chart)) for total in totals.values()) - 1, NARROWEST
    )
    for at, label in labels.items():
        bar, below, drawn = "", Decimal(0), 0
        for number, each in enumerate(chart.series):
            below += _size(each, at)
            until = round(below / most * room)
            bar += pen.paint(pen.fills[number % 4] * (until - drawn), _COLOURS.get(each.look, ""))
            drawn = until
        yield f"{_padded(label, side)}  {bar} {compact_number(totals[at], chart)}"


def _size(series: Series, at: int) -> Decimal:
    value = series.values[at]
    return max(value, Decimal(0)) if is_drawable(value) else Decimal(0)


def _labels(chart: Chart) -> dict[int, str]:
    """The labels by their index; of very many, some, the last always among them."""
    step = math.ceil(len(chart.labels) / MOST_BARS)
    return {at: _clean(chart.labels[at], LABEL) for at in range(len(chart.labels) - 1, -1, -step)[::-1]}


def _values(chart: Chart) -> list[Decimal]:
    return [value for each in chart.series for value in each.values if is_drawable(value)]


def _clean(text: str, columns: int | None = None) -> str:
    """The text on one line, without what moves the cursor, in so many columns where there are no more."""
    line = "".join(char for char in printable_line(" ".join(text.split())) if char.isprintable())
    if columns is None or _width(line) <= columns:
        return line
    ends = list(accumulate(map(_width, line)))
    return f"{line[: bisect_right(ends, columns - 1)].rstrip()}…"


def _width(text: str) -> int:
    """The columns that a text takes: wide letters take two, marks upon letters none."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
