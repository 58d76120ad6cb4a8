"""The protocol's own Python client, over standard input and output and over HTTP, at two versions of the protocol."""

import os
import sys
from collections.abc import AsyncIterator, Generator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import TextIO, cast

import httpx2
import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp_types import RequestParamsMeta

from bot.operating.http_server import serving
from bot.workspace import Workspace
from tests.bot.company import DANA, database, filled, workspace
from tests.bot.mcp.clients import Mode, call, each_version
from tests.bot.mcp.doors import Door, opened, signature
from tests.bot.test_access import GUEST, app_over, outcomes
from tests.bot.web_api import running_web_api

__all__ = ["database", "filled", "workspace"]

VERSIONS = {"auto": "2026-07-28", "legacy": "2025-11-25"}


def nowhere() -> TextIO:
    """Where the program's log goes."""
    return Path(os.devnull).open("w", encoding="utf-8")


@asynccontextmanager
async def local(database: Path, mode: Mode, *options: str) -> AsyncIterator[Client]:
    """A client of `cs mcp`, which is told of the store in its own environment alone."""
    env = {"CS_DATABASE": str(database), "CS_EMAIL": DANA, "PATH": os.environ["PATH"]}
    program = StdioServerParameters(
        command=sys.executable, args=["-m", "bot.terminal.main", "mcp", *options], env=env, cwd=Path.cwd()
    )
    with closing(nowhere()) as log:
        async with Client(stdio_client(program, errlog=log), mode=mode) as client:
            yield client


@pytest.mark.processes
@each_version
async def test_the_operator_asks_over_standard_input_and_output(mode: Mode, database: Path) -> None:
    async with local(database, mode) as client:
        assert client.protocol_version == VERSIONS[mode]
        assert len((await client.list_tools()).tools) > 20
        assert (await call(client, "account", account="acme.example")).data["kind"] == "account"
        assert (await call(client, "renewals", ownr="x")).error
        assert not (await call(client, "pulse", account="red ltd", score=3)).error


@pytest.mark.processes
async def test_options_leave_out_what_changes_things_and_list_each_metric(database: Path) -> None:
    async with local(database, "auto", "--read-only", "--each-metric") as client:
        names = {tool.name for tool in (await client.list_tools()).tools}
        assert {"nps", "nrr", "renewals"} <= names
        assert not {"pulse", "done", "add"} & names
        assert (await call(client, "pulse", account="red ltd", score=3)).error
        assert (await call(client, "nps", promoters=40, passives=10, detractors=50)).data["value"] == "-10"


def said_by(user: str) -> RequestParamsMeta:
    """What Slack says of the asker."""
    return cast("RequestParamsMeta", {"slack": {"user_id": user, "team_id": "T01"}})


class Signed(httpx2.Auth):
    """Signs each request as Slack does."""

    requires_request_body = True

    def auth_flow(self, request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response, None]:
        """The request with Slack's headers."""
        request.headers.update(signature(request.content))
        yield request


@asynccontextmanager
async def remote(door: Door, mode: Mode, auth: httpx2.Auth | None = None, token: str = "") -> AsyncIterator[Client]:
    """A client of /mcp, over real HTTP."""
    headers = {"authorization": f"Bearer {token}"} if token else {}
    async with (
        serving(door.serve, "127.0.0.1", 0) as port,
        httpx2.AsyncClient(headers=headers, auth=auth) as http,
        Client(streamable_http_client(f"http://127.0.0.1:{port}/mcp", http_client=http), mode=mode) as client,
    ):
        yield client


@pytest.fixture
async def door(workspace: Workspace) -> AsyncIterator[Door]:
    async with running_web_api() as slack:
        slack.people = {"U01": {"profile": {"email": DANA, "real_name": "Dana Sample"}}, "U02": GUEST}
        async with opened(app_over(slack, workspace)) as door:
            yield door


@each_version
async def test_slackbot_s_envelope_says_who_asks(mode: Mode, door: Door, workspace: Workspace) -> None:
    async with remote(door, mode, Signed()) as client:
        assert client.protocol_version == VERSIONS[mode]
        for user, refused in (("U01", False), ("U02", True)):
            result = await client.call_tool("renewals", {"days": 60}, meta=said_by(user))
            assert result.is_error is refused
    assert [each[0] for each in outcomes(workspace)] == ["U02", "U01"]


@each_version
async def test_a_token_says_who_asks_and_the_client_s_own_words_do_not(mode: Mode, door: Door) -> None:
    guest, _ = door.token("U02")
    async with remote(door, mode, token=guest) as client:
        result = await client.call_tool("renewals", {}, meta=said_by("U01"))
        assert result.is_error
        assert not (await call(client, "define", term="nrr")).error


async def test_a_client_without_a_token_is_not_let_in(door: Door) -> None:
    with pytest.raises(Exception):  # noqa: B017, PT011  a group of the client's own
        async with remote(door, "auto") as client:
            await client.list_tools()
