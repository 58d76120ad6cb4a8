"""The part of the score that is contact with the customer: how long ago the last touchpoint was."""

import numpy as np

from accounts.health.feature_model import AccountFeatures, FeatureColumns
from accounts.health.interpolation import interpolate
from accounts.health.parts.phrases import Words, date_text, plural
from accounts.health.rules import Rules
from accounts.health.usage_rows import Ints


def points(facts: FeatureColumns, rules: Rules) -> Ints:
    """Full points within some days of the last touchpoint, none after more; −1 where it isn't known."""
    limits = rules.interactions
    known = facts.touched > 0
    if _is_stale(facts, rules):
        known &= facts.touched > (facts.touched_until or 0)
    found = interpolate(facts.on - facts.touched, np.ones_like(facts.touched), limits.zero_after, limits.full_within)
    return np.where(known, found, -1)


def words(facts: FeatureColumns, rules: Rules) -> list[Words]:
    """How long ago, or why it isn't known; and one thing to do."""
    stale = _is_stale(facts, rules)
    return [Words(_reason(each, rules, stale=stale), _advice(each)) for each in facts.accounts]


def _reason(facts: AccountFeatures, rules: Rules, *, stale: bool) -> str:
    until = facts.touched_until or 0
    if stale and (facts.touched or 0) <= until:
        return f"imported touchpoints end on {date_text(until)}"
    if facts.touched is None:
        return "no touchpoint is on record"
    days = facts.on - facts.touched
    if days > rules.interactions.full_within:
        return f"no touchpoint for {plural(days, 'day')}"
    return f"last touchpoint {plural(days, 'day')} ago" if days else "a touchpoint today"


def _advice(facts: AccountFeatures) -> str:
    return "" if facts.touched is None else "Call them, with one question about what they want to reach next."


def _is_stale(facts: FeatureColumns, rules: Rules) -> bool:
    """Whether touchpoints weren't imported for so long that only those logged since then count."""
    until = facts.touched_until
    return until is not None and facts.on - until > rules.interactions.stale_after
