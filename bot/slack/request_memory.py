"""What Slack has sent already: a restart, a second server or a replay doesn't make the bot answer or write it again."""

import hashlib
import time
from collections.abc import Callable, Hashable, Mapping
from pathlib import Path
from typing import Any

from store.seen_keys import SeenKeys

DAY = 25 * 3600.0  # seconds: Slack may send a delayed event again for a day
SIGNATURE = 600.0  # seconds: a request's timestamp may be 300 away from now, on either side

Body = Mapping[str, Any]


class RequestMemory:
    """Remembers requests in the keys that it is given, or else in this process alone. `scope` tells apps apart."""

    def __init__(self, seen: SeenKeys | None = None, scope: str = "", now: Callable[[], float] = time.time) -> None:
        self._seen = seen or SeenKeys()
        self._scope = scope
        self._now = now

    @classmethod
    def beside(cls, store: Path, token: str) -> "RequestMemory":
        """The memory that all servers of an app share which answer from one store; there need be no store yet."""
        app = hashlib.sha256(token.encode()).hexdigest()[:16]
        return cls(SeenKeys(store.with_name(f"{store.name}-seen")), app)

    def before(self, thing: Hashable, seconds: float = DAY) -> bool:
        """Whether the thing was shown before. It counts as shown from now on."""
        return not self._seen.add(self._key(thing), self._now(), seconds)

    def forget(self, thing: Hashable) -> None:
        """Lets the thing count as not shown."""
        self._seen.forget(self._key(thing), self._now())

    def close(self) -> None:
        """Closes the file."""
        self._seen.close()

    def _key(self, thing: Hashable) -> str:
        return f"{self._scope} {thing!r}"


def interaction_of(body: Body) -> Hashable | None:
    """What makes a pressed button or a submitted form the one that it is; None where Slack doesn't say."""
    if body.get("type") == "view_submission":
        return ("view", body["view"]["id"]) if body["view"].get("id") else None
    trigger = body.get("trigger_id")
    return ("trigger", trigger) if trigger else None
