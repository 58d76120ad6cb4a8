"""`cs mcp`: an assistant on this machine, over standard input and output. It is the operator, as in the terminal."""

import asyncio
import json
import logging
from collections.abc import AsyncIterable, AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from typing import Protocol

from anyio import (
    BrokenResourceError,
    ClosedResourceError,
    Event,
    create_memory_object_stream,
    create_task_group,
    move_on_after,
)
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream
from mcp.server.stdio import stdio_server
from mcp.shared.message import SessionMessage
from mcp_types import (
    INVALID_REQUEST,
    PARSE_ERROR,
    ErrorData,
    JSONRPCError,
    JSONRPCNotification,
    JSONRPCRequest,
    JSONRPCResponse,
    RequestId,
    jsonrpc_message_adapter,
)
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
PATIENCE = 30  # seconds that an answer may take after the input ended


class Outgoing(Protocol):
    """What goes to the client."""

    async def send(self, item: SessionMessage, /) -> None:
        """Sends a message."""

    async def aclose(self) -> None:
        """Says that nothing more comes."""


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

    server, unanswered = create_server(identify, OperatorBackend(glossary, workspace)), Unanswered()
    try:
        async with (
            stdio_server() as (incoming, outgoing),
            counted_answers(outgoing, unanswered) as answers,
            readable_messages(incoming, outgoing, unanswered) as messages,
        ):
            await server.run(messages, answers, server.create_initialization_options())
    except BaseExceptionGroup as several:
        if failed := next(_errors(several), None):
            raise failed from None
        raise
    finally:
        workspace.close()


class Unanswered:
    """The requests that were taken and aren't answered yet, as their ids."""

    def __init__(self) -> None:
        self._ids: set[RequestId] = set()
        self._answered = Event()

    def take(self, message: object) -> None:
        """Takes note of a request, and of one that is called off: it may get no answer."""
        if isinstance(message, JSONRPCRequest):
            self._ids.add(message.id)
        elif isinstance(message, JSONRPCNotification) and message.method == "notifications/cancelled":
            self._answer((message.params or {}).get("requestId"))

    def give(self, message: object) -> None:
        """Takes note of an answer."""
        if isinstance(message, JSONRPCResponse | JSONRPCError):
            self._answer(message.id)

    def _answer(self, id_: RequestId | None) -> None:
        self._ids.discard(id_ if id_ is not None else "")
        self._answered.set()

    async def wait(self) -> None:
        """Returns when all are answered, or after a time that no answer takes."""
        with move_on_after(PATIENCE):
            while self._ids:
                self._answered = Event()
                await self._answered.wait()


@asynccontextmanager
async def counted_answers(
    outgoing: Outgoing, unanswered: Unanswered
) -> AsyncIterator[MemoryObjectSendStream[SessionMessage]]:
    """Where answers go; each is noted once it is on its way."""
    answers, given = create_memory_object_stream[SessionMessage](0)

    async def pass_on() -> None:
        async with given:
            async for each in given:
                await outgoing.send(each)
                unanswered.give(each.message)
        await outgoing.aclose()

    async with create_task_group() as tasks, answers:
        tasks.start_soon(pass_on)
        yield answers


@asynccontextmanager
async def readable_messages(
    incoming: AsyncIterable[Message], outgoing: Outgoing, unanswered: Unanswered
) -> AsyncIterator[MemoryObjectReceiveStream[Message]]:
    """The messages that come in. What the library can't read is read once more, or answered as an error: else whoever
    sent it waits for ever. They end when all that came is answered: the library drops what it still works on then.
    """
    onward, messages = create_memory_object_stream[Message](0)

    async def pass_on() -> None:
        with suppress(BrokenResourceError, ClosedResourceError):  # nobody reads any more: it is ending
            async with onward:
                await pass_each()
                await unanswered.wait()

    async def pass_each() -> None:
        async for each in incoming:
            read = _read_again(_unread(each)) if isinstance(each, ValidationError) else each
            if isinstance(read, JSONRPCError):
                await outgoing.send(SessionMessage(read))
            else:
                unanswered.take(read.message if isinstance(read, SessionMessage) else None)
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
