"""A Slack of many workspaces: it gives tokens for codes and refresh tokens, and knows by the token who asks."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.slack.listener_registry import scopes


@dataclass
class Workspace:
    """A workspace, or an organisation, and where the bot is in it."""

    team: str
    enterprise: str = ""
    name: str = ""
    org_wide: bool = False

    @property
    def tenant(self) -> str:
        """The id that its installation goes by."""
        return self.enterprise if self.org_wide else self.team


@dataclass
class ManySlacks:
    """Where it is; the workspaces that codes stand for, who installs with each, and the tokens that were given.

    `posted` has each message with the workspace whose token it was posted with. `expires_in` seconds makes tokens
    expire, `refused` has tokens and methods that are refused, with the error or the status of HTTP.
    """

    url: str = ""
    codes: dict[str, tuple[Workspace, str]] = field(default_factory=dict)
    tokens: dict[str, Workspace] = field(default_factory=dict)
    refresh: dict[str, Workspace] = field(default_factory=dict)
    posted: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    viewed: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    responded: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    followed: set[str] = field(default_factory=set)
    uploaded: list[tuple[str, str]] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    conversations: dict[str, dict[str, Any]] = field(default_factory=dict)
    expires_in: int = 0
    scopes: str = "chat:write,commands"
    teams: list[str] = field(default_factory=list)
    groups: dict[str, dict[str, str]] = field(default_factory=dict)
    _given: int = 0

    def code(self, workspace: Workspace, user: str = "U0ADMIN") -> str:
        """A code that somebody brings back from Slack's page of consent."""
        code = f"code-{len(self.codes)}"
        self.codes[code] = (workspace, user)
        return code

    async def method(self, request: web.Request) -> web.Response:
        """Any method of the Web API."""
        method = request.match_info["method"]
        given = await _given(request)
        if method == "oauth.v2.access":
            return web.json_response(self._access(given))
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        workspace = self.tokens.get(token)
        self.asked.append((method, token))
        if refused := self.refused.get(token) or self.refused.get(method):
            if refused.isdecimal():
                return web.Response(status=int(refused), text="<html>", headers={"Retry-After": "31"})
            return web.json_response({"ok": False, "error": refused})
        if method in {"apps.uninstall", "auth.revoke"}:
            self.tokens.pop(token, None)
        if workspace is None:
            return web.json_response({"ok": False, "error": "invalid_auth"})
        return web.json_response({"ok": True, **self._told(method, given, workspace)})

    def _access(self, given: dict[str, Any]) -> dict[str, Any]:
        """A token for a code or for a refresh token, each of which is good for once."""
        if given.get("grant_type") == "refresh_token":
            workspace, user = self.refresh.pop(given["refresh_token"], None), "U0ADMIN"
        else:
            workspace, user = self.codes.pop(given.get("code", ""), (None, ""))
        if workspace is None:
            return {"ok": False, "error": "invalid_code"}
        return {"ok": True, **self._granted(workspace, user)}

    def _granted(self, workspace: Workspace, user: str) -> dict[str, Any]:
        self._given += 1
        token = f"xoxb-{workspace.tenant}-{self._given}"
        self.tokens[token] = workspace
        expiring = {}
        if self.expires_in:
            self.refresh[f"xoxe-1-{self._given}"] = workspace
            expiring = {"refresh_token": f"xoxe-1-{self._given}", "expires_in": self.expires_in}
        organisation = {"id": workspace.enterprise, "name": workspace.name} if workspace.enterprise else None
        return {
            "app_id": "A0SAMPLE",
            "token_type": "bot",
            "access_token": token,
            "scope": ",".join(sorted(scopes())) if self.scopes == "all" else self.scopes,
            "bot_user_id": "U0BOT",
            "team": None if workspace.org_wide else {"id": workspace.team, "name": workspace.name},
            "enterprise": organisation,
            "is_enterprise_install": workspace.org_wide,
            "authed_user": {"id": user},
            **expiring,
        }

    def _told(self, method: str, given: dict[str, Any], workspace: Workspace) -> dict[str, Any]:
        channel = given.get("channel", "")
        if method == "chat.postMessage":
            self.posted.append((workspace.tenant, given))
            given["_at"] = f"{time.time():.6f}"
        if method.startswith(("views.", "chat.update", "chat.postEphemeral", "chat.unfurl")):
            self.viewed.append((workspace.tenant, given))
        answers: dict[str, dict[str, Any]] = {
            "auth.test": self._identity(workspace),
            "users.info": {"user": self._person(given.get("user", ""), workspace)},
            "users.list": {"members": self._listed(given.get("team_id", ""), workspace)},
            "usergroups.list": {"usergroups": self._groups_of(given.get("team_id", ""))},
            "usergroups.users.list": {"users": self._members(given.get("team_id", ""), given.get("usergroup", ""))},
            "auth.teams.list": {"teams": [{"id": team} for team in self.teams]},
            "conversations.info": {
                "channel": {"id": channel, "is_im": channel.startswith("D"), **self.conversations.get(channel, {})}
            },
            "conversations.members": {"members": []},
            "conversations.replies": {"messages": []},
            "conversations.history": {"messages": self._history(workspace, channel)},
            "files.getUploadURLExternal": {"upload_url": f"{self.url}upload/{workspace.tenant}", "file_id": "F01"},
            "files.completeUploadExternal": {"files": [{"id": "F01"}]},
            "chat.postMessage": {"channel": channel, "ts": given.get("_at", "")},
        }
        return answers.get(method, {})

    def _history(self, workspace: Workspace, channel: str) -> list[dict[str, Any]]:
        """What was posted to a channel, the newest first."""
        posted = [what for tenant, what in self.posted if tenant == workspace.tenant and what["channel"] == channel]
        return [{**what, "ts": what["_at"], "bot_id": "B0BOT", "user": "U0BOT"} for what in reversed(posted)]

    def _identity(self, workspace: Workspace) -> dict[str, Any]:
        identity = {"team_id": workspace.tenant, "user_id": "U0BOT", "bot_id": "B0BOT", "url": "http://sample/"}
        return identity | ({"enterprise_id": workspace.enterprise} if workspace.enterprise else {})

    def _person(self, id_: str, workspace: Workspace) -> dict[str, Any]:
        person: dict[str, Any] = {"id": id_, "team_id": workspace.team, "real_name": f"Person {id_}"}
        if workspace.enterprise:
            teams = [workspace.team] if workspace.team else []
            person["enterprise_user"] = {"enterprise_id": workspace.enterprise, "teams": teams}
        return person

    def _groups_of(self, team: str) -> list[dict[str, Any]]:
        """The user groups of a workspace of an organisation, which has to be named."""
        return [{"id": id_, "handle": handle} for id_, handle in self.groups.get(team, {}).items()]

    def _members(self, team: str, group: str) -> list[str]:
        """Somebody of each workspace of an organisation that has the group."""
        return [f"U0{team}"] if group in self.groups.get(team, {}) else []

    def _listed(self, team: str, workspace: Workspace) -> list[dict[str, Any]]:
        """The people of a workspace of an organisation, somebody each; nobody of one that isn't in one."""
        return [self._person(f"U0{team}", workspace) | {"team_id": team}] if team else []

    async def response(self, request: web.Request) -> web.Response:
        """A response_url of a workspace."""
        self.responded.append((request.match_info["tenant"], await request.json()))
        self.followed.add(request.query.get("n", ""))
        return web.Response(text="ok")

    async def upload(self, request: web.Request) -> web.Response:
        """The second step of an upload."""
        self.uploaded.append((request.match_info["tenant"], (await request.read()).decode(errors="replace")))
        return web.Response(text="OK")

    def told(self, tenant: str) -> str:
        """Everything that a workspace was shown."""
        sent = (self.posted, self.viewed, self.responded, self.uploaded)
        return str([what for each in sent for whose, what in each if whose == tenant])


async def _given(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        return dict(await request.json())
    return dict(request.query) | dict(await request.post())


@asynccontextmanager
async def running_slack() -> AsyncIterator[ManySlacks]:
    """The stand-in, listening on a port of its own."""
    slack, app = ManySlacks(), web.Application()
    app.router.add_post("/api/response/{tenant}", slack.response)
    app.router.add_post("/api/upload/{tenant}", slack.upload)
    app.router.add_route("*", "/api/{method}", slack.method)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    try:
        yield slack
    finally:
        await runner.cleanup()
