"""`cs doctor --live`: what the bot counts on, tried once against the Slack that its tokens are of, and told.

What it posts it deletes, and it opens nothing that it can't close.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import yaml

from bot.configuration.slack_settings import Settings
from bot.slack.live.manifest import INSTALLED
from bot.slack.live.report import report
from bot.slack.live.steps import STEPS, Result, Trial, run
from bot.slack.web_client import WebClient

PLACES: Final = (Path(__file__).parents[2] / "manifest.yml", Path(__file__).parents[3] / "manifest.yml")


def examine_live(say: Callable[[str], object], settings: Settings, channel: str, person: str, config: str) -> int:
    """Tries what the bot counts on, and says the report. Returns the exit code: 1 where something came otherwise."""
    results = asyncio.run(_run(settings, channel, person, config))
    say(report(results, datetime.now(UTC).date().isoformat()))
    return int(any(each.outcome in {"otherwise", "refused"} for each in results))


async def _run(settings: Settings, channel: str, person: str, config: str) -> list[Result]:
    client = WebClient(settings.slack_bot_token.get_secret_value(), settings.slack_api_url, retry_handlers=[])
    app_token = settings.slack_app_token.get_secret_value() if settings.slack_app_token else ""
    return await run((*STEPS, INSTALLED), Trial(client, channel, person, app_token, config, our_manifest()))


def our_manifest() -> dict[str, Any]:
    """Returns manifest.yml, from the installed program or from a checkout."""
    found = next(each for each in PLACES if each.exists())
    manifest: dict[str, Any] = yaml.safe_load(found.read_text(encoding="utf-8"))
    return manifest
