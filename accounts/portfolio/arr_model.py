"""ARR of a portfolio on a day, and its changes between two days."""

from dataclasses import dataclass
from datetime import date

from accounts.money.amounts import Money


@dataclass(frozen=True, slots=True)
class AccountMovement:
    """An account's ARR in a currency on two days, in minor units."""

    account_id: int
    currency: str
    before: int
    after: int

    @property
    def kind(self) -> str:
        """`new`, `churn`, `expansion`, `contraction` or `kept`."""
        if self.before <= 0 or self.after <= 0:
            return "new" if self.before <= 0 else "churn"
        if self.before == self.after:
            return "kept"
        return "expansion" if self.after > self.before else "contraction"


@dataclass(frozen=True, slots=True)
class ArrMovement:
    """The movements of a currency in sum: start + expansion − contraction − churn + new + unknown = end.

    `unknown` is ARR at the end of accounts whose state at the start isn't known, and `unknown_at_start` what they may
    have been worth then; both are None where all are known.
    """

    start: Money
    expansion: Money
    contraction: Money
    churn: Money
    new: Money
    end: Money
    unknown: Money | None = None
    unknown_at_start: Money | None = None


@dataclass(frozen=True, slots=True)
class CustomerMovement:
    """Paying accounts, whatever their currencies: start − lost + new + unknown = end.

    `unknown_at_start` accounts may have been customers then, and nobody knows; `unpriced` of those have no amount, and
    `unknown` of them pay at the end.
    """

    start: int
    lost: int
    new: int
    end: int
    unknown: int = 0
    unknown_at_start: int = 0
    unpriced: int = 0


@dataclass(frozen=True, slots=True)
class ArrChange:
    """The movements of ARR from one day to another: by currency, most at the end first, and in customers."""

    before: date
    after: date
    moved: tuple[ArrMovement, ...]
    customers: CustomerMovement


@dataclass(frozen=True, slots=True)
class ArrOnDay:
    """ARR of a day, an amount for each currency, most first.

    `unknown` is what accounts may have been worth whose state on the day isn't known.
    """

    day: date
    arr: tuple[Money, ...]
    unknown: tuple[Money, ...] = ()
