"""The part of the score that is the CSM's pulse, for as long as it counts."""

from accounts.health.feature_model import AccountFeatures
from accounts.health.parts.phrases import plural
from accounts.health.rules import Rules
from accounts.health.usage_rows import to_ordinal


def points(facts: AccountFeatures, rules: Rules) -> int | None:
    """1 is 0 points, 5 is 100."""
    if facts.said is None or _age(facts) > rules.pulse.fades_after:
        return None
    return (facts.said.score - 1) * 25


def facts_of(rules: Rules) -> tuple[str, ...]:  # noqa: ARG001  every part is asked alike
    """What the points are made of."""
    return ("on", "said")


def reason(facts: AccountFeatures, rules: Rules) -> str:
    """The pulse and its age, or that none counts."""
    if facts.said is None:
        return "no pulse was set"
    days = _age(facts)
    if days > rules.pulse.fades_after:
        return f"the last pulse, {facts.said.score} of 5, is {plural(days, 'day')} old and no longer counts"
    when = "today" if not days else f"{plural(days, 'day')} ago"
    return f"pulse {facts.said.score} of 5, set {when}"


def advice(facts: AccountFeatures, rules: Rules) -> str:
    """One thing to do."""
    faded = facts.said is not None and _age(facts) > rules.pulse.fades_after
    return "" if facts.said is None or faded else "Write down what would make it one point better, and who can do that."


def _age(facts: AccountFeatures) -> int:
    said = to_ordinal(facts.said.on) if facts.said else None
    return facts.on - (said or facts.on)
