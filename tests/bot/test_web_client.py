"""Whatever comes back instead of an answer is an error with a code, and only Slack's own codes are of the token."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk import WebClient as SyncClient
from slack_sdk.errors import SlackApiError

from bot.configuration.settings_error import SettingsError
from bot.digests.delivery.slack_errors import SlackCallError, checked_call
from bot.slack.delivered import is_uncertain
from bot.slack.token_check import check_token
from bot.slack.web_client import TOKEN_CODES, WebClient, error_code, proxy_for
from tests.outside.faulty_slack import FaultySlack, faulty_slack

CODES = {
    "html": "status 502",
    "html 200": "unreadable answer",
    "503": "status 503",
    "plain": "unreadable answer",
    "broken": "unreadable answer",
    "list": "unreadable answer",
    "null": "unreadable answer",
    "internal_error": "internal_error",
    "invalid_auth": "invalid_auth",
}


@pytest.fixture
async def slack() -> AsyncIterator[FaultySlack]:
    with faulty_slack() as running:
        yield running


@pytest.fixture
def client(slack: FaultySlack) -> WebClient:
    return WebClient("xoxb-1", slack.url, retry_handlers=[])


@pytest.mark.parametrize(("failure", "code"), CODES.items())
async def test_every_failure_has_a_code(slack: FaultySlack, client: WebClient, failure: str, code: str) -> None:
    slack.fails["auth.test"] = [failure]
    with pytest.raises(SlackApiError) as raised:
        await client.auth_test()
    assert raised.value.response.get("error") == raised.value.response["error"] == error_code(raised.value) == code


@pytest.mark.parametrize(("failure", "code"), CODES.items())
def test_what_the_doctor_is_told_has_the_same_code(slack: FaultySlack, failure: str, code: str) -> None:
    slack.fails["auth.test"] = [failure]
    with pytest.raises((SlackApiError, AttributeError, ValueError)) as raised:
        SyncClient("xoxb-1", base_url=slack.url).auth_test()
    assert not isinstance(raised.value, SlackApiError) or error_code(raised.value) == code


@pytest.mark.parametrize(("failure", "uncertain"), [("html", True), ("broken", True), ("invalid_auth", False)])
async def test_what_may_have_been_done_is_told_from_what_was_not(
    slack: FaultySlack, client: WebClient, failure: str, *, uncertain: bool
) -> None:
    slack.fails["chat.postMessage"] = [failure]
    with pytest.raises(SlackApiError) as raised:
        await client.chat_postMessage(channel="C1", text="x")
    assert is_uncertain(raised.value) is uncertain
    with pytest.raises(SlackCallError) as called:
        await checked_call(client.chat_postMessage(channel="C1", text="x"))
    assert (called.value.kind == "doubt") is uncertain


def test_no_connection_means_that_nothing_was_done() -> None:
    assert not is_uncertain(aiohttp.ClientConnectorError(None, OSError()))  # type: ignore[arg-type]
    assert is_uncertain(aiohttp.ServerDisconnectedError())
    assert is_uncertain(TimeoutError())


async def test_whether_the_token_works_is_asked_until_slack_says_so(slack: FaultySlack, client: WebClient) -> None:
    trouble = [failure for failure, code in CODES.items() if code not in TOKEN_CODES]
    slack.fails["auth.test"] = [*trouble, ""]
    paused: list[float] = []

    async def pause(seconds: float) -> None:
        paused.append(seconds)

    await check_token(client, pause)
    assert len(paused) == len(trouble)
    slack.fails["auth.test"] = ["html", "token_revoked"]
    with pytest.raises(SettingsError, match="SLACK_BOT_TOKEN is not accepted: token_revoked"):
        await check_token(client, pause)


@pytest.mark.parametrize(
    ("no_proxy", "url", "used"),
    [
        ("", "https://slack.com/api/", True),
        ("slack.com", "https://slack.com/api/", False),
        (".slack.com", "wss://wss-primary.slack.com/link", False),
        ("127.0.0.1", "http://127.0.0.1:8080/api/", False),
        ("127.0.0.1:8080", "http://127.0.0.1:8080/api/", False),
        ("127.0.0.1:9090", "http://127.0.0.1:8080/api/", True),
        ("other.example", "https://slack.com/api/", True),
        ("*", "https://hooks.slack.com/commands/1", False),
    ],
)
def test_a_proxy_is_used_unless_no_proxy_names_the_host(
    monkeypatch: pytest.MonkeyPatch, no_proxy: str, url: str, *, used: bool
) -> None:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", no_proxy)
    assert proxy_for(url) == ("http://proxy.example:3128" if used else None)
