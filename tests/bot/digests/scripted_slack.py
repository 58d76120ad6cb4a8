"""A Slack that answers as a test says, and remembers what it was asked."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Answer = dict[str, Any]
TEAM, PERSON, CHANNEL, COLLEAGUE, DIRECT = "T1", "U1", "C1", "U2", "D1"


def _person(id_: str) -> Answer:
    return {"id": id_, "team_id": TEAM, "name": id_, "profile": {"email": f"{id_.lower()}@sample.example"}}


@dataclass
class ScriptedSlack:
    """`says` holds, by method, the answers to come; the last one stays. Without any, all is well."""

    url: str = ""
    says: dict[str, list[Answer]] = field(default_factory=lambda: defaultdict(list))
    people: dict[str, Answer] = field(default_factory=lambda: {id_: _person(id_) for id_ in (PERSON, COLLEAGUE)})
    conversation: Answer = field(default_factory=lambda: {"id": CHANNEL, "is_member": True})
    posted: list[Answer] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    waits: dict[str, float] = field(default_factory=dict)  # seconds before a method answers

    async def method(self, request: web.Request) -> web.Response:
        """Any method of the Web API."""
        name = request.path.rpartition("/")[2]
        body = (
            await request.json()
            if request.content_type == "application/json"
            else {**request.query, **await request.post()}
        )
        self.asked.append(name)
        await asyncio.sleep(self.waits.get(name, 0))
        script = self.says[name]
        answer = (script.pop(0) if len(script) > 1 else script[0]) if script else {}
        if name == "chat.postMessage" and answer.get("taken", not answer):
            self.posted.append({**body, "ts": f"1800000000.{len(self.posted):06}"})
        status, headers = answer.get("status", 200), answer.get("headers", {})
        if name == "chat.delete":
            self.deleted.append(str(body["ts"]))
        told = {"ok": "error" not in answer, **self._usual(name, body), **answer}
        return web.json_response(told, status=status, headers=headers)

    def _usual(self, name: str, asked: Answer) -> Answer:
        usual: dict[str, Callable[[], Answer]] = {
            "auth.test": lambda: {"team_id": TEAM, "user_id": "UBOT"},
            "users.info": lambda: {"user": self.people[asked["user"]]},
            "users.list": lambda: {"members": list(self.people.values())},
            "conversations.info": lambda: {"channel": self.conversation},
            "conversations.list": lambda: {"channels": [{"id": DIRECT, "user": PERSON}]},
            "conversations.members": lambda: {"members": list(self.people)},
            "conversations.history": lambda: {"messages": self.posted},
            "conversations.replies": lambda: {"messages": self.posted},
            "chat.postMessage": lambda: {"ts": self.posted[-1]["ts"] if self.posted else ""},
        }
        return usual.get(name, dict)()

    def to(self, channel: str) -> list[str]:
        """The texts posted to a conversation."""
        return [message["text"] for message in self.posted if message["channel"] == channel]


@asynccontextmanager
async def scripted_slack() -> AsyncIterator[ScriptedSlack]:
    """It, listening on a port of its own."""
    slack = ScriptedSlack()
    app = web.Application()
    app.router.add_route("*", "/api/{method}", slack.method)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    try:
        yield slack
    finally:
        await runner.cleanup()
