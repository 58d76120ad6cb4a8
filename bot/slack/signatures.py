"""Slack's request signatures: genuine, recent, and never accepted twice."""

import hmac
from collections import deque

WINDOW = 300  # seconds that a request's timestamp may be away from now
KEPT = 100_000


class RefusedError(Exception):
    """The request isn't one to act on; `status` is what to answer."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


class Signatures:
    """Tells genuine requests from forged, stale and repeated ones, within a bounded memory.

    When more signatures arrive within the window than are kept, the oldest are forgotten, and with them goes the right
    to be accepted: timestamps up to the oldest forgotten one count as stale, so a replay is refused all the same.
    """

    def __init__(self, secret: str, kept: int = KEPT) -> None:
        self._hmac = hmac.new(secret.encode(), digestmod="sha256")
        self._kept = kept
        self._seen: set[bytes] = set()
        self._in_order: deque[tuple[int, bytes]] = deque()
        self._forgotten = 0

    def check(self, timestamp: bytes, signature: bytes, body: bytes, now: float) -> None:
        """Returns when the request is genuine, recent and new.

        Raises `RefusedError` with 401 for a missing, malformed, stale or wrong signature. A right one that was seen
        before is refused with 409: Slack signs anew whenever it sends again, so only a copy carries an old signature.
        """
        if not (timestamp.isdigit() and len(timestamp) <= 11):
            raise RefusedError(401, "no timestamp")
        sent = int(timestamp)
        if abs(now - sent) > WINDOW or sent <= self._forgotten:
            raise RefusedError(401, "stale timestamp")
        digest = self._hmac.copy()
        digest.update(b"v0:" + timestamp + b":" + body)
        if not hmac.compare_digest(b"v0=" + digest.hexdigest().encode(), signature):
            raise RefusedError(401, "wrong signature")
        self._remember(sent, digest.digest(), now)

    def _remember(self, sent: int, signature: bytes, now: float) -> None:
        if signature in self._seen:
            raise RefusedError(409, "seen before")
        while self._in_order and (len(self._in_order) >= self._kept or self._in_order[0][0] < now - WINDOW):
            oldest, forgotten = self._in_order.popleft()
            self._seen.discard(forgotten)
            self._forgotten = max(self._forgotten, oldest)
        self._seen.add(signature)
        self._in_order.append((sent, signature))
