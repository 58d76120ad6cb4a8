"""Selects the subscription that is meant, and describes one."""

import re
from collections.abc import Sequence
from datetime import datetime

from accounts.digests.conditions import conditions_text
from accounts.digests.subscription_parser import COUNTRY_ZONES, NAMES, quote_scope, recurrence_request, recurrence_text
from accounts.digests.subscriptions import Subscription, SubscriptionError, subscriptions
from bot.accounts.arguments import UnknownScopeError, parse_scope_argument
from bot.accounts.formatting import MONTHS, count, join_texts
from bot.context import TERMINAL, Context
from bot.digests.commands.condition_texts import condition_text
from bot.digests.content.model import WEEKDAYS as DAYS


def digest_name(each: Subscription) -> str:
    """Its digest: `Health`."""
    return each.digest.capitalize()


def accounts(each: Subscription) -> str:
    """The accounts that it is about, or the category of its terms, as they are asked for."""
    return each.scope or {"term": "all terms", "watch": "watched accounts"}.get(each.digest, "all accounts")


def schedule_text(each: Subscription) -> str:
    """Its days and time: `on weekdays at 09:00 Europe/Berlin`."""
    schedule = each.schedule
    first = "as accounts change, the rest " if each.digest == "watch" else ""
    return f"{first}{recurrence_text(schedule)} at {schedule.at:%H:%M} {schedule.zone}"


def terms_text(each: Subscription) -> str:
    """When it comes, the accounts that it is about, and on which condition."""
    return join_texts((schedule_text(each), accounts(each), condition_text(each)), ", ")


def summary(each: Subscription) -> str:
    """All that is said of it: `on weekdays at 09:00 Europe/Berlin, all accounts, mentions owners`."""
    flags = (("only when something changed", each.only_changes), ("silent when empty", each.skip_empty))
    holidays = f"without public holidays of {each.schedule.holidays}" if each.schedule.holidays else ""
    ahead = f"{count(each.horizon, 'day')} ahead" if each.horizon else ""
    condition = condition_text(each)
    waits = f"waiting for its sources until {each.wait_until:%H:%M}" if each.wait_until else ""
    parts = (
        schedule_text(each),
        accounts(each),
        condition,
        ahead,
        waits,
        f"mentions {each.mentions}" if each.mentions else "",
        holidays,
        *(words for words, said in flags if said),
    )
    return ", ".join(part for part in parts if part)


def describe(each: Subscription) -> str:
    """All that tells it from others: `1. Health, on weekdays at 09:00 Europe/Berlin, all accounts.`"""
    return f"{each.id}. {digest_name(each)}, {terms_text(each)}."


def state_text(each: Subscription) -> str:
    """Whether it is paused and why, or when it comes next."""
    if each.state == "paused":
        return f"paused{f': {each.why}' if each.why else ''}"
    return f"next {next_date(each)}"


def next_date(each: Subscription) -> str:
    """When it comes next."""
    return "never" if each.next_on is None else local_time_text(each, each.schedule.instant(each.next_on))


def local_time_text(each: Subscription, instant: datetime) -> str:
    """An instant in the digest's own zone, which is always shown: `Mon 15 Jun at 09:00 Europe/Berlin`."""
    local = each.schedule.local(instant)
    return f"{DAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]} at {local:%H:%M} {each.schedule.zone}"


def as_request(each: Subscription) -> str:
    """The request that makes the same subscription."""
    schedule = each.schedule
    parts = (
        each.digest,
        f"at {schedule.at:%H:%M}",
        recurrence_request(schedule),
        COUNTRY_ZONES.get(schedule.zone, schedule.zone),  # a country, before holidays, is read as theirs
        f"holidays {schedule.holidays}" if schedule.holidays else "",
        "only-changes" if each.only_changes else "",
        "skip-empty" if each.skip_empty else "",
        f"{each.horizon} days" if each.horizon else "",
        f"mention {each.mentions}" if each.mentions else "",
        f"when {conditions_text(each.conditions)}" if each.conditions else "",
        "at once" if each.at_once else "",
        f"wait until {each.wait_until:%H:%M}" if each.wait_until else "",
        quote_scope(each.scope),
    )
    return " ".join(part for part in parts if part)


def data(each: Subscription) -> dict[str, object]:
    """A subscription in the JSON contract."""
    return {
        "id": each.id,
        "digest": each.digest,
        "channel": each.channel,
        "scope": each.scope,
        "at": f"{each.schedule.at:%H:%M}",
        "weekdays": [DAYS[day].lower() for day in sorted(each.schedule.weekdays)],
        "recurrence": str(each.schedule.recurrence),
        "zone": each.schedule.zone,
        "holidays": each.schedule.holidays,
        "only_changes": each.only_changes,
        "skip_empty": each.skip_empty,
        "horizon": each.horizon,
        "condition": conditions_text(each.conditions),
        "at_once": each.at_once,
        "wait_until": f"{each.wait_until:%H:%M}" if each.wait_until else None,
        "mentions": each.mentions,
        "state": each.state,
        "why": each.why,
        "next_on": each.next_on.isoformat() if each.next_on else None,
    }


_ALL = frozenset({"all", "everything", "both", "them"})
_BETWEEN = re.compile(r"[\s,;]+")
_FILLERS = frozenset({"and", "&", "+", "the", "digest", "digests", "no", "no.", "nr", "number", "of", "for", ""})
NAMED = 10  # digests that a message lists


class AmbiguousSubscriptionError(SubscriptionError):
    """It isn't clear which digest is meant: perhaps one of those `found`."""

    def __init__(self, why: str, found: Sequence[Subscription]) -> None:
        listed = ", ".join(f"{each.id} ({digest_name(each).lower()}, {accounts(each)})" for each in found[:NAMED])
        more = f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
        super().__init__(f"{why} Say which digest, by its number: {listed}{more}.".strip() if found else why)
        self.found = tuple(found)


def visible_subscriptions(context: Context) -> list[Subscription]:
    """The digests of this conversation; in a direct message all of the asker's own, in the terminal everybody's."""
    if context.place == TERMINAL:
        return subscriptions(context.store)
    there = subscriptions(context.store, context.team, context.place)
    if not context.place.startswith("D"):
        return there
    own = subscriptions(context.store, context.team, created_by=context.requester.id)
    return list({each.id: each for each in (*there, *own)}.values())


def subscriptions_here(context: Context) -> list[Subscription]:
    """The digests that come where somebody asks; in the terminal all of them."""
    return [each for each in visible_subscriptions(context) if context.place in {each.channel, TERMINAL}]


def select(context: Context, text: str) -> list[Subscription]:
    """The digests that a text means, at least one; the only one there is needs no text.

    `1`, `#1 and 2`, `health`, `health mine`, `all` that come here. Raises `AmbiguousSubscriptionError` when there are
    none or others.
    """
    known = visible_subscriptions(context)
    words = [word for word in _BETWEEN.split(text.strip(" .!?")) if word.casefold() not in _FILLERS]
    if words and {word.casefold() for word in words} <= _ALL:
        return _some(subscriptions_here(context), known)
    if words and all(map(read_id, words)):
        return [_numbered(context, known, number) for number in dict.fromkeys(map(read_id, words)) if number]
    found = _named(context, words, known)
    if not found:
        raise _none(" ".join(words), known)
    return found


def change_request(each: Subscription) -> str:
    """The request whose form changes a digest, with all that is said of it."""
    return f"digest subscribe {each.id} {as_request(each)}"


def read_id(text: str) -> int | None:
    """The number of a digest: `3`, `#3`."""
    return int(text.removeprefix("#")) if re.fullmatch(r"#?[1-9]\d{0,8}", text) else None


def _some(found: list[Subscription], known: list[Subscription]) -> list[Subscription]:
    if not found:
        raise AmbiguousSubscriptionError("There is no digest here." if not known else "No digest comes here.", known)
    return found


def _numbered(context: Context, known: list[Subscription], number: int) -> Subscription:
    found = next((each for each in known if each.id == number), None)
    if found is not None:
        return found
    own = subscriptions(context.store, context.team, created_by=context.requester.id) if context.requester.id else []
    if any(each.id == number for each in own):
        raise SubscriptionError(
            f"There is no digest {number} here: it goes to another conversation. "
            "Type the same there, or in your direct messages with me."
        )
    raise _none(str(number), known)


def _named(context: Context, words: list[str], known: list[Subscription]) -> list[Subscription]:
    """Those of each name, one of each; with accounts behind a name, those about just these."""
    names = [NAMES[word.casefold()] for word in words if word.casefold() in NAMES]
    scope = " ".join(word for word in words if word.casefold() not in NAMES)
    found = [each for each in known if each.digest in names or not names]
    if scope:
        asked = {scope.casefold(), _request(context, scope).casefold()}  # one may be gone that a digest is about
        found = [each for each in found if each.scope.casefold() in asked]
    if len(found) > max(len(set(names)), 1) or (found and len({each.digest for each in found}) < len(set(names))):
        raise AmbiguousSubscriptionError("", found)
    return found


def _request(context: Context, scope: str) -> str:
    try:
        return parse_scope_argument(context, scope.strip('"')).request
    except UnknownScopeError:
        return scope


def _none(named: str, known: list[Subscription]) -> AmbiguousSubscriptionError:
    named = named if read_id(named) or not named else f"“{named}”"
    return AmbiguousSubscriptionError(" ".join(f"There is no digest {named} here.".split()), known)
