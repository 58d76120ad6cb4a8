"""Buttons and forms that an earlier version of the bot left behind, which nothing answers any more: that is said."""

from collections.abc import Mapping
from typing import Any, Final

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.errors import form_error
from bot.slack.posting import notice, notify_user, post

OLD_BUTTON: Final = "This button is of an earlier version of me, and does nothing any more. Please ask again."
OUTDATED: Final = "This form has expired: it was opened before the bot was updated. Please close it and open it again."

Body = Mapping[str, Any]


class OutdatedListeners:
    """The listeners of what no other one answers; they come last."""

    async def press(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Says that a button does nothing any more."""
        await ack()
        if body.get("response_url"):
            await notify_user(client, body, OLD_BUTTON)
        elif body.get("view"):  # of the Home tab or a form
            await post(client, body["user"]["id"], notice(OLD_BUTTON))

    async def submit(self, ack: AsyncAck, view: Body) -> None:
        """Says in a form that nothing takes it any more; one without a field to say it at closes."""
        if any(block["type"] == "input" for block in view["blocks"]):
            await ack(**form_error(view, OUTDATED))
        else:
            await ack()
