"""`cs mcp`: an assistant on this machine, over standard input and output. It is the operator, as in the terminal."""

import asyncio
import logging
from collections.abc import Iterator

from mcp.server.stdio import stdio_server

from bot.context import Context
from bot.mcp.callers import Caller
from bot.mcp.server import Request, create_server
from bot.mcp.tools import Call
from bot.reply import Reply
from bot.workspace import Workspace
from glossary import Glossary


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
        async with stdio_server() as (incoming, outgoing):
            await server.run(incoming, outgoing, server.create_initialization_options())
    except BaseExceptionGroup as several:
        if failed := next(_errors(several), None):
            raise failed from None
        raise
    finally:
        workspace.close()


def _errors(group: BaseExceptionGroup) -> Iterator[OSError]:
    """The errors of the system among those that ended the server's tasks, whatever group they are in."""
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from _errors(error)
        elif isinstance(error, OSError):
            yield error
