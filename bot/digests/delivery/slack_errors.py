"""Errors of Slack's Web API by class: refused, rate-limited, unreachable, or uncertain whether it was done."""

from collections.abc import Awaitable
from typing import Literal, TypeVar

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.slack.web_client import TOKEN_CODES, error_code

T = TypeVar("T")
Class = Literal["later", "doubt", "channel", "thread", "team", "content"]

CODES: dict[str, Class] = {
    **dict.fromkeys(("ratelimited", "rate_limited", "service_unavailable", "message_limit_exceeded"), "later"),
    "team_added_to_org": "later",  # while the workspace moves into an organisation
    **dict.fromkeys(
        (
            "not_in_channel",
            "channel_not_found",
            "is_archived",
            "no_permission",
            "restricted_action",
            "restricted_action_read_only_channel",
            "restricted_action_thread_only_channel",
            "restricted_action_non_threadable_channel",
            "cannot_dm_bot",
            "user_not_found",
            "user_disabled",
            "user_not_visible",
            "messages_tab_disabled",
            "channel_type_not_supported",
            "method_not_supported_for_channel_type",
            "as_user_not_supported",
        ),
        "channel",
    ),
    **dict.fromkeys(("thread_not_found", "cannot_reply_to_message", "restricted_action_thread_locked"), "thread"),
    **dict.fromkeys((*TOKEN_CODES, "enterprise_is_restricted", "two_factor_setup_required", "accesslimited"), "team"),
    **dict.fromkeys(
        (
            "invalid_blocks",
            "invalid_blocks_format",
            "msg_blocks_too_long",
            "msg_too_long",
            "no_text",
            "invalid_attachments",
            "invalid_metadata_format",
            "invalid_metadata_schema",
            "metadata_too_large",
            "invalid_arguments",
        ),
        "content",
    ),
}


PEOPLE_GONE = frozenset({"user_not_found", "user_not_visible"})  # what Slack says of somebody whom it doesn't know here
_WORDS = {
    "is_archived": "the channel is archived",
    "not_in_channel": "I am not in the channel any more; /invite brings me back",
    "channel_not_found": "the channel is gone, or it is private and I am not in it any more; /invite brings me back",
    "no_permission": "I may not post in the channel",
    **dict.fromkeys(
        ("restricted_action", "restricted_action_read_only_channel", "restricted_action_non_threadable_channel"),
        "only some people may post in the channel, and I am none of them",
    ),
    "restricted_action_thread_only_channel": "in the channel only threads may be answered",
    "messages_tab_disabled": "the app takes no direct messages: its Messages tab is switched off",
    **dict.fromkeys(("user_not_found", "user_not_visible", "user_disabled"), "they aren't in this workspace any more"),
}


def refusal_text(code: str) -> str:
    """Why Slack took no post, for people who know no codes, and the code."""
    return f"{_WORDS[code]} (Slack says {code})" if code in _WORDS else f"Slack says {code}"


class SlackCallError(Exception):
    """A call wasn't answered with yes: the class of the error, Slack's code, and seconds that Slack asks to wait."""

    def __init__(self, kind: Class, code: str, wait: float = 0.0) -> None:
        super().__init__(code)
        self.kind = kind
        self.code = code
        self.wait = wait


async def checked_call(call: Awaitable[T]) -> T:
    """The answer of Slack to a call. Raises `SlackCallError` when it isn't yes, in time and whole."""
    try:
        return await call
    except SlackApiError as error:
        raise _refusal(error) from error
    except aiohttp.ClientConnectorError as error:
        raise SlackCallError("later", "no connection") from error
    except (aiohttp.ClientError, TimeoutError, SlackClientError, OSError, ValueError) as error:
        raise SlackCallError("doubt", type(error).__name__) from error


def _refusal(error: SlackApiError) -> SlackCallError:
    response = error.response  # aiohttp's own when the body can't be read
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 200))
    if status == 429:
        return SlackCallError("later", "ratelimited", _seconds(response.headers.get("Retry-After", "")))
    code = error_code(error)
    if status >= 500 and code != "service_unavailable":
        return SlackCallError("doubt", code)
    return SlackCallError(CODES.get(code, "doubt"), code)


def _seconds(text: str) -> float:
    return min(float(text), 3600.0) if text.isdecimal() else 30.0
