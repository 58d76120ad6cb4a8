"""Brings the rows of posted digests to what was done about their accounts, for all to see.

The message is made anew from what was frozen and from the store, so that whoever acts at the same moment on another
row, or on another server, takes nothing away.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date

from slack_sdk.web.async_client import AsyncWebClient

from accounts.actions.reading import actions_on
from accounts.digests.posted import PostedDigest, find_posted
from bot.accounts.action_texts import latest_lines
from bot.digests.delivery.reconciliation import metadata
from bot.render.digest_rows import accounts_in, with_outcomes
from store.database import Store

ROUNDS = 5  # of updating one message while others act on it
Outcomes = Mapping[int, Sequence[str]]


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
