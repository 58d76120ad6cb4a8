"""List, status, preview, send now."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from accounts.digests import changes
from accounts.digests.changes import DONE, Change
from accounts.digests.delivery_log import Delivery, deliveries, last_sent_on
from accounts.digests.planning import plan_now
from accounts.digests.rate_limits import blocked_teams
from accounts.digests.subscription_parser import parse_subscription
from accounts.digests.subscriptions import Subscription, SubscriptionError
from accounts.renewals.renewal_model import DAYS
from accounts.scopes.scope import ALL
from bot.accounts.formatting import short_day
from bot.clock import server_time
from bot.context import TERMINAL, Context
from bot.digest_message import DigestMessage
from bot.digests.commands.condition_texts import history_text
from bot.digests.commands.histories import history_of
from bot.digests.commands.scopes import digest_scope, parse_category
from bot.digests.commands.selection import (
    AmbiguousSubscriptionError,
    as_request,
    data,
    digest_name,
    local_time_text,
    read_id,
    select,
    state_text,
    subscriptions_here,
    summary,
    terms_text,
    visible_subscriptions,
)
from bot.digests.commands.subscribe import cannot_post, offer_digests
from bot.digests.content.addressees import Addressees
from bot.digests.content.model import ComposedDigest, DigestContext
from bot.reply import Choice, Reply, Row

SHOWN = 5  # deliveries of a digest in its status


def list_subscriptions(context: Context, text: str) -> Reply:  # noqa: ARG001  every verb is called alike
    """The digests that somebody may see to; where there are none, those that can be had."""
    listed = visible_subscriptions(context)
    if not listed:
        return replace(offer_digests(context), title="No digests here yet")
    return Reply(
        title=f"{len(listed)} digest{'s' * (len(listed) > 1)} here",
        data={"kind": "digests", "digests": [data(each) for each in listed]},
        rows=tuple(_row(context, each) for each in listed),
        actions=(Choice("Status", "digest status"), Choice("Subscribe to another", "digest subscribe")),
        paragraphs=_blocked(context),
        footnotes=("Pause, resume or end one by its number: digest pause 1.",),
    )


def status(context: Context, text: str) -> Reply:
    """Lists the digests with the outcomes of their last deliveries."""
    listed = select(context, text) if text else visible_subscriptions(context)
    if not listed:
        return list_subscriptions(context, "")
    rows = []
    for each in listed:
        rows.append(_row(context, each))
        rows += [_delivered(each, delivery, context.today) for delivery in deliveries(context.store, each.id, SHOWN)]
        rows += [_changed_by(each, change) for change in changes.changes(context.store, each.id, SHOWN)]
    return Reply(
        title="Digests: what came and what comes",
        data={"kind": "digests", "digests": [data(each) for each in listed]},
        paragraphs=_blocked(context),
        rows=tuple(rows),
        actions=tuple(_remedies(listed)),
    )


def _row(context: Context, each: Subscription) -> Row:
    channel = "" if each.channel == context.place else each.channel
    return Row(
        f"{each.id}. {digest_name(each)}",
        terms_text(each),
        detail=state_text(each),
        channel=channel,
    )


def _remedies(listed: list[Subscription]) -> Iterator[Choice]:
    for each in listed[:5]:
        if each.state == "paused":
            yield Choice(f"Resume {each.id}", f"digest resume {each.id}")
        else:
            yield Choice(f"Send {each.id} now", f"digest now {each.id}")


def _delivered(each: Subscription, delivery: Delivery, today: date) -> Row:
    at = delivery.finished or delivery.due
    tries = f", {delivery.attempts} attempts" if delivery.attempts > delivery.messages + 1 else ""
    why = f": {delivery.reason}" if delivery.reason else ""
    day = short_day(delivery.occasion, today)
    return Row(f"Digest {each.id} of {day}", f"{delivery.state}{why}, {local_time_text(each, at)}{tries}")


def _changed_by(each: Subscription, change: Change) -> Row:
    changed = change.was is not None and as_request(change.was) != as_request(each)
    was = f", which was {summary(change.was)}" if change.was and changed else ""
    return Row(
        f"Change {change.id} of digest {each.id}",
        f"{DONE[change.what]}, {local_time_text(each, change.at)}{was}",
        person=change.who if change.who[:1] in {"U", "W"} else "",
    )


def preview(context: Context, text: str) -> Reply:
    """A digest as it would come now, for the asker's eyes only."""
    asked, _, part = text.partition(" part ")
    composed = _previewed(context, asked)
    lately = tuple(_lately(context, asked))
    said = composed.said if isinstance(composed.said, DigestMessage) else None
    said = said and replace(said, footnotes=(*lately, *said.footnotes))
    shown = composed.reply
    return replace(
        shown,
        footnotes=(*shown.footnotes, *lately, "A preview: nothing is recorded as delivered."),
        share="",
        only_for_requester=True,
        digest=said,
        part=int(part) if part.isdecimal() else 1,
    )


def _lately(context: Context, text: str) -> Iterator[str]:
    """On how many days of the last month a digest with a condition would have come at once."""
    if read_id(text.partition(" ")[0]) is None:
        requested = parse_subscription(text or "health")
        if requested.conditions:
            scope = digest_scope(context, requested.digest, requested.scope).request
            yield history_text(history_of(context, requested.conditions, scope, context.today))
        return
    for each in select(context, text):
        if each.conditions:
            today = each.schedule.local_date(context.now)
            yield history_text(history_of(context, each.conditions, each.scope, today))


def send_now(context: Context, text: str) -> Reply:
    """Has the digests that a text means, or all that come here, posted at once."""
    if not text and not visible_subscriptions(context):
        return replace(offer_digests(context), title="No digest here to send")
    listed = select(context, text) if text else _active(context)
    for each in listed:
        if each.channel == context.place and (refused := cannot_post(context, each.digest)):
            raise SubscriptionError(refused)
    moment = server_time(context.store, context.now)
    silent = {each.id: why for each in listed if (why := _silent(context, each))}
    sent = [each for each in listed if each.id not in silent]
    for each in sent:
        plan_now(context.store, each.id, moment)
    left = (f"{digest_name(each)} isn’t sent: {silent[each.id]}." for each in listed if each.id in silent)
    return Reply(
        title=f"On its way: {_names(sent)}" if sent else f"Nothing to send: {_names(listed)}",
        data={"kind": "digests", "digests": [data(each) for each in sent]},
        paragraphs=(*((_arriving(context, sent),) if sent else ()), *_blocked(context), *left),
        actions=(Choice("Status", "digest status"),),
    )


def _blocked(context: Context) -> tuple[str, ...]:
    """That nothing is posted in the workspace for now, in the terminal in which; nothing where all is well."""
    stopped = blocked_teams(context.store)
    codes = [code for team, code in stopped.items() if context.place == TERMINAL or team == context.team]
    of = f" to {', '.join(stopped)}" if context.place == TERMINAL else ""
    if not codes:
        return ()
    return (
        f"No digest can be posted{of} at the moment: Slack says {', '.join(dict.fromkeys(codes))}. Once whoever runs "
        "CS Bot has mended that and started it again, what isn’t too late comes.",
    )


def _names(listed: Sequence[Subscription]) -> str:
    """The kinds of digests, each with how many there are of it: `health and renewals (3)`."""
    counts = Counter(digest_name(each).lower() for each in listed)
    named = [f"{name} ({number:,})" if number > 1 else name for name, number in counts.items()]
    return " and ".join(filter(None, (", ".join(named[:-1]), named[-1])))


def _silent(context: Context, each: Subscription) -> str:
    """Why a digest would say nothing now, of those that don't come each time; empty where it would."""
    from bot.digests.content.composer import why_silent

    if not (each.skip_empty or each.only_changes or each.conditions):
        return ""
    composed = _composed_now(context, each)
    return "" if composed.unmatched else why_silent(each, composed)


def _previewed(context: Context, text: str) -> ComposedDigest:
    """A digest as it would come now: of a subscription, since the last one that was sent; else of the last week."""
    from bot.digests.content.composer import DIGESTS
    from bot.sources.digest_notes import with_sources
    from bot.sources.texts import asker_time

    if read_id(text.partition(" ")[0]) is None:
        requested = parse_subscription(text or "health")
        category = parse_category(context, requested.scope) if requested.digest == "term" else ""
        scope = ALL if requested.digest == "term" else digest_scope(context, requested.digest, requested.scope)
        occasion = DigestContext(
            context,
            scope,
            horizon=requested.horizon or DAYS,
            category=category,
            mentions=requested.mentions or "",
        )
        composed = DIGESTS[requested.digest](occasion)  # type: ignore[index]  # of them
        return with_sources(composed, context.workspace, requested.digest, asker_time(context)[0], None)
    each, *others = select(context, text)
    if others:
        raise AmbiguousSubscriptionError("One preview at a time.", (each, *others))
    return _composed_now(context, each)


def _composed_now(context: Context, each: Subscription) -> ComposedDigest:
    """The digest of a subscription as it would come now."""
    from bot.digests.content.composer import Composer

    tomorrow = each.schedule.local_date(context.now) + timedelta(1)
    since = last_sent_on(context.store, each.id, tomorrow.isoformat())
    return Composer(context.glossary, context.workspace).compose(
        each, context.now, since, addressees=Addressees(groups=context.groups)
    )


def _active(context: Context) -> list[Subscription]:
    """Those that come here and aren't paused. Raises `AmbiguousSubscriptionError` when there are only others."""
    found = [each for each in subscriptions_here(context) if each.state == "active"]
    if not found or len({each.channel for each in found}) > 1:
        raise AmbiguousSubscriptionError(
            "" if found else "No digest comes here that isn't paused.", visible_subscriptions(context)
        )
    return found


def _arriving(context: Context, listed: list[Subscription]) -> str:
    elsewhere = any(each.channel != context.place for each in listed)
    where = "where it goes" if elsewhere else "here"
    seen = "" if all(each.channel.startswith("D") for each in listed) else ", for all to see"
    posted = "It is posted" if len(listed) == 1 else "They are posted"
    return f"{posted} {where} in a moment{seen}. Those of the schedule come as planned."
