"""`cs mcp`: an assistant on this machine, over standard input and output. It is the operator, as in the terminal."""

import asyncio
import logging

from mcp.server.stdio import stdio_server

from bot.context import Context
from bot.mcp.callers import Caller
from bot.mcp.server import Request, create_server
from bot.mcp.tools import Call
from bot.reply import Reply
from bot.workspace import Workspace
from glossary import Glossary


async def serve_stdio(glossary: Glossary, workspace: Workspace, *, writing: bool, each_metric: bool) -> None:
    """Serves until the input ends."""
    logging.getLogger("mcp").setLevel(logging.WARNING)
    operator = Caller(writes=writing, each_metric=each_metric, operator=True)

    def identify(_: Request) -> Caller:
        return operator

    async def answer(call: Call, _: Caller) -> Reply:
        return await asyncio.to_thread(lambda: call.answer(Context(glossary, workspace), call.text))

    server = create_server(glossary, identify, answer)
    try:
        async with stdio_server() as (incoming, outgoing):
            await server.run(incoming, outgoing, server.create_initialization_options())
    finally:
        workspace.close()
