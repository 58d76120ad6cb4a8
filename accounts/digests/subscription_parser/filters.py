"""Conditions in a subscription: `over 50k`, `country Japan`, which alone would be read as times or zones."""

import re
from contextlib import suppress
from datetime import time

from accounts.digests.subscription_parser.model import RemainingWords, SubscriptionRequest, SubscriptionRequestError
from accounts.digests.subscription_parser.times import take_time

LONGEST = 7  # words of a limit
# Names of time zones that are countries' too, each with another name of the zone.
COUNTRY_ZONES = {
    "Cuba": "America/Havana",
    "Egypt": "Africa/Cairo",
    "Eire": "Europe/Dublin",
    "Hongkong": "Asia/Hong_Kong",
    "Iceland": "Atlantic/Reykjavik",
    "Iran": "Asia/Tehran",
    "Israel": "Asia/Jerusalem",
    "Jamaica": "America/Jamaica",
    "Japan": "Asia/Tokyo",
    "Libya": "Africa/Tripoli",
    "Poland": "Europe/Warsaw",
    "Portugal": "Europe/Lisbon",
    "Singapore": "Asia/Singapore",
    "Turkey": "Europe/Istanbul",
}
_NAMED = frozenset({"country", "plan"})


def take_filter(words: RemainingWords, requested: SubscriptionRequest) -> SubscriptionRequest | None:
    """The request with the condition that comes next in its scope."""
    from accounts.scopes.arr_limits import limit_at_start  # its patterns are compiled only where a request is read

    if limit := limit_at_start(" ".join(words.left[:LONGEST])):
        words.add(words.take(len(limit.split())))
        return requested
    if words.plain(0) in _NAMED and len(words.left) > 1:
        words.add(words.take(2))
        return requested
    return None


def check_country(text: str, requested: SubscriptionRequest) -> SubscriptionRequest:
    """The request. Raises `SubscriptionRequestError` where a zone with no time before it may as well be a country."""
    zone = requested.zone
    if zone not in COUNTRY_ZONES:
        return requested
    said = re.search(rf"(?<![\w/]){zone}(?![\w/])", text, re.IGNORECASE)
    if said is None or _has_time(text[: said.start()], requested.at):
        return requested
    message = f"“{said[0]}” is a country and a time zone: say which is meant."
    raise SubscriptionRequestError(message, "accounts", said[0], (f"country {said[0]}", COUNTRY_ZONES[zone]))


def _has_time(text: str, at: time | None) -> bool:
    """Whether a text says a time of day, of which a zone may follow."""
    words = text.split()
    for start in range(len(words)):
        with suppress(SubscriptionRequestError):
            read = take_time(RemainingWords(words[start:]), SubscriptionRequest(""))
            if read is not None and read.at == at:
                return True
    return False
