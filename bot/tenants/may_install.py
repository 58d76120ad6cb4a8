"""Who may install the bot: the workspaces and organisations of a list, or everybody where there is none."""

import html
import logging
from collections.abc import Collection, Sequence

from slack_bolt.error import BoltError
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store import Installation

from bot.slack.delivered import CLIENT_ERRORS
from bot.slack.web_client import WebClient, trouble
from bot.tenants.settings import TenantSettings
from store import Store
from tenants import check_id
from tenants.installations import find_bot

logger = logging.getLogger(__name__)


class NotListedError(BoltError):
    """Somebody installed the bot where it may not be; `removed` says whether Slack took the app away again."""

    def __init__(self, id_: str, name: str, *, removed: bool) -> None:
        super().__init__(f"{id_} isn't in CS_MAY_INSTALL.")
        self.id, self.name, self.removed = id_, name, removed


def may_install(registry: Store, installation: Installation, listed: Collection[str]) -> bool:
    """Whether an installation is to be kept: it is listed, or it renews one that there is, be it the organisation's."""
    ids = [each for each in (installation.team_id, installation.enterprise_id) if each]
    return not listed or any(each in listed or find_bot(registry, check_id(each)) for each in ids)


async def refused(installation: Installation, settings: TenantSettings) -> NotListedError:
    """Has Slack take the app away again from where it may not be. Returns the error to tell of it."""
    id_ = (None if installation.is_enterprise_install else installation.team_id) or installation.enterprise_id or ""
    name = installation.team_name or installation.enterprise_name or ""
    removed = await _is_removed(installation.bot_token or "", settings)
    logger.warning(
        "%s (%s) isn't in CS_MAY_INSTALL: what %s installed there isn't kept%s",
        *(id_, name, installation.user_id, "" if removed else ", and Slack didn't take the app away"),
    )
    return NotListedError(id_, name, removed=removed)


async def _is_removed(token: str, settings: TenantSettings) -> bool:
    """Whether Slack takes the app away; where it doesn't, the token is taken back at least."""
    client = WebClient(token, settings.slack_api_url)
    secret = settings.slack_client_secret.get_secret_value()
    try:
        await client.apps_uninstall(client_id=settings.slack_client_id, client_secret=secret)
    except SlackApiError as error:
        logger.warning("the app is not taken away: %s", trouble(error))
    except CLIENT_ERRORS as error:
        logger.warning("the app is not taken away: %s", trouble(error))
        return False
    else:
        return True
    try:
        await client.auth_revoke()
    except (*CLIENT_ERRORS, SlackApiError) as error:
        logger.warning("nor is its token taken back: %s", trouble(error))
    return False


def pages(contact: str) -> AsyncCallbackOptions:
    """Bolt's pages after installing, and one that says who may not and whom to ask."""

    async def failure(args: AsyncFailureArgs) -> BoltResponse:
        if not isinstance(args.error, NotListedError):
            return await args.default.failure(args)
        cookie = args.settings.state_utils.build_set_cookie_for_deletion()
        headers: dict[str, str | Sequence[str]] = {"Content-Type": "text/html; charset=utf-8", "Set-Cookie": cookie}
        return BoltResponse(status=403, headers=headers, body=_page(args.error, contact))

    async def success(args: AsyncSuccessArgs) -> BoltResponse:
        return await args.default.success(args)

    return AsyncCallbackOptions(success=success, failure=failure)


def _page(error: NotListedError, contact: str) -> str:
    who, whom = (
        html.escape(text)
        for text in (f"{error.name} ({error.id})" if error.name else error.id, contact or "whoever runs this bot")
    )
    away = "The app was removed from Slack again" if error.removed else "An admin can remove the app in Slack again"
    return f"""
<html>
<head><style>body {{ padding: 10px 15px; font-family: verdana; text-align: center; }}</style></head>
<body>
<h2>CS Bot can’t be installed here yet</h2>
<p>{who} isn’t among the workspaces that may install it. Ask {whom} to add <b>{html.escape(error.id)}</b>, then try
again.</p>
<p>{away}; nothing of your workspace was kept.</p>
</body>
</html>
"""
