"""Settings of a conversation's alerts: how many a day and when, shown, changed and undone."""

import re
from dataclasses import replace
from datetime import time

from accounts.digests import changes
from accounts.digests.subscription_parser import Respelt, SubscriptionRequestError, parse_time, parse_zone, respell
from accounts.digests.subscription_parser.model import RemainingWords, SubscriptionRequest
from accounts.digests.subscription_parser.weekdays import take_weekdays
from accounts.watches.limits import ANY_TIME, DAILY, MOST_DAILY, AlertLimit, limit_of, set_limit
from accounts.watches.watches import WatchError, feed_of
from bot.accounts.formatting import sentence
from bot.context import TERMINAL, Context
from bot.digests.commands.acting import acting
from bot.reply import Choice, Fact, Reply
from bot.watches.beginning import cannot_tell
from bot.watches.texts import hours_text, limit_text

_ANY = frozenset(
    {"any", "any time", "anytime", "at any time", "at any hour", "always", "all", "24/7", "at once", "none"}
)
_DEFAULT = frozenset({"default", "usual", "reset"})
_TIME = r"(?:\d[\d:.]*\s?(?:[ap]\.?m\.?|h|uhr)?|noon|midnight)"
_SPAN = re.compile(
    rf"(?P<before>.*?)\b(?:from |between )?(?P<opens>{_TIME})\s*(?:-|–|to|until|till|and)\s*(?P<closes>{_TIME})(?!\S)"
    r"(?P<rest>.*)",
    re.IGNORECASE,
)
_MIDNIGHT = frozenset({"24", "24:00", "24.00", "midnight"})  # as the end of a day
_LAST = time(23, 59)
_NUMBER = re.compile(r"(?:(?:at most|max) )?(\d{1,4})(?: (?:(?:messages? )?(?:a|per) day|messages?))?", re.IGNORECASE)


def change_budget(context: Context, text: str) -> Reply:
    """Sets how many messages a day may come, or says how many may. Raises `WatchError`."""
    was, zone = _known(context)
    said = text.strip()
    if not said:
        return _shown(context, was, zone, "How many messages come")
    number = DAILY if said.casefold() in _DEFAULT else _read_number(said)
    return _changed(context, replace(was, daily=number), was, (zone, zone), f"watch budget {was.daily}")


def change_hours(context: Context, text: str) -> Reply:
    """Sets in which hours messages may come, or says in which they do. Raises `SubscriptionRequestError`, and
    `WatchError` for hours that there can't be.
    """
    was, zone = _known(context)
    said = text.strip()
    if not said:
        return _shown(context, was, zone, "When messages come")
    wanted, wanted_zone = _read_hours(said, was)
    undo = f"watch hours {hours_request(was)}" + (f" {zone}" if wanted_zone not in {"", zone} else "")
    if wanted_zone:
        _move_zone(context, wanted_zone)
    return _changed(context, wanted, was, (wanted_zone or zone, zone), undo)


def respelt_hours(text: str) -> Respelt | None:
    """Hours with their misspelt words put right; None where they can't be read then either."""
    spelt = respell(text, lambda _: False)
    try:
        _read_hours(spelt.text if spelt else "", AlertLimit())
    except (SubscriptionRequestError, WatchError):
        return None
    return spelt


def hours_request(limit: AlertLimit) -> str:
    """The hours as they are asked for: `08:00-18:00 mon,tue`."""
    if limit.at_any_time:
        return "any"
    days = ",".join(("mon", "tue", "wed", "thu", "fri", "sat", "sun")[day] for day in sorted(limit.weekdays))
    hours = "0-24" if limit.opens == limit.closes else f"{limit.opens:%H:%M}-{limit.closes:%H:%M}"
    return f"{hours} {days}"


def _read_number(said: str) -> int:
    found = _NUMBER.fullmatch(said)
    number = int(found[1]) if found else -1
    if number == 0:
        raise WatchError("A budget is 1 message a day or more. To hear nothing for a while: digest pause.")
    if not 0 < number <= MOST_DAILY:
        raise WatchError(f"A budget is a number of messages a day, from 1 to {MOST_DAILY}: watch budget {DAILY}.")
    return number


def _read_hours(said: str, was: AlertLimit) -> tuple[AlertLimit, str]:
    """The hours and days that a text says, and its zone if it names one."""
    low = said.casefold()
    if low in _ANY:
        return replace(ANY_TIME, daily=was.daily), ""
    if low in _DEFAULT:
        return replace(AlertLimit(), daily=was.daily), ""
    span = _SPAN.fullmatch(said)
    if span is None:
        return _read_days_alone(said, was)
    opens = parse_time(span["opens"])
    closes = _LAST if span["closes"].casefold() in _MIDNIGHT else parse_time(span["closes"])
    if opens >= closes:
        raise WatchError(f"Hours begin before they end on the same day, not {opens:%H:%M} to {closes:%H:%M}.")
    if (opens, closes) == (time(), _LAST):
        closes = opens  # all hours
    weekdays, zone = _read_days(f"{span['before']} {span['rest']}")
    return AlertLimit(was.daily, opens, closes, weekdays or was.weekdays), zone


def _read_days_alone(said: str, was: AlertLimit) -> tuple[AlertLimit, str]:
    """The same hours on other days, or in another zone."""
    try:
        weekdays, zone = _read_days(said)
    except SubscriptionRequestError as error:
        message = f"“{said}” says no hours. Write them as watch hours 8-18 weekdays, or watch hours any."
        raise SubscriptionRequestError(message, "hours", error.wrong, error.meant) from error
    return replace(was, weekdays=weekdays or was.weekdays), zone


def _read_days(text: str) -> tuple[frozenset[int] | None, str]:
    words, requested = RemainingWords(text.split()), SubscriptionRequest("")
    zone = ""
    while words.left:
        read = take_weekdays(words, requested)
        if read is not None:
            requested = read
        elif words.plain(0) in {"on", "and", ","}:
            words.take()
        else:
            zone = parse_zone(words.take(len(words.left)))
    return requested.weekdays, zone


def _known(context: Context) -> tuple[AlertLimit, str]:
    """What goes for the conversation, and its zone. Raises `WatchError` where nothing can be told."""
    if context.place == TERMINAL or (cannot_tell(context) and not context.outsiders):
        raise WatchError(cannot_tell(context))
    feed = feed_of(context.store, context.team, context.place)
    with context.store.snapshot() as connection:
        limit = limit_of(connection, context.team, context.place)
    return limit, feed.schedule.zone if feed else context.requester.zone or "UTC"


def _move_zone(context: Context, zone: str) -> None:
    feed = feed_of(context.store, context.team, context.place)
    if feed is None:
        raise SubscriptionRequestError(
            "Nothing is watched here yet: the zone is that of who watches first.", "zone", zone
        )
    moved = replace(feed, schedule=replace(feed.schedule, zone=zone))
    changes.subscribe(context.store, moved, acting(context))


def _changed(context: Context, limit: AlertLimit, was: AlertLimit, zones: tuple[str, str], undo: str) -> Reply:
    """The limit as it is now, kept, with what it was; `zones` is the one now and the one before."""
    zone, zone_before = zones
    set_limit(context.store, context.team, context.place, limit, context.requester.id, context.now)
    reply = _shown(context, limit, zone, "Messages about watched accounts")
    if limit == was and zone == zone_before:
        return reply
    return replace(
        reply,
        facts=(Fact("Was", limit_text(was, zone_before)),),
        actions=(Choice("Undo", undo), *reply.actions),
    )


def _shown(context: Context, limit: AlertLimit, zone: str, title: str) -> Reply:
    return Reply(
        title=title,
        data={
            "kind": "watches",
            "watches": [],
            "limit": {"daily": limit.daily, "hours": hours_text(limit, zone), "zone": zone},
        },
        paragraphs=(sentence(limit_text(limit, zone)),),
        facts=()
        if context.place == TERMINAL
        else (
            Fact("Change", "watch budget 5", request=True),
            Fact("Hours", "watch hours 9-17 weekdays", request=True),
            Fact("Any hour", "watch hours any", request=True),
        ),
        actions=(Choice("Watched here", "watch list"),),
        footnotes=(
            f"{DAILY} a day on weekdays from 8 to 18 unless you say otherwise. Alerts of digests that come at once "
            "count among them; what the budget leaves no room for comes the next day, in one message.",
        ),
    )
