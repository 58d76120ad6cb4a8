"""The part of the score that is the CSM's pulse, for as long as it counts."""

import numpy as np

from accounts.health.feature_model import AccountFeatures, FeatureColumns
from accounts.health.parts.phrases import Words, plural
from accounts.health.rules import Rules
from accounts.health.usage_rows import Ints


def points(facts: FeatureColumns, rules: Rules) -> Ints:
    """1 is 0 points, 5 is 100; −1 where none counts."""
    counts = (facts.said > 0) & (facts.on - facts.said_on <= rules.pulse.fades_after)
    return np.where(counts, (facts.said - 1) * 25, -1)


def words(facts: FeatureColumns, rules: Rules) -> list[Words]:
    """The pulse and its age, or that none counts; and one thing to do."""
    return [_words(each, rules) for each in facts.accounts]


def _words(facts: AccountFeatures, rules: Rules) -> Words:
    if facts.said is None:
        return Words("no pulse was set", "")
    days, said = facts.on - facts.said.on, f"{facts.said.score} of 5"
    if days > rules.pulse.fades_after:
        return Words(f"the last pulse, {said}, is {plural(days, 'day')} old and no longer counts", "")
    when = "today" if not days else f"{plural(days, 'day')} ago"
    return Words(f"pulse {said}, set {when}", "Write down what would make it one point better, and who can do that.")
