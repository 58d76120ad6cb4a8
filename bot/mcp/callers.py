"""The caller of an MCP tool: identified by the transport, and never by what a client says of itself."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.operating.http_server import Scope

KEY = "cs_bot_door"  # of what the door says, in the state of a request
_ID = re.compile(r"[A-Z][A-Z0-9]{1,30}", re.ASCII)
EACH_METRIC = b"metrics=each"  # in the query of an address: single metrics are listed as tools of their own


class UnavailableError(Exception):
    """Nothing is answered to a caller of this team at the moment; the message says why."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: a person by Slack id or email, empty where nobody is known, of a `team`, where Slack says which;
    whether they may change anything; and whether every metric is listed as a tool of its own.
    """

    person: str = ""
    team: str = ""
    enterprise: str = ""
    writes: bool = False
    each_metric: bool = False


@dataclass(frozen=True, slots=True)
class SignedBySlack:
    """The door has checked Slack's signature over the whole request: what it says of its asker is what Slack says."""


@dataclass(frozen=True, slots=True)
class TokenHolder:
    """The door has found the bearer token: it stands for a person of a team, and may change things or not."""

    person: str
    writes: bool
    team: str = ""


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
        return Caller(door.person, door.team, writes=door.writes, each_metric=each_metric)
    slack = (meta or {}).get("slack")
    said = slack if isinstance(slack, Mapping) else {}
    user, team, enterprise = (_id(said.get(key)) for key in ("user_id", "team_id", "enterprise_id"))
    return Caller(user, team, enterprise, writes=True, each_metric=each_metric)


def _id(value: object) -> str:
    """An id of Slack; empty for what is none."""
    return value if isinstance(value, str) and _ID.fullmatch(value) else ""
