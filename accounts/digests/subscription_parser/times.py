"""Time of day and time zone of a subscription."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import time
from difflib import get_close_matches
from functools import cache
from zoneinfo import available_timezones

from accounts.digests.subscription_parser.model import RemainingWords, SubscriptionRequest, SubscriptionRequestError

# The clocks that people mean by them: as zones, EST and its like stay in winter for ever.
_ABBREVIATED = {
    **dict.fromkeys(("est", "edt", "eastern_time"), "America/New_York"),
    **dict.fromkeys(("cst", "cdt", "central_time"), "America/Chicago"),
    **dict.fromkeys(("mst", "mdt", "mountain_time"), "America/Denver"),
    **dict.fromkeys(("pst", "pdt", "pacific_time"), "America/Los_Angeles"),
    "hst": "Pacific/Honolulu",
    "bst": "Europe/London",
    **dict.fromkeys(("cet", "cest", "mez", "mesz"), "Europe/Berlin"),
    "ist": "Asia/Kolkata",
    **dict.fromkeys(("aest", "aedt"), "Australia/Sydney"),
    **dict.fromkeys(("acst", "acdt"), "Australia/Adelaide"),
    "awst": "Australia/Perth",
    **dict.fromkeys(("nzst", "nzdt"), "Pacific/Auckland"),
    **dict.fromkeys(("akst", "akdt"), "America/Anchorage"),
    "jst": "Asia/Tokyo",
    "kst": "Asia/Seoul",
    "sgt": "Asia/Singapore",
    "hkt": "Asia/Hong_Kong",
    "pkt": "Asia/Karachi",
    "wib": "Asia/Jakarta",
    "msk": "Europe/Moscow",
    "eest": "Europe/Helsinki",
    "sast": "Africa/Johannesburg",
    "brt": "America/Sao_Paulo",
}
_CITIES = {
    **dict.fromkeys(("boston", "miami", "atlanta"), "America/New_York"),
    "houston": "America/Chicago",
    **dict.fromkeys(("san_francisco", "seattle", "san_jose"), "America/Los_Angeles"),
    **dict.fromkeys(("munich", "münchen", "hamburg", "frankfurt", "cologne", "köln"), "Europe/Berlin"),
    **dict.fromkeys(("manchester", "edinburgh"), "Europe/London"),
    "barcelona": "Europe/Madrid",
    "geneva": "Europe/Zurich",
    "tel_aviv": "Asia/Jerusalem",
    **dict.fromkeys(("mumbai", "delhi", "bangalore"), "Asia/Kolkata"),
    "beijing": "Asia/Shanghai",
    "osaka": "Asia/Tokyo",
}
_BEHIND = {"et": "est", "ct": "cst", "mt": "mst", "pt": "pst"} | {
    name: f"{name}_time" for name in ("eastern", "central", "mountain", "pacific")
}  # a zone right behind a time or days; elsewhere a segment may be called so
_ONES_OWN = frozenset({"my time", "our time", "local time", "my time zone", "my timezone", "local timezone"})
_NO_CITIES = ("Etc/", "posix/", "right/", "SystemV/", "US/", "Canada/", "Mexico/", "Brazil/", "Chile/")
_OFFSET = re.compile(r"(?:utc|gmt)?[+\-−]\d{1,2}(?::?\d\d)?", re.IGNORECASE)


def take_zone(words: RemainingWords, requested: SubscriptionRequest) -> SubscriptionRequest | None:
    """The request with the zone that comes next.

    Raises `SubscriptionRequestError` for what is written like one and isn't.
    """
    for count, phrase in words.phrases(3):
        if phrase in _ONES_OWN:
            words.take(count)
            return requested
        if found := _zones().get(phrase.replace(" ", "_")):
            return _with(requested, found, words.take(count))
    word = words.left[0]
    if _OFFSET.fullmatch(word):
        message = f"“{word}” stays as it is when the clocks change. Write a place to go by, such as Europe/Berlin."
        raise SubscriptionRequestError(message, "zone", word)
    if "/" in word and not word.startswith("<"):
        raise _no_zone(word)
    return None


def take_zone_behind(words: RemainingWords, requested: SubscriptionRequest) -> SubscriptionRequest:
    """The request with the zone of `9am ET` or `weekdays ET`."""
    found = _zones().get(_BEHIND.get(words.plain(0), ""))
    return _with(requested, found, words.take()) if found else requested


def parse_zone(text: str) -> str:
    """The time zone that a text names. Raises `SubscriptionRequestError`."""
    words = RemainingWords(text.split())
    read = take_zone(words, SubscriptionRequest("")) if words.left else None
    if read is None or not read.zone or words.left:
        raise _no_zone(text)
    return read.zone


def suggest_zones(text: str, most: int) -> list[str]:
    """At most so many time zones whose name, city or letters a text begins or is in, the usual ones where it is empty;
    those that begin with it are first.
    """
    typed = " ".join(text.casefold().replace("_", " ").split())
    if not typed:
        return list(_USUAL[:most])
    begun, within = [], []
    for name, zone in _zones().items():
        shown = name.replace("_", " ")
        if any(part.startswith(typed) for part in (shown, *shown.split("/"))):
            begun.append(zone)
        elif typed in shown:
            within.append(zone)
    return list(dict.fromkeys((*begun, *within)))[:most]


def _with(requested: SubscriptionRequest, found: str, said: str) -> SubscriptionRequest:
    if requested.zone not in {"", found}:
        raise SubscriptionRequestError(
            f"A digest goes by one time zone: {requested.zone} or {found}?", "zone", said, ("",)
        )
    return replace(requested, zone=found)


def _no_zone(text: str) -> SubscriptionRequestError:
    near = get_close_matches(text.casefold(), _zones(), n=2, cutoff=0.6)
    meant = tuple(dict.fromkeys(_zones()[each] for each in near))
    perhaps = f" Perhaps {' or '.join(meant)}?" if meant else ""
    return SubscriptionRequestError(
        f"There is no time zone “{text}”. Write it as Europe/Berlin.{perhaps}", "zone", text, meant
    )


_USUAL = (
    *("UTC", "Europe/London", "Europe/Berlin", "Europe/Paris", "Europe/Madrid", "America/New_York", "America/Chicago"),
    *("America/Denver", "America/Los_Angeles", "America/Sao_Paulo", "Asia/Kolkata", "Asia/Singapore", "Asia/Tokyo"),
    "Australia/Sydney",
)


@cache
def _zones() -> dict[str, str]:
    """The zones by their names in small letters, and by their cities where only one has it."""
    names = sorted(available_timezones() - {"Factory", "localtime"})
    cities: dict[str, list[str]] = {}
    for name in names:
        if "/" in name and not name.startswith(_NO_CITIES):
            cities.setdefault(name.rpartition("/")[2].casefold(), []).append(name)
    single = {city: found[0] for city, found in cities.items() if len(found) == 1 and len(city) > 3}
    return {**_CITIES, **single, **{name.casefold(): name for name in names if len(name) > 2}, **_ABBREVIATED}


def zone_names() -> Mapping[str, str]:
    """The zones by all that they are called in small letters, with `_` for spaces."""
    return _zones()


AT = frozenset({"at", "um"})
_SPELT = {"noon": "12:00", "midday": "12:00", "midnight": "0:00"}
_TIME = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d\d))?(?::00)?"
    r"(?:(?P<half>[ap]\.?m\.?)|h|hrs?|hours?|uhr|o['’]?clock)?",
    re.IGNORECASE,
)
_FOUR_DIGITS = re.compile(r"(?P<hour>\d\d)(?P<minute>\d\d)(?P<half>)(?:h|hrs?|hours?|uhr)?", re.IGNORECASE)
_UNIT = re.compile(r"[ap]\.?m\.?|h|hrs?|hours?|uhr|o['’]?clock", re.IGNORECASE)


def take_time(words: RemainingWords, requested: SubscriptionRequest) -> SubscriptionRequest | None:
    """The request with the time that comes next, and the zone right behind it.

    Raises `SubscriptionRequestError` for what is no time of the day.
    """
    asked = words.plain(0) in AT and len(words.left) > 1
    first, unit = words.plain(int(asked)), words.plain(asked + 1)
    unit = unit if _UNIT.fullmatch(unit) else ""
    match = _matched(f"{_SPELT.get(first, first)}{unit}", surely=asked or bool(unit))
    if match is None:
        if asked and first[:1].isdigit():
            raise no_time(words.left[1])
        return None
    said = words.take(1 + asked + bool(unit)).rstrip(",")
    at = _time(match, said[said.find(" ") + 1 :] if asked else said)
    if requested.at not in {None, at}:
        raise SubscriptionRequestError(
            f"A digest comes once a day: at {requested.at:%H:%M} or at {at:%H:%M}?", "at", said, ("",)
        )
    return replace(take_zone_behind(words, requested), at=at)


def parse_time(text: str) -> time:
    """The time of day that a text says. Raises `SubscriptionRequestError`."""
    words = RemainingWords(["at", *text.split()])
    read = take_time(words, SubscriptionRequest(""))
    if read is None or read.at is None or words.left or read.zone:
        raise no_time(text)
    return read.at


def no_time(text: str) -> SubscriptionRequestError:
    """What is said of a text that is no time of day."""
    return SubscriptionRequestError(
        f"“{text}” is no time of day. Write it as 9:00, 17:30 or 9am.", "at", text, ("9:00",)
    )


def _matched(text: str, *, surely: bool) -> re.Match[str] | None:
    """The parts of a time; four digits alone are one where it is sure that a time is meant, or with a zero in front."""
    four = _FOUR_DIGITS.fullmatch(text) if surely or text.startswith("0") else None
    return _TIME.fullmatch(text) or four


def _time(match: re.Match[str], text: str) -> time:
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    half = (match["half"] or "").casefold().replace(".", "")
    if half and not 1 <= hour <= 12:
        raise no_time(text)
    hour = hour % 12 + 12 * (half == "pm") if half else hour
    if hour > 23 or minute > 59:
        raise no_time(text)
    return time(hour, minute)
