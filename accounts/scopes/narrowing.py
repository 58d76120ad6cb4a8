"""Conditions that narrow a scope down: health, ARR, country, plan, a missing champion. All of them must hold."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from accounts.money.amounts import SIGNS

Condition = tuple[str, tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit of ARR in whole units of `currency`, of each account's own where that is empty."""

    amount: Decimal
    currency: str = ""
    inclusive: bool = False

    def __str__(self) -> str:
        sign = SIGNS.get(self.currency, f"{self.currency} ") if self.currency else ""
        return f"{sign}{self.amount:,f}"

    @property
    def request(self) -> str:
        """The amount as it is typed."""
        for scale, letter in ((10**6, "m"), (1000, "k")):
            if self.amount and not self.amount % scale:
                return f"{self.amount / scale:f}{letter} {self.currency}".strip()
        return f"{self.amount:f} {self.currency}".strip()


@dataclass(frozen=True, slots=True)
class ArrRange:
    """ARR of a currency that is meant, in minor units: above one limit and below another, each where there is one."""

    currency: str
    above: int | None = None
    below: int | None = None


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What accounts must be like. `country` and `plan` are as people say them, `countries` and `plans` as the store
    spells them; `ranges` is what `above` and `below` are in each currency, and `not_compared` has the currencies that
    they can't be compared with. `among` are the only accounts that are meant, and `without` those that aren't: by id,
    and never typed.
    """

    bands: tuple[str, ...] = ()
    without_champion: bool = False
    above: Limit | None = None
    below: Limit | None = None
    country: str = ""
    plan: str = ""
    countries: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    ranges: tuple[ArrRange, ...] = ()
    not_compared: tuple[str, ...] = ()
    among: tuple[int, ...] = ()
    without: tuple[int, ...] = ()

    @property
    def by_arr(self) -> bool:
        """Whether there is a condition on ARR."""
        return self.above is not None or self.below is not None

    @property
    def passing(self) -> bool:
        """Whether it is of what changes from day to day: health, ARR, a champion."""
        return bool(self.bands or self.by_arr or self.without_champion)

    @property
    def lasting(self) -> "Narrowing":
        """Only what doesn't change from day to day: country and plan."""
        return Narrowing(country=self.country, countries=self.countries, plan=self.plan, plans=self.plans)

    def without_arr(self) -> "Narrowing":
        """The same without a condition on ARR."""
        return replace(self, above=None, below=None, ranges=(), not_compared=())

    @property
    def words(self) -> tuple[str, ...]:
        """Each condition as it reads in a list: `red`, `ARR above $100,000`, `country Germany`."""
        said = (
            " or ".join(self.bands),
            "without a champion" if self.without_champion else "",
            _limited("ARR above", "ARR at least", self.above),
            _limited("ARR below", "ARR at most", self.below),
            f"country {self.country}" if self.country else "",
            f"plan {self.plan}" if self.plan else "",
        )
        return tuple(each for each in said if each)

    @property
    def request(self) -> str:
        """The conditions as they are typed."""
        said = (
            " or ".join(self.bands),
            "without a champion" if self.without_champion else "",
            _typed("over", "at least", self.above),
            _typed("under", "at most", self.below),
            f"country {self.country}" if self.country else "",
            f"plan {self.plan}" if self.plan else "",
        )
        return " ".join(each for each in said if each)

    def condition(self, account: str) -> Condition:
        """The accounts as a condition on a column with their ids, and its parameters."""
        conditions = [*self._conditions()]
        where = " AND ".join(sql for sql, _ in conditions)
        chosen = f"SELECT b.id FROM account b LEFT JOIN standing n ON n.account_id = b.id WHERE {where}"
        return f"{account} IN ({chosen})", tuple(value for _, values in conditions for value in values)

    def _conditions(self) -> Iterator[Condition]:
        if self.bands:
            yield f"n.band IN ({_marks(self.bands)})", self.bands
        if self.without_champion:
            yield "n.account_id IS NOT NULL AND n.champion IS NULL", ()
        if self.by_arr:
            yield self._arr_condition()
        if self.countries:
            yield f"b.country IN ({_marks(self.countries)})", self.countries
        if self.among:
            yield f"b.id IN ({_marks(self.among)})", self.among
        if self.without:
            yield f"b.id NOT IN ({_marks(self.without)})", self.without
        if self.plans:
            yield _OF_PLAN.format(marks=_marks(self.plans)), (*self.plans, *self.plans)

    def _arr_condition(self) -> Condition:
        """ARR as a condition: what customers pay, and what those that left paid until then."""
        if not self.ranges:
            return "1 = 0", ()
        now, then = (" OR ".join(_within(alias, each) for each in self.ranges) for alias in ("n", "u"))
        values = tuple(
            value for each in self.ranges for value in (each.currency, each.above, each.below) if value is not None
        )
        left = f"n.account_id IS NULL AND EXISTS (SELECT 1 FROM outcome u WHERE u.account_id = b.id AND ({then}))"
        return f"({now} OR ({left}))", (*values, *values)


# The account's own plan, else that of a contract that runs, or ran until it left.
_OF_PLAN: Final = """(b.plan IN ({marks}) OR (b.plan IS NULL AND EXISTS (
    SELECT 1 FROM subscription u WHERE u.account_id = b.id AND u.plan IN ({marks}) AND (n.account_id IS NULL
        OR coalesce(u.counts_until, '9999') > coalesce((SELECT as_of FROM derived_state), ''))
)))"""


def _marks(values: tuple[object, ...]) -> str:
    return ", ".join("?" * len(values))


def _within(alias: str, each: ArrRange) -> str:
    above = f" AND {alias}.arr > ?" if each.above is not None else ""
    below = f" AND {alias}.arr < ?" if each.below is not None else ""
    return f"({alias}.currency = ?{above}{below})"


def _limited(beyond: str, inclusive: str, limit: Limit | None) -> str:
    return "" if limit is None else f"{inclusive if limit.inclusive else beyond} {limit}"


def _typed(beyond: str, inclusive: str, limit: Limit | None) -> str:
    return "" if limit is None else f"{inclusive if limit.inclusive else beyond} {limit.request}"


EVERY: Final = Narrowing()
