"""An ASGI application that is at work between the start and the end that its server tells it of."""

import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from bot.configuration.settings_error import SettingsError
from bot.operating.http_server import Application, Receive, Scope, Send

logger = logging.getLogger(__name__)


class LifespanApplication:
    """Serves requests by what a context gives, which lasts from the server's start to its end.

    Under a server that tells of neither, `alone` serves them.
    """

    def __init__(self, alone: Application, at_work: Callable[[], AbstractAsyncContextManager[Application]]) -> None:
        self._app = alone
        self._at_work = at_work

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request, or the server's start and end."""
        if scope["type"] == "lifespan":
            await self._last(receive, send)
        else:
            await self._app(scope, receive, send)

    async def _last(self, receive: Receive, send: Send) -> None:
        await receive()
        step = "startup"
        try:
            async with self._at_work() as self._app:
                await send({"type": "lifespan.startup.complete"})
                step = "shutdown"
                await receive()
        except Exception as error:
            if not isinstance(error, SettingsError):  # whose message is enough, and the server says it
                logger.exception("the %s failed", step)
            await send({"type": f"lifespan.{step}.failed", "message": str(error)})
        else:
            await send({"type": "lifespan.shutdown.complete"})
