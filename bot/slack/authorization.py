"""Authorization for Bolt's listeners: the bot's identity, and the client they talk to Slack with."""

from typing import Any

from slack_bolt.async_app import AsyncBoltContext
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_sdk.errors import SlackApiError

from bot.slack.directory import Directory
from bot.slack.web_client import WebClient, error_code


class NotAuthorizedError(Exception):
    """Slack doesn't say who the bot is; the message has its reason."""


class Authorization(AsyncAuthorize):
    """Asks Slack once. What goes wrong is raised, and so told to whoever waits for an answer: Bolt's own would log it
    and answer nobody.
    """

    def __init__(self, client: WebClient, directory: Directory) -> None:
        self._client = client
        self._directory = directory

    async def __call__(self, *, context: AsyncBoltContext, **_: Any) -> AuthorizeResult:  # noqa: ANN401
        """Who the bot is. Puts its own client in the place of the one that Bolt makes for each request."""
        try:
            identity = await self._directory.identity(self._client)
        except SlackApiError as error:
            raise NotAuthorizedError(error_code(error)) from error
        context["client"] = self._client
        return AuthorizeResult(
            enterprise_id=identity.get("enterprise_id"),
            team_id=identity.get("team_id"),
            bot_user_id=identity.get("user_id"),
            bot_id=identity.get("bot_id"),
            bot_token=self._client.token,
        )
