"""The public holidays in a wish: `holidays DE`, `without holidays of Germany`, `US-CA holidays`."""

from dataclasses import replace
from functools import cache, lru_cache

from bot.digests.subscription_parser.model import RemainingWords, SubscriptionRequest, SubscriptionRequestError

_HOLIDAYS = frozenset({"holidays", "holiday", "no-holidays", "public-holidays"})
_LESS = frozenset({"no", "not", "without", "except", "excluding", "skip", "minus", "but", "public", "on", "bank"})
_OF = frozenset({"of", "in", "for", "the"})
_EXAMPLES = ("US", "DE-BY")
LONGEST_NAME = 5  # words of a country's


def take_holidays(words: RemainingWords, requested: SubscriptionRequest) -> SubscriptionRequest | None:
    """The wish with the holidays that come next. Raises `WishError` when it isn't known whose they are."""
    if not any(words.plain(n) in _HOLIDAYS for n in range(LONGEST_NAME + 1)):
        return None  # what else is read needs no calendars, which take long to load
    at = next((n for n in range(4) if words.plain(n) not in _LESS), 0)
    if words.plain(at) in _HOLIDAYS:
        words.take(at + 1)
        return replace(requested, holidays=_place_next(words))
    behind = RemainingWords(words.left[at:])
    for count, place in _places(behind):
        if behind.plain(count) in _HOLIDAYS:
            words.take(at + count + 1)
            return replace(requested, holidays=place)
    return None


def parse_holidays(text: str) -> str:
    """The country, or the part of one, whose holidays are meant. Raises `WishError`."""
    words = RemainingWords(text.split())
    for count, place in _places(words):
        if count == len(words.left):
            return place
    if not text:
        raise SubscriptionRequestError(
            "Say whose public holidays are left out: DE, or DE-BY for a part.", "holidays", "", _EXAMPLES
        )
    message = f"There are no public holidays known for “{text}”. Write a country as DE, or a part of it as DE-BY."
    raise SubscriptionRequestError(message, "holidays", text, _EXAMPLES)


def _place_next(words: RemainingWords) -> str:
    if words.plain(0) in _OF and len(words.left) > 1:
        words.take()
    for count, place in _places(words):
        words.take(count)
        return place
    return parse_holidays(words.take().rstrip(","))


def _places(words: RemainingWords) -> list[tuple[int, str]]:
    """The places that the next words may name, the longest first: `DE-BY`, `de by`, `DE`, `Germany`."""
    found = []
    for count, phrase in words.phrases(LONGEST_NAME):
        place = _countries().get(phrase) or phrase.replace(" ", "-").upper()
        if _is_known(place):
            found.append((count, place))
    return found


@cache
def _countries() -> dict[str, str]:
    """The codes of the countries by their names in small letters."""
    from holidays.registry import COUNTRIES

    return {name.replace("_", " "): codes[1] for name, codes in COUNTRIES.items()}


@lru_cache(maxsize=1024)
def _is_known(place: str) -> bool:
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
