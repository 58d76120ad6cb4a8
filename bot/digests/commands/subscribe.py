"""Subscribing to a digest, and changing one: the request, whether the bot can post here, and the result."""

from dataclasses import replace
from datetime import time

from accounts.digests import changes
from accounts.digests.recurrence import WEEKLY
from accounts.digests.schedule import WEEKDAYS, Schedule
from accounts.digests.subscription_parser import (
    DIGESTS,
    NAMES,
    SubscriptionRequest,
    SubscriptionRequestError,
    parse_subscription,
)
from accounts.digests.subscription_parser.waiting import NOT_AT_ALL, check_wait
from accounts.digests.subscriptions import Subscription, SubscriptionError, find_subscription
from accounts.limits import LimitError
from bot.context import TERMINAL, Context
from bot.digests.commands.acting import acting
from bot.digests.commands.scopes import scope_request
from bot.digests.commands.selection import (
    accounts,
    change_request,
    data,
    describe,
    read_id,
    select,
    subscriptions_here,
)
from bot.digests.commands.subscription_replies import ask_before_replacing, made_reply
from bot.reply import Choice, Fact, Reply, Row

AT = time(9)
USUALLY_ON = {"portfolio": frozenset({0}), "term": WEEKDAYS, "health": WEEKDAYS, "renewals": WEEKDAYS}
FOR_ALL = frozenset({"term"})  # digests that tell of no accounts


def subscribe(context: Context, text: str) -> Reply:
    """Begins the digest that a text wishes for, or changes the one of a number; asks for what isn't said."""
    if refused := cannot_post(context):
        raise SubscriptionError(refused)
    if not text:
        offered = offer_digests(context)
        return offered if context.outsiders else replace(offered, form="digest subscribe")
    number, _, rest = text.partition(" ")
    id_ = read_id(number)
    named = NAMES.keys() & set(rest.casefold().split())  # behind a time, where no digest of that number comes here
    if id_ is not None and (not named or any(each.id == id_ for each in subscriptions_here(context))):
        return _change(context, number, rest)
    return save_subscription(context, _kept(context, parse_subscription(text)))


def cannot_post(context: Context, digest: str = "") -> str:
    """Why no digest, or not this one, can go where somebody asks for one; nothing when it can."""
    if context.place == TERMINAL:
        return "A digest goes to a conversation in Slack: subscribe there, by /cs digest."
    if not context.member:
        return "I am not in this channel, so I can't post here. Invite me with /invite, and ask again."
    if context.outsiders and digest and digest not in FOR_ALL:
        return (
            f"Not everybody in this channel may see account data, so no {digest} digest can be posted here. "
            "Subscribe in a channel of the team alone, or write to me directly. A term of the day can come here."
        )
    return ""


def replace_subscription(context: Context, text: str) -> Reply:
    """Puts a digest in the place of a colleague's, which is named by its number, once that was asked."""
    number, _, rest = text.partition(" ")
    replacing = read_id(number)
    if replacing is None:
        raise SubscriptionError("Say which digest is replaced, by its number, and by what: replace 1 health at 9:00.")
    requested = parse_subscription(rest)
    replaced = next((each for each in subscriptions_here(context) if each.id == replacing), None)
    if replaced is not None and replaced.digest != requested.digest:
        raise _other_kind(replaced, requested.digest)
    return save_subscription(context, requested, replacing, replaced)


def save_subscription(
    context: Context, requested: SubscriptionRequest, replacing: int = 0, changed: Subscription | None = None
) -> Reply:
    """Begins the digest that is wished for, or changes it, and says when it comes; a colleague's is asked about first,
    unless it is the one that is to be replaced. Which one is changed is told by its scope, unless it is named.

    Raises `SubscriptionError` when it can't come here, there is no day for it or another one has its scope,
    `UnknownScopeError` when there are no such accounts.
    """
    if refused := cannot_post(context, requested.digest):
        raise SubscriptionError(refused)
    wanted = replace(_wanted(context, requested), id=changed.id if changed else 0)
    if wanted.at_once and any(f"@{each.handle}" in wanted.scope.casefold() for each in context.groups):
        raise SubscriptionError("A digest of a user group can’t come at once: who is in it is asked when it is due.")
    if wanted.at_once and not wanted.conditions:
        message = "Say on which condition it comes at once: when something turns red at once."
        raise SubscriptionRequestError(message, "when", "at once", ("when something turns red at once", ""))
    known = find_subscription(context.store, wanted)
    if changed is not None and known is not None and known.id != changed.id:
        raise SubscriptionError(
            f"Digest {known.id} is the {known.digest} digest of {accounts(known)} here already: change that one, or "
            f"end it by unsubscribe {known.id} first."
        )
    known = changed or known
    if known is not None and requested.wait_until is None:
        wanted = replace(wanted, wait_until=known.wait_until)
    check_wait(SubscriptionRequest(wanted.digest, wanted.schedule.at, wait_until=wanted.wait_until))
    if known is not None and known.created_by != wanted.created_by and known.id != replacing:
        return ask_before_replacing(known, wanted)
    if known is None:
        check_digest_limit(context)
    made = changes.subscribe(context.store, wanted, acting(context))
    return made_reply(context, made, known)


def check_digest_limit(context: Context) -> None:
    """Returns where one more digest may be begun. Raises `SubscriptionError`."""
    try:
        context.workspace.settings.limits.check_digests(context.store.reading)
    except LimitError as reached:
        raise SubscriptionError(str(reached)) from reached


def default_weekdays(digest: str) -> frozenset[int]:
    """The weekdays on which a digest comes unless others are named."""
    return USUALLY_ON[digest]


def offer_digests(context: Context) -> Reply:
    """The digests that can be subscribed to, each at a tap."""
    if context.place == TERMINAL:
        return _offer_previews(context)
    offered = {name: what for name, what in DIGESTS.items() if not cannot_post(replace(context, member=True), name)}
    zone = context.requester.zone or "UTC"
    only = "Not everybody in this channel may see account data: those about accounts go to a channel of the team alone."
    return Reply(
        title="Which digest?",
        data={"kind": "digests", "digests": [], "offered": {**offered}},
        paragraphs=(
            *((only,) if context.outsiders else ()),
            f"They come at 9:00 in {zone}, on weekdays, unless you say otherwise.",
        ),
        rows=tuple(Row(f"digest subscribe {digest_name}", what, request=True) for digest_name, what in offered.items()),
        choices=tuple(
            Choice(digest_name.capitalize(), f"digest subscribe {digest_name}", form=True) for digest_name in offered
        ),
        facts=(Fact("For example", "digest subscribe health at 8:30 mon,thu Europe/Berlin mine", request=True),),
    )


def _offer_previews(context: Context) -> Reply:
    """What can be had of digests in the terminal, where none can be sent to."""
    return Reply(
        title="Which digest?",
        data={"kind": "digests", "digests": [], "offered": dict(DIGESTS)},
        paragraphs=(cannot_post(context),),
        rows=tuple(Row(f"digest preview {digest_name}", what, request=True) for digest_name, what in DIGESTS.items()),
    )


def _change(context: Context, number: str, text: str) -> Reply:
    """Changes what is said of a digest that comes here, or asks for it."""
    each = subscription_to_change(context, number)
    if text:
        requested = _said_of(each, text)
        if requested != SubscriptionRequest(each.digest):
            return save_subscription(context, _merged(each, requested), changed=each)
    again = change_request(each)
    return Reply(
        title=f"What should change of digest {each.id}?",
        data={"kind": "digests", "digests": [data(each)]},
        paragraphs=(describe(each),),
        facts=(
            Fact("For example", f"digest subscribe {each.id} at 8:30 mon,thu", request=True),
            *((Fact("Each time", f"digest subscribe {each.id} always", request=True),) if _is_silent(each) else ()),
        ),
        choices=(Choice("Change", again, form=True),),
        form=again,
    )


def _is_silent(each: Subscription) -> bool:
    """Whether there are days of its schedule on which it doesn't come."""
    return bool(each.only_changes or each.skip_empty or each.conditions)


def subscription_to_change(context: Context, number: str) -> Subscription:
    """The digest of a number that is to be changed here. Raises `SubscriptionError` where it can't be."""
    (each,) = select(context, number)
    if each.digest == "watch":
        raise SubscriptionError(
            f"Digest {each.id} tells of watched accounts: choose them by watch and unwatch, and how often and when "
            "they come by watch budget and watch hours."
        )
    if each.channel != context.place:
        raise SubscriptionError(f"Digest {each.id} goes to another conversation: change it there.")
    return each


def _said_of(each: Subscription, text: str) -> SubscriptionRequest:
    """What a text says of a digest, which it may name. Raises `SubscriptionError` where it names another kind."""
    try:
        return parse_subscription(f"{each.digest} {text}")
    except SubscriptionRequestError as error:
        if error.argument != "digest":
            raise
    requested = parse_subscription(text)
    if requested.digest != each.digest:
        raise _other_kind(each, requested.digest)
    return requested


def _other_kind(each: Subscription, digest: str) -> SubscriptionError:
    return SubscriptionError(
        f"Digest {each.id} is a {each.digest} digest, and can’t become a {digest} digest: subscribe to that by "
        f"digest subscribe {digest}, with a time written as at 9:00, and end this one by unsubscribe {each.id}."
    )


def _merged(each: Subscription, requested: SubscriptionRequest) -> SubscriptionRequest:
    schedule = each.schedule
    silent = (
        replace(each, only_changes=False, skip_empty=False, conditions=(), at_once=False) if requested.always else each
    )
    return SubscriptionRequest(
        each.digest,
        requested.at or schedule.at,
        requested.weekdays or schedule.weekdays,
        requested.zone or schedule.zone,
        requested.scope or each.scope,
        schedule.holidays if requested.holidays is None else requested.holidays,
        requested.only_changes or silent.only_changes,
        requested.skip_empty or silent.skip_empty,
        requested.recurrence or (None if requested.weekdays else schedule.recurrence),
        requested.horizon or each.horizon,
        requested.conditions or silent.conditions,
        silent.at_once if requested.at_once is None else requested.at_once,
        requested.wait_until or each.wait_until,
        each.mentions if requested.mentions is None else requested.mentions,
    )


def _kept(context: Context, requested: SubscriptionRequest) -> SubscriptionRequest:
    """A wish with what it doesn't say of when the digest comes that it changes, whom it mentions and how far it looks.

    What makes that one silent isn't kept: who wishes for a digest without a condition gets it each time.
    """
    if cannot_post(context, requested.digest):
        return requested
    known = find_subscription(context.store, _wanted(context, requested))
    if known is None:
        return requested
    return replace(
        _merged(known, requested),
        scope=requested.scope,
        only_changes=requested.only_changes,
        skip_empty=requested.skip_empty,
        conditions=requested.conditions,
        at_once=requested.at_once,
    )


def _wanted(context: Context, requested: SubscriptionRequest) -> Subscription:
    schedule = Schedule(
        requested.at or AT,
        requested.weekdays or _usual_weekdays(requested),
        requested.zone or context.requester.zone or "UTC",
        requested.holidays or "",
        requested.recurrence or WEEKLY,
    )
    return Subscription(
        team=context.team,
        channel=context.place,
        digest=requested.digest,  # type: ignore[arg-type]  # one of DIGESTS
        scope=scope_request(context, requested.digest, requested.scope),
        created_by=context.requester.id,
        schedule=schedule,
        only_changes=requested.only_changes,
        skip_empty=requested.skip_empty,
        horizon=requested.horizon,
        conditions=requested.conditions,
        at_once=bool(requested.at_once),
        wait_until=None if requested.wait_until == NOT_AT_ALL else requested.wait_until,
        mentions=requested.mentions or "",
    )


def _usual_weekdays(requested: SubscriptionRequest) -> frozenset[int]:
    """Those of the digest; of one that comes every two weeks, the Monday."""
    every_other = requested.recurrence is not None and requested.recurrence.period == "week"
    return frozenset({0}) if every_other else USUALLY_ON[requested.digest]
