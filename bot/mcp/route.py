"""The server behind /mcp: Streamable HTTP, stateless, answers as JSON. It is there where the library is installed."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

from bot.mcp.endpoint import AssistantEndpoint, LazyServer, Signatures
from bot.mcp.slack_backend import FindApp, SlackBackend
from bot.operating.http_server import Application

LIBRARY: Final = "mcp"


@asynccontextmanager
async def assistants_beside(others: Application, signatures: Signatures, find: FindApp) -> AsyncIterator[Application]:
    """The application with /mcp beside the others' paths; without the library as it is."""
    if find_spec(LIBRARY) is None:
        yield others
        return
    backend = SlackBackend(find)
    inside = LazyServer(lambda ready, end: _serve(backend, ready, end))
    try:
        yield AssistantEndpoint(others, signatures, backend.holder_of, inside)
    finally:
        await inside.close()


async def _serve(backend: SlackBackend, ready: Callable[[Application], None], end: asyncio.Event) -> None:
    """Serves until it is to end. The library takes half a second to import: others are answered meanwhile."""
    transport: Any = await asyncio.to_thread(import_module, "bot.mcp.streamable")
    logging.getLogger(LIBRARY).setLevel(logging.WARNING)
    manager = transport.session_manager(backend)
    async with manager.run():
        ready(manager.handle_request)
        await end.wait()
