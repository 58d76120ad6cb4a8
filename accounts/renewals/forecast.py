"""What the renewals ahead will probably bring: ARR that comes up, times the share that is renewed at its health."""

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from accounts.money.amounts import Money
from accounts.renewals.outcomes import FOLLOWED
from accounts.renewals.upcoming import BANDS, DAYS, Renewals, RenewalSum, upcoming_renewals
from accounts.scopes.scope import ALL, Scope
from store.database import Store

ASSUMED: Final[Mapping[str, Decimal]] = {
    "green": Decimal("0.95"),
    "yellow": Decimal("0.80"),
    "red": Decimal("0.50"),
    "unknown": Decimal("0.85"),
}
"""The share that is renewed, by band, as long as the store's own history says too little. Nobody's measured figures."""
ENOUGH: Final = 30
"""From so many contracts of a band that came up, their own share is taken."""
BACK: Final = 730
"""Days of history that are looked at."""
MOST: Final = 2_000
"""Of those, the latest so many contracts."""
LEAD: Final = 60
"""A contract counts for the band that its account had so many days before the end."""


@dataclass(frozen=True, slots=True)
class Rate:
    """The share of a band that is renewed, from 0 to 1: as it was in `contracts` of the store's history, or assumed."""

    band: str
    share: Decimal
    contracts: int
    assumed: bool

    def __str__(self) -> str:
        """The assumption in words."""
        per_cent = f"{self.band} {self.share * 100:.0f}%"
        if self.assumed:
            known = f"only {self.contracts} contracts of it came up" if self.contracts else "no history"
            return f"{per_cent} (assumed: {known})"
        return f"{per_cent} (of {self.contracts:,} contracts that came up in two years)"


@dataclass(frozen=True, slots=True)
class Line:
    """The forecast in one currency. `red` and `yellow` are at risk, each for itself."""

    up: Money
    red: Money
    yellow: Money
    expected: Money


@dataclass(frozen=True, slots=True)
class Forecast:
    """The renewals of a scope until so many days from today, those past due among them.

    `expected` of each line is the sum over the bands of ARR times `rates`. `unpriced` renewals have no ARR and are in
    no amount.
    """

    today: date
    days: int
    scope: Scope
    renewals: int
    unpriced: int
    lines: tuple[Line, ...]
    rates: tuple[Rate, ...]

    @property
    def assumption(self) -> str:
        """What `expected` rests on, in a sentence."""
        return f"Expected: ARR × the share renewed at its health: {'; '.join(map(str, self.rates))}."


def forecast(
    store: Store, today: date, days: int = DAYS, scope: Scope = ALL, assumed: Mapping[str, Decimal] = ASSUMED
) -> Forecast:
    """The forecast of a scope. The shares are of the whole store: a scope has often too few renewals to tell."""
    with store.snapshot() as connection:
        found = upcoming_renewals(store, today, days, scope, limit=0)
        rates = renewal_rates(connection, today, assumed)
    return forecast_from(found, rates)


def forecast_from(found: Renewals, rates: Iterable[Rate]) -> Forecast:
    """The forecast of renewals that were looked up already."""
    rates = tuple(rates)
    shares = {rate.band: rate.share for rate in rates}
    lines = []
    for up in found.up.arr:
        by_band = {band: _amount(some, up.currency) for band, some in found.bands.items()}
        expected = sum((by_band[band].minor * shares[band] for band in by_band), Decimal(0))
        lines.append(Line(up, by_band["red"], by_band["yellow"], Money(round(expected), up.currency)))
    return Forecast(found.today, found.days, found.scope, found.up.renewals, found.up.unpriced, tuple(lines), rates)


def renewal_rates(
    connection: sqlite3.Connection, today: date, assumed: Mapping[str, Decimal] = ASSUMED
) -> tuple[Rate, ...]:
    """The share renewed in each band: of the contracts that ended in the last two years, or assumed while they are few.

    A contract is renewed when another goes on from it or it went on by itself past its end; those that are still past
    due are left out, and trials.
    """
    counted = {band: (renewed, contracts) for band, renewed, contracts in connection.execute(_HISTORY, _given(today))}
    return tuple(_rate(band, *counted.get(band, (0, 0)), assumed[band]) for band in BANDS)


_HISTORY: Final = f"""
SELECT band, sum(renewed), count(*) FROM (
    SELECT
        coalesce((SELECT band FROM score WHERE score.account_id = s.account_id
            AND scored_on <= date(s.ends_on, '-{LEAD} days') ORDER BY scored_on DESC LIMIT 1), 'unknown') AS band,
        CASE WHEN {FOLLOWED.format(end="s.ends_on")} THEN 1
            WHEN coalesce(s.counts_until, '9999') <= s.ends_on THEN 0
            WHEN s.cancelled_on IS NULL AND coalesce(s.auto_renews, a.auto_renews) THEN 1
            WHEN s.counts_until <= :today THEN 0 END AS renewed
    FROM (
        SELECT * FROM subscription WHERE ends_on >= :since AND ends_on < :today AND status != 'trial'
        ORDER BY ends_on DESC LIMIT {MOST}
    ) s JOIN account a ON a.id = s.account_id
    LIMIT -1
) WHERE renewed IS NOT NULL GROUP BY band"""


def _given(today: date) -> dict[str, str]:
    return {"today": today.isoformat(), "since": (today - timedelta(days=BACK)).isoformat()}


def _rate(band: str, renewed: int, contracts: int, assumed: Decimal) -> Rate:
    if contracts < ENOUGH:
        return Rate(band, assumed, contracts, assumed=True)
    return Rate(band, Decimal(renewed) / contracts, contracts, assumed=False)


def _amount(some: RenewalSum, currency: str) -> Money:
    return next((each for each in some.arr if each.currency == currency), Money(0, currency))
