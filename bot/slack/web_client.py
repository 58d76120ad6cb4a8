"""The client of the Web API: an answer, or an error with a code, whatever comes back, and past proxies for those hosts
that NO_PROXY names.
"""

import re
from collections.abc import Mapping
from typing import Any, Protocol
from urllib.parse import urlsplit
from urllib.request import proxy_bypass

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState
from slack_sdk.proxy_env_variable_loader import load_http_proxy_from_env
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

TIMEOUT = 15  # seconds for a call
LONGEST_WAIT = 30  # seconds of Retry-After that are waited for
UNREADABLE = "unreadable answer"

# What Slack itself says of a token: nothing else is the token's fault.
TOKEN_CODES = frozenset(
    {
        "token_revoked",
        "token_expired",
        "account_inactive",
        "invalid_auth",
        "not_authed",
        "missing_scope",
        "not_allowed_token_type",
        "ekm_access_denied",
        "access_denied",
        "team_access_not_granted",
        "org_login_required",
    }
)

# What is said of a token that is good no more: in its place there may be a newer one.
STALE_CODES = frozenset({"token_revoked", "token_expired", "invalid_auth", "account_inactive"})

# What is said of a bot's token once the app was removed from a workspace, or the workspace is gone. Not among them are
# invalid_auth, said to an address too that isn't let in, and token_expired, of one that is to be exchanged.
GONE_CODES = frozenset({"account_inactive", "token_revoked"})

_CODE = re.compile(r"[a-z][a-z0-9_]*")


class TokenSource(Protocol):
    """Where the token of a workspace is, which may change."""

    async def __call__(self, *, anew: bool = False) -> str:
        """Gives the token as it is now, or as it is known to be; empty where there is none any more."""


class ShortWaits(AsyncRateLimitErrorRetryHandler):
    """Asks again when Slack said to wait, if that isn't for longer than anybody waits for an answer."""

    async def _can_retry_async(
        self,
        *,
        state: RetryState,  # noqa: ARG002
        request: HttpRequest,  # noqa: ARG002
        response: HttpResponse | None = None,
        error: Exception | None = None,  # noqa: ARG002
    ) -> bool:
        if response is None or response.status_code != 429:
            return False
        wait = "".join({name.lower(): value for name, value in response.headers.items()}.get("retry-after", "1"))
        return wait.isdecimal() and int(wait) <= LONGEST_WAIT


class WebClient(AsyncWebClient):
    """Slack's own client. Each of its methods gives Slack's answer, or raises `SlackApiError`, whose response is a dict
    with an `error`: Slack's code, or `status 503` or `unreadable answer` where something else answered; or it raises
    `aiohttp.ClientError` or `TimeoutError`, where nothing came back.

    It asks again only when Slack said to wait, or not at all with other `retry_handlers`: the SDK's own asks again
    after a dropped connection too, and what was posted before it dropped is posted twice.

    Where `tokens` are given, each call has the token that there is at that moment.
    """

    def __init__(
        self,
        token: str,
        base_url: str,
        *,
        timeout: int = TIMEOUT,
        retry_handlers: list[AsyncRetryHandler] | None = None,
        tokens: TokenSource | None = None,
    ) -> None:
        handlers: list[AsyncRetryHandler] = [ShortWaits()] if retry_handlers is None else retry_handlers
        super().__init__(token=token, base_url=base_url, timeout=timeout, retry_handlers=handlers)
        self.proxy = proxy_for(base_url)
        self._tokens = tokens

    async def api_call(self, api_method: str, **given: Any) -> AsyncSlackResponse:  # noqa: ANN401
        """What Slack answers to a call."""
        if self._tokens is None:
            return await self._called(api_method, **given)
        return await self._called_with_newest(self._tokens, api_method, **given)

    async def _called_with_newest(
        self,
        tokens: TokenSource,
        api_method: str,
        **given: Any,  # noqa: ANN401
    ) -> AsyncSlackResponse:
        """The same with the newest token; where that was replaced at this moment, with the one in its place."""
        self.token = await tokens()
        if not self.token:
            raise self._error(api_method, "account_inactive", {}, 200)
        try:
            return await self._called(api_method, **given)
        except SlackApiError as error:
            used = self.token
            if error_code(error) not in STALE_CODES or (newest := await tokens(anew=True)) in {used, ""}:
                raise
            self.token = newest
            return await self._called(api_method, **given)

    async def _called(self, api_method: str, **given: Any) -> AsyncSlackResponse:  # noqa: ANN401
        try:
            return await super().api_call(api_method, **given)
        except SlackApiError as error:
            raise self._coded(api_method, error) from error
        except (AttributeError, TypeError, ValueError) as error:  # what the SDK raises on JSON that is no object
            raise self._error(api_method, UNREADABLE, {}, 200) from error

    async def _upload_file(self, *, url: str, **given: Any) -> Any:  # noqa: ANN401  the SDK's own types
        return await super()._upload_file(url=url, **{**given, "proxy": proxy_for(url)})

    def _coded(self, method: str, error: SlackApiError) -> SlackApiError:
        response = error.response
        if isinstance(getattr(response, "data", None), dict) and _CODE.fullmatch(str(response.get("error"))):
            return error
        return self._error(method, error_code(error), response.headers, _status(response))

    def _error(self, method: str, code: str, headers: Mapping[str, str], status: int) -> SlackApiError:
        response = AsyncSlackResponse(
            client=self,
            http_verb="POST",
            api_url=f"{self.base_url}{method}",
            req_args={},
            data={"ok": False, "error": code},
            headers=dict(headers),
            status_code=status,
        )
        return SlackApiError(f"{method} wasn't answered", response)  # type: ignore[no-untyped-call]


def error_code(error: SlackApiError) -> str:
    """Slack's code for an error, whatever its response is: a dict, text, nothing, or aiohttp's own."""
    data = getattr(error.response, "data", error.response)
    said = data.get("error") if isinstance(data, dict) else None
    if isinstance(said, str) and _CODE.fullmatch(said):
        return said
    status = _status(error.response)
    return f"status {status}" if status != 200 else UNREADABLE


def trouble(error: Exception) -> str:
    """Why a call failed, in a few words for the log."""
    if isinstance(error, SlackApiError):
        return error_code(error)
    if isinstance(error, aiohttp.ClientConnectorError):
        return f"no connection to {error.host}:{error.port}"
    return "no answer in time" if isinstance(error, TimeoutError) else type(error).__name__


def proxy_for(url: str) -> str | None:
    """The proxy that the environment names for a URL, as the SDK finds it; none for a host that NO_PROXY names."""
    parts = urlsplit(url)
    hosts = (parts.hostname or "", parts.netloc.rpartition("@")[2])
    return None if any(map(proxy_bypass, hosts)) else load_http_proxy_from_env()


def _status(response: object) -> int:
    return int(getattr(response, "status_code", 0) or getattr(response, "status", 0) or 200)
