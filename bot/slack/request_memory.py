"""Requests that Slack has sent already: after a restart, on a second server, or replayed, none is done twice."""

import hashlib
import time
from collections.abc import Callable, Hashable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from bot.slack.shared_state import SharedState
from store.opening import server_keys
from store.seen_keys import SeenKeys

if TYPE_CHECKING:
    from store.postgresql.seen_keys import ServerKeys

T = TypeVar("T")
DAY = 25 * 3600.0  # seconds: Slack may send a delayed event again for a day
SIGNATURE = 600.0  # seconds: a request's timestamp may be 300 away from now, on either side

Body = Mapping[str, Any]


class RequestMemory:
    """Remembers requests in the keys that it is given, or else in this process alone. `scope` tells apps apart.

    `shared` is what all machines share, where there may be several: each key is new to them while that doesn't answer.
    """

    def __init__(
        self,
        seen: SeenKeys | None = None,
        scope: str = "",
        now: Callable[[], float] = time.time,
        shared: SharedState | None = None,
    ) -> None:
        self._seen = seen or SeenKeys()
        self._now = now
        self._keys = server_keys(shared.tables) if shared else None
        self.scope = scope
        self.shared = shared

    @classmethod
    def beside(cls, place: Path | str, scope: str) -> "RequestMemory":
        """The memory that all servers share which answer from one store, in a file beside its own or on its server;
        there need be no store yet.
        """
        if (shared := SharedState.of(place)) is not None:
            return cls(scope=scope, shared=shared)
        path = Path(place)
        return cls(SeenKeys(path.with_name(f"{path.name}-seen")), scope)

    @classmethod
    def of_app(cls, place: Path | str, token: str) -> "RequestMemory":
        """The memory of the app that a token is of."""
        return cls.beside(place, hashlib.sha256(token.encode()).hexdigest()[:16])

    async def before(self, thing: Hashable, seconds: float = DAY) -> bool:
        """Whether the thing was shown before. It counts as shown from now on."""
        key, now = self._key(thing), self._now()
        if not self._seen.add(key, now, seconds):
            return True
        return await self._ask(lambda keys: keys.add(key, now, seconds)) is False

    async def forget(self, thing: Hashable) -> None:
        """Lets the thing count as not shown."""
        key, now = self._key(thing), self._now()
        self._seen.forget(key, now)
        await self._ask(lambda keys: keys.forget(key))

    def close(self) -> None:
        """Closes the file, or the connection."""
        self._seen.close()
        if self.shared is not None:
            self.shared.close()

    async def _ask(self, work: "Callable[[ServerKeys], T]") -> T | None:
        if self.shared is None or (keys := self._keys) is None:
            return None
        return await self.shared.ask(lambda: work(keys))

    def _key(self, thing: Hashable) -> str:
        return f"{self.scope} {thing!r}"


def interaction_of(body: Body) -> Hashable | None:
    """What makes a pressed button or a submitted form the one that it is; None where Slack doesn't say."""
    if body.get("type") == "view_submission":
        return ("view", body["view"]["id"]) if body["view"].get("id") else None
    trigger = body.get("trigger_id")
    return ("trigger", trigger) if trigger else None
