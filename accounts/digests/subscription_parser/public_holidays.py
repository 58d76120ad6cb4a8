"""The public holidays in a subscription request: `holidays DE`, `without holidays of Germany`, `US-CA holidays`, and
`holidays none` where none are to be left out.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache

from accounts.digests.schedule import EVERY_DAY, weekend_of
from accounts.digests.subscription_parser.holiday_places import find_place, parts_of, place_name, similar_places
from accounts.digests.subscription_parser.model import RemainingWords, SubscriptionRequest, SubscriptionRequestError
from accounts.digests.subscription_parser.recurrences import take_recurrence
from accounts.digests.subscription_parser.times import take_time, take_zone
from accounts.digests.subscription_parser.weekdays import DAYS, take_weekdays

_HOLIDAYS = frozenset({"holidays", "holiday", "no-holidays", "public-holidays"})
_LESS = frozenset({"no", "not", "without", "except", "excluding", "skip", "minus", "but", "public", "on", "bank"})
_NONE = frozenset({"none", "off"})  # “no” is Norway
_LEADING_ON = frozenset({"at", "on", "in", "to"})  # in small letters
_OF = frozenset({"of", "in", "for", "the"})
_EXAMPLES = ("US", "DE-BY")
LONGEST_NAME = 5  # words of a country's
Reader = Callable[[RemainingWords, SubscriptionRequest], SubscriptionRequest | None]
_OTHERS: tuple[Reader, ...] = (take_time, take_weekdays, take_zone, take_recurrence)
_BEHIND = frozenset({"at", "on", "every", "each", "mine", "me", "all", "segment", "and", "for", "only-changes"}) | {
    "skip-empty",
    "only",
    "skip",
    "daily",
}


def take_holidays(words: RemainingWords, requested: SubscriptionRequest) -> SubscriptionRequest | None:
    """The request with the holidays that come next, none of them by `holidays none`.

    Raises `SubscriptionRequestError` when it isn't known whose they are.
    """
    if not any(words.plain(n) in _HOLIDAYS for n in range(LONGEST_NAME + 1)):
        return None  # what else is read needs no calendars, which take long to load
    at = next((n for n in range(4) if words.plain(n) not in _LESS), 0)
    if words.plain(at) in _HOLIDAYS:
        words.take(at + 1)
        if words.plain(0) in _NONE:
            words.take()
            return replace(requested, holidays="")
        return replace(requested, holidays=_place_next(words))
    behind = RemainingWords(words.left[at:])
    for count, place in _places(behind):
        if behind.plain(count) in _HOLIDAYS and not _is_time_or_zone(behind, count):
            words.take(at + count + 1)
            return replace(requested, holidays=place)
    return None


def _is_time_or_zone(words: RemainingWords, count: int) -> bool:
    """Whether what stands before `holidays` says something else than whose they are: the time of `at 9 holidays DE`,
    and the zone of `New York holidays US`.
    """
    before, behind = words.left[:count], RemainingWords(words.left[count + 1 :])
    if _reads(take_time, before):
        return True
    named = behind.plain(0) in _NONE or any(not _reads(take_zone, behind.left[:n]) for n, _ in _places(behind))
    return named and _reads(take_zone, before)


def _reads(reader: Reader, said: list[str]) -> bool:
    """Whether all of some words is read as something."""
    words = RemainingWords([*said])
    return reader(words, SubscriptionRequest("")) is not None and not words.left


def parse_holidays(text: str) -> str:
    """The country, or the part of one, whose holidays are meant. Raises `SubscriptionRequestError`."""
    words = RemainingWords(text.split())
    for count, place in _places(words):
        if count == len(words.left):
            return place
    if not text:
        raise SubscriptionRequestError(
            "Say whose public holidays are left out: DE, or DE-BY for a part; or none.",
            "holidays",
            "",
            (*_EXAMPLES, "none"),
        )
    near = similar_places(text)
    perhaps = f" Perhaps {' or '.join(map(place_name, near))}?" if near else ""
    raise SubscriptionRequestError(
        f"There are no public holidays known for “{text}”. Write a country as DE or Germany, or a part of it as DE-BY "
        f"or Bavaria; holidays none leaves none out.{perhaps}",
        "holidays",
        text,
        near or _EXAMPLES,
    )


def describe_holidays(place: str, weekdays: frozenset[int], today: date) -> Iterator[str]:
    """What is left out by the public holidays of a place, and what isn't: the name first, and then notes on it.

    `weekdays` are those on which it comes, of which some may be the weekend there.
    """
    yield f"public holidays of {place_name(place)}"
    weekend = weekend_of(place, today.year)
    if weekend & weekdays and weekdays != EVERY_DAY:
        working = ",".join(DAYS[day][:3] for day in sorted(EVERY_DAY - weekend, key=_from_sunday))
        rest = " and ".join(DAYS[day].capitalize() for day in sorted(weekend))
        yield f"The weekend there is {rest}, and its working days are {working}."
    known = {year: _holidays(place, year) for year in (today.year, today.year + 1)}
    missing = [str(year) for year, days in known.items() if not days]
    if missing:
        of = "them" if len(missing) > 1 else "it"
        yield f"None are known there for {' and '.join(missing)}, so no day of {of} is left out."
    elsewhere = {} if "-" in place else _only_in_parts(place, today.year + 1)
    if elsewhere:
        example, part = next(iter(elsewhere.items()))
        yield (
            f"Only those of the whole country are left out: a day such as {example} ({part}) is not. "
            f"Name a part to leave out its own: holidays {part}."
        )


def _from_sunday(day: int) -> int:
    return (day + 1) % 7


def _only_in_parts(country: str, year: int) -> dict[str, str]:
    """The holidays in a year of parts alone, each with a part that has it."""
    everywhere = _holidays(country, year)
    found: dict[str, str] = {}
    for part in parts_of(country):
        for day, name in _holidays(f"{country}-{part}", year).items():
            if day not in everywhere:
                found.setdefault(name, f"{country}-{part}")
    return found


@lru_cache(maxsize=512)
def _holidays(place: str, year: int) -> dict[date, str]:
    from holidays import country_holidays

    country, _, part = place.partition("-")
    return dict(country_holidays(country, subdiv=part or None, years=year, language="en_US"))


def _place_next(words: RemainingWords) -> str:
    if words.plain(0) in _OF and len(words.left) > 1:
        words.take()
    for count, place in _places(words):
        words.take(count)
        return place
    return parse_holidays(words.take(_name_length(words)).rstrip(","))


def _name_length(words: RemainingWords) -> int:
    """How many words a place takes that isn't known: up to what is read as something else."""
    for count in range(1, min(LONGEST_NAME, len(words.left))):
        rest = RemainingWords(words.left[count:])
        if rest.plain(0) in _BEHIND or any(reader(rest, SubscriptionRequest("")) for reader in _OTHERS):
            return count
        if words.left[count - 1].endswith(","):
            return count
    return min(LONGEST_NAME, len(words.left))


def _places(words: RemainingWords) -> list[tuple[int, str]]:
    """The places that the next words may name, the longest first: `DE-BY`, `de by`, `DE`, `Germany`."""
    phrases = (each for each in words.phrases(LONGEST_NAME) if not _leads_on(words, each[0]))
    return [(count, place) for count, phrase in phrases if (place := find_place(phrase))]


def _leads_on(words: RemainingWords, count: int) -> bool:
    """Whether the last of so many words belongs to those behind them, though it is the code of a part too: the `on` of
    `CA on weekdays`, and the `at` of `NO at 9:00`.
    """
    return words.left[count - 1] in _LEADING_ON and words.plain(count) not in {"", *_LEADING_ON, *_HOLIDAYS}
