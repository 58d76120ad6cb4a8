"""The official client over a server in this process, in each of its modes: two versions of the protocol."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Literal

import pytest
from mcp import Client
from mcp.server.lowlevel import Server
from mcp_types import CallToolResult, TextContent

from bot.mcp.callers import Caller
from bot.mcp.server import Request, create_server
from bot.mcp.tools import Call
from bot.reply import Reply
from glossary import Glossary

Mode = Literal["auto", "legacy"]
each_version = pytest.mark.parametrize("mode", ["auto", "legacy"])


@dataclass(frozen=True)
class Answered:
    """The result of a tool, taken apart."""

    text: str
    data: Mapping[str, Any]
    blocks: list[dict[str, Any]]
    error: bool


def answered(result: CallToolResult) -> Answered:
    """What a client got."""
    (content,) = result.content
    assert isinstance(content, TextContent)
    return Answered(
        content.text, result.structured_content, (result.meta or {})["slack"]["blocks"], bool(result.is_error)
    )


@asynccontextmanager
async def client_of(server: Server[Any], mode: Mode = "auto") -> AsyncIterator[Client]:
    """A client, connected."""
    async with Client(server, mode=mode) as client:
        yield client


async def call(client: Client, tool: str, **arguments: Any) -> Answered:
    """What a tool answers."""
    return answered(await client.call_tool(tool, arguments))


class Replies:
    """Answers each call by a function."""

    def __init__(self, glossary: Glossary, reply: Callable[[Call], Reply]) -> None:
        self._glossary = glossary
        self._reply = reply

    async def glossary(self, _: Caller) -> Glossary:
        return self._glossary

    async def answer(self, call: Call, _: Caller) -> Reply:
        return self._reply(call)


def server_for(glossary: Glossary, caller: Caller, reply: Callable[[Call], Reply]) -> Server[Any]:
    """A server whose every caller is the same."""

    def identify(_: Request) -> Caller:
        return caller

    return create_server(identify, Replies(glossary, reply))
