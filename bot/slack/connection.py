"""State of the connection to Slack: for the log, for /readyz and for /metrics."""

import logging
from dataclasses import dataclass
from typing import Literal

logger = logging.getLogger(__name__)

State = Literal["connecting", "connected", "away", "refused"]


class NoConnectionError(Exception):
    """Slack gave no connection. The message says why, `wait` how many seconds it asks to wait, and `refused` whether it
    is the token that it doesn't take.
    """

    def __init__(self, why: str, wait: float = 0.0, *, refused: bool = False) -> None:
        super().__init__(why)
        self.wait = wait
        self.refused = refused


@dataclass(slots=True)
class Connection:
    """The state of the connection, and how often one was made or couldn't be. Each change of the state is a line in the
    log, and nothing else is.
    """

    state: State = "connecting"
    connects: int = 0
    failures: int = 0

    @property
    def connected(self) -> bool:
        """Whether Slack can be heard."""
        return self.state == "connected"

    def succeeded(self) -> None:
        """Counts a connection."""
        self.connects += 1
        self._become("connected", logging.INFO, "Socket Mode: connected")

    def failed(self, error: NoConnectionError) -> None:
        """Counts a try that failed."""
        self.failures += 1
        if error.refused:
            self._become("refused", logging.ERROR, f"Socket Mode: SLACK_APP_TOKEN is not accepted: {error}")
        else:
            self.lost(str(error))

    def lost(self, why: str) -> None:
        """Notes that Slack can't be heard, and that it is tried again."""
        self._become("away", logging.WARNING, f"Socket Mode: no connection ({why}); trying again until there is one")

    def _become(self, state: State, level: int, line: str) -> None:
        if state != self.state:
            self.state = state
            logger.log(level, "%s", line)
