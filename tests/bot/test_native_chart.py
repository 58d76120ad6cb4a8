"""Charts as Slack draws them: within its limits, and a picture where it can't draw what is known."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bot.chart import Chart, Series
from bot.render.native_chart import chart_blocks
from tests.bot.blocks.checks import message_faults
from tests.cases import cases

VALUES = st.decimals(allow_nan=False, allow_infinity=False) | st.integers(-(10**30), 10**30).map(Decimal)
SIZES = st.tuples(st.integers(2, 90), st.integers(1, 6))


@st.composite
def charts(draw: st.DrawFn) -> Chart:
    labels, series = draw(SIZES)
    texts = st.text(max_size=30)
    return Chart(
        title=draw(texts),
        shape=draw(st.sampled_from(["line", "bars", "stacked"])),
        labels=tuple(draw(st.lists(texts, min_size=labels, max_size=labels))),
        series=tuple(
            Series(draw(texts), tuple(draw(st.lists(VALUES, min_size=labels, max_size=labels)))) for _ in range(series)
        ),
        alt=draw(texts),
        unit=draw(st.sampled_from(["count", "%", "currency"])),
        currency="EUR",
        x_title=draw(texts),
    )


@given(charts())
def test_any_chart_is_one_that_slack_takes(chart: Chart) -> None:
    assert chart_blocks(chart) == [] or message_faults({"text": "x", "blocks": chart_blocks(chart)}) == []


def line(*values: object, labels: tuple[str, ...] = (), places: tuple[int, ...] = ()) -> Chart:
    shown = tuple(None if each is None else Decimal(str(each)) for each in values)
    return Chart(
        title="NRR",
        shape="line",
        labels=labels or tuple(map(str, range(len(values)))),
        series=(Series("NRR", shown),),
        alt="NRR rises.",
        places=tuple(map(Decimal, places)),
    )


@cases(
    "chart",
    [line(1, None, 3), line(1, "1e300"), line(1), line(1, 2, 3, places=(1, 2, 9)), None],
)
def test_what_slack_can_not_draw_as_it_is_stays_a_picture(chart: Chart | None) -> None:
    assert chart_blocks(chart) == []


def test_equal_labels_are_told_apart_and_ties_keep_their_places() -> None:
    drawn = chart_blocks(line(5, 5, 7, labels=("Dec", "Dec", "Jan")))[0]["chart"]
    assert drawn["axis_config"]["categories"] == ["Dec", "Dec (2)", "Jan"]
    assert [each["value"] for each in drawn["series"][0]["data"]] == [5, 5, 7]


def test_a_long_course_is_drawn_by_every_so_many_points_the_newest_among_them() -> None:
    drawn = chart_blocks(line(*range(50), places=tuple(range(50))))[0]["chart"]
    assert drawn["axis_config"]["categories"] == [str(each) for each in range(1, 50, 3)]
