"""The time zone in a wish: `Europe/Berlin`, `berlin`, `new york`, `CET`, `9am ET`, `eastern time`."""

import re
from dataclasses import replace
from difflib import get_close_matches
from functools import cache
from zoneinfo import available_timezones

from bot.digests.wishes.wish import Wish, WishError
from bot.digests.wishes.words import Words

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
    "aest": "Australia/Sydney",
    "jst": "Asia/Tokyo",
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
}  # a zone right behind a time; elsewhere a segment may be called so
_ONES_OWN = frozenset({"my time", "our time", "local time", "my time zone", "my timezone", "local timezone"})
_NO_CITIES = ("Etc/", "posix/", "right/", "SystemV/", "US/", "Canada/", "Mexico/", "Brazil/", "Chile/")
_OFFSET = re.compile(r"(?:utc|gmt)?[+\-−]\d{1,2}(?::?\d\d)?", re.IGNORECASE)


def zone(words: Words, wish: Wish) -> Wish | None:
    """The wish with the zone that comes next. Raises `WishError` for what is written like one and isn't."""
    for count, phrase in words.phrases(3):
        if phrase in _ONES_OWN:
            words.take(count)
            return wish
        if found := _zones().get(phrase.replace(" ", "_")):
            return _with(wish, found, words.take(count))
    word = words.left[0]
    if _OFFSET.fullmatch(word):
        message = f"“{word}” stays as it is when the clocks change. Write a place to go by, such as Europe/Berlin."
        raise WishError(message, "zone", word)
    if "/" in word and not word.startswith("<"):
        raise _no_zone(word)
    return None


def after_a_time(words: Words, wish: Wish) -> Wish:
    """The wish with the zone of `9am ET`."""
    found = _zones().get(_BEHIND.get(words.plain(0), ""))
    return _with(wish, found, words.take()) if found else wish


def read_zone(text: str) -> str:
    """The time zone that a text names. Raises `WishError`."""
    words = Words(text.split())
    read = zone(words, Wish("")) if words.left else None
    if read is None or not read.zone or words.left:
        raise _no_zone(text)
    return read.zone


def _with(wish: Wish, found: str, said: str) -> Wish:
    if wish.zone not in {"", found}:
        raise WishError(f"A digest goes by one time zone: {wish.zone} or {found}?", "zone", said, ("",))
    return replace(wish, zone=found)


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
        if "/" in name and not name.startswith(_NO_CITIES):
            cities.setdefault(name.rpartition("/")[2].casefold(), []).append(name)
    single = {city: found[0] for city, found in cities.items() if len(found) == 1 and len(city) > 3}
    return {**_CITIES, **single, **{name.casefold(): name for name in names if len(name) > 2}, **_ABBREVIATED}
