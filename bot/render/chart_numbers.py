"""Figures on a chart: short enough to stand at an axis or beside a bar."""

from decimal import Context, Decimal
from typing import Final

from bot.chart import Chart
from metrics import display

_SCALES: Final = ((Decimal(10) ** 12, "T"), (Decimal(10) ** 9, "B"), (Decimal(10) ** 6, "M"), (Decimal(1000), "k"))
_LONG: Final = Decimal(10_000)  # from here on thousands are written k
_WIDEST, _NARROWEST = Decimal(10) ** 15, Decimal("0.0001")
_THREE: Final = Context(prec=3)
_FOUR: Final = Context(prec=4)


def json_number(value: Decimal | int) -> int | float:
    """A number as JSON has it, without a decimal point where it is whole."""
    return int(value) if value == int(value) else float(value)


def compact_number(value: Decimal, chart: Chart) -> str:
    """A value of the chart in a few characters: `$1.25M`, `107%`, `−12`, `3×`."""
    size = abs(_THREE.plus(value) if abs(value) >= _LONG else value)
    if size >= _WIDEST or 0 < size < _NARROWEST:
        return f"{value:.1e}".replace("-", "−")
    scale, sign = next((pair for pair in _SCALES if size >= max(pair[0], _LONG)), (Decimal(1), ""))
    short = (_THREE if sign else _FOUR).divide(value, scale)
    if chart.unit == "currency":
        text = display.money(short, chart.currency)
        return f"{text.rstrip('0').rstrip('.') if sign and '.' in text else text}{sign}"
    unit = {"%": "%", "ratio": "×"}.get(chart.unit, "")
    return f"{display.number(short)}{sign}{unit}"
