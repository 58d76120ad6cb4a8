"""Pause, resume, end and undo: a colleague's digest ends once that was asked, and its owner hears of each change."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from accounts.digests import changes
from accounts.digests.changes import Change
from accounts.digests.subscriptions import Subscription, SubscriptionError
from bot.context import TERMINAL, Context
from bot.digests.commands.acting import acting
from bot.digests.commands.selection import (
    as_request,
    data,
    describe,
    digest_name,
    next_date,
    read_id,
    select,
    state_text,
)
from bot.digests.commands.subscribe import cannot_post, check_digest_limit
from bot.reply import Choice, Reply, Row

TAKEN_BACK = 5  # digests that a button each goes back on

Undo = Callable[[Subscription], Choice]


def pause(context: Context, text: str) -> Reply:
    """Stops digests until they are resumed."""
    listed = select(context, text)
    actor = acting(context)
    paused = [changes.pause(context.store, each.id, actor) for each in listed]
    how = "paused" if any(paused) else "is paused already" if len(listed) == 1 else "are paused already"
    return _changed(listed, how, lambda each: Choice("Resume", f"digest resume {each.id}"))


def resume(context: Context, text: str) -> Reply:
    """Goes on with digests that were paused."""
    listed = select(context, text)
    for each in listed:
        if each.channel == context.place and (refused := cannot_post(context, each.digest)):
            raise SubscriptionError(refused)
    actor = acting(context)
    resumed = [changes.resume(context.store, each.id, actor) for each in listed]
    how = f"goes on {next_date(resumed[0])}" if len(resumed) == 1 else "go on"
    if taken := [new for was, new in zip(listed, resumed, strict=True) if was.created_by != new.created_by]:
        reply = _changed(resumed, how, lambda each: Choice("Pause", f"digest pause {each.id}"))
        numbers = " and ".join(str(each.id) for each in taken)
        note = f"Whoever set up {numbers} is gone, so it is yours now: you hear when it can't be delivered."
        return replace(reply, paragraphs=(*reply.paragraphs, note))
    return _changed(resumed, how, lambda each: Choice("Pause", f"digest pause {each.id}"))


def unsubscribe(context: Context, text: str) -> Reply:
    """Ends digests."""
    said, confirmed = _confirmed(text)
    listed = select(context, said)
    others = [each for each in listed if context.place != TERMINAL and each.created_by != context.requester.id]
    if others and not confirmed:
        return _ask_before_ending(listed, others)
    actor = acting(context)
    for each in listed:
        changes.unsubscribe(context.store, each.id, actor)
    return _changed(listed, "ended", lambda each: _undo(context, each))


CONFIRMED = "confirmed"


def _confirmed(text: str) -> tuple[str, bool]:
    """The text without the word that says that it was asked before, and whether that stands at its end."""
    said = text.strip()
    return (said.removesuffix(CONFIRMED).strip(), True) if said.endswith(CONFIRMED) else (said, False)


def _ask_before_ending(listed: Sequence[Subscription], others: Sequence[Subscription]) -> Reply:
    """Asks whether a colleague's digest is to end."""
    several = len(listed) > 1
    numbers = " ".join(str(each.id) for each in listed)
    return Reply(
        title=f"End {'these digests' if several else 'this digest'}? {len(others)} of a colleague's is among them"
        if several
        else "End this digest? A colleague has set it up",
        data={"kind": "digests", "digests": [data(each) for each in listed]},
        paragraphs=("Owners and the channel are told, and can undo it.",),
        rows=tuple(
            Row(describe(each), person=each.created_by if each in others else "", detail=state_text(each))
            for each in listed
        ),
        choices=(Choice("End them" if several else "End it", f"digest unsubscribe {numbers} {CONFIRMED}"),),
        actions=(Choice("Leave it", "digest list"),),
    )


def undo(context: Context, text: str) -> Reply:
    """Makes a digest what it was before a change, which is named by its number."""
    number = read_id(text.strip())
    change = changes.change(context.store, number) if number else None
    if change is None or not _may_undo(context, change):
        raise SubscriptionError("Say which change to take back, by its number: digest status lists them.")
    if change.was is not None and changes.current(context.store, change.digest_id).state == "ended":
        check_digest_limit(context)
    restored = changes.undo(context.store, change.id, acting(context))
    how = "ended again" if restored.state == "ended" else f"is as it was: {state_text(restored)}"
    return _changed([restored], how, lambda each: _undo(context, each))


def _may_undo(context: Context, change: Change) -> bool:
    """Whoever sees the digest where it goes may, its owner before, and whoever made the change."""
    current = changes.current(context.store, change.digest_id)
    if context.place == TERMINAL:
        return True
    owners = {change.who, current.created_by, change.was.created_by if change.was else ""}
    return current.team == context.team and (context.place == current.channel or context.requester.id in owners)


def _undo(context: Context, each: Subscription) -> Choice:
    done = changes.latest_change(context.store, each.id)
    return Choice("Undo", f"digest undo {done.id}" if done else f"digest subscribe {as_request(each)}")


def _changed(listed: Sequence[Subscription], how: str, undo: Undo) -> Reply:
    told = {"kind": "digests", "digests": [data(each) for each in listed]}
    digests = Choice("Digests here", "digest list")
    if len(listed) == 1:
        (each,) = listed
        return Reply(
            title=f"{digest_name(each)} digest {how}",
            data=told,
            paragraphs=(describe(each),),
            actions=(undo(each), digests),
        )
    undone = (Choice(f"{undo(each).label} {each.id}", undo(each).request) for each in listed[:TAKEN_BACK])
    return Reply(
        title=f"{len(listed)} digests {how}",
        data=told,
        rows=tuple(Row(describe(each)) for each in listed),
        actions=(*undone, digests),
    )
