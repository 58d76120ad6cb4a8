"""Staying connected: a fresh URL at each try, pauses that grow to a limit, and one line of the log for each change."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from pydantic import SecretStr

from bot.configuration.settings_error import SettingsError
from bot.configuration.slack_settings import Settings
from bot.slack.app import create_app
from bot.slack.socket_mode import LONGEST_PAUSE, SocketMode
from bot.slack.web_client import WebClient
from glossary import Glossary
from tests.outside.faulty_slack import FaultySlack, faulty_slack

PASSING = ("html", "html 200", "429", "503", "plain", "broken", "list", "null", "internal_error", "lose")


@pytest.fixture
async def slack() -> AsyncIterator[FaultySlack]:
    with faulty_slack() as running:
        yield running


@pytest.fixture
def mode(slack: FaultySlack) -> SocketMode:
    """Socket Mode that pauses for no time that is worth mentioning."""
    settings = Settings(
        slack_bot_token=SecretStr("xoxb-1"), slack_app_token=SecretStr("xapp-1"), slack_api_url=slack.url
    )
    client = WebClient("xapp-1", slack.url, retry_handlers=[])
    return SocketMode(create_app(settings, Glossary([])), client, jitter=lambda *_: 0.01)


async def until(condition: Callable[[], object]) -> None:
    """Returns once the condition is true."""
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


@asynccontextmanager
async def running(mode: SocketMode) -> AsyncIterator["asyncio.Task[None]"]:
    """It, at work."""
    task = asyncio.create_task(mode.run())
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_each_failure_is_followed_by_another_try_and_told_once(
    slack: FaultySlack, mode: SocketMode, caplog: pytest.LogCaptureFixture
) -> None:
    slack.fails["apps.connections.open"] = [*PASSING, ""]
    with caplog.at_level(logging.INFO, "bot.slack.connection"):
        async with running(mode):
            await until(lambda: mode.connection.connected)
    assert (mode.connection.failures, mode.connection.connects) == (len(PASSING), slack.edge.connects) == (10, 1)
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]
    assert slack.edge.refused == 0


async def test_a_token_that_is_refused_ends_it_only_if_it_never_worked(slack: FaultySlack, mode: SocketMode) -> None:
    async with running(mode):
        await until(lambda: mode.connection.connected)
        slack.fails["apps.connections.open"] = ["token_revoked", "token_revoked", ""]
        slack.do(slack.edge.drop())
        await until(lambda: mode.connection.state == "refused")
        await until(lambda: mode.connection.connected)
    slack.fails["apps.connections.open"] = ["html", "token_revoked"]
    mode.connection.connects = 0
    with pytest.raises(SettingsError, match="SLACK_APP_TOKEN is not accepted: token_revoked"):
        await mode.run()


async def test_connections_that_end_again_and_again_are_made_after_a_pause(
    slack: FaultySlack, mode: SocketMode
) -> None:
    pauses: list[float] = []

    def jitter(_: float, most: float) -> float:
        pauses.append(most)
        return 0.0

    mode._jitter = jitter
    async with running(mode):
        for number in range(1, 6):
            await until(lambda number=number: slack.edge.connects == number)  # type: ignore[misc]
            slack.do(slack.edge.drop())
    assert pauses[:3] == [1.0, 2.0, 4.0]


def test_pauses_grow_to_a_limit_and_are_never_nothing(mode: SocketMode) -> None:
    mode._jitter = lambda *bounds: bounds[0]
    least = [mode.pause(tries) for tries in (1, 2, 3, 10, 10_000)]
    assert least == [0.5, 1.0, 2.0, LONGEST_PAUSE / 2, LONGEST_PAUSE / 2]
