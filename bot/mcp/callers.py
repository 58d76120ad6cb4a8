"""Who calls a tool: told by the door that let them in, and never by what a client says of itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.http_server import Scope

KEY = "cs_bot_door"  # of what the door says, in the state of a request
EACH_METRIC = b"metrics=each"  # in the query of an address: single metrics are listed as tools of their own


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: a person by Slack id or email, empty where nobody is known; whether they may change anything; and
    whether every metric is listed as a tool of its own. The `operator` sits at the machine.
    """

    person: str = ""
    writes: bool = False
    each_metric: bool = False
    operator: bool = False


@dataclass(frozen=True, slots=True)
class SignedBySlack:
    """The door has checked Slack's signature over the whole request: what it says of its asker is what Slack says."""


@dataclass(frozen=True, slots=True)
class TokenHolder:
    """The door has found the bearer token: it stands for a person, and may change things or not."""

    person: str
    writes: bool


Door = SignedBySlack | TokenHolder


def admitted(scope: Scope, door: Door) -> dict[str, Any]:
    """The scope of a request with what the door found out; a client can't write there."""
    return {**scope, "state": {**(scope.get("state") or {}), KEY: door}}


def caller_of(scope: Mapping[str, Any], meta: Mapping[str, Any] | None) -> Caller:
    """Who calls, by what the door found out. `meta` is what came with the call, and counts only where Slack signed it.

    Raises `KeyError` for a request that came through no door.
    """
    door: Door = scope["state"][KEY]
    each_metric = EACH_METRIC in (scope.get("query_string") or b"").split(b"&")
    if isinstance(door, TokenHolder):
        return Caller(door.person, door.writes, each_metric)
    slack = (meta or {}).get("slack")
    user = slack.get("user_id") if isinstance(slack, Mapping) else None
    return Caller(user if isinstance(user, str) else "", writes=True, each_metric=each_metric)
