"""Texts of a digest's conditions, and of how often they were met lately."""

from collections.abc import Iterable

from accounts.digests.condition_history import MetDays
from accounts.digests.conditions import Condition
from accounts.digests.subscriptions import Subscription
from accounts.money.amounts import Money, exponent
from bot.accounts.formatting import count


def condition_words(conditions: Iterable[Condition]) -> str:
    """The conditions in words: `something turned red or at-risk ARR is over $200,000`."""
    return " or ".join(map(_words, conditions))


def condition_text(each: Subscription) -> str:
    """When a digest comes, nothing where it always does: `when something turned red, at once`."""
    if not each.conditions:
        return ""
    how = "told within five minutes, and looked at when it is due" if each.at_once else "looked at when it is due"
    return f"when {condition_words(each.conditions)}, {how}"


def history_text(met: MetDays) -> str:
    """On how many of the last days something would have been told; nothing where nobody knows."""
    if met.days is None:
        return f"How often that was so lately isn't known: {met.why}." if met.why else ""
    times = count(len(met.days), "time")
    return f"In the last {count(met.known, 'day')} it would have told {times}."


def _words(condition: Condition) -> str:
    if condition.kind == "turned":
        return f"something turned {condition.band}"
    if condition.kind == "score":
        return f"a score fell under {condition.limit:f}"
    return f"at-risk ARR is over {limit_text(condition)}"


def limit_text(condition: Condition) -> str:
    """The limit of at-risk ARR: `$200,000`, or `200,000` where no currency was named."""
    if not condition.currency:
        return f"{condition.limit:,f}"
    minor = int(condition.limit.scaleb(exponent(condition.currency)))
    return str(Money(minor, condition.currency))
