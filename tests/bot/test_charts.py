"""Charts: what they say in words, and that anything can be drawn, on a screen and in a terminal."""

import io
import math
import string
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import combinations
from unicodedata import east_asian_width

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.text import Annotation
from PIL import Image

from accounts.money.amounts import Money
from accounts.money.rates import Total
from accounts.portfolio.trends import MonthArr
from bot.accounts.arr_chart import arr_in_one_currency
from bot.chart import Chart, Series
from bot.chart_builders import arr_by_month, bands_over_time, found_by_score
from bot.metric_replies import calculation_reply
from bot.render.chart_numbers import compact_number
from bot.render.chart_png import BANDS, PALETTE, _draw, render_png
from bot.render.chart_text import WIDEST, render_lines
from bot.render.terminal import print_reply
from metrics import METRICS
from tests.cases import cases
from tests.examples import examples

WEEKS = {
    date(2026, 5, 4): {"red": 10, "yellow": 30, "green": 60, "unknown": 20},
    date(2026, 5, 11): {"red": 25, "yellow": 25, "green": 60, "unknown": 10},
}
MONTHS = {date(2025, 12, 31): Decimal(1_200_000), date(2026, 1, 31): Decimal(1_250_000)}


def chart(shape: str = "line", values: tuple[Decimal | None, ...] = (Decimal(1), Decimal(3)), **more: object) -> Chart:
    fields = {
        "title": "Sample",
        "shape": shape,
        "labels": tuple(str(n) for n in range(len(values))),
        "series": (Series("One", values),),
        "alt": "A sample.",
        **more,
    }
    return Chart(**fields)  # type: ignore[arg-type]


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image.convert("RGB")


@cases(
    ("request_", "said"),
    [
        (
            "nrr 100k 20k 5k 8k churn=4k..12k",
            "falls from 111% at churn 4,000 to 103% at churn 12,000. "
            "With start 100,000, expansion 20,000, contraction 5,000.",
        ),
        ("clv $50..$500 2%", "rises from $2,500 at ARPA $50 to $25,000 at ARPA $500. With churn 2%."),
        (
            "nrr 100k 20k 5k 0..140k",
            "falls from 115% at churn 0 to 15% at churn 100,000; it is undefined at churn 120,000 and churn 140,000. "
            "With start 100,000, expansion 20,000, contraction 5,000.",
        ),
        ("ces agreed=10..10.5 20", ""),
    ],
)
def test_a_range_brings_a_chart_that_says_in_words_what_it_shows(request_: str, said: str) -> None:
    reply = calculation_reply(*request_.split(" ", 1))
    assert (reply.chart.alt.partition(" ")[2] if reply.chart else "").endswith(said)


@pytest.mark.parametrize("metric", list(METRICS), ids=lambda metric: metric.id)
def test_no_number_without_a_range_brings_a_chart(metric: object) -> None:
    assert calculation_reply(*METRICS[metric.id].example.split(" ", 1)).chart is None  # type: ignore[attr-defined]


def test_the_course_of_arr_and_of_bands_is_told_with_its_figures() -> None:
    arr, bands = arr_by_month(MONTHS, "USD"), bands_over_time(WEEKS)
    assert arr is not None
    assert bands is not None
    assert arr.alt == "ARR rises from $1,200,000 at December 2025 to $1,250,000 at January 2026."
    assert arr.labels == ("Dec 2025", "Jan 2026")
    assert bands.alt == (
        "Accounts by health from 4 May 2026 to 11 May 2026: red from 10 to 25, yellow from 30 to 25, green from 60 to "
        "60, unknown from 20 to 10."
    )


def test_one_month_or_one_week_is_no_course() -> None:
    assert arr_by_month({date(2026, 1, 31): Decimal(1)}, "USD") is None
    assert bands_over_time({date(2026, 1, 31): {"red": 1}}) is None


def test_a_curve_that_finds_half_early_says_how_early() -> None:
    found = [(Decimal(share), Decimal(hit)) for share, hit in ((0, 0), (10, 55), (50, 90), (100, 100))]
    assert found_by_score(found, Decimal("0.87"), 40).alt == (
        "Half of the 40 times that an account left are among the 10% with the worst scores; chance would need 50%. "
        "AUC 0.87."
    )


@cases(
    "drawn",
    [
        calculation_reply("nrr", "100k 20k 5k 8k churn=4k..12k").chart,
        arr_by_month(MONTHS, "USD"),
        bands_over_time(WEEKS),
        chart("bars", (Decimal(5), Decimal(-3), None)),
        chart("line", tuple(Decimal(n % 7) for n in range(400))),
        chart("stacked", tuple(Decimal(n) for n in range(100))),
    ],
)
def test_a_png_is_twice_as_wide_as_high_white_and_below_100_kb(drawn: Chart | None) -> None:
    assert drawn is not None
    content = render_png(drawn)
    image = opened(content)
    assert image.size == (1200, 600)
    assert {image.getpixel(at) for at in ((0, 0), (1199, 0), (0, 599), (1199, 599))} == {(255, 255, 255)}
    assert len(content) < 100_000
    assert sum(pixel != (255, 255, 255) for pixel in image.get_flattened_data()) > 5000


def test_each_band_has_its_colour() -> None:
    drawn = bands_over_time(WEEKS)
    assert drawn is not None
    counted = {pixel: count for count, pixel in opened(render_png(drawn)).getcolors(600 * 1200) or ()}
    for colour in BANDS.values():
        assert counted.get(tuple(bytes.fromhex(colour[1:])), 0) > 500


DEUTERANOPIA = ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881))
"""How deuteranopes see linear RGB: Machado, Oliveira and Fernandes (2009), severity 1."""


def linear(channel: int) -> float:
    share = channel / 255
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)


def as_a_deuteranope_sees(colour: str) -> tuple[float, float, float]:
    """Lightness and two hues of a colour (CIELAB)."""
    rgb = [linear(channel) for channel in bytes.fromhex(colour[1:])]
    red, green, blue = (sum(weight * each for weight, each in zip(row, rgb, strict=True)) for row in DEUTERANOPIA)
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    fx, fy, fz = (max(each, 0.0) ** (1 / 3) if each > 0.008856 else 7.787 * each + 16 / 116 for each in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


@cases(("one", "other"), [*combinations(BANDS.values(), 2), *combinations(PALETTE[:3], 2)])
def test_deuteranopes_tell_the_colours_apart(one: str, other: str) -> None:
    assert math.dist(as_a_deuteranope_sees(one), as_a_deuteranope_sees(other)) > 20


def test_the_arguments_that_stay_are_named_on_the_chart() -> None:
    drawn = calculation_reply("nrr", "100k 20k 5k 8k churn=4k..12k").chart
    assert drawn is not None
    assert drawn.note == "with start 100,000, expansion 20,000, contraction 5,000"
    assert drawn.note in "\n".join(render_lines(drawn, 80, lambda text, _: text))
    assert render_png(drawn) != render_png(replace(drawn, note=""))


def written(drawn: Chart) -> list[str]:
    """The figures that stand on a chart."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6, 3))
    _draw(drawn, figure)
    return [each.get_text() for each in figure.axes[0].texts]


def test_bars_carry_their_numbers() -> None:
    year = {date(2025, month, 28): Decimal(6_000_000 + 100_000 * month) for month in range(1, 13)}
    arr = arr_by_month(year, "USD")
    assert arr is not None
    assert written(arr) == [f"${Decimal(6_000_000 + 100_000 * n) / 10**6:f}".rstrip("0") + "M" for n in range(1, 13)]
    bands = bands_over_time(WEEKS)
    assert bands is not None
    assert written(bands) == ["10", "25", "30", "25", "60", "60", "20", "10"]


@cases("values", [(1, 3, 2), (3, 1, 2), (1, 2, 3), (3, 2, 1), (2, 3, 1), (2, 2, 2)])
def test_the_figure_at_an_end_of_a_line_stands_off_the_line(values: tuple[int, ...]) -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6, 3))
    _draw(chart("line", tuple(map(Decimal, values))), figure)
    ends = {each.xy[0]: each.get_verticalalignment() for each in figure.axes[0].texts if isinstance(each, Annotation)}
    assert ends[0.0] == ("top" if values[1] > values[0] else "bottom")
    assert ends[2.0] == ("top" if values[1] > values[2] else "bottom")


@cases(
    "text",
    [
        "$x^2$ and \\frac{1}{0}",
        "_under_",
        "% {name} {0}",
        "🎉 日本語 שלום مرحبا",
        "\x00\x1b[31m\u202e\n\t",
        "<!channel> <b>",
        "W" * 5000,
        "",
    ],
)
@cases("shape", ["line", "bars", "stacked"])
def test_any_text_can_stand_in_a_chart(text: str, shape: str) -> None:
    drawn = chart(
        shape, title=text, labels=(text, text), x_title=text, series=(Series(text, (Decimal(1), Decimal(2))),) * 2
    )
    assert opened(render_png(drawn)).size == (1200, 600)
    shown = "\n".join(render_lines(drawn, 80, lambda text, _: text))
    assert not any(char in shown for char in "\x00\x1b\u202e\t")


@cases("values", [(Decimal(1),), (None, Decimal(1), None), (Decimal(1), None)])
def test_a_line_of_which_one_value_is_known_is_drawn(values: tuple[Decimal | None, ...]) -> None:
    assert opened(render_png(chart(values=values))).size == (1200, 600)


VALUES = st.one_of(
    st.none(), st.decimals(), st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9)
)
CHARTS = st.integers(1, 40).flatmap(
    lambda count: st.builds(
        chart,
        st.sampled_from(["line", "bars", "stacked"]),
        st.tuples(*[VALUES] * count),
        unit=st.sampled_from(["%", "count", "currency", "ratio", "points"]),
        currency=st.sampled_from(["", "USD", "CHF"]),
    )
)


@settings(max_examples=examples(0.2))
@given(CHARTS)
def test_any_values_can_be_drawn(drawn: Chart) -> None:
    assert opened(render_png(drawn)).size == (1200, 600)


@settings(max_examples=examples(0.6))
@given(drawn=CHARTS, width=st.integers(30, 200), unicode=st.booleans())
def test_in_a_terminal_no_line_is_wider_than_there_is_room(drawn: Chart, width: int, *, unicode: bool) -> None:
    for line in render_lines(drawn, width, lambda text, _: text, unicode=unicode):
        columns = sum(2 if east_asian_width(char) in "WF" else 1 for char in line)
        assert columns <= min(width, WIDEST) or columns <= len(drawn.title)


def test_the_terminal_draws_the_chart_between_the_table_and_the_notes() -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    print_reply(calculation_reply("nrr", "100k 20k 5k 8k churn=4k..12k"), out)
    shown = out.buffer.getvalue().decode()
    parts = ["12,000: 103%", "Net Revenue Retention by churn", "111% ┤⠉", "103% ┤", "See also", "Source:"]
    assert [shown.index(part) for part in parts] == sorted(shown.index(part) for part in parts)


def test_json_holds_the_figures_and_no_picture() -> None:
    data = calculation_reply("nrr", "100k 20k 5k 8k churn=4k..12k").data
    assert "chart" not in data
    assert len(data["table"]["rows"]) == 9


def test_without_unicode_a_chart_is_ascii() -> None:
    allowed = set(string.printable + "−")
    for drawn in (chart(), chart("bars"), bands_over_time(WEEKS)):
        assert drawn is not None
        assert set("".join(render_lines(drawn, 60, lambda text, _: text, unicode=False))) <= allowed


def test_the_bars_of_a_terminal_are_as_long_as_their_values() -> None:
    bars = list(render_lines(chart("bars", (Decimal(10), Decimal(20), Decimal(-10))), 60, lambda text, _: text))[1:]
    assert [line.count("█") for line in bars[:2]] == pytest.approx([bars[1].count("█") / 2, bars[1].count("█")], abs=1)
    assert bars[2].index("█") < bars[0].index("█")


def test_a_line_ends_at_its_highest_and_lowest_value() -> None:
    drawn = list(render_lines(chart(values=(Decimal(1), Decimal(3)), unit="%"), 40, lambda text, _: text))
    assert drawn[1].startswith("3% ┤")
    assert drawn[-2].startswith("1% ┤")


@cases(
    ("value", "unit", "currency", "shown"),
    [
        ("1250000", "currency", "USD", "$1.25M"),
        ("1500000", "currency", "USD", "$1.5M"),
        ("9999", "currency", "EUR", "€9,999"),
        ("12000", "currency", "CHF", "CHF 12k"),
        ("-2500000000", "currency", "USD", "−$2.5B"),
        ("107.5", "%", "", "107.5%"),
        ("3.14159", "ratio", "", "3.14×"),
        ("0", "count", "", "0"),
        ("120000", "count", "", "120k"),
        ("999999", "count", "", "1M"),
        ("1e200", "currency", "USD", "1.0e+200"),
    ],
)
def test_figures_on_a_chart_are_short(value: str, unit: str, currency: str, shown: str) -> None:
    assert compact_number(Decimal(value), chart(unit=unit, currency=currency)) == shown


@cases(
    ("labels", "series"),
    [((), ()), (("a",), ()), (("a",), (Series("One", ()),)), (("a",), (Series("One", (None, None)),))],
)
def test_a_chart_of_nothing_is_refused(labels: tuple[str, ...], series: tuple[Series, ...]) -> None:
    with pytest.raises(ValueError, match="Sample"):
        chart(labels=labels, series=series)


def test_a_month_without_any_arr_between_others_is_drawn_as_nothing() -> None:
    some, none = Total((Money(100_00, "USD"),)), Total()
    days = [date(2026, month, 28) for month in range(1, 6)]
    months = [MonthArr(day, arr) for day, arr in zip(days, (none, some, none, none, some), strict=True)]
    amounts, currency = arr_in_one_currency(months)
    assert ([*amounts], currency) == (days[1:], "USD")
    assert [*amounts.values()] == [100, 0, 0, 100]


@pytest.mark.parametrize("width", [28, 40, 78])
def test_on_a_narrow_terminal_the_legend_and_the_note_are_whole_and_wide_letters_have_room(width: int) -> None:
    note = "with start 100,000, expansion 20,000, contraction 5,000 and what else stays as it is"
    shown = replace(bands_over_time(WEEKS) or chart(), title="漢字" * 40, note=note)
    lines = [*render_lines(shown, width, lambda text, _: text)]
    assert max(map(_columns, lines)) <= width
    assert note in " ".join(lines)
    assert all(each.name in "\n".join(lines) for each in shown.series)


def _columns(line: str) -> int:
    return sum(2 if east_asian_width(each) in "WF" else 1 for each in line)
