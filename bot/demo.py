"""The demo: a Slack look-alike on this machine, with the bot in it."""

import asyncio
from typing import Any

from bot.local_slack import free_port, running
from bot.settings import Settings

CHANNEL = "C0CS"
WELCOME = "CS Bot is here. Type `/cs define nrr`, `/cs champion vs ambassador` or `/cs help`, or mention @cs-bot."


def workspace() -> dict[str, Any]:
    """The sample workspace, as local-slack's configuration has it."""
    return {
        "workspace": {"name": "Sample Workspace", "domain": "sample", "teamId": "T0CS"},
        "app": {
            "appId": "A0CS",
            "botUserId": "U0BOT",
            "botName": "cs-bot",
            "botToken": "xoxb-sample",
            "appToken": "xapp-sample",
            "signingSecret": "sample",
            "mode": "socket",
        },
        "users": [
            {"id": "U0NEW", "name": "new-csm", "real_name": "New CSM (sample)", "email": "new-csm@sample.example"},
            {"id": "U0LEAD", "name": "team-lead", "real_name": "Team Lead (sample)", "email": "lead@sample.example"},
        ],
        "channels": [
            {"id": CHANNEL, "name": "customer-success", "members": ["U0NEW", "U0LEAD", "U0BOT"]},
            {"id": "C0GEN", "name": "general", "members": ["U0NEW", "U0LEAD", "U0BOT"]},
            {"id": "D0CS", "name": "cs-bot", "is_channel": False, "is_im": True, "members": ["U0NEW", "U0BOT"]},
        ],
    }


def settings_for(url: str) -> Settings:
    """The settings that connect the bot to a local-slack with the sample workspace."""
    app = workspace()["app"]
    return Settings(
        slack_bot_token=app["botToken"],
        slack_app_token=app["appToken"],
        slack_api_url=f"{url}/api/",
    )


def run_demo(port: int = 3000) -> int:
    """Runs the demo until Ctrl-C, on the port or, if it's taken, another. Returns the exit code.

    Raises `LocalSlackError` when local-slack can't be fetched or started.
    """
    with running(workspace(), free_port(port)) as url:
        asyncio.run(_serve(url))
    print("\nStopped.")
    return 0


async def _serve(url: str) -> None:
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.slack.serve import serve_socket

    settings = settings_for(url)
    web = AsyncWebClient(settings.slack_bot_token.get_secret_value(), base_url=settings.slack_api_url)
    await web.chat_postMessage(channel=CHANNEL, text=WELCOME)
    print(f"Open {url} and type /cs define nrr in #customer-success. Ctrl-C stops it.", flush=True)
    await serve_socket(settings)
