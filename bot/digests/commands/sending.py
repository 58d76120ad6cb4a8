"""A digest at once: for its asker alone as a preview, or where it goes."""

from dataclasses import replace
from datetime import timedelta

from accounts.digests.delivery_log import last_sent_on
from accounts.digests.planning import plan_now
from accounts.digests.subscriptions import Subscription, SubscriptionError
from bot.accounts.asked import scope_of
from bot.context import Context
from bot.digests.commands.choosing import UnclearError, chosen, here, in_place, read_id
from bot.digests.commands.subscribing import cannot_post, offer
from bot.digests.commands.wording import data, name
from bot.digests.occasion import Composed, Occasion
from bot.digests.wishes import read_wish
from bot.reply import Choice, Reply


def preview(context: Context, text: str) -> Reply:
    """A digest as it would come now, for the asker's eyes only."""
    shown = _previewed(context, text).reply
    note = "A preview: nothing is recorded as delivered."
    return replace(shown, footnotes=(*shown.footnotes, note), share="", alone=True)


def now(context: Context, text: str) -> Reply:
    """Has the digests that a text means, or all that come here, posted at once."""
    if not text and not here(context):
        return replace(offer(context), title="No digest here to send")
    listed = chosen(context, text) if text else _active(context)
    for each in listed:
        if each.channel == context.place and (refused := cannot_post(context, each.digest)):
            raise SubscriptionError(refused)
    for each in listed:
        plan_now(context.store, each.id, context.now)
    names = " and ".join(name(each).lower() for each in listed)
    return Reply(
        title=f"On its way: {names}",
        data={"kind": "digests", "digests": [data(each) for each in listed]},
        paragraphs=(_arriving(context, listed),),
        actions=(Choice("Status", "digest status"),),
    )


def _previewed(context: Context, text: str) -> Composed:
    """A digest as it would come now: of a subscription, since the last one that was sent; else of the last week."""
    from bot.digests.composing import DIGESTS, Composer

    if read_id(text.partition(" ")[0]) is None:
        wish = read_wish(text or "health")
        return DIGESTS[wish.digest](Occasion(context, scope_of(context, wish.scope)))  # type: ignore[index]  # of them
    each, *others = chosen(context, text)
    if others:
        raise UnclearError("One preview at a time.", (each, *others))
    tomorrow = each.schedule.local_date(context.now) + timedelta(1)
    since = last_sent_on(context.store, each.id, tomorrow.isoformat())
    return Composer(context.glossary, context.book).composed(each, context.now, since)


def _active(context: Context) -> list[Subscription]:
    """Those that come here and aren't paused. Raises `UnclearError` when there are only others."""
    found = [each for each in in_place(context) if each.state == "active"]
    if not found or len({each.channel for each in found}) > 1:
        raise UnclearError("" if found else "No digest comes here that isn't paused.", here(context))
    return found


def _arriving(context: Context, listed: list[Subscription]) -> str:
    elsewhere = any(each.channel != context.place for each in listed)
    where = "where it goes" if elsewhere else "here"
    seen = "" if all(each.channel.startswith("D") for each in listed) else ", for all to see"
    return f"It is posted {where} in a moment{seen}. Those of the schedule come as planned."
