"""Steps of a live trial: what the bot relies on in Slack, with the expected and the actual result."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, Literal

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.digests.delivery.reconciliation import EVENT_TYPE, metadata
from bot.slack.listener_registry import scopes
from bot.slack.web_client import WebClient, error_code, proxy_for

Outcome = Literal["as expected", "otherwise", "refused", "not tried"]
TEXT: Final = "CS Bot tries out what it counts on. This message is deleted again in a moment."
_LATER: Final = 5.0  # seconds that a history may lag behind
_LOOKS: Final = 10
_PATIENCE: Final = 10.0


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a step. `said` holds no name, text, id or token of the workspace: it may be sent to anybody."""

    step: str
    outcome: Outcome
    said: str = ""
    seconds: float = 0.0


class OtherwiseError(Exception):
    """Slack took it, and what came of it is not what the bot counts on."""


class NotTriedError(Exception):
    """What it takes wasn't given; the message says what."""


@dataclass
class Trial:
    """A trial under way: where, as whom, with which other tokens, and what has to be taken away again."""

    client: WebClient
    channel: str = ""
    person: str = ""
    app_token: str = ""
    config_token: str = ""
    manifest: Mapping[str, Any] = field(default_factory=dict)
    mark: str = field(default_factory=lambda: secrets.token_hex(8))
    began: datetime = field(default_factory=lambda: datetime.now(UTC))
    posted: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    def place(self) -> str:
        """The channel to post to. Raises `NotTriedError` without one."""
        if not self.channel:
            raise NotTriedError("say --channel and the id of a channel that the bot was invited to")
        return self.channel

    async def post(self, **given: Any) -> str:  # noqa: ANN401 - what Slack's client takes
        """Posts a message that is deleted at the end, and returns its ts."""
        answer = await self.client.chat_postMessage(channel=self.place(), text=TEXT, **given)
        self.posted.append(answer["ts"])
        return str(answer["ts"])


Step = Callable[[Trial], Awaitable[str]]
STEPS: Final[list[tuple[str, Step]]] = []


def step(called: str) -> Callable[[Step], Step]:
    """Makes a function a step, in the order of their declaration; it returns what to say, or raises."""

    def register(function: Step) -> Step:
        STEPS.append((called, function))
        return function

    return register


@step("auth.test: the token signs in, with every scope of the manifest")
async def _scopes(trial: Trial) -> str:
    answer = await trial.client.auth_test()
    granted = set(filter(None, str(answer.headers.get("x-oauth-scopes", "")).split(",")))
    if not granted:
        raise OtherwiseError("Slack didn't say which scopes are granted")
    if missing := sorted(scopes() - granted):
        raise OtherwiseError(f"missing: {', '.join(missing)}")
    more = sorted(granted - scopes())
    return f"more than the manifest asks for: {', '.join(more)}" if more else ""


@step("apps.connections.open: Socket Mode says hello")
async def _socket(trial: Trial) -> str:
    if not trial.app_token:
        raise NotTriedError("SLACK_APP_TOKEN isn't set")
    opened = await trial.client.apps_connections_open(app_token=trial.app_token)
    url = str(opened["url"])
    async with aiohttp.ClientSession() as session, session.ws_connect(url, proxy=proxy_for(url)) as socket:
        hello = await socket.receive_json(timeout=_PATIENCE)
    if hello.get("type") != "hello":
        raise OtherwiseError(f"the first message is of type {hello.get('type')}")
    return f"up to {hello.get('num_connections', '?')} of this app are open"


@step("conversations.info: it says whether the channel is shared with others")
async def _channel(trial: Trial) -> str:
    found = (await trial.client.conversations_info(channel=trial.place()))["channel"]
    if missing := [each for each in ("is_ext_shared", "is_org_shared", "is_member") if each not in found]:
        raise OtherwiseError(f"it lacks {', '.join(missing)}")
    if not found["is_member"]:
        raise OtherwiseError("the bot isn't a member: /invite it first")
    return ""


@step("conversations.members and users.info: it says who is a guest and of which team")
async def _people(trial: Trial) -> str:
    members = (await trial.client.conversations_members(channel=trial.place(), limit=100))["members"]
    person = trial.person or next(iter(members), "")
    user = (await trial.client.users_info(user=person))["user"]
    wanted = ("team_id", "is_restricted", "is_ultra_restricted", "is_bot", "tz")
    if missing := [each for each in wanted if each not in user]:
        raise OtherwiseError(f"it lacks {', '.join(missing)}")
    return "with an email address" if (user.get("profile") or {}).get("email") else "without an email address"


@step("usergroups.list: user groups can be read")
async def _groups(trial: Trial) -> str:
    return f"{len((await trial.client.usergroups_list())['usergroups'])} there"


@step("chat.postMessage and conversations.history: a posted message is found again by its metadata")
async def _metadata(trial: Trial) -> str:
    ts = await trial.post(metadata=metadata(trial.mark))
    began = time.monotonic()
    for _ in range(_LOOKS):
        found = [each async for each in _history(trial) if _marked(each, trial.mark)]
        if found:
            if found[0]["ts"] != ts:
                raise OtherwiseError("it is found under another ts")
            return f"after {time.monotonic() - began:.1f} s"
        await asyncio.sleep(_LATER / _LOOKS)
    raise OtherwiseError(f"not found within {_LATER:.0f} s")


async def _history(trial: Trial) -> AsyncIterator[dict[str, Any]]:
    oldest = f"{trial.began.timestamp() - 60:.6f}"
    answer = await trial.client.conversations_history(
        channel=trial.place(), oldest=oldest, limit=200, include_all_metadata=True, inclusive=True
    )
    for each in answer.get("messages") or ():
        yield each


def _marked(message: dict[str, Any], mark: str) -> bool:
    carried = message.get("metadata") or {}
    return carried.get("event_type") == EVENT_TYPE and (carried.get("event_payload") or {}).get("mark") == mark


@step("chat.update: a message is changed, and keeps its metadata")
async def _update(trial: Trial) -> str:
    ts = trial.posted[0] if trial.posted else await trial.post(metadata=metadata(trial.mark))
    await trial.client.chat_update(channel=trial.place(), ts=ts, text=f"{TEXT} It was changed.")
    changed = [each async for each in _history(trial) if each.get("ts") == ts]
    if not changed:
        raise OtherwiseError("the changed message isn't in the history")
    if "It was changed." not in str(changed[0].get("text")):
        raise OtherwiseError("the history has the old text")
    if not _marked(changed[0], trial.mark):
        raise OtherwiseError("its metadata is gone")
    return ""


@step("conversations.replies: an answer in a thread is found there")
async def _thread(trial: Trial) -> str:
    first = trial.posted[0] if trial.posted else await trial.post()
    ts = await trial.post(thread_ts=first)
    found = await trial.client.conversations_replies(channel=trial.place(), ts=first, limit=100)
    if ts not in {each.get("ts") for each in found.get("messages") or ()}:
        raise OtherwiseError("it isn't among the replies")
    return ""


@step("chat.postEphemeral: a message for one person alone")
async def _ephemeral(trial: Trial) -> str:
    if not trial.person:
        raise NotTriedError("say --user and your own member id")
    await trial.client.chat_postEphemeral(channel=trial.place(), user=trial.person, text=TEXT)
    return "it is gone when the page is loaded anew"


@step("files: a file is uploaded in three steps and deleted")
async def _file(trial: Trial) -> str:
    answer = await trial.client.files_upload_v2(
        channel=trial.place(), filename="cs-bot-trial.csv", content="a,b\n1,2\n", title="CS Bot tries out files"
    )
    file: Mapping[str, Any] = answer.get("file") or next(iter(answer.get("files") or ()), {})
    if not file.get("id"):
        raise OtherwiseError("the answer has no file")
    trial.files.append(str(file["id"]))
    return ""


async def run(steps: Iterable[tuple[str, Step]], trial: Trial) -> list[Result]:
    """Takes the steps one after another, and takes away what they made. Raises nothing: each result says what came."""
    async with _taken_away(trial) as results:
        for called, function in steps:
            results.append(await _tried(called, function, trial))
    return results


@asynccontextmanager
async def _taken_away(trial: Trial) -> AsyncIterator[list[Result]]:
    results: list[Result] = []
    try:
        yield results
    finally:
        results.append(await _tried("chat.delete and files.delete: nothing is left of this trial", _clean, trial))


async def _clean(trial: Trial) -> str:
    left: list[str] = []
    for ts in reversed(trial.posted):
        left += await _deleted(trial.client.chat_delete(channel=trial.channel, ts=ts), "a message")
    for file in trial.files:
        left += await _deleted(trial.client.files_delete(file=file), "a file")
    if left:
        raise OtherwiseError(f"delete by hand what stayed: {', '.join(left)}")
    return f"{len(trial.posted)} messages and {len(trial.files)} files deleted"


async def _deleted(call: Awaitable[object], what: str) -> list[str]:
    try:
        await call
    except SlackApiError as error:
        return [f"{what} ({error_code(error)})"]
    return []


async def _tried(called: str, function: Step, trial: Trial) -> Result:
    began = time.monotonic()
    try:
        outcome, said = "as expected", await function(trial)
    except NotTriedError as error:
        outcome, said = "not tried", str(error)
    except OtherwiseError as error:
        outcome, said = "otherwise", str(error)
    except SlackApiError as error:
        needed = error.response.get("needed") if hasattr(error.response, "get") else None
        outcome, said = "refused", f"Slack says {error_code(error)}" + (f", needed: {needed}" if needed else "")
    except (OSError, TimeoutError, aiohttp.ClientError, ValueError, KeyError, TypeError) as error:
        outcome, said = "otherwise", f"{type(error).__name__}: no answer that could be read"
    return Result(called, outcome, said, time.monotonic() - began)  # type: ignore[arg-type]
