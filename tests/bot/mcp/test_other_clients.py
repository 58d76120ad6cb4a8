"""Clients that others wrote, over both transports: the TypeScript SDK, which checks schemas, and the inspector."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.operating.http_server import serving
from bot.workspace import Workspace
from tests.bot.company import DANA, database, filled, workspace
from tests.bot.mcp.doors import Door, opened
from tests.bot.mcp.node_clients import HERE, INSPECTOR, installed, why_not
from tests.bot.test_access import GUEST, app_over
from tests.bot.web_api import running_web_api

__all__ = ["database", "filled", "workspace"]

MISSING = why_not()
pytestmark = [pytest.mark.processes, pytest.mark.skipif(bool(MISSING), reason=MISSING)]

CALLS: list[tuple[str, dict[str, Any]]] = [
    ("define", {"term": "nrr"}),
    ("define", {"term": "tomato"}),
    ("calculate", {"metric": "nps", "inputs": {"promoters": 40, "passives": 10, "detractors": 50}}),
    ("renewals", {"days": 60}),
    ("health", {}),
    ("portfolio", {}),
    ("account", {"account": "acme.example"}),
    ("brief", {"account": "acme.example"}),
    ("owners", {}),
    ("renewals", {"dayz": 60}),
]
KINDS = ["term", "not_found", "metric", "accounts", "accounts", "portfolio", "account", "brief", "accounts", "error"]


@pytest.fixture(scope="session")
def clients() -> Path:
    return installed()


@pytest.fixture
async def door(workspace: Workspace) -> AsyncIterator[Door]:
    async with running_web_api() as slack:
        slack.people = {"U01": {"profile": {"email": DANA, "real_name": "Dana Sample"}}, "U02": GUEST}
        async with opened(app_over(slack, workspace)) as door:
            yield door


async def output(*command: str) -> tuple[str, int]:
    """What a program prints, and its exit code."""
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, err = await process.communicate()
    return out.decode() or err.decode(), process.returncode or 0


async def asked(clients: Path, **target: Any) -> list[Any]:
    """The lines of the TypeScript client."""
    wanted = json.dumps({**target, "calls": CALLS})
    out, code = await output("node", str(HERE / "client.mjs"), str(clients), wanted)
    assert code == 0, out
    return [json.loads(line) for line in out.splitlines()]


def check(names: list[str], *results: dict[str, Any]) -> None:
    assert {"define", "renewals", "calculate"} <= set(names)
    assert [each["structuredContent"]["kind"] for each in results] == KINDS
    assert [each["isError"] for each in results] == [kind == "error" for kind in KINDS]
    assert all(each["content"][0]["text"] and each["blocks"] for each in results)


async def test_the_typescript_sdk_over_standard_input_and_output(clients: Path, database: Path) -> None:
    env = {"CS_DATABASE": str(database), "CS_EMAIL": DANA, "PATH": os.environ["PATH"]}
    names, *results = await asked(clients, command=sys.executable, args=["-m", "bot.terminal.main", "mcp"], env=env)
    check(names, *results)
    assert "pulse" in names


async def test_the_typescript_sdk_over_http_with_a_token(clients: Path, door: Door) -> None:
    secret, _ = door.token("U01")
    async with serving(door.serve, "127.0.0.1", 0) as port:
        url, headers = f"http://127.0.0.1:{port}/mcp", {"authorization": f"Bearer {secret}"}
        names, *results = await asked(clients, url=url, headers=headers)
    check(names, *results)
    assert "pulse" not in names


async def inspect(clients: Path, *words: str) -> tuple[Any, int]:
    """What the inspector says, and its exit code: 5 for a result that is an error."""
    out, code = await output("node", str(clients / INSPECTOR), "--cli", *words)
    try:
        return json.loads(out), code
    except ValueError:
        return out, code


async def test_the_inspector_over_standard_input_and_output(clients: Path, database: Path) -> None:
    call = ("--method", "tools/call", "--tool-name", "renewals", "--tool-arg", "days=60")
    got, code = await inspect(
        clients, "-e", f"CS_DATABASE={database}", sys.executable, "-m", "bot.terminal.main", "mcp", *call
    )
    assert code == 0, got
    assert got["structuredContent"]["kind"] == "accounts"


async def test_the_inspector_over_http_and_what_it_says_of_the_asker(clients: Path, door: Door) -> None:
    secret, _ = door.token("U02")
    async with serving(door.serve, "127.0.0.1", 0) as port:
        at = (f"http://127.0.0.1:{port}/mcp", "--transport", "http")
        header = ("--header", f"Authorization: Bearer {secret}")
        call = ("--method", "tools/call", "--tool-name", "renewals", "--tool-metadata", 'slack={"user_id":"U01"}')
        got, code = await inspect(clients, *at, *header, *call)
        without, failed = await inspect(clients, *at, "--method", "tools/list")
    assert code == 5, got
    assert "a guest" in got["content"][0]["text"]
    assert failed != 0, without
