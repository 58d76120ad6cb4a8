"""Reading a subscription request: which digest, and then its time, days, zone, holidays and accounts in any order."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from difflib import get_close_matches

from accounts.digests.subscription_parser.conditions import DIGESTS_WITH, take_condition
from accounts.digests.subscription_parser.filters import check_country, take_filter
from accounts.digests.subscription_parser.horizons import take_horizon
from accounts.digests.subscription_parser.mentions import take_mentions
from accounts.digests.subscription_parser.model import (
    DIGESTS,
    NAMES,
    RemainingWords,
    SubscriptionRequest,
    SubscriptionRequestError,
)
from accounts.digests.subscription_parser.public_holidays import take_holidays
from accounts.digests.subscription_parser.recurrences import settle_recurrence, take_recurrence
from accounts.digests.subscription_parser.times import AT, no_time, take_time, take_zone
from accounts.digests.subscription_parser.waiting import check_wait, take_wait
from accounts.digests.subscription_parser.weekdays import take_weekdays

_NAMES: tuple[Mapping[str, str], ...] = (
    NAMES,
    {"accounts": "health", "glossary": "term", "weekly": "portfolio"},  # where no digest is named
)
_SCOPES = frozenset({"mine", "me", "my", "all", "everything", "everyone", "segment"})
_LEADING = frozenset({"me", "us", "to", "the", "a", "for"})  # before the digest's name; behind it some name a scope
FILLERS = AT | frozenset(
    {"every", "on", "in", "the", "each", "for", "time", "and", "digest", "digests", "day", "please", "to", "here"}
    | {"morning", "mornings", ",", "&", "+"}
)
_CHANGES = frozenset(
    {"only-changes", "only-changed", "changes-only", "when-changed", "only-if-changed", "only-when-changed"}
    | {"if-changed", "on-changes", "only-on-changes", "when-something-changes", "when-something-changed"}
    | {"only-when-something-changes", "only-when-something-changed", "only-if-something-changed"}
)
_EMPTY = frozenset({"skip-empty", "skip-if-empty", "no-empty", "unless-empty", "silent", "quiet", "silent-if-empty"})
_AT_ONCE = frozenset(
    {"at-once", "immediately", "instantly", "right-away", "straight-away", "as-it-happens", "as-soon-as-it-happens"}
)
_ALWAYS = frozenset(
    {"always", "every-time", "each-time", "in-any-case", "unconditionally", "no-condition", "without-condition"}
    | {"without-conditions", "without-a-condition", "even-if-empty", "even-when-empty", "even-if-nothing-changed"}
)
_WHEN_DUE = frozenset({"not-at-once", "when-due", "only-when-due"})


def parse_subscription(text: str) -> SubscriptionRequest:
    """The request that a text expresses. Raises `SubscriptionRequestError` for what it can't be."""
    words = RemainingWords(text.split())
    requested = SubscriptionRequest(_digest(words))
    while words.left:
        if not words.take_scope():
            requested = _next(words, requested)
    requested = check_country(text, _checked(replace(requested, scope=" ".join(words.scope))))
    return settle_recurrence(check_wait(requested))


def _checked(requested: SubscriptionRequest) -> SubscriptionRequest:
    """The request, unless it is to come at once and on no condition. Raises `SubscriptionRequestError`."""
    if requested.at_once and requested.digest not in DIGESTS_WITH:
        message = f"Only {' and '.join(DIGESTS_WITH)} digests come at once, on a condition."
        raise SubscriptionRequestError(message, "when", "at once", ("",))
    return requested


def quote_scope(scope: str) -> str:
    """The scope as it stands in a request: in quotes, where a part of it would be read as something else."""
    if not scope:
        return ""
    try:
        only_for_requester = parse_subscription(f"health {scope}") == SubscriptionRequest("health", scope=scope)
    except SubscriptionRequestError:
        only_for_requester = False
    return scope if only_for_requester else f'"{scope}"'


def _digest(words: RemainingWords) -> str:
    """Takes the digest's name, wherever it stands."""
    for names in _NAMES:
        for at, word in enumerate(words.left):
            if word.startswith('"') or (at and words.plain(at - 1) == "segment"):
                break
            if name := names.get(words.plain(at)):
                words.left[: at + 1] = [each for each in words.left[:at] if each.casefold() not in _LEADING]
                return name
    raise _no_digest(words)


def _no_digest(words: RemainingWords) -> SubscriptionRequestError:
    """What is said where no digest is named: of the first word, unless that says something else."""
    listed = ", ".join(DIGESTS)
    first = next((word for word in words.left if word.casefold() not in FILLERS), "")
    near = tuple(get_close_matches(first.casefold(), DIGESTS, n=1))
    scope = first.casefold() in _SCOPES or first.startswith("@")
    if near or (first and not scope and not _is_read(RemainingWords([first]))):
        return SubscriptionRequestError(
            f"There is no digest “{first}”: {listed}.", "digest", first, near or tuple(DIGESTS)
        )
    return SubscriptionRequestError(f"Say which digest: {listed}.", "digest", "", tuple(DIGESTS))


def _next(words: RemainingWords, requested: SubscriptionRequest) -> SubscriptionRequest:
    """The request with what comes next; what is nothing else is of the scope."""
    for reader in _READERS:
        if (read := reader(words, requested)) is not None:
            return read
    word = words.take()
    if word.casefold() in AT and words.left and not _is_read(words):
        raise no_time(words.left[0])
    if word.casefold() not in FILLERS:
        _refuse(word, requested)
        words.add(word)
    elif words.scope:
        words.between.append(word)
    return requested


def _refuse(word: str, requested: SubscriptionRequest) -> None:
    """Raises `SubscriptionRequestError` for another digest, or another channel."""
    if word.casefold().rstrip(",") in DIGESTS:
        message = f"One digest at a time: {requested.digest}, and then {word}."
        raise SubscriptionRequestError(message, "digest", word, ("",))
    if word.startswith("#") and len(word) > 1:
        message = f"A digest goes to the conversation in which it is asked for: type the same in {word}."
        raise SubscriptionRequestError(message, "channel", word, ("",))


def _is_read(words: RemainingWords) -> bool:
    """Whether the next word is a part of the request other than its scope."""
    there = RemainingWords([*words.left])
    return words.plain(0) in FILLERS or any(reader(there, SubscriptionRequest("")) is not None for reader in _READERS)


def _flag(words: RemainingWords, requested: SubscriptionRequest) -> SubscriptionRequest | None:
    for count, phrase in words.phrases(4):
        flag = phrase.replace(" ", "-").lstrip("-")
        if flag in _CHANGES:
            words.take(count)
            return replace(requested, only_changes=True)
        if flag in _EMPTY:
            words.take(count)
            return replace(requested, skip_empty=True)
        if flag in _ALWAYS:
            words.take(count)
            return replace(requested, always=True)
        if flag in _AT_ONCE or flag in _WHEN_DUE:
            words.take(count)
            return replace(requested, at_once=flag in _AT_ONCE)
    return None


_READERS: tuple[Callable[[RemainingWords, SubscriptionRequest], SubscriptionRequest | None], ...] = (
    _flag,
    take_wait,
    take_mentions,
    take_condition,
    take_filter,
    take_holidays,
    take_recurrence,
    take_horizon,
    take_time,
    take_weekdays,
    take_zone,
)
