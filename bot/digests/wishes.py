"""Reading what a digest should be: `health at 9:00 weekdays Europe/Berlin mine only-changes`, in any order."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import time
from difflib import get_close_matches
from functools import cache
from zoneinfo import available_timezones

from accounts.digests.schedule import EVERY_DAY, WEEKDAYS

DIGESTS = {
    "health": "who got worse, who recovered, accounts by band",
    "renewals": "renewals past due and in the next 90 days",
    "portfolio": "the week's ARR, retention and movements",
    "term": "a term of the glossary",
}
_NAMES = {"renewal": "renewals", "accounts": "health", "terms": "term", "glossary": "term", "weekly": "portfolio"}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_TIME = re.compile(r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d\d))?\s?(?P<half>[ap]\.?m\.?)?", re.IGNORECASE)
_FILLERS = frozenset({"at", "every", "on", "in", "the", "each", "for", "time", "and", "digest", "day", "please"})
_ABBREVIATED = {
    "pst": "America/Los_Angeles",
    "pdt": "America/Los_Angeles",
    "edt": "America/New_York",
    "cdt": "America/Chicago",
    "mdt": "America/Denver",
    "bst": "Europe/London",
    "cest": "Europe/Berlin",
    "ist": "Asia/Kolkata",
    "aest": "Australia/Sydney",
    "jst": "Asia/Tokyo",
}


class WishError(Exception):
    """A digest can't be had as it was asked for: why, the `wrong` words, and those that were perhaps meant for them."""

    def __init__(self, message: str, argument: str, wrong: str, meant: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.argument = argument
        self.wrong = wrong
        self.meant = meant

    def mended(self, text: str) -> Iterator[str]:
        """The text with what was perhaps meant in place of what is wrong, once for each."""
        for each in self.meant:
            yield text.replace(self.wrong, each, 1) if self.wrong else f"{text} {each}".strip()


@dataclass(frozen=True, slots=True)
class Wish:
    """A digest as it was asked for; what wasn't said is None or empty. `scope` is in the words of `/cs health`."""

    digest: str
    at: time | None = None
    weekdays: frozenset[int] | None = None
    zone: str = ""
    scope: str = ""
    holidays: str = ""
    only_changes: bool = False
    skip_empty: bool = False


@dataclass(slots=True)
class _Words:
    """The words still to be read."""

    left: list[str]
    scope: list[str] = field(default_factory=list)

    def take(self, count: int = 1) -> str:
        taken, self.left = self.left[:count], self.left[count:]
        return " ".join(taken)

    def take_scope(self) -> bool:
        """Takes what surely is of the scope, whatever it would mean elsewhere: what is in quotes, and a segment."""
        first = self.left[0]
        if first.startswith('"'):
            last = next((n for n, word in enumerate(self.left) if word.endswith('"') and (n or len(word) > 1)), None)
            if last is not None:
                self.scope.append(self.take(last + 1).strip('"').strip())
                return True
        if first.casefold() == "segment" and len(self.left) > 1 and not self.left[1].startswith('"'):
            self.scope.append(self.take(2))
            return True
        return False


def read_wish(text: str) -> Wish:
    """The wish that a text expresses. Raises `WishError` for what it can't be."""
    words = _Words(text.replace(", ", ",").split())
    wish = Wish(_digest(words.take()))
    while words.left:
        if words.take_scope():
            continue
        read = next((change for reader in _READERS if (change := reader(words, wish))), None)
        if read is None:
            word = words.take()
            if word.casefold() not in _FILLERS or words.scope:
                words.scope.append(word)
        else:
            wish = read
    return replace(wish, scope=" ".join(words.scope))


def quoted(scope: str) -> str:
    """The scope as it stands in a wish: in quotes, where a part of it would be read as something else."""
    if not scope:
        return ""
    try:
        alone = read_wish(f"health {scope}") == Wish("health", scope=scope)
    except WishError:
        alone = False
    return scope if alone else f'"{scope}"'


def read_time(text: str) -> time:
    """The time of day that a text says. Raises `WishError`."""
    words = _Words(["at", *text.split()])
    read = _clock(words, _NOTHING)
    if read is None or read.at is None or words.left:
        raise _no_time(text)
    return read.at


def read_zone(text: str) -> str:
    """The time zone that a text names. Raises `WishError`."""
    words = _Words(text.split())
    read = _zone(words, _NOTHING) if words.left else None
    if read is None or words.left:
        raise _no_zone(text)
    return read.zone


def read_holidays(text: str) -> str:
    """The country, or the part of one, whose holidays are meant. Raises `WishError`."""
    place = text.upper()
    if not _known_holidays(place):
        message = f"There are no public holidays known for “{place}”. Write a country as DE, or a part of it as DE-BY."
        raise WishError(message, "holidays", text, ("US", "DE-BY"))
    return place


def read_id(text: str) -> int | None:
    """The number of a digest: `3`, `#3`."""
    return int(text.removeprefix("#")) if re.fullmatch(r"#?[1-9]\d{0,8}", text) else None


def _digest(word: str) -> str:
    name = _NAMES.get(word.casefold(), word.casefold())
    if name in DIGESTS:
        return name
    near = tuple(get_close_matches(name, DIGESTS, n=1)) or tuple(DIGESTS)
    listed = ", ".join(DIGESTS)
    raise WishError(
        f"There is no digest “{word}”: {listed}." if word else f"Say which digest: {listed}.", "digest", word, near
    )


def _flag(words: _Words, wish: Wish) -> Wish | None:
    for count in (2, 1):
        phrase = "-".join(words.left[:count]).casefold().lstrip("-")
        if phrase in {"only-changes", "only-changed", "changes-only", "when-changed"}:
            words.take(count)
            return replace(wish, only_changes=True)
        if phrase in {"skip-empty", "skip-if-empty", "no-empty"}:
            words.take(count)
            return replace(wish, skip_empty=True)
    return None


def _clock(words: _Words, wish: Wish) -> Wish | None:
    asked = words.left[0].casefold() == "at" and len(words.left) > 1
    first = words.left[1] if asked else words.left[0]
    rest = words.left[2:] if asked else words.left[1:]
    joined = rest and rest[0].casefold().strip(".") in {"am", "pm", "a.m", "p.m"}
    spelt = {"noon": "12:00", "midnight": "0:00"}.get(first.casefold(), first)
    match = _TIME.fullmatch(f"{spelt}{rest[0]}" if joined else spelt)
    if match is None:
        if asked and first[0].isdigit():
            raise _no_time(first)
        return None
    words.take(1 + asked + bool(joined))
    return replace(wish, at=_time(match, f"{first} {rest[0]}" if joined else first))


def _no_time(text: str) -> WishError:
    return WishError(f"“{text}” is no time of day. Write it as 9:00, 17:30 or 9am.", "at", text, ("9:00",))


def _time(match: re.Match[str], text: str) -> time:
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    half = (match["half"] or "").casefold().replace(".", "")
    if half and not 1 <= hour <= 12:
        raise _no_time(text)
    hour = hour % 12 + 12 * (half == "pm") if half else hour
    if hour > 23 or minute > 59:
        raise _no_time(text)
    return time(hour, minute)


def _days(words: _Words, wish: Wish) -> Wish | None:
    word = words.left[0].casefold()
    named = {"daily": EVERY_DAY, "everyday": EVERY_DAY, "weekdays": WEEKDAYS, "weekday": WEEKDAYS, "workdays": WEEKDAYS}
    if word == "weekly":
        named["weekly"] = frozenset({0})
    days = named.get(word)
    if days is None:
        parts = [_span(part) for part in word.split(",") if part]
        if not parts or not all(parts):
            return None
        days = frozenset().union(*(part for part in parts if part))
    words.take()
    return replace(wish, weekdays=(wish.weekdays or frozenset()) | days)


def _span(text: str) -> frozenset[int] | None:
    """The days of `mon`, `mondays` or `mon-fri`."""
    ends = [_day(end) for end in re.split(r"[-–]", text)]
    if len(ends) > 2 or None in ends:
        return None
    first, last = ends[0] or 0, ends[-1] or 0
    return frozenset((first + each) % 7 for each in range((last - first) % 7 + 1))


def _day(word: str) -> int | None:
    stem = word.removesuffix("s") if len(word) > 4 else word
    found = [n for n, day in enumerate(_DAYS) if len(stem) >= 3 and day.startswith(stem)]
    return found[0] if found else None


def _zone(words: _Words, wish: Wish) -> Wish | None:
    for count in (3, 2, 1):
        if len(words.left) < count:
            continue
        phrase = "_".join(words.left[:count]).casefold()
        if zone := _zones().get(phrase):
            words.take(count)
            return replace(wish, zone=zone)
    word = words.left[0]
    if "/" in word and not word.startswith("<"):
        raise _no_zone(word)
    return None


def _no_zone(text: str) -> WishError:
    near = get_close_matches(text.casefold(), _zones(), n=2, cutoff=0.6)
    meant = tuple(dict.fromkeys(_zones()[each] for each in near))
    perhaps = f" Perhaps {' or '.join(meant)}?" if meant else ""
    return WishError(f"There is no time zone “{text}”. Write it as Europe/Berlin.{perhaps}", "zone", text, meant)


@cache
def _zones() -> dict[str, str]:
    """The zones by their names in small letters, and by their cities where only one has it."""
    names = sorted(available_timezones() - {"Factory", "localtime"})
    cities: dict[str, list[str]] = {}
    for name in names:
        if "/" in name and not name.startswith(("Etc/", "posix/", "right/", "SystemV/", "US/")):
            cities.setdefault(name.rpartition("/")[2].casefold(), []).append(name)
    single = {city: found[0] for city, found in cities.items() if len(found) == 1 and len(city) > 3}
    return {**_ABBREVIATED, **single, **{name.casefold(): name for name in names if len(name) > 2}}


def _holiday(words: _Words, wish: Wish) -> Wish | None:
    if words.left[0].casefold() not in {"holidays", "holiday", "no-holidays"}:
        return None
    words.take()
    return replace(wish, holidays=read_holidays(words.take().rstrip(",")))


def _known_holidays(place: str) -> bool:
    from holidays import country_holidays
    from holidays.registry import COUNTRIES

    country, dash, part = place.partition("-")
    if not any(country in codes[1:] for codes in COUNTRIES.values()) or (dash and not part):
        return False  # the library itself takes the names of other things that it has for countries
    try:
        country_holidays(country, subdiv=part or None)
    except NotImplementedError:
        return False
    return True


_NOTHING = Wish("")
_READERS: tuple[Callable[[_Words, Wish], Wish | None], ...] = (_flag, _holiday, _clock, _days, _zone)


def words_of(weekdays: frozenset[int]) -> str:
    """The days in words: every day, on weekdays, on Mondays and Thursdays."""
    if weekdays == EVERY_DAY:
        return "every day"
    if weekdays == WEEKDAYS:
        return "on weekdays"
    listed = list(_names(weekdays))
    return "on " + (" and ".join([", ".join(listed[:-1]), listed[-1]]) if len(listed) > 1 else listed[0])


def _names(weekdays: frozenset[int]) -> Iterator[str]:
    return (f"{_DAYS[day].capitalize()}s" for day in sorted(weekdays))
