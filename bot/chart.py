"""A chart, before anybody has decided how it is drawn."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal, TypeGuard

from bot.reply import Look

Shape = Literal["line", "bars", "stacked"]

LARGEST: Final = Decimal(10) ** 200  # what is larger is no figure of anything, and no float


@dataclass(frozen=True, slots=True)
class Series:
    """A line of a chart, or the bars of one colour: a value for each label, None where there is none.

    `look` gives it the colour of a band of health; without one it takes the next of the palette.
    """

    name: str
    values: tuple[Decimal | None, ...]
    look: Look = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A picture of a few series over the same labels; all text is plain.

    `unit` is one of the units of metrics, amounts of money being in `currency`; `alt` says in a sentence what the chart
    shows, with the figures that matter, for those who can't see it. `note` says below the title what holds for all of
    it, such as the arguments that stay as they are. `places` are where the labels stand when they aren't evenly apart.
    Raises `ValueError` with nothing to draw, and for a series with other than one value a label.
    """

    title: str
    shape: Shape
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    alt: str
    unit: str = "count"
    currency: str = ""
    x_title: str = ""
    note: str = ""
    places: tuple[Decimal, ...] = ()

    def __post_init__(self) -> None:
        counts = {len(self.labels), *(len(each.values) for each in self.series)}
        if self.places:
            counts.add(len(self.places))
        if not self.series or counts != {len(self.labels)} or not self.labels:
            raise ValueError(f"a chart of {len(self.labels)} labels needs series of as many values: {self.title}")


def is_drawable(value: Decimal | None) -> TypeGuard[Decimal]:
    """Whether there is a value, and one that has a place on a chart."""
    return value is not None and value.is_finite() and abs(value) < LARGEST
