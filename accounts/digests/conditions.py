"""Conditions on which a digest comes: something turned red, a sum at risk is exceeded, a score fell below a limit."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, cast

from accounts.money.rates import Total

Kind = Literal["turned", "at-risk", "score"]
NOT_MET = "its condition isn't met"  # begins why a digest that was worked out isn't sent


@dataclass(frozen=True, slots=True)
class Condition:
    """`turned` into a band, ARR `at-risk` above a limit, or a `score` that fell below one."""

    kind: Kind
    band: str = ""
    limit: Decimal = Decimal(0)
    currency: str = ""

    def __str__(self) -> str:
        if self.kind == "turned":
            return f"turned {self.band}"
        return f"{self.kind} {'>' if self.kind == 'at-risk' else '<'} {self.limit:f} {self.currency}".rstrip()


@dataclass(frozen=True, slots=True)
class Figures:
    """What conditions are held against: the bands and scores of accounts that moved, before and now, and ARR at risk.
    `accounts` are those that moved, by number, where that is known.

    `complete` says whether all that moved are among them; `at_risk` is None where a digest has no such sum.
    """

    moved: tuple[tuple[str, str, int, int], ...] = ()
    complete: bool = True
    at_risk: Total | None = None
    accounts: tuple[int, ...] = ()


def conditions_text(conditions: Iterable[Condition]) -> str:
    """The conditions as they are stored, and read again: any of them is enough."""
    return " or ".join(map(str, conditions))


def read_conditions(text: str) -> tuple[Condition, ...]:
    """The conditions that `conditions_text` wrote."""
    return tuple(_read(part.split()) for part in text.split(" or ") if part)


def check(conditions: tuple[Condition, ...], figures: Figures) -> tuple[bool, tuple[Condition, ...]]:
    """Whether a digest comes; and where none of its conditions is met, what of them can't be known: then it comes."""
    if not conditions:
        return True, ()
    known = [(each, _is_met(each, figures)) for each in conditions]
    if any(met for _, met in known):
        return True, ()
    unknown = tuple(each for each, met in known if met is None)
    return bool(unknown), unknown


def about_accounts(conditions: Iterable[Condition]) -> bool:
    """Whether any of the conditions is met by single accounts, and not by a sum of them."""
    return any(each.kind != "at-risk" for each in conditions)


def accounts_met(conditions: Iterable[Condition], figures: Figures) -> set[int]:
    """The accounts by which one of the conditions is met that are about accounts."""
    return {
        account
        for account, moved in zip(figures.accounts, figures.moved, strict=False)
        for each in conditions
        if each.kind != "at-risk" and _is_met(each, Figures((moved,)))
    }


def at_risk_met(conditions: Iterable[Condition], at_risk: Total | None) -> bool | None:
    """Whether a sum at risk is above a limit of the conditions; None where that isn't known, False where none is."""
    met = [exceeds(at_risk, each) for each in conditions if each.kind == "at-risk"]
    return True if True in met else None if None in met else False


def _is_met(condition: Condition, figures: Figures) -> bool | None:
    """Whether it is met; None where that isn't known."""
    if condition.kind == "at-risk":
        return exceeds(figures.at_risk, condition)
    if condition.kind == "turned":
        met = any(now == condition.band != before for before, now, *_ in figures.moved)
    else:
        met = any(score < condition.limit <= before for *_, before, score in figures.moved)
    return True if met else False if figures.complete else None


def exceeds(at_risk: Total | None, condition: Condition) -> bool | None:
    """Whether a sum is above a limit, which is in the currency it names, or in that of the sum.

    Of amounts in several currencies that can't be added up, one in the limit's own is enough; of a limit without a
    currency each has to be above it, whichever is meant.
    """
    if at_risk is None:
        return None
    sums = at_risk.each if at_risk.converted is None else (at_risk.converted, *at_risk.apart)
    own = [each for each in sums if condition.currency in {"", each.currency}]
    above = [each.decimal > condition.limit for each in own]
    if above and (any(above) if condition.currency else all(above)):
        return True
    return False if len(sums) <= 1 and len(own) == len(sums) else None


def _read(words: list[str]) -> Condition:
    if words[0] == "turned":
        return Condition("turned", words[1])
    return Condition(cast("Kind", words[0]), limit=Decimal(words[2]), currency="".join(words[3:]))
