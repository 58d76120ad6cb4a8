"""Notices to whoever subscribed: that a digest failed or paused, once each, with how to fix it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from accounts.digests import changes, notices, rate_limits
from accounts.digests.changes import Change
from accounts.digests.deliveries import message_key
from accounts.digests.notices import Notice, Outcome
from accounts.digests.subscriptions import Subscription
from bot.digests.commands.selection import as_request, summary
from bot.digests.delivery.dependencies import SETTLED_WITHIN, Dependencies, retry_delay
from bot.digests.delivery.reconciliation import MessageThread, find_messages, metadata
from bot.digests.delivery.slack_errors import SlackCallError, checked_call
from bot.render.blocks import button, section
from bot.render.buttons import ASK
from bot.render.mrkdwn import escape

logger = logging.getLogger(__name__)

TOLD_WITHIN = timedelta(days=7)  # of what happened; who can't be told until then learns it from the status
PAGE, PAGES = 1000, 10  # of the bot's conversations with people


@dataclass(frozen=True, slots=True)
class OwnerNotifier:
    """Writes to who subscribed; if they can't be reached, into the conversation itself. `allowed` says why somebody may
    not see accounts any more, who isn't told of any by their names then.
    """

    dependencies: Dependencies
    allowed: Callable[[Subscription], Awaitable[str]] | None = None

    async def notify(self, held: Notice) -> None:
        """Takes a notice as far as it goes with one message. Raises nothing but what the store does."""
        try:
            await self._attempt(held)
        except SlackCallError as refusal:
            await self._react(held, refusal)

    async def _attempt(self, held: Notice) -> None:
        if await self._is_needless(held):
            await self._write(notices.finish, held, "needless")
        elif held.doubtful:
            await self._look(held)
        else:
            await self._post(held)

    async def _is_needless(self, held: Notice) -> bool:
        """Whether it is of a digest that was ended, or names accounts to somebody who may see none any more, by the
        rules that a digest of theirs would go by.
        """
        if held.subscription.state == "ended" and held.change_id is None and not _is_of_its_end(held):
            return True
        if self.allowed is None or held.about != "unmatched" or not held.place.startswith(("U", "W")):
            return False
        return bool(await self.allowed(replace(held.subscription, digest="health", created_by=held.place)))

    async def _post(self, held: Notice) -> None:
        message = await self._message(held)
        answer = await checked_call(
            self.dependencies.client.chat_postMessage(channel=held.place, metadata=metadata(_mark(held)), **message)
        )
        await self._settle(held, "told", str(answer["ts"]), str(answer.get("channel") or held.place))

    async def _message(self, held: Notice) -> dict[str, Any]:
        if held.change_id is None:
            return {"text": _text(held)}
        change = await asyncio.to_thread(changes.change, self.dependencies.store, held.change_id)
        return change_message(held.subscription, change, elsewhere=held.place != held.subscription.channel)

    async def _look(self, held: Notice) -> None:
        """Looks for what an earlier attempt has posted; what it hasn't is posted by the next."""
        try:
            channel = await conversation_with(self.dependencies.client, held.place)
            since = held.owed_at - timedelta(days=1)
            found = (
                await find_messages(self.dependencies.client, MessageThread(channel), _mark(held), since)
                if channel
                else []
            )
        except SlackCallError as refusal:
            if refusal.kind in {"later", "doubt"}:
                await self._doubt(held, refusal)
            elif self.dependencies.settings.on_crash == "at-most-once":
                await self._write(notices.finish, held, "unknown")
            else:
                await self._write(notices.requeue, held, self.dependencies.clock())
            return
        if not found:
            await self._write(notices.requeue, held, self.dependencies.clock())
            return
        await self._settle(held, "found", found[0], channel)
        for twice in found[1:]:
            await self._delete(channel, twice)

    async def _settle(self, held: Notice, outcome: Outcome, ts: str, channel: str) -> None:
        """Keeps that it was told. Where the claim was lost before that, only one of two messages stays."""
        logger.info("digest %s: %s: %s", held.subscription.id, outcome, held.why)
        if await self._write(notices.finish, held, outcome, ts) or outcome == "found":
            return
        until = self.dependencies.clock() + SETTLED_WITHIN
        while self.dependencies.clock() < until:
            kept = await asyncio.to_thread(notices.recorded_ts, self.dependencies.store, held)
            if kept is not None:
                if kept not in {ts, ""}:
                    await self._delete(channel, ts)
                return
            await asyncio.sleep(1)

    async def _delete(self, channel: str, ts: str) -> None:
        try:
            await checked_call(self.dependencies.client.chat_delete(channel=channel, ts=ts))
        except SlackCallError as refused:
            if refused.code != "message_not_found":
                logger.warning("digests: a notice came twice: %s", refused.code)

    async def _react(self, held: Notice, refusal: SlackCallError) -> None:
        now, team = self.dependencies.clock(), held.subscription.team
        match refusal.kind:
            case "later":
                at = now + max(timedelta(seconds=refusal.wait), retry_delay(held.fence))
                if refusal.code == "ratelimited":
                    await asyncio.to_thread(rate_limits.pause_posts, self.dependencies.store, team, at)
                await self._write(notices.requeue, held, at)
            case "doubt":
                await self._doubt(held, refusal)
            case "team":
                await self._write(notices.requeue, held, now)
                await asyncio.to_thread(rate_limits.block_team, self.dependencies.store, team, refusal.code)
            case _:
                await self._elsewhere(held, refusal)

    async def _doubt(self, held: Notice, refusal: SlackCallError) -> None:
        now = self.dependencies.clock()
        if now - held.owed_at > TOLD_WITHIN:
            await self._write(notices.finish, held, "unknown")
            return
        at = now + max(self.dependencies.settings.grace, timedelta(seconds=refusal.wait), retry_delay(held.fence) / 2)
        await self._write(notices.mark_uncertain, held, at)

    async def _elsewhere(self, held: Notice, refusal: SlackCallError) -> None:
        """Turns to the conversation; what a digest says itself needs no telling there."""
        logger.warning("digest %s: nobody could be told at %s: %s", held.subscription.id, held.place, refusal.code)
        channel = held.subscription.channel
        if held.place == channel or held.about in {"unmatched", "changed"}:
            await self._write(notices.finish, held, "unreachable")
        else:
            await self._write(notices.requeue, held, self.dependencies.clock(), channel)

    async def _write(self, write: Callable[..., bool], held: Notice, *arguments: object) -> bool:
        return await asyncio.to_thread(write, self.dependencies.store, held, *arguments)


def _mark(held: Notice) -> str:
    return message_key(held.subscription, f"notice {held.id} at {held.place}", 0)


def _text(held: Notice) -> str:
    subscription, why = held.subscription, escape(held.why)
    if subscription.digest == "watch":
        return _watch_text(held, why)
    elsewhere = held.place != subscription.channel and not subscription.channel.startswith("D")
    name = f"The {subscription.digest} digest{f' for <#{subscription.channel}>' if elsewhere else ''}"
    there = " there" if elsewhere else ""
    if held.about == "unmatched":
        return (
            f"{name} finds no accounts any more: {why}. It goes on, and tells of them once there are some. To end it, "
            f"type `/cs digest unsubscribe {subscription.id}`{there}."
        )
    if subscription.state != "paused":
        how = "may not have arrived" if held.about == "uncertain" else "didn't arrive"
        return f"{name} {how}: {why}. The next one comes as planned."
    return (
        f"{name} is paused: {why}. Once that is mended, type `/cs digest resume {subscription.id}`{there}; "
        f"`/cs digest status` says what was missed."
    )


def _is_of_its_end(held: Notice) -> bool:
    """Whether it tells of the end of watches, of which there are none left then."""
    return held.subscription.digest == "watch" and held.about == "unmatched"


def _watch_text(held: Notice, why: str) -> str:
    """What those hear who watch accounts: that no message about them comes any more, or one didn't."""
    subscription = held.subscription
    where = "here" if held.place == subscription.channel else f"in <#{subscription.channel}>"
    if subscription.channel.startswith("D"):
        where = "here"
    if held.about == "unmatched":
        return why if where == "here" else f"I{where[1:]}: {why}"
    if subscription.state != "paused":
        how = "may not have arrived" if held.about == "uncertain" else "didn't arrive"
        return f"A message about accounts watched {where} {how}: {why}. `/cs watch log` there says what changed."
    return (
        f"Nothing is told of accounts watched {where} for now: {why}. Once that is mended, type `/cs digest resume "
        f"{subscription.id}` there; what changed meanwhile comes then."
    )


def change_message(subscription: Subscription, change: Change, *, elsewhere: bool) -> dict[str, Any]:
    """What the owner of a digest and its channel are told of a change: who did what, what it was, and the way back."""
    where = f" for <#{subscription.channel}>" if elsewhere else ""
    who = f"<@{change.who}>" if change.who[:1] in {"U", "W"} else escape(change.who or "An operator")
    owner = f", which <@{change.was.created_by}> had set up" if change.was and change.was.created_by else ""
    was = f" It was: {escape(summary(change.was))}." if change.was else ""
    if subscription.state == "active" and change.was and as_request(change.was) != as_request(subscription):
        was += f" It is now: {escape(summary(subscription))}."
    text = f"{who} {change.what} the {subscription.digest} digest{where}{owner}.{was}"
    request = f"digest undo {change.id}"
    buttons = {"type": "actions", "elements": [button(f"{ASK}0", "Undo", request)]}
    return {"text": f"{text} To undo that, type `/cs {request}`.", "blocks": [section(text), buttons]}


async def conversation_with(client: AsyncWebClient, place: str) -> str:
    """The conversation that a place is: with a person the one that the bot has with them, if it has any."""
    if not place.startswith(("U", "W")):
        return place
    async for each in _direct(client):
        if each.get("user") == place:
            return str(each["id"])
    return ""


async def _direct(client: AsyncWebClient) -> AsyncIterator[dict[str, Any]]:
    asked: dict[str, Any] = {"types": "im", "limit": PAGE}
    for _ in range(PAGES):
        answer = await checked_call(client.conversations_list(**asked))
        for each in answer.get("channels") or ():
            yield each
        asked["cursor"] = (answer.get("response_metadata") or {}).get("next_cursor")
        if not asked["cursor"]:
            return
    raise SlackCallError("doubt", "too many conversations")
