"""The kinds of argument that are lists: answers to a survey, amounts, names, weighted parts."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Any, ClassVar, NamedTuple

from metrics import display
from metrics.inputs.kinds import CountKind, Kind, MoneyKind, singular
from metrics.inputs.numbers import Number


class ListKind(Kind):
    """A list of numbers; each is accepted as the kind of one would."""

    name = "list"
    many = True
    hint = "a list of numbers"
    entry: ClassVar[Kind] = Kind()

    @property
    def one(self) -> Kind:
        """The kind of its entries."""
        return self.entry

    def accept(self, number: Number, *, named: bool) -> Decimal:
        """The value of one of its entries."""
        return self.entry.accept(number, named=named)

    def show(self, value: Any, currency: str = "") -> str:  # noqa: ANN401
        """The values, with the middle of a long list left out."""
        shown = [self.one.show(each, currency) for each in value[:12]]
        return " ".join(shown) + (" …" if len(value) > 12 else "")

    def spell(self, value: Any, currency: str = "") -> str:  # noqa: ANN401
        """The values with spaces between them."""
        return " ".join(self.one.spell(each, currency) for each in value)

    def written(self, value: Any, currency: str = "") -> str:  # noqa: ANN401
        """The values as people type them, with spaces between them and none within."""
        return " ".join(self.one.written(each, currency).replace(" ", "") for each in value)

    def spoken(self, description: str, value: Any, text: str) -> str:  # noqa: ANN401
        """`5 answers (10 9 9 7 3)`"""
        return f"{len(value)} {singular(description) if len(value) == 1 else description} ({text})"

    def data(self, value: Any) -> Any:  # noqa: ANN401
        """The values as a list."""
        return [self.one.data(each) for each in value]


class RatingsKind(ListKind):
    """Answers to a survey, one number each."""

    name = "ratings"
    hint = "a list of answers"
    entry = CountKind()


class MoneyListKind(ListKind):
    """Amounts of money, one an account."""

    name = "monies"
    hint = "a list of amounts"
    entry = MoneyKind()


class CountsKind(ListKind):
    """Whole numbers, one an account or a week."""

    name = "counts"
    hint = "a list of whole numbers"
    entry = CountKind()


class NamesKind(ListKind):
    """Names or ids, one an event."""

    name = "names"
    numeric = False
    hint = "a list of names"

    def show(self, value: Any, currency: str = "") -> str:  # noqa: ANN401
        """The names, with the end of a long list left out."""
        del currency
        return " ".join(value[:12]) + (" …" if len(value) > 12 else "")

    def spell(self, value: Any, currency: str = "") -> str:  # noqa: ANN401
        """The names with spaces between them."""
        del currency
        return " ".join(value)

    def spoken(self, description: str, value: Any, text: str) -> str:  # noqa: ANN401
        """`users seen: anna bob`"""
        del value
        return f"{description}: {text}"

    def data(self, value: Any) -> Any:  # noqa: ANN401
        """The names as a list."""
        return list(value)


class Part(NamedTuple):
    """A part of a score: its label, its score when there is one, its weight when one was given."""

    label: str
    score: Decimal | None
    weight: Decimal | None


class PartsKind(ListKind):
    """Weighted parts of a score: `usage=80:50`, or `80:50`, or only `80`; `missing` in place of a score."""

    name = "parts"
    numeric = False
    hint = "a list of scores, each with its weight, such as usage=80:50"

    def show(self, value: Sequence[Part], currency: str = "") -> str:
        """`usage 80 (weight 50%), csat missing (weight 20%)`"""
        del currency
        return ", ".join(
            f"{part.label} {'missing' if part.score is None else display.exact(part.score)}"
            + (f" (weight {display.exact(part.weight)}%)" if part.weight is not None else "")
            for part in value
        )

    def spell(self, value: Sequence[Part], currency: str = "") -> str:
        """`usage=80:50 csat=missing:20`"""
        del currency
        return " ".join(
            f"{part.label.replace(' ', '-')}={'missing' if part.score is None else display.typed(part.score)}"
            + (f":{display.typed(part.weight)}" if part.weight is not None else "")
            for part in value
        )

    def spoken(self, description: str, value: Sequence[Part], text: str) -> str:
        """`parts: usage 80 (weight 50%), csat missing (weight 50%)`"""
        del value
        return f"{description}: {text}"

    def data(self, value: Sequence[Part]) -> Any:  # noqa: ANN401
        """Objects with label, score and weight."""
        return [
            {
                "label": part.label,
                "score": None if part.score is None else display.plain(part.score),
                "weight": None if part.weight is None else display.plain(part.weight),
            }
            for part in value
        ]


Ratings = Annotated[tuple[Decimal, ...], RatingsKind()]
Monies = Annotated[tuple[Decimal, ...], MoneyListKind()]
Counts = Annotated[tuple[Decimal, ...], CountsKind()]
Names = Annotated[tuple[str, ...], NamesKind()]
Parts = Annotated[tuple[Part, ...], PartsKind()]
