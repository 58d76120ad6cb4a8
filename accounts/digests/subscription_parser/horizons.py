"""Parses the days ahead of a renewals digest: `renewals 60`, `next 45 days`."""

import re
from dataclasses import replace

from accounts.digests.subscription_parser.model import RemainingWords, SubscriptionRequest, SubscriptionRequestError

_DAYS = re.compile(r"(?:(?:the )?(?:next|coming) |within (?:the next )?)?(\d{1,4})[ -]?days?(?: ahead)?(?=[ ,]|$)")
_ALONE = re.compile(r"\d{2,4}")
HOURS = 24  # what is no more may be a time of day
LONGEST = 730
DEFAULT_HORIZON = 90


def take_horizon(words: RemainingWords, requested: SubscriptionRequest) -> SubscriptionRequest | None:
    """The request with the days ahead that come next. Raises `SubscriptionRequestError` where there can be none."""
    match = _DAYS.match(" ".join(words.left[:5]).casefold())
    alone = _ALONE.fullmatch(words.plain(0)) if requested.digest == "renewals" else None
    if match:
        said, days = words.take(len(match[0].split())), int(match[1])
    elif alone and HOURS < int(alone[0]) <= LONGEST and not words.left[0].startswith("0"):
        said, days = words.take(), int(alone[0])
    else:
        return None
    if requested.digest not in {"renewals", ""}:
        message = f"Only a digest of renewals looks so many days ahead, not {requested.digest}."
        raise SubscriptionRequestError(message, "horizon", said, ("",))
    if not 1 <= days <= LONGEST:
        raise SubscriptionRequestError(f"Renewals are told 1 to {LONGEST} days ahead.", "horizon", said, ("90 days",))
    if requested.horizon not in {None, days}:
        message = f"A digest of renewals looks one number of days ahead: {requested.horizon} or {days}?"
        raise SubscriptionRequestError(message, "horizon", said, ("",))
    return replace(requested, horizon=days)


def parse_horizon(text: str) -> int | None:
    """The days ahead that a text says, None for as many as usual. Raises `SubscriptionRequestError`."""
    words = RemainingWords(text.split() if "day" in text else [*text.split(), "days"])
    read = take_horizon(words, SubscriptionRequest("renewals"))
    if read is None or words.left:
        raise SubscriptionRequestError(f"“{text}” is no number of days.", "horizon", text, ("90 days",))
    return None if read.horizon == DEFAULT_HORIZON else read.horizon
