"""The kinds of argument that are times: lengths of it, and days of the calendar."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from metrics import display
from metrics.errors import AmbiguousError, MetricError
from metrics.inputs.kinds import Kind
from metrics.inputs.numbers import Number

_MONTHS_IN = {"": Decimal(1), "months": Decimal(1), "quarters": Decimal(3), "years": Decimal(12)}


class MonthsKind(Kind):
    """A length of time; without its unit it could be months or years, unless its name says months."""

    name = "months"
    hint = "a length of time, such as 6 months or 2 years"

    def accept(self, number: Number, *, named: bool) -> Decimal:
        """The months."""
        self.refuse(number, currency=True, unit=number.unit not in _MONTHS_IN)
        if number.scale == "m":
            return number.value / 10**6
        if not number.unit and not named:
            bare = display.plain(number.value)
            raise AmbiguousError("could be months or years.", bare, (f"{bare}mo", f"{bare}y"))
        return number.value * _MONTHS_IN[number.unit]

    def show(self, value: Any, currency: str = "") -> str:  # noqa: ANN401
        """`24 months`"""
        del currency
        return display.counted(value, "month")

    def spell(self, value: Any, currency: str = "") -> str:  # noqa: ANN401
        """`24mo`"""
        del currency
        return f"{display.typed(value)}mo"


class DateKind(Kind):
    """A day of the calendar, as `2025-03-31`."""

    name = "date"
    numeric = False
    hint = "a date, such as 2025-03-31"

    def show(self, value: Any, currency: str = "") -> str:  # noqa: ANN401
        """`31 March 2025`"""
        del currency
        return display.day(value) if value else "not yet"

    def spell(self, value: Any, currency: str = "") -> str:  # noqa: ANN401
        """`2025-03-31`"""
        del currency
        return value.isoformat() if value else "open"

    def spoken(self, description: str, value: Any, text: str) -> str:  # noqa: ANN401
        """`start on 31 March 2025`, `first value: not yet`"""
        return f"{description} on {text}" if value else f"{description}: {text}"

    def data(self, value: Any) -> Any:  # noqa: ANN401
        """The date in ISO form, null while it is open."""
        return value.isoformat() if value else None

    def word(self, text: str) -> date | None:
        """The day a word stands for. Raises `MetricError` when it stands for none."""
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise MetricError(f"is {self.hint}, not “{text[:20]}”.") from None


class OpenDateKind(DateKind):
    """A day of the calendar that may not have come yet: `open`."""

    def word(self, text: str) -> date | None:
        """The day a word stands for, none for `open`. Raises `MetricError` when it stands for neither."""
        return None if text.lower() in ("open", "none", "never", "pending", "-") else super().word(text)


Months = Annotated[Decimal, MonthsKind()]
Period = Annotated[Decimal | None, MonthsKind()]
Day = Annotated[date, DateKind()]
OpenDay = Annotated[date | None, OpenDateKind()]
