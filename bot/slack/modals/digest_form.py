"""The form of a digest's subscription: opened filled with what is known, and taken or sent back with what is wrong."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import time
from functools import partial
from typing import Any, TypeVar

from slack_sdk.web.async_client import AsyncWebClient

from accounts.digests.conditions import Condition, conditions_text
from accounts.digests.recurrence import WEEKLY
from accounts.digests.schedule import EVERY_DAY, Schedule
from accounts.digests.subscription_parser import (
    DEFAULT_HORIZON,
    DIGESTS,
    SubscriptionRequest,
    SubscriptionRequestError,
    cannot_mention,
    parse_conditions,
    parse_holidays,
    parse_horizon,
    parse_mentions,
    parse_recurrence,
    parse_subscription,
    parse_time,
    parse_zone,
    recurrence_request,
)
from accounts.digests.subscription_parser.waiting import NOT_AT_ALL, check_wait
from accounts.digests.subscriptions import SubscriptionError
from bot.accounts.arguments import UnknownScopeError
from bot.context import Context
from bot.digests.commands.scopes import scope_request
from bot.digests.commands.subscribe import (
    AT,
    cannot_post,
    default_weekdays,
    save_subscription,
    subscription_to_change,
)
from bot.parsing.grammar import Request
from bot.render import account_modals as rendered
from bot.render.account_modals import ALWAYS, EACH_WEEK, NEVER, NOBODY, DigestFields, DigestOptions
from bot.render.modal_fields import errors
from bot.render.pickers import owner_of, picked_value
from bot.slack.access import NoAccessError, RequestOrigin
from bot.slack.account_requests import AccountRequests, AnsweredRequest
from bot.slack.modals.metric_form import ValidationErrors
from bot.slack.posting import ReplyTarget

View = Mapping[str, Any]
VERB, POSTS = "digest", True
PEOPLE: tuple[str, ...] = (rendered.OWNER,)
DAYS = dict(zip("0123456", ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), strict=True))
UNLESS = {
    "say": "Say so in one line",
    "empty": "Stay silent when there is nothing to report",
    "changes": "Stay silent when nothing changed",
    "both": "Stay silent when nothing changed or there is nothing to report",
}
ALL, NONE = "all", "none"
CHANGED = "changed"  # in what comes back with the form: the number of the digest that it changes
WHERE = "where"  # and the conversation that the digest goes to
_AT_ONCE = re.compile(r"[\s,;]*\bat once$", re.IGNORECASE)

T = TypeVar("T")


async def open_modal(
    request: str, account_requests: AccountRequests, origin: RequestOrigin, place: ReplyTarget, client: AsyncWebClient
) -> dict[str, Any]:
    """The modal that a request opens. Raises `NoAccessError`, also where the bot can't post."""
    digest = _heard(request).digest
    context = await account_requests.context(origin, client, VERB, posts=bool(digest))
    if refused := cannot_post(context, digest):
        raise NoAccessError(refused)
    opened = Opened(place, _numbered(request)[0], origin.channel, pickers=account_requests.pickers)
    return modal(prefill(context, request), opened)


def prefill(context: Context, request: str) -> DigestFields:
    """What a request says of the digest that is to be subscribed to, and for the rest what is usual."""
    requested = _heard(request)
    days = requested.weekdays or (default_weekdays(requested.digest) if requested.digest else frozenset())
    return DigestFields(
        digest=requested.digest,
        at=f"{requested.at or AT:%H:%M}",
        days=tuple(map(str, sorted(days))),
        often=_often(requested),
        zone=requested.zone or context.requester.zone or "UTC",
        scope=requested.scope or ALL,
        unless={(True, True): "both", (True, False): "changes", (False, True): "empty"}.get(
            (requested.only_changes, requested.skip_empty), "say"
        ),
        holidays=requested.holidays or NONE,
        ahead=str(requested.horizon or DEFAULT_HORIZON),
        when=_when(requested),
        mentions=requested.mentions or NOBODY,
        wait=f"{requested.wait_until:%H:%M}" if requested.wait_until else NEVER,
    )


@dataclass(frozen=True, slots=True)
class Opened:
    """Where a form was opened, and for what: its answer goes to `place`, the digest to `where`, or else there; the one
    that is `changed` is named by its number.
    """

    place: ReplyTarget
    changed: str = ""
    where: str = ""
    pickers: bool = False


def modal(known: DigestFields, opened: Opened) -> dict[str, Any]:
    """The modal that asks for a subscription, or for what should change of one."""
    where = opened.where or opened.place.channel
    offered = DigestOptions(
        digests={name: f"{name.capitalize()}: {what}" for name, what in DIGESTS.items()},
        days=DAYS,
        unless=UNLESS,
        metadata=json.dumps({**asdict(opened.place), CHANGED: opened.changed, WHERE: where}),
        pickers=opened.pickers,
        where=where,
        new=not opened.changed,
    )
    return rendered.digest_modal(known, offered)


def place_of(view: View) -> ReplyTarget:
    """Where the answer to a filled form goes."""
    kept = json.loads(view["private_metadata"])
    return ReplyTarget(kept["channel"], kept["thread"], kept["url"])


def channel_of(view: View) -> str:
    """The conversation that the digest of a filled form goes to."""
    kept = json.loads(view["private_metadata"])
    return picked_value(view, rendered.CHANNEL) or str(kept.get(WHERE) or kept["channel"])


def submitted(context: Context, view: View) -> AnsweredRequest | ValidationErrors:
    """Subscribes as a filled form says, or says what is wrong with which field; either is recorded in the audit log."""
    changed = json.loads(view["private_metadata"]).get(CHANGED, "")
    answer = _subscribed(context, rendered.digest_values(view), changed, view)
    context.record(VERB, "usage" if isinstance(answer, ValidationErrors) else answer.reply.outcome)
    return answer


def refused(why: str, view: View) -> ValidationErrors:
    """What tells somebody, in the form, that they may not subscribe there."""
    picked = any(block["block_id"] == rendered.CHANNEL for block in view["blocks"])
    return _refused({rendered.CHANNEL if picked else rendered.DIGEST: why})


def _subscribed(context: Context, fields: DigestFields, number: str, view: View) -> AnsweredRequest | ValidationErrors:
    if why := cannot_post(context, fields.digest):
        return refused(why, view)
    requested, faults = _wished(context, fields)
    if faults:
        owner = owner_of(view, rendered.OWNER)
        of_owner = owner and fields.scope == owner and faults.pop(rendered.SCOPE, "")
        return _refused(faults | ({rendered.OWNER: of_owner} if of_owner else {}))
    try:
        changed = subscription_to_change(context, number) if number else None
        if changed is not None and changed.digest != requested.digest:
            why = f"Digest {number} is a {changed.digest} digest: end it, and subscribe to the other."
            return _refused({rendered.DIGEST: why})
        reply = save_subscription(context, requested, changed=changed)
    except SubscriptionError as error:
        return _refused({rendered.DAYS: str(error)})
    return AnsweredRequest(Request(VERB, "list"), reply)


def _wished(context: Context, fields: DigestFields) -> tuple[SubscriptionRequest, dict[str, str]]:
    """The request that the fields make, and what is wrong with which of them."""
    faults: dict[str, str] = {} if fields.digest in DIGESTS else {rendered.DIGEST: "Choose a digest."}
    read = partial(_read, faults)
    ticked = frozenset(map(int, fields.days)) or None
    often, days = read(rendered.OFTEN, fields.often or EACH_WEEK, lambda text: parse_recurrence(text, ticked)) or (
        WEEKLY,
        ticked,
    )
    requested = SubscriptionRequest(
        fields.digest,
        read(rendered.AT, fields.at, parse_time),
        days,
        read(rendered.ZONE, fields.zone, parse_zone) or "",
        read(rendered.SCOPE, fields.scope or ALL, lambda text: scope_request(context, fields.digest, text)) or "",
        read(rendered.HOLIDAYS, fields.holidays or NONE, _read_holidays) or "",
        fields.unless in {"changes", "both"},
        fields.unless in {"empty", "both"},
        often,
        read(rendered.AHEAD, fields.ahead or str(DEFAULT_HORIZON), parse_horizon),
        read(rendered.WHEN, _AT_ONCE.sub("", fields.when) or ALWAYS, _read_when) or (),
        bool(_AT_ONCE.search(fields.when)),
        wait_until=read(rendered.WAIT, fields.wait or NEVER, _read_wait),
        mentions=read(rendered.MENTIONS, fields.mentions or NOBODY, parse_mentions) or "",
    )
    if requested.at_once and not requested.conditions and rendered.WHEN not in faults:
        faults[rendered.WHEN] = "Say on which condition it comes at once: turned red, at once."
    if rendered.AT not in faults:
        read(rendered.WAIT, fields.wait or NEVER, lambda _: check_wait(requested))
    if why := cannot_mention(fields.digest, requested.mentions or ""):
        faults[rendered.MENTIONS] = why
    return requested, faults


def _read(faults: dict[str, str], block: str, text: str, reader: Callable[[str], T]) -> T | None:
    """What a field says; None where that can't be read, and then why among the faults."""
    try:
        return reader(text)
    except (SubscriptionRequestError, UnknownScopeError) as error:
        faults[block] = str(error) if text else "This is needed."
        return None


def _read_holidays(text: str) -> str:
    return "" if text.casefold() in {NONE, "no"} else parse_holidays(text)


def _read_when(text: str) -> tuple[Condition, ...]:
    return () if text == ALWAYS else parse_conditions(text)


def _read_wait(text: str) -> time:
    return NOT_AT_ALL if text.casefold() in {NEVER, NONE, ""} else parse_time(text)


def _when(requested: SubscriptionRequest) -> str:
    """When it comes, in words that the field takes."""
    if not requested.conditions:
        return ALWAYS
    return conditions_text(requested.conditions) + (", at once" if requested.at_once else "")


def _often(requested: SubscriptionRequest) -> str:
    """How often it comes, in words that the field takes; the days are ticked."""
    recurrence = requested.recurrence or WEEKLY
    if recurrence == WEEKLY:
        return EACH_WEEK
    if recurrence.period == "week":
        return f"every two weeks from {recurrence.start}" if recurrence.start else "every two weeks"
    return recurrence_request(Schedule(AT, requested.weekdays or EVERY_DAY, "UTC", recurrence=recurrence))


def _heard(request: str) -> SubscriptionRequest:
    """The request of a request; what can't be understood of it is to be filled in."""
    try:
        return parse_subscription(_numbered(request)[1])
    except SubscriptionRequestError:
        return SubscriptionRequest("")


def _numbered(request: str) -> tuple[str, str]:
    """The number of the digest that a request changes, if it names one, and what it says of it."""
    _, _, text = request.partition("subscribe")
    number, _, rest = text.strip().partition(" ")
    return (number, rest.strip()) if number.isdecimal() and rest else ("", text.strip())


def _refused(said: Mapping[str, str]) -> ValidationErrors:
    return ValidationErrors({"response_action": "errors", "errors": errors(said)})
