"""Parses recurrences: `every two weeks`, `first monday`, `on the 1st`, `last working day of the quarter`."""

import re
from dataclasses import replace
from datetime import date, time

from accounts.digests.recurrence import WEEKLY, Period, Recurrence
from accounts.digests.schedule import EVERY_DAY, Schedule
from accounts.digests.subscription_parser.model import RemainingWords, SubscriptionRequest, SubscriptionRequestError
from accounts.digests.subscription_parser.times import take_zone_behind
from accounts.digests.subscription_parser.weekdays import DAYS, read_day, weekdays_text

_ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": -1}
_ORDINAL = f"(?P<nth>{'|'.join(_ORDINALS)})"
_WORKING = r"(?:working|business|work|week)[ -]?day"
_DAY = rf"(?P<unit>{_WORKING}|day|(?!days|weekdays|workdays)[a-z]+)"
_EACH = r"(?:the|each|every|a|per)"
_PERIOD = rf"(?:(?: (?:of|in))?(?: {_EACH})? (?P<period>month|quarter))"
_ALONE = {
    **dict.fromkeys(("monthly", "every month", "each month", "once a month"), "month"),
    **dict.fromkeys(("quarterly", "every quarter", "each quarter", "once a quarter"), "quarter"),
}
_TWO_WEEKS = (
    r"(?:(?:biweekly|bi-weekly|fortnightly|every fortnight|(?:every|each) (?:other|second|2nd|two|2) weeks?)"
    r"|(?:(?:every|each) (?:other|second|2nd)|alternate) (?P<unit>[a-z]+))"
    r"(?: (?:from|starting|beginning) (?P<start>\d{4}-\d\d-\d\d))?"
)
_START = r"(?:from|starting|beginning) (?P<start>\d{4}-\d\d-\d\d)"
_PATTERNS = tuple(
    re.compile(pattern + r"(?=,? |,?$)")
    for pattern in (
        _TWO_WEEKS,
        _START,
        rf"(?P<period>{'|'.join(_ALONE)})",
        rf"(?:the )?(?P<period>month|quarter)['’]?s? {_ORDINAL} {_DAY}",
        rf"(?:the )?{_ORDINAL} {_DAY}{_PERIOD}?",
        rf"(?:the )?(?:day )?(?P<number>\d{{1,2}})(?:st|nd|rd|th)(?: day)?{_PERIOD}?",
    )
)
LONGEST = 9  # words
EACH_WEEK = frozenset({"each week", "every week", "weekly"})


def take_recurrence(words: RemainingWords, requested: SubscriptionRequest) -> SubscriptionRequest | None:
    """The request with how often it comes, if that is next. Raises `SubscriptionRequestError` for what can't be had."""
    said = " ".join(words.left[:LONGEST]).casefold()
    for pattern in _PATTERNS:
        match = pattern.match(said)
        if match and (read := _read(match.groupdict(), requested)) is not None:
            words.take(len(match[0].split()))
            return take_zone_behind(words, read)
    return None


def parse_recurrence(text: str, weekdays: frozenset[int] | None) -> tuple[Recurrence, frozenset[int] | None]:
    """How often a text says, nothing being each week, and the weekdays that go with that.

    Raises `SubscriptionRequestError`.
    """
    words, requested = RemainingWords(text.split()), SubscriptionRequest("", weekdays=weekdays)
    while words.left:
        if words.plain(0) in {"on", "weekly"} or " ".join(words.left).casefold() in EACH_WEEK:
            words.take(1 if words.plain(0) in {"on", "weekly"} else len(words.left))
        elif (read := take_recurrence(words, requested)) is not None:
            requested = read
        else:
            message = (
                f"“{text}” isn't known. Write it as every two weeks, first Monday, on the 1st or last working day."
            )
            raise SubscriptionRequestError(message, "often", text, ("every two weeks", "first Monday"))
    recurrence = requested.recurrence
    if recurrence and recurrence.period != "week" and recurrence.of != "weekday":
        return recurrence, EVERY_DAY
    return recurrence or WEEKLY, requested.weekdays


def settle_recurrence(requested: SubscriptionRequest) -> SubscriptionRequest:
    """The request with what its parts mean together. Raises `SubscriptionRequestError` where they contradict."""
    recurrence, days = requested.recurrence, requested.weekdays
    if recurrence is None or recurrence.period == "week" or recurrence.of == "weekday":
        return requested
    if days is None:
        return replace(requested, weekdays=EVERY_DAY)
    if recurrence == Recurrence(recurrence.period, of="workday") and len(days) == 1:  # monthly, on Mondays
        return replace(requested, recurrence=replace(recurrence, of="weekday"))
    if days == EVERY_DAY or recurrence.of == "workday":
        return replace(requested, weekdays=EVERY_DAY)
    told = recurrence_text(Schedule(time(9), EVERY_DAY, "UTC", recurrence=recurrence))
    message = f"A digest comes {told} or {weekdays_text(days)}, not both. The first working day can be had."
    period = recurrence.period
    raise SubscriptionRequestError(message, "weekdays", "", (f"first working day of the {period}",))


def recurrence_text(schedule: Schedule) -> str:
    """The days in words: on weekdays, every two weeks on Mondays, on the first Monday of each month."""
    recurrence = schedule.recurrence
    if recurrence.period == "week":
        days = weekdays_text(schedule.weekdays)
        return days if recurrence.nth == 1 else f"every two weeks {days}"
    return f"on the {_nth(recurrence, schedule.weekdays)} of each {recurrence.period}"


def recurrence_request(schedule: Schedule) -> str:
    """The days in the words that ask for them."""
    recurrence = schedule.recurrence
    if recurrence.period == "week":
        days = "daily" if schedule.weekdays == EVERY_DAY else ",".join(DAYS[d][:3] for d in sorted(schedule.weekdays))
        start = f" from {recurrence.start}" if recurrence.start else ""
        return days if recurrence.nth == 1 else f"every two weeks{start} {days}"
    return f"on the {_nth(recurrence, schedule.weekdays)} of each {recurrence.period}"


def _nth(recurrence: Recurrence, weekdays: frozenset[int]) -> str:
    if recurrence.of == "day" and not (recurrence.nth == -1 or recurrence.period == "quarter"):
        return _ordinal(recurrence.nth)
    order = next((name for name, nth in _ORDINALS.items() if nth == recurrence.nth), _ordinal(recurrence.nth))
    unit = {"day": "day", "workday": "working day"}.get(recurrence.of) or DAYS[min(weekdays)].capitalize()
    return f"{order} {unit}"


def _ordinal(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if number // 10 != 1 else "th"
    return f"{number}{ending}"


def _read(found: dict[str, str | None], requested: SubscriptionRequest) -> SubscriptionRequest | None:
    if "start" in found:
        return _two_weeks(found, requested)
    within = _period(found.get("period"), requested)
    if number := found.get("number"):
        return _with(requested, Recurrence(within, _day_of(int(number), within), "day"))
    if nth := found.get("nth"):
        return _nth_of(_ORDINALS[nth], found["unit"] or "", within, requested)
    return _with(requested, replace(requested.recurrence or Recurrence(within, of="workday"), period=within))


def _nth_of(nth: int, unit: str, within: Period, requested: SubscriptionRequest) -> SubscriptionRequest | None:
    if unit == "day":
        return _with(requested, Recurrence(within, nth, "day"))
    if re.fullmatch(_WORKING, unit):
        return _with(requested, Recurrence(within, nth, "workday"))
    if (day := read_day(unit)) is None:
        return None
    return replace(_with(requested, Recurrence(within, nth, "weekday")), weekdays=frozenset({day}))


def _two_weeks(found: dict[str, str | None], requested: SubscriptionRequest) -> SubscriptionRequest | None:
    unit, start = found.get("unit"), found["start"]
    day = read_day(unit) if unit else None
    if unit and day is None:
        return None
    try:
        begin = date.fromisoformat(start) if start else None
    except ValueError:
        raise SubscriptionRequestError(f"There is no day {start}.", "start", start or "", ("",)) from None
    if "unit" not in found and (requested.recurrence is None or requested.recurrence.period != "week"):
        raise SubscriptionRequestError("Only what comes every two weeks has a first week.", "start", start or "", ("",))
    read = _with(requested, Recurrence("week", 2, "weekday", begin))
    return read if day is None else replace(read, weekdays=frozenset({day}))


def _with(requested: SubscriptionRequest, recurrence: Recurrence) -> SubscriptionRequest:
    return replace(requested, recurrence=recurrence)


def _period(said: str | None, requested: SubscriptionRequest) -> Period:
    """The period that is said, here or before; a month where none is."""
    if said:
        return "quarter" if "quarter" in said else "month"
    known = requested.recurrence.period if requested.recurrence else "month"
    return "month" if known == "week" else known


def _day_of(number: int, period: str) -> int:
    if not 1 <= number <= 31:
        raise SubscriptionRequestError(f"No {period} has a day {number}.", "day", str(number), ("1",))
    return number
