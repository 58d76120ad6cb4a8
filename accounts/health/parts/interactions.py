"""The part of the score that is contact with the customer: how long ago the last touchpoint was."""

from accounts.health.feature_model import AccountFeatures
from accounts.health.parts.phrases import date_text, plural
from accounts.health.rules import Rules, interpolate


def points(facts: AccountFeatures, rules: Rules) -> int | None:
    """Full points within some days of the last touchpoint, none after more."""
    if facts.touched is None or _not_imported(facts, rules):
        return None
    limits = rules.interactions
    return interpolate(facts.on - facts.touched, 1, limits.zero_after, limits.full_within)


def facts_of(rules: Rules) -> tuple[str, ...]:  # noqa: ARG001  every part is asked alike
    """What the points are made of."""
    return ("on", "touched", "touched_until")


def reason(facts: AccountFeatures, rules: Rules) -> str:
    """How long ago, or why it isn't known."""
    if _not_imported(facts, rules):
        return f"touchpoints of all accounts end on {date_text(facts.touched_until or facts.on)}"
    if facts.touched is None:
        return "no touchpoint is on record"
    days = facts.on - facts.touched
    if days > rules.interactions.full_within:
        return f"no touchpoint for {plural(days, 'day')}"
    return f"last touchpoint {plural(days, 'day')} ago" if days else "a touchpoint today"


def advice(facts: AccountFeatures, rules: Rules) -> str:  # noqa: ARG001  every part is asked alike
    """One thing to do."""
    return "" if facts.touched is None else "Call them, with one question about what they want to reach next."


def _not_imported(facts: AccountFeatures, rules: Rules) -> bool:
    until = facts.touched_until
    logged = facts.touched is not None and until is not None and facts.touched > until
    return until is not None and not logged and facts.on - until > rules.interactions.stale_after
