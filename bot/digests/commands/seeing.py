"""Which digests there are, when each comes next, and what became of those before."""

from collections.abc import Iterator
from dataclasses import replace

from accounts.digests.delivery_log import Delivery, deliveries
from accounts.digests.subscriptions import Subscription
from bot.context import Context
from bot.digests.commands.choosing import chosen, here
from bot.digests.commands.subscribing import offer
from bot.digests.commands.wording import accounts, clock, data, name, next_, when
from bot.reply import Choice, Reply, Row

SHOWN = 5  # deliveries of a digest in its status


def list_(context: Context, text: str) -> Reply:  # noqa: ARG001  every verb is called alike
    """The digests that somebody may see to; where there are none, those that can be had."""
    listed = here(context)
    if not listed:
        return replace(offer(context), title="No digests here yet")
    return Reply(
        title=f"{len(listed)} digest{'s' * (len(listed) > 1)} here",
        data={"kind": "digests", "digests": [data(each) for each in listed]},
        rows=tuple(_row(context, each) for each in listed),
        actions=(Choice("Status", "digest status"), Choice("Subscribe to another", "digest subscribe")),
        footnotes=("Pause, resume or end one by its number: digest pause 1.",),
    )


def status(context: Context, text: str) -> Reply:
    """The digests with what became of their last deliveries."""
    listed = chosen(context, text) if text else here(context)
    if not listed:
        return list_(context, "")
    rows = []
    for each in listed:
        rows.append(_row(context, each))
        rows += [_delivered(each, delivery) for delivery in deliveries(context.store, each.id, SHOWN)]
    return Reply(
        title="Digests: what came and what comes",
        data={"kind": "digests", "digests": [data(each) for each in listed]},
        rows=tuple(rows),
        actions=tuple(_remedies(listed)),
    )


def _row(context: Context, each: Subscription) -> Row:
    paused = f"paused{f': {each.why}' if each.why else ''}" if each.state == "paused" else f"next {next_(each)}"
    channel = "" if each.channel == context.place else each.channel
    return Row(f"{each.id}. {name(each)}", f"{when(each)}, {accounts(each)}", detail=paused, channel=channel)


def _remedies(listed: list[Subscription]) -> Iterator[Choice]:
    for each in listed[:5]:
        if each.state == "paused":
            yield Choice(f"Resume {each.id}", f"digest resume {each.id}")
        else:
            yield Choice(f"Send {each.id} now", f"digest now {each.id}")


def _delivered(each: Subscription, delivery: Delivery) -> Row:
    at = delivery.finished or delivery.due
    tries = f", {delivery.attempts} attempts" if delivery.attempts > delivery.messages + 1 else ""
    why = f": {delivery.reason}" if delivery.reason else ""
    return Row(f"{each.id}. {delivery.occasion[:10]}", f"{delivery.state}{why}, {clock(each, at)}{tries}")
