"""Subscribing to a digest, and changing one: the request, whether the bot can post here, and the result."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import time

from accounts.digests import changes
from accounts.digests.changes import Actor
from accounts.digests.recurrence import WEEKLY
from accounts.digests.schedule import WEEKDAYS, Schedule
from accounts.digests.subscription_parser import (
    DIGESTS,
    NAMES,
    SubscriptionRequest,
    SubscriptionRequestError,
    parse_subscription,
)
from accounts.digests.subscription_parser.public_holidays import describe_holidays
from accounts.digests.subscription_parser.waiting import NOT_AT_ALL, check_wait
from accounts.digests.subscriptions import Subscription, SubscriptionError, find_subscription, subscriptions
from accounts.watches.limits import limit_of
from bot.context import TERMINAL, Context
from bot.digests.commands.condition_texts import condition_text, history_text
from bot.digests.commands.histories import history_of
from bot.digests.commands.scopes import scope_request
from bot.digests.commands.selection import (
    accounts,
    as_request,
    data,
    describe,
    digest_name,
    next_date,
    read_id,
    schedule_text,
    select,
    state_text,
)
from bot.reply import Choice, Fact, Reply, Row
from bot.watches.texts import limit_text

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
    if read_id(number) is not None and not NAMES.keys() & set(rest.casefold().split()):
        return _change(context, number, rest)
    return save_subscription(context, parse_subscription(text))


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
    return save_subscription(context, parse_subscription(rest), replacing)


def save_subscription(context: Context, requested: SubscriptionRequest, replacing: int = 0) -> Reply:
    """Begins the digest that is wished for, or changes it, and says when it comes; a colleague's is asked about first,
    unless it is the one that is to be replaced.

    Raises `SubscriptionError` when it can't come here or there is no day for it, `UnknownScopeError` when there are no
    such accounts.
    """
    if refused := cannot_post(context, requested.digest):
        raise SubscriptionError(refused)
    wanted = _wanted(context, requested)
    if wanted.at_once and not wanted.conditions:
        message = "Say on which condition it comes at once: when something turns red at once."
        raise SubscriptionRequestError(message, "when", "at once", ("when something turns red at once", ""))
    known = find_subscription(context.store, wanted)
    if known is not None and requested.wait_until is None:
        wanted = replace(wanted, wait_until=known.wait_until)  # a form doesn't ask for it
    check_wait(SubscriptionRequest(wanted.digest, wanted.schedule.at, wait_until=wanted.wait_until))
    if known is not None and known.created_by != wanted.created_by and known.id != replacing:
        return _ask_first(known, wanted)
    made = changes.subscribe(context.store, wanted, Actor(context.requester.id, context.now))
    return _made(context, made, known)


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
    (each,) = select(context, number)
    if each.digest == "watch":
        raise SubscriptionError(
            f"Digest {each.id} tells of watched accounts: choose them by watch and unwatch, and how often and when "
            "they come by watch budget and watch hours."
        )
    if each.channel != context.place:
        raise SubscriptionError(f"Digest {each.id} goes to another conversation: change it there.")
    if text:
        return save_subscription(context, _merged(each, parse_subscription(f"{each.digest} {text}")))
    again = f"digest subscribe {as_request(each)}"
    return Reply(
        title=f"What should change of digest {each.id}?",
        data={"kind": "digests", "digests": [data(each)]},
        paragraphs=(describe(each),),
        facts=(Fact("For example", f"digest subscribe {each.id} at 8:30 mon,thu", request=True),),
        choices=(Choice("Change", again, form=True),),
        form=again,
    )


def _merged(each: Subscription, requested: SubscriptionRequest) -> SubscriptionRequest:
    schedule = each.schedule
    return SubscriptionRequest(
        each.digest,
        requested.at or schedule.at,
        requested.weekdays or schedule.weekdays,
        requested.zone or schedule.zone,
        requested.scope or each.scope,
        requested.holidays or schedule.holidays,
        requested.only_changes or each.only_changes,
        requested.skip_empty or each.skip_empty,
        requested.recurrence or (None if requested.weekdays else schedule.recurrence),
        requested.horizon or each.horizon,
        requested.conditions or each.conditions,
        each.at_once if requested.at_once is None else requested.at_once,
        requested.wait_until or each.wait_until,
    )


def _wanted(context: Context, requested: SubscriptionRequest) -> Subscription:
    schedule = Schedule(
        requested.at or AT,
        requested.weekdays or _usual_weekdays(requested),
        requested.zone or context.requester.zone or "UTC",
        requested.holidays,
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
    )


def _usual_weekdays(requested: SubscriptionRequest) -> frozenset[int]:
    """Those of the digest; of one that comes every two weeks, the Monday."""
    every_other = requested.recurrence is not None and requested.recurrence.period == "week"
    return frozenset({0}) if every_other else USUALLY_ON[requested.digest]


def _ask_first(known: Subscription, wanted: Subscription) -> Reply:
    """Says whose digest there is and what would become of it."""
    before = replace(wanted, id=known.id)
    request = f"digest replace {known.id} {as_request(wanted)}"
    same = as_request(known) == as_request(wanted)
    asked = (
        "It is as you want it already." if same else "Replace it? Its owner and the channel are told, and can undo it."
    )
    return Reply(
        title="There is this digest already, set up by a colleague",
        data={"kind": "digests", "digests": [data(known)]},
        paragraphs=(asked,),
        rows=(
            Row(
                f"{known.id}. {digest_name(known)}", _summary(known), person=known.created_by, detail=state_text(known)
            ),
            *(() if same else (Row("It would be", _summary(before)),)),
        ),
        choices=() if same else (Choice("Replace it", request),),
        actions=(Choice("Leave it", "digest list"), *((Choice("Take it over", request),) if same else ())),
    )


def _summary(each: Subscription) -> str:
    flags = (("only when something changed", each.only_changes), ("silent when empty", each.skip_empty))
    holidays = f"without public holidays of {each.schedule.holidays}" if each.schedule.holidays else ""
    ahead = f"{each.horizon} days ahead" if each.horizon else ""
    condition = condition_text(each)
    waits = f"waiting for its sources until {each.wait_until:%H:%M}" if each.wait_until else ""
    parts = (
        schedule_text(each),
        accounts(each),
        condition,
        ahead,
        waits,
        holidays,
        *(words for words, said in flags if said),
    )
    return ", ".join(part for part in parts if part)


def _made(context: Context, made: Subscription, known: Subscription | None) -> Reply:
    personal = " It comes to you alone." if context.place.startswith("D") else ""
    alike = [
        each
        for each in subscriptions(context.store, context.team, context.place)
        if each.digest == made.digest and each.id != made.id
    ]
    holidays = made.schedule.holidays
    holiday_notes = [*describe_holidays(holidays, made.schedule.local_date(context.now))] if holidays else []
    return Reply(
        title=f"{digest_name(made)} digest: {schedule_text(made)}",
        data={"kind": "digests", "digests": [data(made)]},
        paragraphs=(f"The next one comes {next_date(made)}.{personal}", *_before(made, known)),
        facts=tuple(_settings(context, made, holiday_notes)),
        actions=(
            Choice("Preview", f"digest preview {made.id}"),
            Choice("Send one now", f"digest now {made.id}"),
            Choice("Change", f"digest subscribe {as_request(made)}", form=True),
            Choice("Unsubscribe", f"digest unsubscribe {made.id}"),
            *undo_choice(context, made, known),
            *(Choice(f"Unsubscribe {each.id}", f"digest unsubscribe {each.id}") for each in alike[:3]),
        ),
        footnotes=(*holiday_notes[1:], *(f"Beside it comes {describe(each)}" for each in alike[:3])),
    )


def _before(made: Subscription, known: Subscription | None) -> Iterator[str]:
    """What it was, where that was something else."""
    if known is not None and as_request(known) != as_request(made):
        yield f"It was: {_summary(known)}."


def undo_choice(context: Context, made: Subscription, known: Subscription | None) -> Iterator[Choice]:
    """The button that takes the change of a digest back which was there before."""
    done = changes.latest_change(context.store, made.id) if known else None
    if done is not None and done.was is not None:
        yield Choice("Undo", f"digest undo {done.id}")


def _settings(context: Context, each: Subscription, holiday_notes: Sequence[str]) -> Iterator[Fact]:
    yield Fact("Terms" if each.digest == "term" else "Accounts", accounts(each))
    if each.horizon:
        yield Fact("Renewals", f"of the next {each.horizon} days")
    if each.conditions:
        yield Fact("Comes", condition_text(each))
        yield Fact("Lately", history_text(history_of(context, each.conditions, each.scope, context.today)))
    if each.at_once:
        with context.store.snapshot() as connection:
            limit = limit_of(connection, each.team, each.channel)
        yield Fact("At once", f"{limit_text(limit, each.schedule.zone)}; watch budget and watch hours change that")
    if each.wait_until:
        yield Fact("Waits", f"for its sources until {each.wait_until:%H:%M}, and says what it left without")
    if each.only_changes:
        yield Fact("Only", "when something changed")
    if each.skip_empty:
        yield Fact("Silent", "when there is nothing to report")
    if holiday_notes:
        moved = "" if each.schedule.recurrence.period == "week" else "; it comes on the next day that is none"
        yield Fact("Left out", f"{holiday_notes[0]}{moved}")
