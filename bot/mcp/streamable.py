"""The library's side of /mcp."""

from typing import Any

from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings

from bot.mcp.callers import Caller, caller_of
from bot.mcp.server import Backend, Request, create_server
from bot.slack.http_endpoint import LARGEST


def identify(request: Request) -> Caller:
    """Who calls, by what the door found out. Raises `KeyError` for a request that came through no door."""
    http: Any = request.request
    return caller_of(http.scope, dict(request.meta) if request.meta else None)


def session_manager(backend: Backend) -> StreamableHTTPSessionManager:
    """What serves requests that were let in. It keeps no session, and checks no Host: without a signature or a token,
    which a page that was lured here hasn't got, nobody comes this far.
    """
    return StreamableHTTPSessionManager(
        create_server(identify, backend),
        json_response=True,
        stateless=True,
        security_settings=TransportSecuritySettings(enable_dns_rebinding_protection=False),
        max_request_body_size=LARGEST,
    )
