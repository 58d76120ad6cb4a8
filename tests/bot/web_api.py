"""A stand-in for Slack's Web API and response_urls: says yes, and remembers what it was sent."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from aiohttp import web

from tests.bot.blocks.checks import message_faults, view_faults

IDENTITY = {"ok": True, "url": "http://sample/", "team_id": "T01", "user_id": "U0BOT", "bot_id": "B0BOT", "ts": "9.9"}

POSTS = frozenset({"chat.postMessage", "chat.postEphemeral", "chat.update"})
NEWER = ("data_table", "data_visualization", "card", "carousel", "container", "context_actions")


def is_newer(sent: object) -> bool:
    """Whether what was sent holds blocks that not every workspace takes."""
    text = json.dumps(sent)
    return any(f'"type": "{each}"' in text for each in NEWER) or '"agent_prompt"' in text


@dataclass
class WebApi:
    """Where it is, the messages, views and files it was sent, the methods it was asked, the status it answers
    response_urls with, what it says of people and conversations, and what it refuses: a method by its name, with an
    error. `groups` has handles and members by id, `threads` holds messages by the ts of the first, or newest first by
    the channel, `direct` each person's conversation with the bot; `assisted` are the calls of assistant.threads. It is
    `slow` by so many seconds to say who somebody is. What it says of newer blocks: `validates` is what it answers
    blocks.validate with, which it doesn't know where that is empty, once it is no longer `thinking`, and where it
    `refuses_newer` it takes no message with one of them, whatever it said."""

    url: str = ""
    posted: list[dict[str, Any]] = field(default_factory=list)
    responded: list[dict[str, Any]] = field(default_factory=list)
    viewed: list[dict[str, Any]] = field(default_factory=list)
    uploaded: list[bytes] = field(default_factory=list)
    announced: list[dict[str, Any]] = field(default_factory=list)
    shared: list[dict[str, Any]] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    whispered: list[dict[str, Any]] = field(default_factory=list)
    updated: list[dict[str, Any]] = field(default_factory=list)
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    conversations: dict[str, dict[str, Any]] = field(default_factory=dict)
    groups: dict[str, tuple[str, list[str]]] = field(default_factory=dict)
    direct: dict[str, str] = field(default_factory=dict)
    threads: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    assisted: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    scopes: str = "chat:write"
    slow: float = 0
    validates: Literal["", "accepts", "refuses", "fails"] = ""
    thinking: asyncio.Future[None] | None = None
    refuses_newer: str = ""
    validated: list[list[dict[str, Any]]] = field(default_factory=list)
    status: int = 200
    error: str = ""

    @property
    def response_url(self) -> str:
        """A response_url of its own."""
        return f"{self.url}response"

    def faults(self) -> list[str]:
        """What Slack would have refused of all that it was sent."""
        sent = [*self.posted, *self.responded, *self.whispered, *self.updated]
        found = [fault for each in sent if each.get("blocks") for fault in message_faults(each)]
        return found + [fault for each in self.viewed for fault in view_faults(each["view"])]

    async def method(self, request: web.Request) -> web.Response:
        """Any method of the Web API."""
        name = request.path.rpartition("/")[2]
        self.asked.append(name)
        if name.startswith(("users.", "usergroups.", "conversations.")):
            return await self._told(name, dict(request.query) | dict(await request.post()))
        if name.startswith("assistant.threads."):
            return await self._assisted(name, await request.json())
        if name == "blocks.validate":
            return await self._validated(await request.post())
        if name == "auth.test" and name in self.refused:
            return web.json_response({"ok": False, "error": self.refused[name]})
        return await self._posted(name, request)

    async def _posted(self, name: str, request: web.Request) -> web.Response:
        if self.refuses_newer and name in POSTS and is_newer(await request.json()):
            return web.json_response({"ok": False, "error": self.refuses_newer})
        if name == "chat.update":
            self.updated.append(await request.json())
        if name == "chat.postEphemeral":
            self.whispered.append(await request.json())
        if request.path.endswith("chat.postMessage"):
            self.posted.append(await request.json())
            if self.error:
                return web.json_response({"ok": False, "error": self.error})
            channel = self.posted[-1]["channel"]
            return web.json_response({**IDENTITY, "channel": self.direct.get(channel, channel)})
        if "/views." in request.path:
            self.viewed.append(await request.json())
        if "/files." in request.path:
            return await self._files(request)
        return web.json_response(IDENTITY, headers={"x-oauth-scopes": self.scopes})

    async def _assisted(self, method: str, given: dict[str, Any]) -> web.Response:
        """The methods of the agent view."""
        self.assisted.append((method.rpartition(".")[2], given))
        refused = self.refused.get(method)
        return web.json_response({"ok": False, "error": refused} if refused else {"ok": True})

    async def _validated(self, given: Mapping[str, Any]) -> web.Response:
        """Slack's judgement of blocks."""
        if self.thinking is not None:
            await self.thinking
        if not self.validates:
            return web.json_response({"ok": False, "error": "unknown_method"})
        if self.validates == "fails":
            return web.Response(status=503)
        sent = json.loads(given["blocks"]) if "blocks" in given else json.loads(given.get("message") or given["view"])
        self.validated.append(sent if isinstance(sent, list) else sent["blocks"])
        fault = {"pointer": "/0/type", "code": "failed_constraint", "message": "unsupported type"}
        refused = self.validates == "refuses" and is_newer(sent)
        return web.json_response(
            {"ok": False, "error": "invalid_blocks", "errors": [fault]} if refused else {"ok": True}
        )

    async def _told(self, method: str, given: dict[str, Any]) -> web.Response:
        """What Slack says of people and conversations."""
        await asyncio.sleep(self.slow)
        if method in self.refused:
            return web.json_response({"ok": False, "error": self.refused[method]})
        if method == "users.lookupByEmail" and not self._id_of(given.get("email", "")):
            return web.json_response({"ok": False, "error": "users_not_found"})
        answers: dict[str, Any] = {
            "users.info": {"user": self._person(given.get("user", ""))},
            "users.lookupByEmail": {"user": self._person(self._id_of(given.get("email", "")))},
            "users.list": {"members": [self._person(id_) for id_ in self.people]},
            "usergroups.list": {"usergroups": [{"id": id_, "handle": each[0]} for id_, each in self.groups.items()]},
            "usergroups.users.list": {"users": self.groups.get(given.get("usergroup", ""), ("", []))[1]},
            "conversations.replies": {"messages": self.threads.get(given.get("ts", ""), [])},
            "conversations.history": {"messages": self.threads.get(given.get("channel", ""), [])},
            "conversations.info": {"channel": self._conversation(given.get("channel", ""))},
            "conversations.members": {
                "members": self.conversations.get(given.get("channel", ""), {}).get("members", [])
            },
        }
        return web.json_response({"ok": True, **answers[method]})

    def _id_of(self, email: str) -> str:
        return next((id_ for id_, each in self.people.items() if each.get("profile", {}).get("email") == email), "")

    def _person(self, id_: str) -> dict[str, Any]:
        return {"id": id_, "team_id": "T01", "real_name": f"Person {id_}", **self.people.get(id_, {})}

    def _conversation(self, id_: str) -> dict[str, Any]:
        return {"id": id_, "is_im": id_.startswith("D"), **self.conversations.get(id_, {})}

    async def _files(self, request: web.Request) -> web.Response:
        """The first and the last step of an upload."""
        method = request.path.rpartition("/")[2]
        if method in self.refused:
            return web.json_response({"ok": False, "error": self.refused[method]})
        given = dict(request.query) | dict(await request.post())
        if method == "files.getUploadURLExternal":
            self.announced.append(given)
            return web.json_response({"ok": True, "upload_url": f"{self.url}upload", "file_id": "F01"})
        self.shared.append(given)
        return web.json_response({"ok": True, "files": [{"id": "F01"}]})

    async def upload(self, request: web.Request) -> web.Response:
        """The second step of an upload."""
        if "upload" in self.refused:
            return web.Response(status=500)
        self.uploaded.append(await request.read())
        return web.Response(text="OK")

    async def response(self, request: web.Request) -> web.Response:
        """A response_url."""
        sent = await request.json()
        if self.refuses_newer and is_newer(sent):
            return web.json_response({"ok": False, "error": self.refuses_newer}, status=400)
        self.responded.append(sent)
        return web.Response(status=self.status, text="ok" if self.status == 200 else "expired_url")


@asynccontextmanager
async def running_web_api() -> AsyncIterator[WebApi]:
    """The stand-in, listening on a port of its own."""
    api = WebApi()
    app = web.Application()
    app.router.add_post("/api/response", api.response)
    app.router.add_post("/api/upload", api.upload)
    app.router.add_route("*", "/api/{method}", api.method)
    runner = web.AppRunner(app, shutdown_timeout=0.1)  # connections that are kept open end with the test
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    api.url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    try:
        yield api
    finally:
        await runner.cleanup()
    assert api.faults() == []
