"""Replies on a subscription that was made or changed, or would replace a colleague's."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from accounts.digests import changes
from accounts.digests.conditions import at_risk_met
from accounts.digests.subscription_parser.public_holidays import describe_holidays
from accounts.digests.subscriptions import Subscription, subscriptions
from accounts.watches.limits import limit_of
from bot.context import Context
from bot.digests.commands.condition_texts import condition_text, history_text
from bot.digests.commands.histories import history_of
from bot.digests.commands.selection import (
    accounts,
    as_request,
    change_request,
    data,
    describe,
    digest_name,
    next_date,
    schedule_text,
    state_text,
    summary,
)
from bot.digests.content.composer import Composer
from bot.reply import Choice, Fact, Reply, Row
from bot.watches.texts import limit_text

FEW = 5  # buttons of a reply


def ask_before_replacing(known: Subscription, wanted: Subscription) -> Reply:
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
            Row(f"{known.id}. {digest_name(known)}", summary(known), person=known.created_by, detail=state_text(known)),
            *(() if same else (Row("It would be", summary(before)),)),
        ),
        choices=() if same else (Choice("Replace it", request),),
        actions=(Choice("Leave it", "digest list"), *((Choice("Take it over", request),) if same else ())),
    )


def made_reply(context: Context, made: Subscription, known: Subscription | None) -> Reply:
    """Says what a subscription came to, and what it was before, if it was `known`."""
    personal = " It comes to you alone." if context.place.startswith("D") else ""
    alike = [
        each
        for each in subscriptions(context.store, context.team, context.place)
        if each.digest == made.digest and each.id != made.id
    ]
    schedule = made.schedule
    today = schedule.local_date(context.now)
    holiday_notes = [*describe_holidays(schedule.holidays, schedule.weekdays, today)] if schedule.holidays else []
    return Reply(
        title=f"{digest_name(made)} digest: {schedule_text(made)}",
        data={"kind": "digests", "digests": [data(made)]},
        paragraphs=(f"The next one comes {next_date(made)}.{personal}", *_before(made, known)),
        facts=tuple(_settings(context, made, holiday_notes)),
        actions=_actions(made, tuple(_undo_choice(context, made, known)), alike),
        footnotes=(*holiday_notes[1:], *(f"Also here: {describe(each)}" for each in alike[:3])),
    )


def _actions(made: Subscription, undo: tuple[Choice, ...], alike: Sequence[Subscription]) -> tuple[Choice, ...]:
    """What can be done with it, five buttons at the most; another of its kind is ended at a tap too."""
    kept = (
        Choice("Preview", f"digest preview {made.id}"),
        Choice("Change", change_request(made), form=True),
        Choice("Unsubscribe", f"digest unsubscribe {made.id}"),
        *undo,
        *(Choice(f"Unsubscribe {each.id}", f"digest unsubscribe {each.id}") for each in alike[:1]),
    )
    now = Choice("Send one now", f"digest now {made.id}")
    return (kept[0], now, *kept[1:]) if len(kept) < FEW else kept


def _before(made: Subscription, known: Subscription | None) -> Iterator[str]:
    """What it was, where that was something else."""
    if known is not None and as_request(known) != as_request(made):
        yield f"It was: {summary(known)}."
        if gone := [*_dropped(known, made)]:
            yield f"No longer said of it: {'; '.join(gone)}."


def _dropped(known: Subscription, made: Subscription) -> Iterator[str]:
    """What made a digest come less often, and does so no more."""
    if known.conditions and not made.conditions:
        yield condition_text(known)
    if known.only_changes and not made.only_changes:
        yield "only when something changed"
    if known.skip_empty and not made.skip_empty:
        yield "silent when empty"


def _undo_choice(context: Context, made: Subscription, known: Subscription | None) -> Iterator[Choice]:
    """The button that takes the change of a digest back which was there before."""
    done = changes.latest_change(context.store, made.id) if known else None
    if done is not None and done.was is not None:
        yield Choice("Undo", f"digest undo {done.id}")


def _settings(context: Context, each: Subscription, holiday_notes: Sequence[str]) -> Iterator[Fact]:
    yield Fact("Terms" if each.digest == "term" else "Accounts", accounts(each))
    if each.horizon:
        yield Fact("Renewals", "of the next day" if each.horizon == 1 else f"of the next {each.horizon} days")
    if each.conditions:
        yield Fact("Comes", condition_text(each))
        if any(one.kind == "at-risk" for one in each.conditions):
            yield Fact("Now", _at_risk_now(context, each))
        yield Fact("Lately", history_text(history_of(context, each.conditions, each.scope, context.today)))
    if each.at_once:
        with context.store.snapshot() as connection:
            limit = limit_of(connection, each.team, each.channel)
        yield Fact("At once", f"{limit_text(limit, each.schedule.zone)}; watch budget and watch hours change that")
    if each.wait_until:
        yield Fact("Waits", f"for its sources until {each.wait_until:%H:%M}, and says what it left without")
    if each.mentions:
        yield Fact("Mentions", f"{each.mentions}, once each; never in a preview, a late digest or one sent by hand")
    if each.only_changes:
        yield Fact("Only", "when something changed")
    if each.skip_empty:
        yield Fact("Silent", "when there is nothing to report")
    yield from _left_out(each, holiday_notes)


def _left_out(each: Subscription, holiday_notes: Sequence[str]) -> Iterator[Fact]:
    """The public holidays on which it doesn't come, or that working days are counted without knowing any."""
    if holiday_notes:
        moved = "" if each.schedule.recurrence.period == "week" else "; it comes on the next day that is none"
        dropped = f"; digest change {each.id} holidays none takes that back" if each.id else ""
        yield Fact("Left out", f"{holiday_notes[0]}{moved}{dropped}")
    elif each.schedule.recurrence.period != "week" and each.schedule.recurrence.of == "workday":
        example = f"digest change {each.id} holidays DE-BY"
        yield Fact("Public holidays", f"aren’t left out; name a country, or a part of one, to do so: {example}")


def _at_risk_now(context: Context, each: Subscription) -> str:
    """The ARR at risk that a condition is held against, and what follows where it is over the limit already."""
    at_risk = Composer(context.glossary, context.workspace).figures(each, context.now).at_risk
    if at_risk is None:
        return "at-risk ARR isn't known"
    said = f"at-risk ARR is {at_risk}" if at_risk.each else "no ARR is at risk"
    if each.at_once and at_risk_met(each.conditions, at_risk):
        return f"{said}: over the limit, so it comes when it is due, and at once when that is exceeded anew"
    return said
