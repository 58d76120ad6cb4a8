"""`cs mcp`: an assistant on this machine, over standard input and output. It is the operator, as in the terminal."""

import asyncio
import json
import logging
from collections.abc import AsyncIterable, AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from typing import Protocol

from anyio import BrokenResourceError, ClosedResourceError, create_memory_object_stream, create_task_group
from anyio.streams.memory import MemoryObjectReceiveStream
from mcp.server.stdio import stdio_server
from mcp.shared.message import SessionMessage
from mcp_types import INVALID_REQUEST, PARSE_ERROR, ErrorData, JSONRPCError, jsonrpc_message_adapter
from pydantic import ValidationError

from bot.context import Context
from bot.mcp.callers import Caller
from bot.mcp.readable_json import readable, request_id
from bot.mcp.server import Request, create_server
from bot.mcp.tools import Call
from bot.reply import Reply
from bot.workspace import Workspace
from glossary import Glossary

Message = SessionMessage | Exception


class Outgoing(Protocol):
    """What goes to the client."""

    async def send(self, item: SessionMessage, /) -> None:
        """Sends a message."""


class OperatorBackend:
    """Answers the operator, from the store on this machine."""

    def __init__(self, glossary: Glossary, workspace: Workspace) -> None:
        self._glossary = glossary
        self._workspace = workspace

    async def glossary(self, _: Caller) -> Glossary:
        """The glossary with the team's own words."""
        return self._glossary

    async def answer(self, call: Call, _: Caller) -> Reply:
        """The reply, worked out in a thread; what is begun is finished, also when nobody waits for it any more."""
        return await asyncio.to_thread(lambda: call.answer(Context(self._glossary, self._workspace), call.text))


async def serve_stdio(glossary: Glossary, workspace: Workspace, *, writing: bool, each_metric: bool) -> None:
    """Serves until the input ends. Raises the `OSError` of an output that can't be written."""
    logging.getLogger("mcp").setLevel(logging.WARNING)
    operator = Caller(writes=writing, each_metric=each_metric)

    def identify(_: Request) -> Caller:
        return operator

    server = create_server(identify, OperatorBackend(glossary, workspace))
    try:
        async with stdio_server() as (incoming, outgoing), readable_messages(incoming, outgoing) as messages:
            await server.run(messages, outgoing, server.create_initialization_options())
    except BaseExceptionGroup as several:
        if failed := next(_errors(several), None):
            raise failed from None
        raise
    finally:
        workspace.close()


@asynccontextmanager
async def readable_messages(
    incoming: AsyncIterable[Message], outgoing: Outgoing
) -> AsyncIterator[MemoryObjectReceiveStream[Message]]:
    """The messages that come in. What the library can't read is read once more, or answered as an error: else whoever
    sent it waits for ever.
    """
    onward, messages = create_memory_object_stream[Message](0)

    async def pass_on() -> None:
        with suppress(BrokenResourceError, ClosedResourceError):  # nobody reads any more: it is ending
            async with onward:
                await pass_each()

    async def pass_each() -> None:
        async for each in incoming:
            read = _read_again(_unread(each)) if isinstance(each, ValidationError) else each
            if isinstance(read, JSONRPCError):
                await outgoing.send(SessionMessage(read))
            else:
                await onward.send(read)

    async with create_task_group() as tasks, messages:
        tasks.start_soon(pass_on)
        yield messages
        tasks.cancel_scope.cancel()


def _unread(error: ValidationError) -> str:
    """The line that the library couldn't read."""
    given = error.errors(include_url=False)[0]["input"]
    return given if isinstance(given, str) else json.dumps(given, default=str)


def _read_again(line: str) -> SessionMessage | JSONRPCError:
    """The message of a line, or the error that answers it."""
    text = readable(line)
    code, said = (PARSE_ERROR, "That is no JSON.") if text is None else (INVALID_REQUEST, "That is no request.")
    try:
        return SessionMessage(jsonrpc_message_adapter.validate_json(text or "", by_name=False))
    except ValidationError:
        return JSONRPCError(jsonrpc="2.0", id=request_id(line), error=ErrorData(code=code, message=said))


def _errors(group: BaseExceptionGroup) -> Iterator[OSError]:
    """The errors of the system among those that ended the server's tasks, whatever group they are in."""
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from _errors(error)
        elif isinstance(error, OSError):
            yield error
