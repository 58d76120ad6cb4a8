"""Until when a digest waits for its sources, in a subscription: `wait until 9:30`, `don't wait`."""

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Final

from accounts.digests.subscription_parser.model import RemainingWords, SubscriptionRequest, SubscriptionRequestError
from accounts.digests.subscription_parser.times import no_time, take_time

NOT_AT_ALL: Final = time(0)
LONGEST: Final = timedelta(hours=5)
"""So long a digest waits at most: one that is later than planning's MAX_LATENESS isn't posted any more."""
_WAIT: Final = re.compile(
    r"(?:and )?waits?(?:ing)?(?: for (?:its |the |all )?(?:sources?|data))? (?:until|till|up to)(?= )"
)
_NEVER: Final = re.compile(r"(?:and )?(?:don['’]?t wait|do not wait|no wait(?:ing)?|without waiting)(?=,? |,?$)")
_LONGEST: Final = 8  # words


def take_wait(words: RemainingWords, requested: SubscriptionRequest) -> SubscriptionRequest | None:
    """The request with the time until which it waits, if that is next. Raises `SubscriptionRequestError`."""
    said = " ".join(words.left[:_LONGEST]).casefold()
    if match := _NEVER.match(said):
        words.take(len(match[0].split()))
        return replace(requested, wait_until=NOT_AT_ALL)
    if not (match := _WAIT.match(said)):
        return None
    words.take(len(match[0].split()))
    behind = RemainingWords(["at", *words.left])
    read = take_time(behind, SubscriptionRequest("")) if words.left else None
    if read is None or read.at is None:
        raise no_time(words.left[0] if words.left else "")
    words.left = behind.left
    return replace(requested, wait_until=read.at, zone=requested.zone or read.zone)


def check_wait(requested: SubscriptionRequest) -> SubscriptionRequest:
    """The request. Raises `SubscriptionRequestError` where it would wait until before it comes, or for too long."""
    until, at = requested.wait_until, requested.at
    if not until or until == NOT_AT_ALL or not at:
        return requested
    if until <= at:
        can = f"until a later time of the day, not {until:%H:%M}"
    elif datetime.combine(date.min, until) - datetime.combine(date.min, at) > LONGEST:
        can = f"for five hours at most, not until {until:%H:%M}"
    else:
        return requested
    raise SubscriptionRequestError(
        f"It comes at {at:%H:%M}: it can wait {can}.", "wait", f"{until:%H:%M}".lstrip("0"), ("",)
    )
