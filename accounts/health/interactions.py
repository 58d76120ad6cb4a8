"""The part of the score that is contact with the customer: how long ago the last touchpoint was."""

from accounts.health.facts import Facts
from accounts.health.points import between
from accounts.health.rules import Rules
from accounts.health.words import day_of, plural


def points(facts: Facts, rules: Rules) -> int | None:
    """Full points within some days of the last touchpoint, none after more."""
    if facts.touched is None or _not_imported(facts, rules):
        return None
    limits = rules.interactions
    return between(facts.on - facts.touched, 1, limits.zero_after, limits.full_within)


def reason(facts: Facts, rules: Rules) -> str:
    """How long ago, or why it isn't known."""
    if _not_imported(facts, rules):
        return f"touchpoints of all accounts end on {day_of(facts.touched_until or facts.on)}"
    if facts.touched is None:
        return "no touchpoint is on record"
    days = facts.on - facts.touched
    if days > rules.interactions.full_within:
        return f"no touchpoint for {plural(days, 'day')}"
    return f"last touchpoint {plural(days, 'day')} ago" if days else "a touchpoint today"


def advice(facts: Facts, rules: Rules) -> str:  # noqa: ARG001  every part is asked alike
    """One thing to do."""
    return "" if facts.touched is None else "Call them, with one question about what they want to reach next."


def _not_imported(facts: Facts, rules: Rules) -> bool:
    until = facts.touched_until
    return until is not None and facts.on - until > rules.interactions.stale_after
