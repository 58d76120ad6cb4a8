"""The client that exchanges codes and refresh tokens for tokens."""

from typing import Any

from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.slack.web_client import WebClient


class OAuthClient(WebClient):
    """Has no token of its own. The app's secret goes into the form, where Slack takes it as well as in a header: the
    SDK's way to make that header is deprecated in aiohttp.
    """

    def __init__(self, base_url: str) -> None:
        super().__init__("", base_url)

    async def oauth_v2_access(self, **given: Any) -> AsyncSlackResponse:  # noqa: ANN401  as the SDK has it
        """What Slack gives for a code or a refresh token. Raises what Slack's client raises."""
        form = {name: value for name, value in given.items() if value is not None}
        return await self.api_call("oauth.v2.access", data=form)
