"""Conditions that narrow a scope down: health, ARR, country, plan, a missing champion. All of them must hold."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
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
    they can't be compared with. `among` are the only accounts that are meant, called `among_words`, and `without` those
    that aren't: by id, and never typed.
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
    among_words: str = ""
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

    def only(self, other: "Narrowing") -> "Narrowing":
        """These conditions with those of another, which come in the place of such of their kind."""
        given = {each.name: getattr(other, each.name) for each in fields(other)}
        return replace(self, **{name: value for name, value in given.items() if value not in {None, "", False, ()}})

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
        if self.passing and not (self.countries or self.plans):
            return self._of_standing(account)
        conditions = [*self._conditions()]
        where = " AND ".join(sql for sql, _ in conditions)
        chosen = f"SELECT b.id FROM account b LEFT JOIN standing n ON n.account_id = b.id WHERE {where}"
        return f"{account} IN ({chosen})", tuple(value for _, values in conditions for value in values)

    def _of_standing(self, account: str) -> Condition:
        """The same out of indexes of where accounts stand, where nothing is asked of the account itself."""
        conditions = [*self._by_health()]
        parts: list[Condition] = []
        now, then = (self._in_ranges(alias) for alias in ("n", "u"))
        chosen = [*conditions, *([now] if self.by_arr else []), *self._by_id("n.account_id")]
        parts.append(_select("SELECT n.account_id FROM standing n", chosen))
        if self.by_arr and not conditions:  # of those that left: they have no health, and no champion to miss
            gone = ("NOT EXISTS (SELECT 1 FROM standing n WHERE n.account_id = u.account_id)", ())
            parts.append(_select("SELECT u.account_id FROM outcome u", [then, gone, *self._by_id("u.account_id")]))
        whole = " UNION ALL ".join(sql for sql, _ in parts)
        return f"{account} IN ({whole})", tuple(value for _, values in parts for value in values)

    def _by_health(self) -> Iterator[Condition]:
        if self.bands:
            yield f"n.band IN ({_marks(self.bands)})", self.bands
        if self.without_champion:
            yield "n.account_id IS NOT NULL AND n.champion IS NULL", ()

    def _by_id(self, column: str) -> Iterator[Condition]:
        if self.among:
            yield f"{column} IN ({_marks(self.among)})", self.among
        if self.without:
            yield f"{column} NOT IN ({_marks(self.without)})", self.without

    def _in_ranges(self, alias: str) -> Condition:
        """ARR as a condition on a table that has it with its currency."""
        said = " OR ".join(_within(alias, each) for each in self.ranges)
        values = (value for each in self.ranges for value in (each.currency, each.above, each.below))
        return f"({said or '1 = 0'})", tuple(value for value in values if value is not None)

    def _conditions(self) -> Iterator[Condition]:
        yield from self._by_health()
        if self.by_arr:
            yield self._arr_condition()
        if self.countries:
            yield f"b.country IN ({_marks(self.countries)})", self.countries
        yield from self._by_id("b.id")
        if self.plans:
            yield _OF_PLAN.format(marks=_marks(self.plans)), (*self.plans, *self.plans)

    def _arr_condition(self) -> Condition:
        """ARR as a condition: what customers pay, and what those that left paid until then."""
        if not self.ranges:
            return "1 = 0", ()
        (now, values), (then, again) = self._in_ranges("n"), self._in_ranges("u")
        left = f"n.account_id IS NULL AND EXISTS (SELECT 1 FROM outcome u WHERE u.account_id = b.id AND {then})"
        return f"({now} OR ({left}))", (*values, *again)


# The account's own plan, else that of a contract that runs, or ran until it left.
_OF_PLAN: Final = """(b.plan IN ({marks}) OR (b.plan IS NULL AND EXISTS (
    SELECT 1 FROM subscription u WHERE u.account_id = b.id AND u.plan IN ({marks}) AND (n.account_id IS NULL
        OR coalesce(u.counts_until, '9999') > coalesce((SELECT as_of FROM derived_state), ''))
)))"""


def _select(of: str, conditions: Iterable[Condition]) -> Condition:
    said = list(conditions)
    return f"{of} WHERE {' AND '.join(sql for sql, _ in said)}", tuple(value for _, values in said for value in values)


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
