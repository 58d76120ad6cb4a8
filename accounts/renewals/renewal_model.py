"""Renewals ahead as they are listed and summed, and the days that they are looked ahead for."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from accounts.money.amounts import Money
from accounts.scopes.scope import Scope

WINDOWS: Final = (30, 60, 90)
DAYS: Final = 90
BANDS: Final = ("red", "yellow", "green", "unknown")


@dataclass(frozen=True, slots=True)
class Renewal:
    """ARR of an account that comes up on a day.

    `act_by` is the last day to act: notice must be given by it, or the customer won over. Where the notice period isn't
    known (`notice_days` is None) it is the renewal's own day. `arr` is None where it isn't known; `auto_renews` too.
    """

    account_id: int
    account: str
    segment: str
    renews_on: date
    act_by: date
    days_to_renewal: int
    days_to_act: int
    notice_days: int | None
    auto_renews: bool | None
    arr: Money | None
    score: int | None
    band: str
    score_before: int | None
    band_before: str
    known: int
    owner_id: int | None
    owner: str
    champion: str
    crm_url: str = ""

    @property
    def past_due(self) -> bool:
        """Whether its day has passed without anybody renewing or cancelling it."""
        return self.days_to_renewal < 0

    @property
    def missed(self) -> bool:
        """Whether the last day to act has passed, and the renewal's day hasn't."""
        return self.days_to_act < 0 <= self.days_to_renewal

    @property
    def direction(self) -> int | None:
        """The score's change from the one before, in points; None where there is none to compare."""
        return None if self.score is None or self.score_before is None else self.score - self.score_before


@dataclass(frozen=True, slots=True)
class RenewalSum:
    """Renewals and their ARR in each currency, most first. `unpriced` of them have no ARR."""

    renewals: int = 0
    arr: tuple[Money, ...] = ()
    unpriced: int = 0


@dataclass(frozen=True, slots=True)
class Window:
    """Renewals from today until `days` from today, those of narrower windows included, those past due not."""

    days: int
    up: RenewalSum
    red: RenewalSum
    yellow: RenewalSum


@dataclass(frozen=True, slots=True)
class MissingData:
    """Customers of the scope that lack something, and so may be missing from the list or its totals."""

    accounts: int
    undated: int
    unpriced: int
    unowned: int
    without_champion: int


@dataclass(frozen=True, slots=True)
class Renewals:
    """Renewals until so many days from today: of those listed, past due ones first, then by the last day to act.

    `up` is all of them, whatever is listed; `red` and `yellow` are at risk, each for itself, and `bands` has them all.
    """

    today: date
    days: int
    scope: Scope
    rows: tuple[Renewal, ...]
    up: RenewalSum
    past_due: RenewalSum
    bands: dict[str, RenewalSum]
    windows: tuple[Window, ...]
    missing: MissingData

    @property
    def red(self) -> RenewalSum:
        """The renewals of accounts in the red."""
        return self.bands.get("red", RenewalSum())

    @property
    def yellow(self) -> RenewalSum:
        """The renewals of accounts in the yellow."""
        return self.bands.get("yellow", RenewalSum())
