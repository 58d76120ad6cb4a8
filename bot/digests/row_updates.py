"""Brings the rows of posted digests to what was done about their accounts, for all to see.

The message is made anew from what was frozen and from the store, so that whoever acts at the same moment on another
row, or on another server, takes nothing away.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, datetime, timedelta

from slack_sdk.web.async_client import AsyncWebClient

from accounts.actions.reading import acted_since, actions_on
from accounts.digests.posted import PostedDigest, find_posted, posted_since
from accounts.digests.subscriptions import Subscription
from bot.accounts.action_texts import latest_lines
from bot.digests.delivery.reconciliation import metadata
from bot.digests.delivery.slack_errors import SlackCallError
from bot.render.digest_rows import accounts_in, with_outcomes
from bot.slack.delivered import CLIENT_ERRORS
from store.database import Store

REFRESHED = timedelta(days=3)  # for how long messages follow what is done elsewhere
MOST = 20  # messages that are brought up to date in a minute: Slack takes 50
ROUNDS = 5  # of updating one message while others act on it
Outcomes = Mapping[int, Sequence[str]]
Allowed = Callable[[Subscription], Awaitable[str]]

logger = logging.getLogger(__name__)


async def update_rows(client: AsyncWebClient, store: Store, channel: str, ts: str, today: date) -> bool:
    """Shows in a message of a digest what was done about the accounts in it. False where it is no digest's.

    What is done meanwhile is shown as well: the store is looked at again after each update. Raises what Slack's client
    raises.
    """
    found = await asyncio.to_thread(find_posted, store, channel, ts)
    if found is None or found.message(ts) is None:
        return False
    shown: Outcomes | None = None
    for _ in range(ROUNDS):
        outcomes = await asyncio.to_thread(outcomes_of, store, found, ts, today)
        if outcomes == shown:
            break
        await _update(client, found, channel, ts, outcomes)
        shown = outcomes
    return True


async def refresh_rows(client: AsyncWebClient, store: Store, allowed: Allowed, since: datetime, now: datetime) -> int:
    """Brings the messages of the last days to what was done since a moment, wherever and by whomever: in a terminal, on
    another message, or just before a server was killed. Returns how many were; what Slack refuses is left.
    """
    updated = 0
    for found, ts in await asyncio.to_thread(_touched, store, since, now):
        try:
            if await allowed(found.subscription):
                continue
            today = found.subscription.schedule.local(now).date()
            updated += await update_rows(client, store, found.subscription.channel, ts, today)
        except (SlackCallError, *CLIENT_ERRORS) as error:
            logger.warning("digest %s: a row isn't up to date: %s", found.subscription.id, error)
    return updated


def _touched(store: Store, since: datetime, now: datetime) -> list[tuple[PostedDigest, str]]:
    """The messages of the last days with a row whose account was acted on since a moment."""
    with store.snapshot() as connection:
        acted = acted_since(connection, since)
    if not acted:
        return []
    found = [
        (posted, ts)
        for posted in posted_since(store, now - REFRESHED)
        for ts, message in zip(posted.posted, posted.messages, strict=False)
        if acted & {*accounts_in([message])}
    ]
    return found[:MOST]


def outcomes_of(store: Store, found: PostedDigest, ts: str, today: date) -> Outcomes:
    """What was done, since a digest was due, about the accounts of one of its messages, in lines."""
    message = found.message(ts)
    ids = accounts_in([message]) if message else []
    with store.snapshot() as connection:
        done = actions_on(connection, ids, found.due)
    return {account_id: latest_lines(each, today) for account_id, each in done.items()}


async def _update(client: AsyncWebClient, found: PostedDigest, channel: str, ts: str, outcomes: Outcomes) -> None:
    message = found.message(ts)
    if message is not None:
        await client.chat_update(
            channel=channel, ts=ts, metadata=metadata(found.mark(ts)), **with_outcomes(message, outcomes)
        )
