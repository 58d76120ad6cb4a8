"""A local-slack workspace and what its control API lets a test do and see."""

import json
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

USER, COLLEAGUE, BOT, CHANNEL, DM = "U01SAMPLE", "U02SAMPLE", "U0BOT", "C01GENERAL", "D01SAMPLE"
GUEST, PARTNERS = "U03GUEST", "C02PARTNERS"
PATIENCE = 60.0  # seconds: a machine may be busy, and the first chart imports matplotlib
BOT_TOKEN, APP_TOKEN, SECRET = "xoxb-local-sample", "xapp-local-sample", "local-signing-secret"

Message = dict[str, Any]
T = TypeVar("T")


def configuration(mode: str, bot_port: int) -> dict[str, Any]:
    """The workspace: two sample people, a channel and a conversation with the bot."""
    return {
        "workspace": {"name": "Sample workspace", "domain": "sample", "teamId": "T01SAMPLE"},
        "app": {
            "appId": "A01CSBOT",
            "botUserId": BOT,
            "botName": "cs-bot",
            "botToken": BOT_TOKEN,
            "appToken": APP_TOKEN,
            "signingSecret": SECRET,
            "mode": "socket" if mode == "socket" else "events",
            "requestUrl": f"http://127.0.0.1:{bot_port}/slack/events",
        },
        "users": [
            {"id": USER, "name": "new-csm", "real_name": "New CSM (sample)", "email": "new-csm@sample.example"},
            {"id": COLLEAGUE, "name": "team-lead", "real_name": "Team Lead (sample)", "email": "lead@sample.example"},
            {"id": GUEST, "name": "guest", "real_name": "Guest (sample)"},
        ],
        "channels": [
            {"id": CHANNEL, "name": "general", "members": [USER, COLLEAGUE, BOT]},
            {"id": PARTNERS, "name": "with-guests", "members": [USER, GUEST, BOT]},
            {"id": DM, "name": "dm-new-csm", "is_channel": False, "is_im": True, "members": [USER, BOT]},
        ],
    }


@dataclass(frozen=True)
class Workspace:
    """What people do in the workspace, and what they and the bot's operator see."""

    url: str
    mode: str
    processes: tuple[int, ...]  # local-slack and the bot

    def command(self, text: str, channel: str = CHANNEL, user: str = USER) -> Message:
        """Types the slash command; gives the message it brings: the first new one in no thread and no file.

        Those may be an earlier message's: charts and the rest of a digest follow it a little later.
        """
        before = len(self.messages(channel))
        self._post("command", channel=channel, user=user, command="/cs", text=text)
        return self.wait(
            lambda: [m for m in self.messages(channel)[before:] if not (m.get("files") or m.get("thread_ts"))]
        )[0]

    def say(self, text: str, channel: str = CHANNEL, thread: str | None = None, user: str = USER) -> Message:
        """Posts a message; gives it."""
        return self._post("message", channel=channel, user=user, text=text, thread_ts=thread)["message"]  # type: ignore[no-any-return]

    def type(self, text: str, channel: str = CHANNEL) -> None:
        """Types a slash command that brings no message."""
        self._post("command", channel=channel, user=USER, command="/cs", text=text)

    def press(self, message: Message, label: str, user: str = USER) -> None:
        """Presses the message's button with the label."""
        block, button = next((b, e) for b in message["blocks"] for e in elements(b) if label_of(e) == label)
        action = {key: button[key] for key in ("type", "action_id", "value", "text")} | {
            "block_id": block.get("block_id", "of Slack")
        }
        self._post("interact", channel=message["channel"], messageTs=message["ts"], user=user, action=action)

    def edit(self, message: Message, text: str) -> None:
        """Edits a message of the user's own."""
        self._post("edit-message", channel=message["channel"], ts=message["ts"], user=USER, text=text)

    def messages(self, channel: str = CHANNEL) -> list[Message]:
        """The channel's messages, replies in threads among them, oldest first."""
        found: list[Message] = self._get(f"messages/{channel}")["messages"]
        return found

    def answers(self, channel: str = CHANNEL) -> list[Message]:
        """The bot's messages in the channel."""
        return [message for message in self.messages(channel) if message["user"] == BOT]

    def log(self) -> list[dict[str, Any]]:
        """All that went between Slack and the bot."""
        found: list[dict[str, Any]] = self._get("log")["log"]
        return found

    def reset(self) -> None:
        """Empties the channels."""
        self._post("reset")

    def open_home(self, user: str = USER) -> None:
        """Opens the Home tab as somebody does."""
        self._post("open-home", user=user)

    def settle(self) -> None:
        """Waits until nobody is at work: a chart of one test would come in the midst of the next."""
        looks = 0
        until = time.monotonic() + PATIENCE
        while looks < 3:
            assert time.monotonic() < until, "still at work"
            looks = 0 if at_work(self.processes) else looks + 1
            time.sleep(0.01)

    def wait(self, look: Callable[[], T]) -> T:
        """What is looked for, as soon as it is there."""
        until = time.monotonic() + PATIENCE
        while not (found := look()):
            assert time.monotonic() < until, "nothing came"
            time.sleep(0.02)
        return found

    def _get(self, path: str) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self.url}/_control/{path}", timeout=PATIENCE) as response:
            found: dict[str, Any] = json.load(response)
        return found

    def _post(self, path: str, **body: Any) -> dict[str, Any]:
        data = json.dumps({key: value for key, value in body.items() if value is not None}).encode()
        request = urllib.request.Request(f"{self.url}/_control/{path}", data, {"content-type": "application/json"})
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:
            done: dict[str, Any] = json.load(response)
        assert done["ok"], done
        return done


def at_work(processes: tuple[int, ...]) -> bool:
    """Whether one of these processes or of those they started does anything or is about to; only Linux tells."""
    found = {path: stat for path in Path("/proc").glob("[0-9]*") if (stat := _stat(path))}
    family = set(map(str, processes))
    while more := {path.name for path, (_, parent, *_) in found.items() if parent in family} - family:
        family |= more
    threads = (thread for path in found if path.name in family for thread in path.glob("task/*"))
    return any(_stat(thread)[:1] not in (["S"], []) for thread in threads)


def _stat(process: Path) -> list[str]:
    """What Linux says of a process or thread after its name: its state, its parent and more; nothing once it ended."""
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def elements(block: dict[str, Any]) -> list[dict[str, Any]]:
    """What a block holds, beside its text too."""
    return [*block.get("elements", ()), *filter(None, [block.get("accessory")])]


def label_of(element: dict[str, Any]) -> str:
    """What a button says; nothing for other elements."""
    return element["text"]["text"] if element["type"] == "button" else ""


def labels(message: Message) -> list[str]:
    """What the message's buttons say."""
    return [label_of(e) for block in message["blocks"] for e in block.get("elements", ()) if label_of(e)]


def title(message: Message) -> str:
    """The message's header."""
    return str(next(block for block in message["blocks"] if block["type"] == "header")["text"]["text"])
