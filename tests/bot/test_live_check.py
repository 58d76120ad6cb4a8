"""`cs doctor --live`: what comes otherwise than the bot counts on is told, and nothing is left behind."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.configuration.slack_settings import Settings
from bot.slack.listener_registry import scopes
from bot.slack.live import _run, our_manifest
from bot.slack.live.manifest import differences
from bot.slack.live.report import report
from bot.slack.live.steps import Result

CHANNEL, PERSON, TEAM = "C0LIVE", "U0LIVE", "T0LIVE"
TOKENS = {"slack_bot_token": SecretStr("xoxb-live"), "slack_app_token": SecretStr("xapp-live")}


@dataclass
class Slack:
    """A Slack that keeps what it is sent, and differs from the real one as it is told."""

    url: str = ""
    messages: list[dict[str, Any]] = field(default_factory=list)
    files: set[str] = field(default_factory=set)
    granted: str = ",".join(sorted(scopes()))
    keeps_metadata: bool = True
    hello: str = "hello"
    refuses: frozenset[str] = frozenset()
    manifest: dict[str, Any] = field(default_factory=our_manifest)

    async def method(self, request: web.Request) -> web.Response:
        name = request.path.rpartition("/")[2]
        if name in self.refuses:
            return web.json_response({"ok": False, "error": "missing_scope", "needed": "files:write"})
        given = dict(request.query) | dict(await request.post())
        if request.content_type == "application/json":
            given |= await request.json()
        answer = getattr(self, name.replace(".", "_"))(given)
        return web.json_response({"ok": True, **answer}, headers={"x-oauth-scopes": self.granted})

    def auth_test(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"team": "Secret Team", "team_id": TEAM, "user_id": "U0BOT", "bot_id": "B0BOT"}

    def apps_connections_open(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"url": self.url.replace("http", "ws").replace("/api/", "/socket")}

    def conversations_info(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"channel": {"id": CHANNEL, "is_ext_shared": False, "is_org_shared": False, "is_member": True}}

    def conversations_members(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"members": [PERSON]}

    def users_info(self, _: dict[str, Any]) -> dict[str, Any]:
        known = {"is_restricted": False, "is_ultra_restricted": False, "is_bot": False, "tz": "Europe/Berlin"}
        return {"user": {"team_id": TEAM, "name": "secret-name", "profile": {"email": "secret@example.com"}, **known}}

    def usergroups_list(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"usergroups": []}

    def chat_postMessage(self, given: dict[str, Any]) -> dict[str, Any]:  # noqa: N802 - Slack's name
        message = {"ts": f"{len(self.messages) + 1}.5", "text": given["text"], "thread": given.get("thread_ts")}
        if self.keeps_metadata and given.get("metadata"):
            said = given["metadata"]
            message["metadata"] = json.loads(said) if isinstance(said, str) else said
        self.messages.append(message)
        return {"ts": message["ts"]}

    def chat_postEphemeral(self, _: dict[str, Any]) -> dict[str, Any]:  # noqa: N802 - Slack's name
        return {"message_ts": "0.1"}

    def chat_update(self, given: dict[str, Any]) -> dict[str, Any]:
        next(each for each in self.messages if each["ts"] == given["ts"])["text"] = given["text"]
        return {}

    def chat_delete(self, given: dict[str, Any]) -> dict[str, Any]:
        self.messages = [each for each in self.messages if each["ts"] != given["ts"]]
        return {}

    def conversations_history(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"messages": [each for each in self.messages if not each["thread"]]}

    def conversations_replies(self, given: dict[str, Any]) -> dict[str, Any]:
        return {"messages": [each for each in self.messages if given["ts"] in {each["ts"], each["thread"]}]}

    def files_getUploadURLExternal(self, _: dict[str, Any]) -> dict[str, Any]:  # noqa: N802 - Slack's name
        self.files.add("F1")
        return {"upload_url": f"{self.url}upload", "file_id": "F1"}

    def upload(self, _: dict[str, Any]) -> dict[str, Any]:
        return {}

    def files_completeUploadExternal(self, _: dict[str, Any]) -> dict[str, Any]:  # noqa: N802 - Slack's name
        return {"files": [{"id": "F1"}]}

    def files_delete(self, given: dict[str, Any]) -> dict[str, Any]:
        self.files.discard(given["file"])
        return {}

    def bots_info(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"bot": {"app_id": "A0APP"}}

    def apps_manifest_export(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"manifest": self.manifest}

    async def socket(self, request: web.Request) -> web.WebSocketResponse:
        opened = web.WebSocketResponse()
        await opened.prepare(request)
        await opened.send_json({"type": self.hello, "num_connections": 1})
        await opened.close()
        return opened


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    fake, app = Slack(), web.Application()
    app.router.add_route("*", "/api/{method}", fake.method)
    app.router.add_get("/socket", fake.socket)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    fake.url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    yield fake
    await runner.cleanup()


async def results(slack: Slack, *, channel: str = CHANNEL, config: str = "xoxe-live") -> dict[str, Result]:
    """What came of each step, by the method that it begins with."""
    settings = Settings(**TOKENS, slack_api_url=slack.url)  # type: ignore[arg-type]
    found = await _run(settings, channel, PERSON, config)
    return {each.step.partition(":")[0]: each for each in found}


def otherwise(found: dict[str, Result]) -> dict[str, str]:
    return {name: each.said for name, each in found.items() if each.outcome != "as expected"}


async def test_of_a_slack_as_the_bot_counts_on_all_is_as_expected_and_nothing_is_left(slack: Slack) -> None:
    found = await results(slack)
    assert otherwise(found) == {}
    assert slack.messages == []
    assert slack.files == set()
    page = report([*found.values()], "2026-11-29")
    for secret in ("Secret Team", "secret-name", "secret@", TEAM, CHANNEL, PERSON, "xoxb", "xapp", "xoxe"):
        assert secret not in page


async def test_metadata_that_gets_lost_is_told(slack: Slack, monkeypatch: pytest.MonkeyPatch) -> None:
    slack.keeps_metadata = False
    monkeypatch.setattr("bot.slack.live.steps._LATER", 0.01)
    found = otherwise(await results(slack))
    assert found == {
        "chat.postMessage and conversations.history": "not found within 0 s",
        "chat.update": "its metadata is gone",
    }
    assert slack.messages == []


async def test_what_cant_be_deleted_is_named(slack: Slack) -> None:
    slack.refuses = frozenset({"files.delete", "chat.delete"})
    found = otherwise(await results(slack))
    (said,) = found.values()
    assert (
        said
        == "delete by hand what stayed: a message (missing_scope), a message (missing_scope), a file (missing_scope)"
    )


async def test_a_refusal_is_told_with_the_scope_that_slack_asks_for(slack: Slack) -> None:
    slack.refuses = frozenset({"files.getUploadURLExternal"})
    assert otherwise(await results(slack)) == {"files": "Slack says missing_scope, needed: files:write"}


async def test_missing_scopes_and_another_first_message_are_told(slack: Slack) -> None:
    slack.granted, slack.hello = "chat:write,commands", "disconnect"
    found = otherwise(await results(slack))
    assert found["auth.test"].startswith("missing: app_mentions:read, assistant:write")
    assert found["apps.connections.open"] == "the first message is of type disconnect"


async def test_without_a_channel_or_other_tokens_it_says_what_to_give(slack: Slack) -> None:
    found = await results(slack, channel="", config="")
    assert slack.messages == []
    assert found["conversations.info"].said.startswith("say --channel")
    assert found["apps.manifest.export"].said.startswith("set SLACK_CONFIG_TOKEN")
    assert {each.outcome for each in found.values()} == {"as expected", "not tried"}


async def test_an_address_where_nobody_answers_is_no_traceback(slack: Slack) -> None:
    settings = Settings(**TOKENS, slack_api_url="http://127.0.0.1:1/api/")  # type: ignore[arg-type]
    found = await asyncio.wait_for(_run(settings, CHANNEL, PERSON, ""), 60)
    assert {each.outcome for each in found[:3]} == {"otherwise"}


def test_an_installed_manifest_differs_where_it_lacks_or_changes_what_ours_says() -> None:
    ours = our_manifest()
    assert list(differences(ours, ours)) == []
    theirs = json.loads(json.dumps(ours))
    theirs["oauth_config"]["scopes"]["bot"].remove("files:write")
    theirs["oauth_config"]["scopes"]["bot"].append("reactions:read")
    theirs["settings"]["socket_mode_enabled"] = False
    del theirs["features"]["shortcuts"]
    theirs["settings"]["added_by_slack"] = 1
    assert list(differences(ours, theirs)) == [
        "features.shortcuts isn't there",
        "oauth_config.scopes.bot lacks files:write",
        "oauth_config.scopes.bot also has reactions:read",
        "settings.socket_mode_enabled differs",
    ]
