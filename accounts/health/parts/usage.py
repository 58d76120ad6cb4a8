"""The part of the score that is use of the product: its level and its trend."""

from typing import Final

from accounts.health.feature_model import HISTORY, WINDOW, AccountFeatures, UsageWindow
from accounts.health.parts.phrases import at_most, joined, plural
from accounts.health.rules import Rules, divide_half_up, interpolate

_LATE: Final = 7  # days after the newest usage from which its age is said
_CUSHION: Final = 2  # usual days of use added to both sides, so that one day more or less of few says little


def points(facts: AccountFeatures, rules: Rules) -> int | None:
    """Level and trend as configured; either alone where the other can't be told."""
    if _unknown(facts):
        return None
    level, trend = _level(facts, rules), _trend(facts, rules)
    if level is None or trend is None:
        return trend if level is None else level
    counts = rules.usage.trend_counts
    return divide_half_up(level * (100 - counts) + trend * counts, 100)


def reason(facts: AccountFeatures, rules: Rules) -> str:
    """The use in numbers, or why it isn't known."""
    if _unknown(facts):
        return "no usage is known"
    return f"{_in_words(facts, rules)}{at_most(facts.used_until, facts.on, _LATE)}"


def advice(facts: AccountFeatures, rules: Rules) -> str:
    """One thing to do."""
    if _unknown(facts):
        return ""
    if not facts.recent.days:
        return "Ask who used it last, and what they use now."
    level, trend = _level(facts, rules), _trend(facts, rules)
    if trend is not None and (level is None or trend < level):
        return "Ask what changed in the last four weeks: people, project or product."
    if facts.seats and facts.recent.user_days:
        return "Find the people with a seat who don't use it, and offer them a session."
    return "Go through what they bought it for, and what of that they use."


def _unknown(facts: AccountFeatures) -> bool:
    return facts.used_until is None or facts.first_used is None or facts.first_used > facts.used_until


def _level(facts: AccountFeatures, rules: Rules) -> int | None:
    recent, limits = facts.recent, rules.usage
    if not recent.days and not facts.before.days:
        return 0 if _age(facts) >= WINDOW else None
    if not recent.days and facts.seats:
        return 0
    if facts.seats and recent.user_days:
        return interpolate(100 * recent.users, recent.user_days * facts.seats, limits.seats_zero, limits.seats_full)
    covered = _covered(facts)
    if covered < WINDOW:
        return None
    now, usual, _ = _same_measure(recent, facts.usual)
    if not usual:
        return 100
    days = _days(facts.usual, _same_measure(recent, facts.usual)[2])
    amount = (now * days + _CUSHION * usual) * covered
    among = (WINDOW * days + _CUSHION * covered) * usual
    return interpolate(100 * amount, among, limits.usual_zero, limits.usual_full)


def _trend(facts: AccountFeatures, rules: Rules) -> int | None:
    recent, before, limits = facts.recent, facts.before, rules.usage
    began, until = facts.first_used or 0, facts.used_until or 0
    if max(recent.days, before.days) < limits.few_days or began > until - 2 * WINDOW + 1:
        return None
    now, then, _ = _same_measure(recent, before)
    fell_to, fell_from = _season(facts, rules)
    expected = then * fell_to
    return 100 if not expected else interpolate(100 * now * fell_from, expected, limits.trend_zero, limits.trend_full)


def _season(facts: AccountFeatures, rules: Rules) -> tuple[int, int]:
    """How use fell in the same weeks of last year, such as over the holidays; 1 to 1 where it didn't."""
    now, then = facts.recent_last_year, facts.before_last_year
    if then.days < rules.usage.few_days:
        return 1, 1
    fell_to, fell_from, _ = _same_measure(now, then)
    return (fell_to, fell_from) if fell_to < fell_from else (1, 1)


def _same_measure(one: UsageWindow, other: UsageWindow) -> tuple[int, int, str]:
    """What both stretches are measured by: users added up over the days, else events, else days with use."""
    if (one.user_days or not one.days) and (other.user_days or not other.days):
        return one.users, other.users, "user-day"
    if (one.event_days or not one.days) and (other.event_days or not other.days):
        return one.events, other.events, "use"
    return one.days, other.days, "active day"


def _days(stretch: UsageWindow, measure: str) -> int:
    return {"user-day": stretch.user_days, "use": stretch.event_days}.get(measure, stretch.days)


def _age(facts: AccountFeatures) -> int:
    """Days from the first usage to the newest of all."""
    return (facts.used_until or 0) - (facts.first_used or 0)


def _covered(facts: AccountFeatures) -> int:
    """For how many of the days that say what is usual the account had begun to use the product."""
    return min(HISTORY, _age(facts) - WINDOW + 1)


def _gone(facts: AccountFeatures) -> str:
    if facts.last_used is None:
        return "no use so far"
    until = facts.on if not at_most(facts.used_until, facts.on, _LATE) else facts.used_until or facts.on
    return f"no use for {plural(until - (facts.last_used or until), 'day')}"


def _in_words(facts: AccountFeatures, rules: Rules) -> str:
    said = []
    if _level(facts, rules) is not None:
        said.append(_level_in_words(facts))
    if _trend(facts, rules) is not None:
        said.append(_trend_in_words(facts))
    if not said:
        return f"use began {plural(_age(facts), 'day')} ago, too little to tell"
    return joined(said)


def _level_in_words(facts: AccountFeatures) -> str:
    recent = facts.recent
    if facts.seats and recent.user_days:
        return f"{divide_half_up(recent.users, recent.user_days):,} active users for {plural(facts.seats, 'seat')}"
    if not recent.days:
        return _gone(facts)
    now, usual, measure = _same_measure(recent, facts.usual)
    return f"{plural(now, measure)} in {WINDOW} days, usually {divide_half_up(usual * WINDOW, _covered(facts)):,}"


def _trend_in_words(facts: AccountFeatures) -> str:
    now, then, measure = _same_measure(facts.recent, facts.before)
    if not facts.recent.days:
        return f"after {plural(then, measure)} in the {WINDOW} days before the last {WINDOW}"
    return f"{plural(now, measure)} in the last {WINDOW} days after {then:,} in the {WINDOW} before"
