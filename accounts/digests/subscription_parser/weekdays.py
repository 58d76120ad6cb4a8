"""The weekdays of a subscription: `weekdays`, `daily`, `mon,thu`, `Mondays and Thursdays`, `montags`."""

import re
from collections.abc import Iterator
from dataclasses import replace

from accounts.digests.schedule import EVERY_DAY, WEEKDAYS
from accounts.digests.subscription_parser.model import RemainingWords, SubscriptionRequest, SubscriptionRequestError
from accounts.digests.subscription_parser.times import take_zone_behind

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_GERMAN = ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag")
_NAMED = {
    **dict.fromkeys(("daily", "everyday", "every day", "each day", "every morning", "each morning"), EVERY_DAY),
    **dict.fromkeys(("täglich", "taeglich"), EVERY_DAY),
    **dict.fromkeys(("weekdays", "weekday", "week days", "workdays", "workday", "work days", "working days"), WEEKDAYS),
    **dict.fromkeys(("business days", "werktags", "werktage", "wochentags"), WEEKDAYS),
    **dict.fromkeys(("weekends", "weekend"), frozenset({5, 6})),
    **dict.fromkeys(("weekly", "every week", "each week", "once a week", "wöchentlich"), frozenset({0})),
}
_NEVER = frozenset(
    {"hourly", "every hour", "twice a day", "yearly", "annually", "once", "today", "tonight", "tomorrow"}
)
# What is a day only beside others: alone, or in a name, they mean too much else.
_SHORT = {
    "m": 0,
    "w": 2,
    "f": 4,
    **{word: day for day, word in enumerate(("mo", "tu", "we", "th", "fr", "sa", "su"))},
    **{word: day for day, word in enumerate(("mo", "di", "mi", "do", "fr", "sa", "so"))},
}
DAY_WORDS = frozenset(
    {"tues", "thur", "thurs", "weds"}.union(DAYS, _GERMAN, (day[:3] for day in DAYS))
    | {f"{day}s" for day in (*DAYS, *_GERMAN)}
    | {name for name in _NAMED if " " not in name}
)
"""The words that say days, those that do so beside others alone left out."""
_BETWEEN = re.compile(r"[,/&+;]+")
_UNTIL = frozenset({"to", "-", "–", "—", "through", "thru", "till", "until", "bis"})


def take_weekdays(words: RemainingWords, requested: SubscriptionRequest) -> SubscriptionRequest | None:
    """The request with the days that come next beside those it has.

    Raises `SubscriptionRequestError` for days on which no digest comes.
    """
    for count, phrase in words.phrases(3):
        if phrase in _NEVER:
            said = words.take(count)
            message = f"“{said}” isn’t possible: a digest comes once a day, on the days you choose."
            raise SubscriptionRequestError(message, "weekdays", said, ("weekdays", "mondays"))
        if named := _NAMED.get(phrase):
            words.take(count)
            return take_zone_behind(words, _with(requested, named))
    for count, listed in (_range(words), _list(words)):
        if listed:
            words.take(count)
            return take_zone_behind(words, _with(requested, listed))
    return None


def weekdays_text(weekdays: frozenset[int]) -> str:
    """The days in words: every day, on weekdays, on Mondays and Thursdays."""
    if weekdays == EVERY_DAY:
        return "every day"
    if weekdays == WEEKDAYS:
        return "on weekdays"
    listed = list(_names(weekdays))
    return "on " + (" and ".join([", ".join(listed[:-1]), listed[-1]]) if len(listed) > 1 else listed[0])


def _names(weekdays: frozenset[int]) -> Iterator[str]:
    return (f"{DAYS[day].capitalize()}s" for day in sorted(weekdays))


def _with(requested: SubscriptionRequest, more: frozenset[int]) -> SubscriptionRequest:
    return replace(requested, weekdays=(requested.weekdays or frozenset()) | more)


def _range(words: RemainingWords) -> tuple[int, frozenset[int] | None]:
    """The days of `mon to fri`."""
    between = words.plain(1) in _UNTIL and len(words.left) > 2
    return 3, _span(f"{words.plain(0)}-{words.plain(2)}", short=True) if between else None


def _list(words: RemainingWords) -> tuple[int, frozenset[int] | None]:
    """The days of `mon`, `mon,thu`, `mon, thu` or `mon & thu`."""
    count, text = 1, words.left[0].casefold()
    while count < len(words.left) and (_ends(text[-1]) or _ends(words.left[count][0])):
        text, count = text + words.left[count].casefold(), count + 1
    parts = [part for part in _BETWEEN.split(text) if part]
    spans = [_span(part, short=len(parts) > 1) for part in parts]
    if not parts or None in spans:
        return (1, _span(words.plain(0), short=False)) if count > 1 else (1, None)
    return count, frozenset[int]().union(*(span for span in spans if span))


def _ends(mark: str) -> bool:
    return _BETWEEN.fullmatch(mark) is not None


def _span(text: str, *, short: bool) -> frozenset[int] | None:
    """The days of `mon`, `mondays` or `mon-fri`."""
    ends = re.split(r"[-–—]", text)
    found = [_day(end, short=short or len(ends) == 2) for end in ends]
    if len(found) > 2 or None in found:
        return None
    first, last = found[0] or 0, found[-1] or 0
    return frozenset((first + each) % 7 for each in range((last - first) % 7 + 1))


def read_day(word: str) -> int | None:
    """The weekday that a word names, 0 for Monday; None for another word."""
    return _day(word, short=False)


def _day(word: str, *, short: bool) -> int | None:
    if short and word in _SHORT:
        return _SHORT[word]
    stem = word.removesuffix("s") if len(word) > 4 else word.replace("weds", "wed")
    if stem in _GERMAN:
        return _GERMAN.index(stem)
    return next((n for n, day in enumerate(DAYS) if len(stem) >= 3 and day.startswith(stem)), None)
