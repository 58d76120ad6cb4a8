"""The part of the score that is the contract: payment, its end, and the seats in use."""

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

import numpy as np

from accounts.health.feature_model import PAYMENTS, AccountFeatures, Contract, FeatureColumns
from accounts.health.interpolation import divide_half_up
from accounts.health.parts.phrases import Words, date_text, joined, plural
from accounts.health.rules import Rules
from accounts.health.usage_rows import Flags, Ints

Circumstance = Literal["overdue", "cancelled", "past_due", "near", "few_seats"]
_ADVICE: Final[Mapping[Circumstance, str]] = {
    "overdue": "Ask their buyer whether the invoice is in dispute, before finance does.",
    "cancelled": "Ask what would have kept them, and whether it is too late.",
    "past_due": "Get the renewal signed, or agree on the end.",
    "near": "Send the renewal now, with what they achieved this year.",
    "few_seats": "Offer fewer seats at the renewal, or a plan to fill them.",
}


def points(facts: FeatureColumns, rules: Rules) -> Ints:
    """100 less what each circumstance costs; −1 where nothing is known."""
    costs = sum(_costs(facts, rules).values(), np.zeros(len(facts), np.int64))
    return np.where(_known(facts, rules), np.maximum(0, 100 - costs), -1)


def words(facts: FeatureColumns, rules: Rules) -> list[Words]:
    """What costs points, or that nothing does; and one thing to do about what costs most."""
    costs = _costs(facts, rules)
    each_costs = (
        dict(zip(costs, row, strict=True)) for row in zip(*map(np.ndarray.tolist, costs.values()), strict=True)
    )
    columns = (_known(facts, rules), _past_due_since(facts), _renewal(facts))
    found = map(_Found._make, zip(each_costs, *map(np.ndarray.tolist, columns), strict=True))
    return [_words(account, each) for account, each in zip(facts.accounts, found, strict=True)]


class _Found(NamedTuple):
    """What each circumstance costs an account, whether anything is known, and two days of which 0 is none."""

    costs: Mapping[Circumstance, int]
    known: bool
    past_due_since: int
    renewal: int


def _words(facts: AccountFeatures, found: _Found) -> Words:
    if not facts.contract_known:
        return Words("what is known of contracts has no date, and is left out for days in the past", "")
    if not found.known:
        return Words("neither payment nor a renewal date is known", "")
    said = [_in_words(circumstance, facts, found) for circumstance, cost in found.costs.items() if cost]
    if not said:
        return Words(_nothing_against(facts, found.renewal), "")
    return Words(joined(said), _ADVICE[max(found.costs, key=lambda circumstance: found.costs[circumstance])])


def _known(facts: FeatureColumns, rules: Rules) -> Flags:
    contract = facts.contract
    dated = (contract.term_ends_on > 0) | (contract.running == 0) | (contract.leaving > 0)
    found = (facts.payment > 0) | (facts.renews_on > 0) | contract.begun & ((contract.overdue >= 0) | dated)
    found |= contract.begins_on > 0
    if rules.contract.few_seats:
        found |= (facts.seats > 0) & (facts.of_use("user_days") > 0)
    return found if facts.contract_known else np.zeros_like(found)


def _costs(facts: FeatureColumns, rules: Rules) -> dict[Circumstance, Ints]:
    limits, contract = rules.contract, facts.contract
    overdue = (facts.payment == PAYMENTS.index("overdue")) | (contract.overdue > 0)
    past_due = _past_due_since(facts) > 0
    renewal = _renewal(facts)
    left = limits.near_within - (renewal - facts.on)
    near = ~past_due & (renewal >= facts.on) & (left > 0)
    costs: dict[Circumstance, Ints] = {
        "overdue": np.where(overdue, limits.overdue, 0),
        "cancelled": divide_half_up(limits.cancelled * contract.leaving, np.maximum(contract.running, 1)),
        "past_due": np.where(past_due, limits.past_due, 0),
        "near": divide_half_up(limits.near * np.where(near, left, 0), np.full_like(left, max(limits.near_within, 1))),
    }
    if limits.few_seats:
        among = limits.few_seats_under * facts.of_use("user_days") * facts.seats
        unused = np.maximum(among - 100 * facts.of_use("users"), 0)
        costs["few_seats"] = divide_half_up(limits.few_seats * unused, np.maximum(among, 1))
    return costs


def _past_due_since(facts: FeatureColumns) -> Ints:
    """When a contract ended that nobody renewed, or the last of all, where none runs and none is signed; else 0."""
    contract = facts.contract
    ended = np.where((contract.running > 0) | (contract.begins_on > 0), 0, contract.ended_on)
    of_contracts = np.where(contract.past_due_since > 0, contract.past_due_since, ended)
    stated = np.where((facts.renews_on < facts.on) & ~facts.auto_renews, facts.renews_on, 0)
    return np.where(contract.begun, of_contracts, stated)


def _renewal(facts: FeatureColumns) -> Ints:
    """When something has to be signed again; 0 where nothing has, as where the first contract is signed already."""
    stated = np.where(facts.auto_renews | (facts.contract.begins_on > 0), 0, facts.renews_on)
    return np.where(facts.contract.begun, facts.contract.renews_on, stated)


def _in_words(circumstance: Circumstance, facts: AccountFeatures, found: _Found) -> str:
    match circumstance:
        case "overdue":
            return "an invoice is overdue"
        case "cancelled":
            return _cancelled_in_words(facts)
        case "past_due":
            return _past_due_in_words(facts.contract, facts.on - found.past_due_since)
        case "near":
            days = found.renewal - facts.on
            return f"to be renewed in {plural(days, 'day')}" if days else "to be renewed today"
        case "few_seats":
            usage = facts.usage
            used = divide_half_up(usage.users, usage.user_days) if usage else 0
            return f"{used:,} of {plural(facts.seats, 'seat')} in use on an average day"


def _past_due_in_words(contract: Contract | None, days: int) -> str:
    """Of a contract with an end, that it ended; else only that the account's renewal date has passed."""
    ago = f"{plural(days, 'day')} ago"
    if contract and (contract.past_end or contract.ended_on):
        return f"the contract ended {ago}, not renewed"
    return f"the renewal date passed {ago}, no renewal is known"


def _cancelled_in_words(facts: AccountFeatures) -> str:
    contract = facts.contract
    if not contract or not contract.runs_out_on:
        return "notice given"
    until = date_text(contract.runs_out_on)
    if contract.running > contract.leaving:
        return f"notice given for {contract.leaving} of {contract.running} contracts, the first leaves on {until}"
    return f"notice given, leaves on {until}"


def _nothing_against(facts: AccountFeatures, renewal: int) -> str:
    said = ["paid"] if facts.payment == "paid" else []
    if renewal >= facts.on:
        said.append(f"renews on {date_text(renewal)}")
    elif facts.contract and facts.contract.begins_on:
        said.append(f"the next contract begins on {date_text(facts.contract.begins_on)}")
    return joined(said) or "nothing against it"
