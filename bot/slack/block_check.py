"""`cs doctor --blocks`: Slack's own judgement of every shape of message and view that the bot draws."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Final

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

from bot.configuration.settings_error import SettingsError
from bot.configuration.slack_settings import web_api_settings
from bot.context import Context
from bot.render.features import Features
from bot.slack.native_blocks import UNASKED
from bot.slack.shapes import Shape, all_shapes, distinct
from bot.slack.web_client import UNREADABLE, error_code
from bot.workspace import Workspace
from glossary import load

CALL_ERRORS = (SlackApiError, OSError, AttributeError, ValueError)  # the last two of answers that are no object
WAITS: Final = 10  # times that a call is tried again after Slack said for how long to wait
PATIENCE: Final = 20  # seconds that Slack may take to answer
FAULTS: Final = 5  # of a shape that are said


class UnaskableError(Exception):
    """Slack doesn't judge blocks here; the message says why."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What Slack says of a shape: its faults, none where it takes it."""

    name: str
    newer: Features
    faults: tuple[str, ...] = ()

    def __str__(self) -> str:
        used = f" ({', '.join(sorted(self.newer))})" if self.newer else ""
        said = "; ".join(self.faults[:FAULTS])
        if not self.faults:
            return f"✓ {self.name}{used}"
        return f"{'–' if self.newer else '✗'} {self.name}{used}: {said}"


def judge(client: WebClient, shapes: Iterable[Shape]) -> Iterator[Judgement]:
    """What Slack says of each shape. Raises `UnaskableError` where it says nothing."""
    for each in shapes:
        yield Judgement(each.name, each.newer, _faults(client, each.kind, each.payload))


def _faults(client: WebClient, kind: str, payload: Mapping[str, Any]) -> tuple[str, ...]:
    try:
        client.api_call("blocks.validate", data={kind: json.dumps(payload)})
    except CALL_ERRORS as error:
        code = error_code(error) if isinstance(error, SlackApiError) else type(error).__name__
        if not isinstance(error, SlackApiError) or code in UNASKED or not code.startswith("invalid_"):
            raise UnaskableError(_why(code)) from error
        if code in {"invalid_auth", "invalid_arguments"}:
            raise UnaskableError(code) from error
        return tuple(_said(error)) or (code,)
    return ()


def _why(code: str) -> str:
    if code in UNASKED or code == UNREADABLE:
        return f"this Slack has no blocks.validate ({code})"
    return f"Slack says {code}"


def _said(error: SlackApiError) -> Iterator[str]:
    data = getattr(error.response, "data", None)
    found = data.get("errors") if isinstance(data, dict) else None
    for each in found or ():
        if isinstance(each, dict):
            yield " ".join(str(each[key]) for key in ("pointer", "message") if each.get(key))


def report(client: WebClient, shapes: Iterable[Shape], say: Callable[[str], object]) -> int:
    """Says a line for each shape, and returns the exit code: 1 where Slack refuses a classic one, or says nothing.

    Newer blocks that it refuses are no fault: the classic form stands beside each.
    """
    counts = {"taken": 0, "refused": 0, "newer refused": 0}
    try:
        for each in judge(client, shapes):
            say(str(each))
            counts["taken" if not each.faults else "newer refused" if each.newer else "refused"] += 1
    except UnaskableError as error:
        say(f"✗ blocks: nothing was judged from here on, as {error}.")
        return 1
    say(
        f"{counts['taken']:,} taken, {counts['refused']:,} refused; of those with newer blocks "
        f"{counts['newer refused']:,} are refused, in whose place the classic form is sent."
    )
    return int(counts["refused"] > 0)


def patient_client(token: str, url: str) -> WebClient:
    """A client that waits for as long as Slack says: many shapes are asked about."""
    waits = [RateLimitErrorRetryHandler(max_retry_count=WAITS)]
    return WebClient(token, base_url=url, timeout=PATIENCE, retry_handlers=[*waits])


def examine_blocks(say: Callable[[str], object], sample: Callable[[], AbstractContextManager[Workspace]]) -> int:
    """Has Slack judge what is drawn of a sample company, which is made once it is known that Slack can be asked."""
    try:
        settings = web_api_settings()
    except SettingsError as error:
        say(f"{error}\n✗ blocks: nothing was judged, as Slack is asked with the bot token at its Web API.")
        return 1
    client = patient_client(settings.slack_bot_token.get_secret_value(), settings.slack_api_url)
    with sample() as workspace:
        return report(client, distinct(all_shapes(Context(load(), workspace))), say)
