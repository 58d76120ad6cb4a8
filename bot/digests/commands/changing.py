"""Pausing, resuming and ending digests, each of which can be taken back."""

from collections.abc import Callable, Sequence

from accounts.digests import subscriptions
from accounts.digests.subscriptions import Subscription, SubscriptionError
from bot.context import Context
from bot.digests.commands.choosing import chosen
from bot.digests.commands.subscribing import cannot_post
from bot.digests.commands.wording import data, described, name, next_, wish_for
from bot.reply import Choice, Reply, Row

TAKEN_BACK = 5  # digests that a button each goes back on

Undo = Callable[[Subscription], Choice]


def pause(context: Context, text: str) -> Reply:
    """Stops digests until they are resumed."""
    listed = chosen(context, text)
    paused = [subscriptions.pause(context.store, each.id) for each in listed]
    how = "paused" if any(paused) else "is paused already" if len(listed) == 1 else "are paused already"
    return _changed(listed, how, lambda each: Choice("Resume", f"digest resume {each.id}"))


def resume(context: Context, text: str) -> Reply:
    """Goes on with digests that were paused."""
    listed = chosen(context, text)
    for each in listed:
        if each.channel == context.place and (refused := cannot_post(context, each.digest)):
            raise SubscriptionError(refused)
    resumed = [subscriptions.resume(context.store, each.id, context.now) for each in listed]
    how = f"goes on {next_(resumed[0])}" if len(resumed) == 1 else "go on"
    return _changed(resumed, how, lambda each: Choice("Pause", f"digest pause {each.id}"))


def unsubscribe(context: Context, text: str) -> Reply:
    """Ends digests."""
    listed = chosen(context, text)
    for each in listed:
        subscriptions.unsubscribe(context.store, each.id)
    return _changed(listed, "ended", lambda each: Choice("Undo", f"digest subscribe {wish_for(each)}"))


def _changed(listed: Sequence[Subscription], how: str, undo: Undo) -> Reply:
    told = {"kind": "digests", "digests": [data(each) for each in listed]}
    digests = Choice("Digests here", "digest list")
    if len(listed) == 1:
        (each,) = listed
        return Reply(
            title=f"{name(each)} digest {how}",
            data=told,
            paragraphs=(described(each),),
            actions=(undo(each), digests),
        )
    undone = (Choice(f"{undo(each).label} {each.id}", undo(each).request) for each in listed[:TAKEN_BACK])
    return Reply(
        title=f"{len(listed)} digests {how}",
        data=told,
        rows=tuple(Row(described(each)) for each in listed),
        actions=(*undone, digests),
    )
