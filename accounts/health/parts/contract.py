"""The part of the score that is the contract: payment, its end, and the seats in use."""

from typing import Literal

from accounts.health.feature_model import AccountFeatures
from accounts.health.parts.phrases import date_text, joined, plural
from accounts.health.rules import Rules, divide_half_up
from accounts.health.usage_rows import to_ordinal

Circumstance = Literal["overdue", "cancelled", "past_due", "near", "few_seats"]


def points(facts: AccountFeatures, rules: Rules) -> int | None:
    """100 less what each circumstance costs."""
    return max(0, 100 - sum(_costs(facts, rules).values())) if _known(facts, rules) else None


def facts_of(rules: Rules) -> tuple[str, ...]:
    """What the points are made of."""
    seats = ("seats", "usage") if rules.contract.few_seats else ()
    return "on", "contract_known", "payment", "renews_on", "auto_renews", "contract", *seats


def reason(facts: AccountFeatures, rules: Rules) -> str:
    """What costs points, or that nothing does."""
    if not facts.contract_known:
        return "what is known of contracts has no date, and is left out for days in the past"
    if not _known(facts, rules):
        return "neither payment nor a renewal date is known"
    said = [_in_words(circumstance, facts) for circumstance, cost in _costs(facts, rules).items() if cost]
    return joined(said) or _nothing_against(facts)


def advice(facts: AccountFeatures, rules: Rules) -> str:
    """One thing to do about what costs most."""
    costs = _costs(facts, rules) if _known(facts, rules) else {}
    if not any(costs.values()):
        return ""
    return {
        "overdue": "Ask their buyer whether the invoice is in dispute, before finance does.",
        "cancelled": "Ask what would have kept them, and whether it is too late.",
        "past_due": "Get the renewal signed or ended: they use it without a contract.",
        "near": "Send the renewal now, with what they achieved this year.",
        "few_seats": "Offer fewer seats at the renewal, or a plan to fill them.",
    }[max(costs, key=lambda circumstance: costs[circumstance])]


def _known(facts: AccountFeatures, rules: Rules) -> bool:
    if not facts.contract_known:
        return False
    if (
        facts.payment
        or facts.renews_on
        or (rules.contract.few_seats and facts.seats and facts.usage and facts.usage.user_days)
    ):
        return True
    contract = facts.contract
    if contract is None:
        return False
    dated = contract.term_ends_on or not contract.running or contract.cancelled
    return contract.overdue is not None or bool(dated)


def _costs(facts: AccountFeatures, rules: Rules) -> dict[Circumstance, int]:
    limits, contract = rules.contract, facts.contract
    costs: dict[Circumstance, int] = {}
    if facts.payment == "overdue" or (contract and contract.overdue):
        costs["overdue"] = limits.overdue
    if contract and contract.cancelled:
        costs["cancelled"] = divide_half_up(limits.cancelled * contract.cancelled, contract.running)
    if _past_due_since(facts) is not None:
        costs["past_due"] = limits.past_due
    elif (renewal := _renewal(facts)) is not None and 0 <= (days := renewal - facts.on) < limits.near_within:
        costs["near"] = divide_half_up(limits.near * (limits.near_within - days), limits.near_within)
    if limits.few_seats and (usage := facts.usage) and (among := usage.user_days * (facts.seats or 0)):
        unused = limits.few_seats_under * among - 100 * usage.users
        if unused > 0:
            costs["few_seats"] = divide_half_up(limits.few_seats * unused, limits.few_seats_under * among)
    return costs


def _past_due_since(facts: AccountFeatures) -> int | None:
    """When a contract ended that nobody renewed; or the last of all, where none runs."""
    if contract := facts.contract:
        return to_ordinal(contract.past_due_since or (None if contract.running else contract.ended_on))
    stated = to_ordinal(facts.renews_on)
    return stated if stated is not None and stated < facts.on and not facts.auto_renews else None


def _renewal(facts: AccountFeatures) -> int | None:
    """When something has to be signed again."""
    if facts.contract:
        return to_ordinal(facts.contract.renews_on)
    return None if facts.auto_renews else to_ordinal(facts.renews_on)


def _in_words(circumstance: Circumstance, facts: AccountFeatures) -> str:
    match circumstance:
        case "overdue":
            return "an invoice is overdue"
        case "cancelled":
            return _cancelled_in_words(facts)
        case "past_due":
            return (
                f"the contract ended {plural(facts.on - (_past_due_since(facts) or facts.on), 'day')} ago, not renewed"
            )
        case "near":
            days = (_renewal(facts) or facts.on) - facts.on
            return f"to be renewed in {plural(days, 'day')}" if days else "to be renewed today"
        case "few_seats":
            usage = facts.usage
            used = divide_half_up(usage.users, usage.user_days) if usage else 0
            return f"{used:,} of {plural(facts.seats or 0, 'seat')} in use on an average day"


def _cancelled_in_words(facts: AccountFeatures) -> str:
    contract = facts.contract
    if not contract or not contract.runs_out_on:
        return "notice given"
    until = date_text(to_ordinal(contract.runs_out_on) or facts.on)
    if contract.running > contract.cancelled:
        return f"notice given for {contract.cancelled} of {contract.running} contracts, the first leaves on {until}"
    return f"notice given, leaves on {until}"


def _nothing_against(facts: AccountFeatures) -> str:
    said = ["paid"] if facts.payment == "paid" else []
    if (renewal := _renewal(facts)) is not None and renewal >= facts.on:
        said.append(f"renews on {date_text(renewal)}")
    return joined(said) or "nothing against it"
