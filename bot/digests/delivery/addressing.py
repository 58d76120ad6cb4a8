"""Before a digest is composed: who in Slack the owners of its accounts are, and who is in the groups it names."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from slack_sdk.web.async_client import AsyncWebClient

from accounts.digests.claims import Claim
from accounts.digests.subscription_parser import OWNERS, group_of
from accounts.digests.subscriptions import ALERT
from bot.digests.content.addressees import NOBODY, Addressees, Listed, listed
from bot.slack.delivered import CLIENT_ERRORS
from bot.slack.directory import Directory
from bot.slack.user_groups import handles, read_groups

LATE = timedelta(hours=1)  # after which a digest catches up: nobody is pinged for what was to be read long before
PATIENCE = 10.0  # seconds
DAY = len("2026-06-15")


@dataclass(frozen=True, slots=True)
class Addressing:
    """Asks Slack whom a digest may mention. What Slack doesn't say keeps no digest back: owners are then only named."""

    client: AsyncWebClient
    directory: Directory
    clock: Callable[[], datetime]

    async def __call__(self, held: Claim) -> Addressees:
        """The people and groups that a delivery mentions or is about."""
        subscription = held.subscription
        named = handles((subscription.scope, subscription.mentions))
        groups = await read_groups(named, self.directory, self.client, PATIENCE) if named else ()
        if not subscription.mentions:
            return replace(NOBODY, groups=groups)
        if why := self._quiet(held):
            return replace(NOBODY, groups=groups, why=why)
        if OWNERS not in subscription.mentions.split(" and "):
            return replace(NOBODY, groups=groups, mentioned=bool(group_of(subscription.mentions)))
        return await self._owners(replace(NOBODY, groups=groups))

    async def _owners(self, found: Addressees) -> Addressees:
        try:
            people = await self.directory.people(self.client)
        except CLIENT_ERRORS:
            return replace(found, why="Slack didn't say who the owners are", mentioned=True)
        if people is None:
            return replace(found, why="there are too many people in Slack to find them among", mentioned=True)
        there = (
            Listed(each.id, each.name, each.email) for each in people.values() if not each.outside and not each.bot
        )
        return listed(there, found.groups)

    def _quiet(self, held: Claim) -> str:
        """Why nobody is mentioned though they were to be."""
        if self.clock() - _expected(held) > LATE:
            return "it comes late"
        scheduled = len(held.occasion) == DAY or held.occasion.endswith(ALERT)
        return "" if scheduled else "it was sent by hand"


def _expected(held: Claim) -> datetime:
    """When a delivery was to come at the latest: one that waits for its sources at the end of that."""
    wait_until, schedule = held.subscription.wait_until, held.subscription.schedule
    if wait_until is None or len(held.occasion) != DAY:
        return held.due
    return max(held.due, replace(schedule, at=wait_until).instant(held.local_date))
