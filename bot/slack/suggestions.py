"""Options of a form while somebody types: accounts, for those who may see them there, and time zones."""

import json
import logging
from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from accounts.digests.subscription_parser import suggest_zones
from accounts.names.suggestions import suggest_accounts
from bot.accounts.arguments import requester
from bot.accounts.formatting import join_texts
from bot.context import Context
from bot.home.model import BROKEN
from bot.render.pickers import Pick, options_response
from bot.slack.access import NoAccessError, RequestOrigin
from bot.slack.account_requests import AccountRequests

logger = logging.getLogger(__name__)

MOST = 20  # accounts, and zones, that are offered at once
LONGEST = 200  # characters of what is typed that are read
VERB = "account"
UNKNOWN_FORM = (KeyError, TypeError, ValueError)

Body = Mapping[str, Any]


class SuggestionListeners:
    """The listeners of fields that are searched in. Opening a form is in the audit log; each letter isn't."""

    def __init__(self, account_requests: AccountRequests) -> None:
        self._requests = account_requests

    async def suggest_accounts(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Offers accounts: none to guests, to people of other companies, and where account data stays out."""
        await ack(**options_response(await self._accounts(body, client)))

    async def suggest_zones(self, ack: AsyncAck, body: Body) -> None:
        """Offers time zones."""
        zones = suggest_zones(_typed(body), MOST)
        await ack(**options_response(Pick(each, each.replace("_", " ")) for each in zones))

    async def _accounts(self, body: Body, client: AsyncWebClient) -> list[Pick]:
        try:
            channel = json.loads(body["view"]["private_metadata"])["channel"]
        except UNKNOWN_FORM:  # of an earlier version
            return []
        try:
            context = await self._requests.context(RequestOrigin(body["user"]["id"], channel), client, VERB)
            return await self._requests.run(lambda: _picks(context, _typed(body)))
        except NoAccessError:
            return []
        except BROKEN as error:
            logger.warning("no accounts are offered: %s", error)
            return []


def _typed(body: Body) -> str:
    return str(body.get("value") or "")[:LONGEST].strip()


def _picks(context: Context, typed: str) -> list[Pick]:
    found = suggest_accounts(context.store, typed, requester(context), context.today, MOST)
    return [
        Pick(str(each.id), each.name, join_texts((each.domain or each.key, each.owner or "no owner"))) for each in found
    ]
