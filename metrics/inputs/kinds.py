"""The kinds of argument: what each accepts, how it is shown, and how it is spelled so that it reads back the same."""

import re
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from metrics import display
from metrics.errors import MetricError
from metrics.inputs.numbers import Number, parse_number


class Kind:
    """A kind of argument. `name` is what a form calls it.

    `many` says that it takes all the words that are left; `alike` how all arguments of the kind must be given, when
    they may be percentages or not, which then keep their sign.
    """

    name: ClassVar[str] = "number"
    many: ClassVar[bool] = False
    numeric: ClassVar[bool] = True
    alike: ClassVar[str] = ""
    hint: ClassVar[str] = "a number"

    @property
    def one(self) -> "Kind":
        """The kind of a single value: of a list's entries, or itself."""
        return self

    def accept(self, number: Number, *, named: bool) -> Decimal:
        """The value of a number that was given. Raises `MetricError` with what follows the argument's name."""
        del named
        self.refuse(number, currency=True, unit=True)
        return number.value

    def refuse(self, number: Number, *, currency: bool = False, unit: bool = False) -> None:
        """Raises `MetricError` when the number carries a currency or a unit that doesn't belong."""
        if currency and number.currency:
            raise MetricError(f"is {self.hint}, not an amount of money.")
        if unit and number.unit:
            what = "a percentage" if number.unit == "%" else f"a number of {number.unit}"
            raise MetricError(f"is {self.hint}, not {what}.")

    def show(self, value: Any, currency: str = "") -> str:  # noqa: ANN401  each kind has its own type of value
        """The value as a person reads it."""
        del currency
        return display.exact(value)

    def spell(self, value: Any, currency: str = "") -> str:  # noqa: ANN401
        """The value as it is typed, with nothing left to interpret."""
        del currency
        return display.typed(value)

    def written(self, value: Any, currency: str = "") -> str:  # noqa: ANN401
        """The value as a person types it into a form; it reads back the same."""
        return self.spell(value, currency)

    def spoken(self, description: str, value: Any, text: str) -> str:  # noqa: ANN401
        """The value, with the text that it is shown as, and what it is a number of: `40 promoters`, `1 promoter`."""
        del value
        return f"{text} {singular(description) if text == '1' else description}"

    def data(self, value: Any) -> Any:  # noqa: ANN401
        """The value as it travels in JSON."""
        return display.plain(value)


class CountKind(Kind):
    """Whole things: answers, customers, users."""

    name = "count"
    hint = "a whole number"

    def accept(self, number: Number, *, named: bool) -> Decimal:
        """A whole number."""
        if number.currency or number.unit:
            super().accept(number, named=named)
        value = number.value
        if value != value.to_integral_value():
            raise MetricError(f"must be a whole number, not {display.exact(value)}.")
        return value


class CountOrShareKind(CountKind):
    """Answers, as counts or as percentages of all answers."""

    name = "tally"
    alike = "as counts or all as percentages"
    hint = "a count or a percentage"

    def accept(self, number: Number, *, named: bool) -> Decimal:
        """A whole number, or the number before a percent sign."""
        if number.unit == "%":
            self.refuse(number, currency=True)
            return number.value
        if number.value != number.value.to_integral_value():
            raise MetricError(
                f"must be a whole number, or a percentage with its sign, not {display.exact(number.value)}."
            )
        return super().accept(number, named=named)


class PercentKind(Kind):
    """A number of percent, which is told by its sign."""

    name = "percent"
    hint = "a percentage with its sign, such as 70%"

    def accept(self, number: Number, *, named: bool) -> Decimal:
        """The number before the percent sign."""
        del named
        if number.unit != "%" or number.currency:
            raise MetricError(f"is {self.hint}; a count goes with all the other counts, or with a total.")
        return number.value

    def show(self, value: Any, currency: str = "") -> str:  # noqa: ANN401
        """`70%`"""
        del currency
        return f"{display.exact(value)}%"

    def spell(self, value: Any, currency: str = "") -> str:  # noqa: ANN401
        """`70%`"""
        del currency
        return f"{display.plain(value)}%"


class MoneyKind(Kind):
    """An amount of money; its currency is kept beside it."""

    name = "money"
    hint = "an amount of money"

    def accept(self, number: Number, *, named: bool) -> Decimal:
        """The amount."""
        del named
        if number.unit:
            self.refuse(number, unit=True)
        return number.value

    def show(self, value: Any, currency: str = "") -> str:  # noqa: ANN401
        """`$100,000`"""
        return display.money(value, currency, 20)

    def spoken(self, description: str, value: Any, text: str) -> str:  # noqa: ANN401
        """`$100,000 MRR`"""
        del value
        return f"{text} {description}"

    def spell(self, value: Any, currency: str = "") -> str:  # noqa: ANN401
        """`USD100000`"""
        if not currency:
            return display.typed(value)
        return f"{'-' if value < 0 else ''}{currency}{display.typed(abs(value))}"

    def written(self, value: Any, currency: str = "") -> str:  # noqa: ANN401
        """`$100,000`"""
        shown = self.show(value, currency)
        try:
            return (
                shown
                if parse_number(shown.replace(" ", "")) == Number(value, currency)
                else self.spell(value, currency)
            )
        except MetricError:
            return self.spell(value, currency)


class AmountKind(MoneyKind):
    """A value of any one unit: money, a count, a percentage."""

    name = "amount"
    alike = "in the same unit"
    hint = "a number"

    def accept(self, number: Number, *, named: bool) -> Decimal:
        """The number, whatever its unit."""
        del named
        if number.unit not in ("", "%", "points"):
            self.refuse(number, unit=True)
        return number.value


class RateKind(Kind):
    """A share: `2%`, `2` and `0.02` are the fraction 0.02. A bare number between 0 and 1 is a fraction already."""

    name = "rate"
    hint = "a percentage"

    def accept(self, number: Number, *, named: bool) -> Decimal:
        """The fraction."""
        del named
        self.refuse(number, currency=True, unit=number.unit not in ("%", ""))
        if number.scale:
            raise MetricError(f"is a percentage, not {display.exact(number.value)}.")
        return number.value if not number.unit and -1 < number.value < 1 else number.value / 100

    def show(self, value: Any, currency: str = "") -> str:  # noqa: ANN401
        """`2%`"""
        del currency
        return f"{display.exact(value * 100)}%"

    def spell(self, value: Any, currency: str = "") -> str:  # noqa: ANN401
        """`2%`"""
        del currency
        return f"{display.plain(value * 100)}%"


class PointsKind(Kind):
    """A difference of percentages, in percentage points."""

    name = "points"
    hint = "a number of points"

    def accept(self, number: Number, *, named: bool) -> Decimal:
        """The points."""
        del named
        self.refuse(number, currency=True, unit=number.unit not in ("points", "%", ""))
        return number.value

    def show(self, value: Any, currency: str = "") -> str:  # noqa: ANN401
        """`+3 points`"""
        del currency
        return f"{'+' if value > 0 else ''}{display.exact(value)} point{'' if value == 1 else 's'}"


def singular(description: str) -> str:
    """The description of one of them: `customer at the start`."""
    return re.sub(r"^((?:\w+ ){0,2}?\w{2,}[^\Ws])s\b", r"\1", description)


Count = Annotated[Decimal, CountKind()]
Tally = Annotated[Decimal, CountOrShareKind()]
Percent = Annotated[Decimal, PercentKind()]
Quantity = Annotated[Decimal, Kind()]
Money = Annotated[Decimal, MoneyKind()]
Amount = Annotated[Decimal, AmountKind()]
Rate = Annotated[Decimal, RateKind()]
Points = Annotated[Decimal, PointsKind()]
