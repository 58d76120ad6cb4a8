"""Under another ASGI server than that of `cs serve` the app does all that it does there."""

import asyncio
import hashlib
import json
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from aiohttp import ClientSession
from pydantic import SecretStr

from bot.configuration.slack_settings import Settings
from bot.slack.server import asgi
from glossary import Glossary
from store.kept_requests import LEASE, KeptRequests
from tests.bot.test_http import SECRET, TERM, signed
from tests.bot.web_api import WebApi, running_web_api

TOKEN = "xoxb-1"


@pytest.fixture
async def slack() -> AsyncIterator[WebApi]:
    async with running_web_api() as api:
        yield api


def mention(text: str, ts: str, **more: str) -> dict[str, Any]:
    """A mention, as Slack sends it."""
    event = {"type": "app_mention", "user": "U01", "text": f"<@U0BOT> {text}", "channel": "C01", "ts": ts, **more}
    return {"type": "event_callback", "team_id": "T01", "event": event}


def left(inbox: Path) -> int:
    """How many requests are kept."""
    with closing(sqlite3.connect(inbox)) as file:
        (number,) = file.execute("SELECT count(*) FROM kept_request").fetchone()
    return int(number)


def server_of(slack: WebApi) -> uvicorn.Server:
    """The app under uvicorn as it is without `cs serve`."""
    settings = Settings(
        slack_bot_token=SecretStr(TOKEN),
        slack_signing_secret=SecretStr(SECRET),
        port=1,
        slack_api_url=slack.url,
    )
    return uvicorn.Server(uvicorn.Config(asgi(settings, Glossary([TERM])), port=0, log_config=None))


@asynccontextmanager
async def served(slack: WebApi) -> AsyncIterator[str]:
    """Serves so, and gives the address."""
    server = server_of(slack)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110  uvicorn has no event for it
        await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/slack/events"
    server.should_exit = True
    await serving


async def eventually(slack: WebApi, number: int) -> list[dict[str, Any]]:
    """What was posted, once that are so many."""
    async with asyncio.timeout(60):
        while len(slack.posted) < number:  # noqa: ASYNC110  what it waits for is a request of the bot
            await asyncio.sleep(0.01)
    return slack.posted


async def test_requests_are_kept_until_they_are_answered_and_what_a_process_left_is_answered(
    slack: WebApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CS_DATABASE", str(tmp_path / "accounts.db"))
    inbox = tmp_path / "accounts.db-inbox"
    kept = KeptRequests(inbox, now=lambda: time.time() - LEASE - 1)
    kept.keep(f"{hashlib.sha256(TOKEN.encode()).hexdigest()[:16]} left", json.dumps(mention("nrr", "7.0")))
    kept.close()
    async with served(slack) as address, ClientSession() as client:
        assert [each["thread_ts"] for each in await eventually(slack, 1)] == ["7.0"]
        slack.slow = 1.0  # to say what was said before
        body = json.dumps(mention("and nrr?", "8.1", thread_ts="8.0")).encode()
        headers = {name.decode(): value.decode() for name, value in signed(body).items()}
        async with client.post(address, data=body, headers=headers) as response:
            assert response.status == 200
        assert left(inbox) == 1, "it is being answered"
        assert [each["thread_ts"] for each in await eventually(slack, 2)] == ["7.0", "8.0"]
    assert left(inbox) == 0


async def test_a_token_that_slack_refuses_ends_the_start_with_the_reason(
    slack: WebApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("CS_DATABASE", str(tmp_path / "accounts.db"))
    slack.refused["auth.test"] = "invalid_auth"
    with pytest.raises(SystemExit):
        await server_of(slack).serve()
    assert "SLACK_BOT_TOKEN is not accepted: invalid_auth" in caplog.text
