"""What Slack has sent already: a restart, a second server or a replay doesn't make the bot answer or write it again."""

import hashlib
import time
from collections.abc import Callable, Hashable, Mapping
from pathlib import Path
from typing import Any

from bot.slack.shared_keys import SharedKeys
from store.opening import is_postgresql, server_keys
from store.seen_keys import SeenKeys

DAY = 25 * 3600.0  # seconds: Slack may send a delayed event again for a day
SIGNATURE = 600.0  # seconds: a request's timestamp may be 300 away from now, on either side

Body = Mapping[str, Any]


class RequestMemory:
    """Remembers requests in the keys that it is given, or else in this process alone. `scope` tells apps apart.

    `shared` are the keys of all machines, where there may be several.
    """

    def __init__(
        self,
        seen: SeenKeys | None = None,
        scope: str = "",
        now: Callable[[], float] = time.time,
        shared: SharedKeys | None = None,
    ) -> None:
        self._seen = seen or SeenKeys()
        self._scope = scope
        self._now = now
        self._shared = shared

    @classmethod
    def beside(cls, place: Path | str, scope: str) -> "RequestMemory":
        """The memory that all servers share which answer from one store, in a file beside its own or on its server;
        there need be no store yet.
        """
        if not is_postgresql(place):
            path = Path(place)
            return cls(SeenKeys(path.with_name(f"{path.name}-seen")), scope)
        return cls(scope=scope, shared=SharedKeys(server_keys(str(place))))

    @classmethod
    def of_app(cls, place: Path | str, token: str) -> "RequestMemory":
        """The memory of the app that a token is of."""
        return cls.beside(place, hashlib.sha256(token.encode()).hexdigest()[:16])

    async def before(self, thing: Hashable, seconds: float = DAY) -> bool:
        """Whether the thing was shown before. It counts as shown from now on."""
        key, now = self._key(thing), self._now()
        if not self._seen.add(key, now, seconds):
            return True
        return self._shared is not None and not await self._shared.add(key, now, seconds)

    async def forget(self, thing: Hashable) -> None:
        """Lets the thing count as not shown."""
        key, now = self._key(thing), self._now()
        self._seen.forget(key, now)
        if self._shared is not None:
            await self._shared.forget(key, now)

    def close(self) -> None:
        """Closes the file, or the connection."""
        self._seen.close()
        if self._shared is not None:
            self._shared.close()

    def _key(self, thing: Hashable) -> str:
        return f"{self._scope} {thing!r}"


def interaction_of(body: Body) -> Hashable | None:
    """What makes a pressed button or a submitted form the one that it is; None where Slack doesn't say."""
    if body.get("type") == "view_submission":
        return ("view", body["view"]["id"]) if body["view"].get("id") else None
    trigger = body.get("trigger_id")
    return ("trigger", trigger) if trigger else None
