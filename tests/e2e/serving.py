"""What the bots of these tests run, by a clock of their own."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.clock import starting_at, utc_now
from bot.configuration.slack_settings import Settings
from bot.settings import load_settings
from bot.slack.server import serve_socket

Serving = Callable[[Settings], Coroutine[Any, Any, None]]


def run_ahead(serving: Serving, ahead: timedelta) -> None:
    """Serves with the clock so far ahead, as the environment says."""
    with starting_at(datetime.now(UTC) + ahead):
        asyncio.run(serving(load_settings()))


async def with_digests_early(settings: Settings) -> None:
    """Serves; digests come five minutes before they are due."""
    await serve_socket(settings, clock=lambda: utc_now() + timedelta(minutes=5))
