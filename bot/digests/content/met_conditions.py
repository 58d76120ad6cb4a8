"""The lead of a conditional digest: conditions that are met, with the accounts that meet them."""

from collections.abc import Iterable, Sequence

from accounts.digests.conditions import Condition, Figures, accounts_met, exceeds
from accounts.digests.health_changes import HealthChange
from bot.accounts.formatting import short_total
from bot.digests.commands.condition_texts import limit_text

NAMED = 3  # accounts in a headline


def met_text(conditions: Iterable[Condition], figures: Figures, moved: Sequence[HealthChange] = ()) -> str:
    """The conditions that are met, a sentence each: `Ember turned red. At-risk ARR is $900,000, over $200,000.`

    `moved` are the accounts that got worse, in the order in which they are told.
    """
    return " ".join(f"{said}." for each in conditions if (said := _met(each, figures, moved)))


def _met(condition: Condition, figures: Figures, moved: Sequence[HealthChange]) -> str:
    if condition.kind == "at-risk":
        if figures.at_risk is None or not exceeds(figures.at_risk, condition):
            return ""
        return f"At-risk ARR is {short_total(figures.at_risk)}, over {limit_text(condition)}"
    met = accounts_met((condition,), figures)
    who = _enumerated([each.name for each in moved if each.account_id in met])
    if not who:
        return ""
    if condition.kind == "turned":
        return f"{who} turned {condition.band}"
    return f"The score of {who} fell under {condition.limit:f}"


def _enumerated(names: Sequence[str]) -> str:
    if len(names) > NAMED:
        return f"{', '.join(names[:NAMED])} and {len(names) - NAMED:,} more"
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)
